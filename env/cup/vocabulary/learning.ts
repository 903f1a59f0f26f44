/** Words of faith, campus and classroom. */
import { list, type Vocabulary } from "./types.ts";

export const religion: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`rabbi | imam | bishop | nun | pastor | theologian | Buddhist monk | megachurch preacher | cardinal
    Sikh leader | Quaker elder | seminary professor`,
  issues: list`Ramadan | Easter | interfaith | Vatican | Sabbath | Passover | evangelical | monastery | pilgrimage
    Lenten | mosque | prayer | Diwali | synagogue | catechism | scripture | sanctuary`,
  heads: list`sermon | service | blessing | ritual | message | debate | reform | vigil | meditation | festival
    reflection | council`,
  objects: list`prayer rug | stained-glass window | church bell | Torah scroll | rosary | papal letter | hymnal
    prayer shawl | temple gate | ancient psalm | Sunday collection plate | communion wafer`,
  groups: list`Muslims | evangelicals | Catholic bishops | rabbis | atheists | faith leaders | pilgrims
    worshippers | seminarians | Hindu devotees | Mormon families`,
  verbs: list`celebrate | question | embrace | lead | welcome | discuss | attend | defend`,
  angles: list`on the first night of Ramadan | in the spirit of St. Francis | before Easter Sunday
    at an interfaith vigil | with prayer and fasting | in a crisis of faith | for believers and skeptics
    after an attack on a mosque | from the pulpit | during the High Holy Days | in the name of God
    according to scripture`,
  organisations: list`{place} Interfaith Council | {name} Theological Seminary | {place} Islamic Center
    {name} Baptist Church | {place} Catholic Diocese | {place} Synagogue`,
  headlines: list`
    the pope prays for {place} after {topic}
    {place} mosque and synagogue share a {topic}
    what the Bible says about {surname}'s {topic}
    {role} {person}: God was in the {topic}
    daily meditation: the {topic} and the {object}
    can faith survive the {topic}? {person} has hope
    Muslims in {place} welcome neighbors to {topic}
    vandals destroy {object} at {place} church
    {group} pray for peace at {place} {topic}
    {surname} leaves the church over {topic}
    a prayer, a {object} and the meaning of {topic}
    [God/faith] [and/versus] [science/politics] in {place}
    [Catholic/Lutheran/Methodist] [church/parish] in {place} [welcomes/blesses] [refugees/gay couples]
    [why/how] [Millennials/Jews/Muslims] in {place} [pray/fast/return]
    [nuns/monks] of {place} [take on/sell] {object}
    [a rabbi/an imam] and [a priest/a pastor] [walk into/share] a {topic}
    [finding/losing] God in [{place}/a {object}]
    {role} {surname} [apologizes/resigns] after {topic}
    [holy/sacred] {object} [returned to/stolen from] {place} [temple/shrine]`,
  sentences: list`
    {role} {person} led worshippers in {place} in prayer {angle}.
    The {org} opened its doors {time} for a {topic} that drew {group} of every faith.
    A {object} from {place} has become a symbol of the {topic}.
    Scripture has much to say about the {topic}, writes {surname}, and not all of it is comfortable.
    {group} in {place} gathered around the {object} for the {topic}.
    The Vatican said {time} that the {topic} would be discussed by Catholic bishops.
    [Parishioners/Believers] in {place} [lit/carried] candles {time} and [prayed/sang] {angle}.
    [Faith/Prayer] [carried/led] {surname} through the {topic}, [with help from/along with] a {object}.
    [Jews, Christians and Muslims/Christians and Hindus] in {place} [broke bread/prayed together] at the {org}.`,
  quotes: list`
    God does not ask us to be certain, only to be kind
    Our doors are open to people of every faith
    The {topic} reminds us that we are never alone
    Prayer begins where words run out`,
};

export const college: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`university president | fraternity president | dean of students | adjunct professor | college senior
    student body president | resident adviser | admissions officer | sorority sister | provost | freshman`,
  issues: list`fraternity hazing | student debt | campus assault | tuition | dorm | free-speech | admissions | Title IX
    spring-break | adjunct | commencement | Greek life | campus carry | financial-aid | study-abroad | sorority`,
  heads: list`scandal | policy | protest | hike | investigation | party | ranking | rule | petition | ban
    sit-in | task force`,
  objects: list`acceptance letter | student loan bill | frat house | lecture hall | diploma | campus newspaper
    meal plan | SAT score | keg | commencement speech | blue-light phone | dorm room`,
  groups: list`college students | freshmen | professors | university trustees | fraternity brothers | graduates
    undergraduates | student activists | alumni | applicants | faculty members`,
  verbs: list`protest | suspend | investigate | defend | reject | review | criticize | reform`,
  angles: list`on campus | before graduation | in the middle of finals | after a frat party | despite rising tuition
    during freshman orientation | at a faculty senate meeting | with student loans coming due
    in an email to students | after a Title IX complaint | on move-in day | at one of the nation's top schools`,
  organisations: list`University of {place} | {name} University | {place} State University | {name} College
    {place} Community College | {place} Institute of Technology`,
  headlines: list`
    {org} students stage {topic} {angle}
    {org} suspends fraternity over {topic}
    {n} colleges with the worst {topic} in America
    {org} president resigns after {topic}
    student at {org} expelled over {object}
    is a degree from {org} worth the {object}?
    professors at {org} back {topic}
    campus police probe {topic} at {org}
    what I learned at {org} about the {topic}
    commencement speaker {person} addresses {topic} at {org}
    freshmen at {org} face a new {topic}
    [frat/sorority] at {org} [shut down/under fire] after [party/{object}]
    [students/alumni] of {org} [demand/want] [refund/answers] over {topic}
    [the case for/a defense of] the [liberal arts/gap year/community college]
    [how/why] [graduates/students] of {org} [owe/earn] {grand}
    [party school/honors student]? {org} [tops/drops in] [ranking/survey]
    [campus/dorm] [life/politics] at {org}: {n} [photos/truths]
    [professor/lecturer] [quits/fired from] {org} [over/after] {topic}
    [sexual assault/hazing] [survivor/victim] [sues/confronts] {org}`,
  sentences: list`
    Students at the {org} say the administration ignored the {topic} for years.
    {role} {person} announced the {topic} in a campus-wide email {time}.
    The fraternity at the {org} lost its charter after a {object} exposed the {topic}.
    Graduates leave the {org} with thousands in debt, and the {topic} has made it worse.
    Faculty at the {org} voted {time} on the {topic} {angle}.
    Undergraduates gathered outside the library with a {object} to protest the {topic}.
    [Tuition/Room and board] at the {org} has [risen/jumped] {n} percent [since/after] the {topic}.
    [Sophomores/Seniors] at the {org} [camped out/marched] in the quad over the {topic}.
    [Campus police/Administrators] [found/seized] a {object} at a [dorm/fraternity] {time}.`,
  quotes: list`
    Students should not have to choose between rent and textbooks
    This university protects its brand before its students
    The {topic} is the talk of every dining hall
    I chose this campus because of the professors, not the parties`,
};

export const education: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`fourth-grade teacher | school principal | superintendent | charter school founder | school librarian
    guidance counselor | education secretary | union president | math coach | school board member | tutor`,
  issues: list`Common Core | charter school | standardized-test | kindergarten | teacher-pay | reading | school-lunch
    math | classroom | special-education | school-choice | third-grade | after-school | literacy | STEM | class-size`,
  heads: list`curriculum | reform | pilot | standard | experiment | budget | program | initiative | voucher
    contract | evaluation`,
  objects: list`report card | lesson plan | yellow school bus | test score | whiteboard | textbook | spelling list
    reading corner | homework packet | classroom tablet | hall pass | science fair`,
  groups: list`teachers | public school students | principals | school districts | third graders | teachers unions
    charter schools | education reformers | parents and teachers | struggling readers`,
  verbs: list`support | oppose | debate | criticize | fund | review | rethink | defend`,
  angles: list`in the classroom | before the school year begins | in the nation's public schools | across the district
    despite budget cuts | at a heated school board meeting | in low-income schools | for English learners
    after low test scores | from kindergarten to graduation | with help from veteran teachers
    at the start of the semester`,
  organisations: list`{place} Public Schools | {name} Elementary School | {place} Teachers Union
    {name} Charter Academy | {name} Institute for Education Policy`,
  headlines: list`
    teachers in {place} strike over {topic}
    why one {place} school scrapped the {topic}
    {n} lessons for teachers from {place}'s {topic}
    {place} schools close achievement gap with {topic}
    does a {topic} help students learn?
    {role} {person} turns a {object} into a {topic}
    {place} school board votes on {topic} {angle}
    what teachers wish you knew about the {topic}
    the {object} that got third graders reading in {place}
    charter schools in {place} face {topic}
    can {surname}'s {topic} save public schools?
    why your child's [homework/reading list] is [so hard/changing]
    [open letter/thank you] to [a/my] {place} [teacher/principal]
    [kids/students] in {place} [learn/skip] [cursive/coding/recess] [this year/after {topic}]
    [veteran/rookie] {role} {surname} [quits/stays] {angle}
    [school/district] [bans/buys] {object} for every [classroom/third grader]
    [testing/recess/tenure]: {place}'s {topic} [explained/under review]
    [poor/rural] schools [lose out/gain] in {place} {topic}
    [how/why] [Finland/one principal] [fixed/dropped] the {topic}`,
  sentences: list`
    Teachers in {place} say the {topic} leaves too little time for learning.
    {role} {person} brought a {object} to class, and students at the {org} took to the {topic}.
    The school district in {place} approved the {topic} {time} {angle}.
    Test scores at the {org} rose after teachers adopted the {topic}.
    {surname} has taught in public schools for {n} years and calls the {topic} a turning point.
    Educators argue that a {topic} means little without smaller classes.
    [Students/Third graders] at the {org} [read/learn] with a {object} and [love/dread] it.
    [The superintendent/The principal] of the {org} [wants/plans] a {topic} in every classroom.
    [Low pay/Large classes] [drove/pushed] {n} teachers out of schools in {place}.`,
  quotes: list`
    Every child in this classroom can learn to read
    A test score tells you where a student stands, not where she can go
    Teachers were never asked about the {topic}
    We buy our own pencils and still get blamed`,
};
