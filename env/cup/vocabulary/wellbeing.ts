/** Words of advice for body, mind and the later years. */
import { list, type Vocabulary } from "./types.ts";

export const wellness: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`meditation teacher | sleep researcher | therapist | life coach | yoga instructor | neuroscientist
    happiness researcher | breathwork coach | psychologist | running coach | mindfulness author`,
  issues: list`morning | gratitude | sleep | breathing | stress-relief | mindfulness | self-compassion | burnout
    journaling | silent-retreat | walking | digital-detox | forgiveness | posture | bedtime | willpower | yoga | cold-shower`,
  heads: list`ritual | practice | habit | routine | exercise | challenge | experiment | technique | mantra | reset
    method | program`,
  objects: list`meditation cushion | gratitude journal | sleep tracker | worry list | vision board | yoga mat
    bedside notebook | deep breath | herbal tea | to-do list | body scan | quiet corner`,
  groups: list`overthinkers | busy people | stressed-out workers | perfectionists | light sleepers | caregivers
    anxious minds | night owls | happiness researchers | introverts`,
  verbs: list`try | embrace | rethink | start | keep | practice | trust | adopt`,
  angles: list`in ten minutes a day | without the guilt | before your first cup of coffee | on your worst days
    even with a racing mind | according to science | one breath at a time | for a calmer week
    in the middle of a hectic life | with a little self-compassion | for better sleep tonight
    after years of burnout`,
  organisations: list`{name} Mindfulness Center | {place} Sleep Lab | {name} Institute for Well-Being
    {place} Yoga Collective | {name} Center for Resilience`,
  headlines: list`
    the surprising science behind the {topic}
    {n} signs you need a {topic} right now
    what a {topic} taught me about letting go
    feeling overwhelmed? {person} suggests a {topic}
    how a {object} and a {topic} eased my anxiety
    meditation made simple: {person}'s {topic}
    the happiest people in {place} swear by a {topic}
    stressed? start with {surname}'s {topic}
    I tried a {topic} for {n} days. here's what happened.
    {n} mindful minutes: the {topic} {group} love
    sleep better with {surname}'s {topic}
    [can't sleep/feeling anxious/burned out]? [try/consider] this {topic}
    [the case for/in praise of] [doing nothing/slowing down] in {place}
    [learning/daring] to [breathe/rest/let go] with a {topic}
    [how/why] I [found/lost] [my calm/inner peace] [in {place}/with a {object}]
    [your/the] brain on [stress/gratitude]: {surname}'s {topic}
    [less stress/more joy] in {n} [minutes/days]: a {topic} that works
    what {place} [yogis/runners/monks] know about [happiness/stillness]
    [my/our] {n}-day {topic} and the [calm/peace] that followed
    [permission to/how to] [rest/say no/slow down]: {person} on the {topic}
    [a walk/a morning/an hour] with a {object} [in {place}/and nothing else]
    [lonely/restless/exhausted]? [this/a] {topic} can help
    [is/was] [happiness/resilience] a [choice/habit]? [ask/meet] {person}
    [yoga/meditation/therapy] [helped/taught] {person} [heal/sleep] {angle}
    [dear/note to] [stressed/tired] self: [breathe/try a {topic}]
    [finding/keeping] [balance/stillness/joy] {angle}
    [the one/the quiet] [habit/{topic}] that [calmed/saved] {surname}`,
  sentences: list`
    {role} {person} says a {topic} can calm the mind {angle}.
    We are all looking for peace of mind, and {surname} believes it starts with a {topic}.
    Researchers at the {org} found that {group} who kept the {topic} slept better and worried less.
    All it takes is a {object} and the willingness to begin, says {person}.
    When stress takes over, {surname} reaches for a {object} and returns to the {topic}.
    At a retreat near {place}, {group} learn a {topic} {angle}.
    [Happiness/Peace of mind] is [a skill/a practice], says {person}, and [a {topic}/a {object}] is where to begin.
    [Anxiety/Stress] [kept/had kept] {surname} awake for {n} months until a {topic} [brought/led to] calm.
    [Breathe in/Close your eyes], [count to {n}/relax your shoulders] and [let go/be still]: that is the {topic} in a nutshell.
    [The mind/The body] [wanders/worries], and {surname} [brings/coaxes] it back with a {object}.
    {person} [left/quit] a frantic job in {place} and found [calm/purpose] in a {topic}.
    [Mindfulness/Self-care] [is not/was never] selfish, and a {topic} [is proof/shows why].`,
  quotes: list`
    You cannot pour from an empty cup
    The {topic} is not about being perfect, it is about showing up
    Your breath is always there, even when your patience is not
    Stress is a signal, not a life sentence`,
};

export const healthyLiving: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`cardiologist | dietitian | epidemiologist | personal trainer | nurse practitioner | oncologist
    dermatologist | marathon runner | diabetes patient | physical therapist | public health officer`,
  issues: list`blood pressure | heart | flu | cholesterol | back pain | cancer | Zika | allergy | low-sugar
    diabetes | strength | migraine | vitamin | hearing | depression | gut health | concussion | hip`,
  heads: list`test | treatment | diet | workout | guideline | trial | prescription | screening plan | therapy
    checkup`,
  objects: list`blood test | fitness tracker | food label | standing desk | pill bottle | family history
    treadmill desk | clinical trial | waiting room | second opinion | nasal spray | kale smoothie`,
  groups: list`doctors | patients | older adults | runners | health experts | nurses | smokers | desk workers
    people with diabetes | cancer survivors | federal health officials`,
  verbs: list`try | consider | rethink | understand | discuss | schedule`,
  angles: list`during flu season | for adults over 40 | in a study of 12,000 patients | before your next checkup
    according to the CDC | without a trip to the gym | despite years of warnings | in a major medical journal
    after a stroke at 36 | with fewer side effects | at the doctor's office | for a healthier heart`,
  organisations: list`{name} Medical Center | {place} Health Department | {name} School of Public Health
    {name} Heart Clinic | {place} Cancer Institute`,
  headlines: list`
    new study links {topic} to a longer life
    what doctors want you to know about the {topic}
    this {topic} could lower your risk of stroke
    {n} symptoms {group} should never ignore
    health officials in {place} warn of {topic}
    how {person} lost {n} pounds after a {topic}
    is your {object} bad for your health?
    {role} {person} explains the new {topic}
    {n} new cases reported near {place} despite {topic}
    a {object} saved {surname}'s life. now comes a {topic}.
    the exercise {group} swear by instead of a {topic}
    [eat/walk] your way to [a stronger heart/lower blood pressure]
    [surgeons/doctors] in {place} [test/weigh] new {topic}
    [should you/do you need to] get a {topic}? [experts/doctors] [disagree/weigh in]
    [one patient's/a nurse's] [fight/long road] with {topic}
    [why/how] {group} [skip/delay] the {topic} [they need/that could save them]
    [more/fewer] Americans [get/need] a {topic}, [CDC/study] says
    the [truth/science] about [sugar/salt/your spine] and a {object}
    [exercise/sleep] [cuts/lowers] risk of [heart disease/dementia], {place} study finds`,
  sentences: list`
    {role} {person} of the {org} led the research on the {topic}.
    The findings suggest that {group} may benefit from a {topic} {angle}.
    Health officials in {place} reported {time} that the {topic} had reached {n} patients.
    Before you ask for a {topic}, {surname} says, write down your symptoms and your family history.
    A new study in a medical journal followed {group} for {n} years and looked at the {topic}.
    {surname} ran a marathon near {place} one year after the diagnosis.
    [Patients/Adults] who [got/tried] the {topic} had a {n} percent lower risk of [stroke/heart disease].
    [The disease/The virus] [strikes/affects] {n} in every hundred {group}, [according to/say] doctors at the {org}.
    [Talk to/Ask] your doctor before you [try/start] a {topic}, [warns/says] {surname}.`,
  quotes: list`
    Most patients wait far too long before they see a doctor
    Exercise is the closest thing we have to a miracle drug
    The {topic} is a tool, not a cure
    I tell every patient in {place} the same thing: get the test`,
};

export const fifty: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`retiree | boomer | grandmother | retirement coach | empty nester | gerontologist | caregiver
    retired teacher | widow | encore entrepreneur | AARP volunteer`,
  issues: list`retirement | empty-nest | menopause | midlife | downsizing | caregiving | second-act | Medicare
    grandparent | gray-hair | Social Security | class-reunion | bucket-list | senior dating | memory | nest-egg`,
  heads: list`decision | adventure | plan | question | challenge | reinvention | dream | chapter | transition
    surprise`,
  objects: list`gold watch | RV | family photo album | pair of reading glasses | guest room | vinyl collection
    hearing aid | pension check | high school yearbook | garden gate | walking stick`,
  groups: list`boomers | retirees | empty nesters | women over 50 | grandparents | midlifers | caregivers
    older workers | post-50 singles | adult children`,
  verbs: list`face | embrace | rethink | plan | survive | welcome | handle`,
  angles: list`after 50 | in your golden years | once the kids are gone | at 67 and counting | without acting your age
    on a fixed income | after a 35-year career | with gray hair and no regrets | for the second half of life
    at the class reunion | long past the mortgage | in the sandwich generation`,
  organisations: list`{place} Senior Center | {name} Retirement Institute | {name} Center on Aging
    {place} Golden Age Club | {name} Encore Network`,
  headlines: list`
    over 50 and facing a {topic}? you're not alone
    {n} things boomers know about the {topic}
    at {elder}, {person} is having a {topic}
    what nobody tells you about a {topic} after 50
    why I sold everything in {place} and bought an RV
    life after 50: {person}'s {topic}
    retired at {elder}: {person} on the {topic}
    {n} rules for a {topic} in midlife
    how {group} in {place} rewrote the rules of aging
    the empty nest, the {object} and the {topic}
    grandma's {object} and my own {topic}
    [too old/too late] for a {topic}? [not at {elder}/think again]
    [the best/the hardest] part of [turning {elder}/growing old]
    [grandparents/boomers] in {place} [go back to/give up] [work/school/rock 'n' roll]
    [how/why] {surname} [retired/started over] at {elder}
    what [my mother/Grandpa] never told me about the {topic}
    [aging/midlife] [isn't/is] for sissies: {person}'s {topic}
    [wrinkles/hot flashes], a {object} and other [joys/truths] of [midlife/aging]
    [love/sex/friendship] after [50/60]: {surname}'s {topic}`,
  sentences: list`
    At {elder}, {role} {person} of {place} did not expect a {topic}.
    Boomers were told to fear the {topic}, but {surname} says life after 50 is a gift.
    After retirement, {surname} sold the house in {place} and kept only a {object}.
    The {org} found that {group} rarely talk about the {topic} {angle}.
    Getting older has its rewards, {person} writes, and a {topic} is one of them.
    With the kids grown, {surname} and {rival} finally faced the {topic}.
    [My generation/Our generation] [marched/danced] through the sixties and is not about to [fear/skip] a {topic}.
    At {elder}, {person} [took up/fell for] [surfing/the drums/salsa dancing] in {place}.
    [Retirement/Midlife] [gave/handed] {surname} a {object} and a [reason/chance] to start over.`,
  quotes: list`
    I am not done yet, I am just getting started
    At my age you stop worrying about what people think
    Retirement is not an ending, it is a very long weekend
    The {topic} came the day the last child left`,
};
