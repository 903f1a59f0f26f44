/** Words of communities and their campaigns. */
import { list, type Vocabulary } from "./types.ts";

export const queerVoices: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`drag queen | transgender activist | gay dad | queer filmmaker | out athlete | lesbian comedian
    nonbinary model | LGBTQ advocate | gay rights attorney | openly gay mayor | trans teen`,
  issues: list`Pride | marriage-equality | coming-out | bathroom-bill | drag | transgender rights | same-sex adoption
    conversion-therapy | HIV awareness | gay bar | queer youth | nondiscrimination | gender-identity | ballroom`,
  heads: list`parade | anthem | documentary | memoir | campaign | march | web series | speech | celebration
    portrait | panel`,
  objects: list`rainbow flag | coming-out letter | drag brunch | chosen family | marriage license | feather boa
    viral kiss | Pride float | wedding cake | pronoun pin | Stonewall plaque | prom photo`,
  groups: list`LGBTQ activists | queer teens | drag queens | same-sex couples | gay dads | trans women
    lesbian moms | allies | queer artists | bisexual voters`,
  verbs: list`celebrate | defend | challenge | honor | champion | protest | launch | praise | embrace | share`,
  angles: list`in time for Pride Month | years after coming out | in a powerful new video | for LGBTQ youth everywhere
    despite anti-gay protests | in a win for marriage equality | on National Coming Out Day
    with rainbow flags flying | decades after Stonewall | to the delight of queer fans
    in front of 3,000 allies | with pride and glitter`,
  organisations: list`{place} LGBTQ Center | {name} Equality Project | {place} Pride Committee
    {name} Trans Justice Fund | {place} Gay Men's Chorus`,
  headlines: list`
    {person} comes out as gay {angle}
    {role} {person} [fights/speaks out] for {topic} in {place}
    {role} {person} slays with {topic}
    gay couple's {object} becomes {topic}
    why this queer {topic} matters to LGBTQ teens
    {place} bakery refuses same-sex couple over {object}
    {n} queer artists reflect on the {topic}
    lesbian couple from {place} celebrates {topic}
    'I finally felt free': {person} on coming out in {place}
    LGBTQ group rallies behind {surname}'s {topic}
    [gay/trans/bisexual] [teen/veteran/pastor] [comes out/finds a home] in {place}
    [gay dads/lesbian moms/gay newlyweds] [welcome/adopt] [twins/a baby] {angle}
    [the queer/the trans] {role} [taking on/changing] {place}
    {n} LGBTQ [love stories/icons/moments] to [celebrate/know] this [week/Pride]
    [homophobic/transphobic] {object} sparks [outrage/kiss-in] in {place}
    {place} [bans/ends] [conversion therapy/gay panic defense] after {topic}
    [queens/kings] of {place}: a [night/year] in [drag/ballroom]
    [love wins/pride returns] as {place} holds {topic}`,
  sentences: list`
    {person} came out {time} and dedicated the {topic} to queer kids in {place}.
    LGBTQ advocates hailed the {topic} as a milestone {angle}.
    For many trans people in {place}, the {topic} was the first time they felt seen.
    The {org} marched with a {object} in support of {surname}'s {topic}.
    {role} {person} and {rival} brought the {topic} to gay audiences in {place} {time}.
    Growing up gay in {place}, {surname} never imagined a {topic} like this.
    [Transgender/Gay] residents of {place} [say/hope] the {topic} will [save/change] lives.
    [The drag queen/The singer] [wore/waved] a {object} and [dedicated/sang] a song [to/for] queer youth.
    [Queer/LGBTQ] people in {place} [fought/waited] {n} years for the {topic}.`,
  quotes: list`
    I spent years hiding who I am, and I am done
    Love is love, even in {place}
    Queer kids need to see that they have a future
    Pride is a protest and a party at the same time`,
};

export const blackVoices: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`civil rights leader | hip-hop artist | Black Lives Matter organizer | poet | pastor | HBCU president
    film director | natural hair blogger | historian | R&B singer | community activist`,
  issues: list`civil-rights | Black History Month | natural hair | voting rights | hip-hop | police brutality | HBCU
    Harlem | racial-justice | Black Girl Magic | reparations | Juneteenth | gospel | segregation-era | sneaker`,
  heads: list`march | anthem | documentary | tribute | movement | exhibit | conversation | boycott | album
    speech | essay`,
  objects: list`protest sign | church pew | body-camera video | magazine cover | mural | family quilt | raised fist
    voter registration table | barbershop | choir robe | homecoming game | spoken-word poem`,
  groups: list`Black women | protesters | Black families | students at HBCUs | black voters | young activists
    hip-hop fans | Black entrepreneurs | civil rights veterans | Black men`,
  verbs: list`celebrate | honor | lead | praise | challenge | support | remember | launch`,
  angles: list`in honor of Black History Month | after the grand jury's decision | for the culture
    50 years after Selma | in the age of Black Lives Matter | with unapologetic joy
    from Harlem to Compton | in the face of systemic racism | at the BET Awards | for the next generation
    after a police shooting | on Dr. King's birthday`,
  organisations: list`{place} NAACP | {name} Civil Rights Museum | {name} College
    {place} Black Lives Matter Chapter | {name} Gospel Choir`,
  headlines: list`
    {person} honors black women with {topic}
    officer cleared in {place} shooting; {group} demand {topic}
    why {surname}'s {topic} is Black Girl Magic at its finest
    Black Lives Matter activists bring {topic} to {place}
    {n} times {person} made Black history
    what {surname}'s {topic} says about race in America
    {person} on racism, {place} and the {topic}
    in {place}, a black barbershop becomes a {topic}
    HBCU students in {place} stage {topic}
    {role} {person} drops {topic} for the people of {place}
    remembering {person}, who led the {place} {topic}
    [meet/hear from] the [black/African-American] {role} [changing/healing] {place}
    [black lives/black votes/black voices] matter[ in {place}/: {person}'s {topic}]
    {place} [police/sheriff] [apologizes/questioned] for {object} [in/after] shooting of unarmed black man
    [dear white people/let's be honest]: the {topic} is [not about you/overdue]
    [R&B/gospel] fans [cheer/celebrate] {person}'s {topic}
    {n} [black-owned businesses/black poets] to [support/know] in {place}
    [race/racism] and the {topic}: [a conversation/five voices] from {place}
    [sister/brother/mother] of slain {place} teen [leads/inspires] {topic}`,
  sentences: list`
    {role} {person} wants the {topic} to tell the full story of Black life in {place}.
    Protesters gathered in {place} {time} and called for justice {angle}.
    For {surname}, the {topic} is a love letter to black communities.
    The {org} placed a {object} at the center of the {topic} {angle}.
    Black leaders in {place} said the {topic} was long overdue {angle}.
    {surname} grew up in segregated {place} and never forgot the {object}.
    [Black/African-American] [voters/students/artists] in {place} [rallied/came together] around the {topic}.
    [The rapper/The pastor/The poet] [traced/linked] the {topic} to the [marches/sermons] of the [1960s/civil rights era].
    [Racism/Police violence] is [nothing new/no surprise] in {place}, [says/writes] {surname}, and [neither/nor] is resistance.`,
  quotes: list`
    Our stories are American stories
    We are not asking for permission to be great
    My grandmother marched so that I could stand here
    Black joy is an act of resistance`,
};

export const latinoVoices: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`Dreamer | Latina actress | immigration attorney | mariachi singer | salsa bandleader | Chicano author
    farmworker organizer | Univision host | bilingual teacher | Latino congressman | Boricua chef`,
  issues: list`DACA | quinceañera | Spanish-language | immigrant-rights | Latino vote | telenovela | deportation
    salsa | Día de los Muertos | farmworker | bilingual | reggaeton | border-town | Puerto Rico relief | Afro-Latino`,
  heads: list`march | anthem | documentary | campaign | debate | protest | song | tribute | story | mural`,
  objects: list`green card | piñata | abuela's recipe | quinceañera dress | border wall | mariachi trumpet
    Spanish ballad | tamale cart | deportation order | taco truck | altar | citizenship test`,
  groups: list`Latinos | Dreamers | Latina moms | undocumented students | immigrant families | Hispanic voters
    Puerto Ricans | Mexican-Americans | farmworkers | Cuban exiles`,
  verbs: list`celebrate | defend | protest | praise | honor | demand | slam | share | perform | support`,
  angles: list`for Hispanic Heritage Month | in English and Spanish | after an ICE raid | with a little salsa
    on both sides of the border | in the fight for immigration reform | at the Latin Grammys
    as proud Latinas | with abuela in the front row | despite fears of deportation
    for Dreamers everywhere | on Cinco de Mayo`,
  organisations: list`{place} Immigrant Rights Coalition | {name} Latino Cultural Center | {place} Farmworkers Union
    {name} Hispanic Chamber`,
  headlines: list`
    {role} {person} gets real about the {topic}
    ICE detains {place} father on the way to {topic}
    {role} {person} leads {topic} in {place}
    {n} abuelas react to {surname}'s {topic}
    Latinos in {place} rally for {topic}
    {person} to Congress: 'our {object} is not a crime'
    why {surname}'s {topic} matters to Latinos
    this {object} is every Latino childhood in one picture
    Dreamers turn {place} {topic} into a call for reform
    {person} switches to Spanish in moving {topic}
    [mi abuela/my mom], the {object} and [me/the American dream]
    [Latino/Hispanic] [voters/families] in {place} [turn on/turn out for] {surname}
    [deported/detained] {angle}, {surname} [fights/waits] to come home
    [salsa/cumbia/mariachi] [fills/saves] the streets of {place}
    [why/how] Latinas [lead/love] the {topic} in {place}
    {person} [gets candid about/honors] [Dominican/Colombian/Mexican] roots
    [Spanish/Spanglish] [lesson/debate] [divides/unites] {place}
    {n} [Latino/Latina] [poets/comedians/founders] you should know`,
  sentences: list`
    {role} {person}, the child of Mexican immigrants, brought the {topic} to {place} {time}.
    Latino families in {place} feared that the {topic} would lead to more deportations.
    The {org} handed out a {object} to every Dreamer at the {topic}.
    For {surname}, speaking Spanish at the {topic} was a matter of pride.
    Hispanic voters in {place} could decide the fate of the {topic} {angle}.
    {surname} says her abuela's stories from {place} inspired the {topic}.
    [Undocumented/Immigrant] [parents/workers] in {place} [fear/say] the [raid/border wall] will tear families apart.
    [The singer/The actress], whose family [came/fled] from [Cuba/Guatemala/Venezuela], [joined/backed] the {topic}.
    [Latino/Hispanic] [leaders/students] [called/hailed] the {topic} a [victory/wake-up call] {angle}.`,
  quotes: list`
    Mi gente deserve better than this
    My parents crossed the border so that I could dream
    We are Latinos and we are not going anywhere
    Spanish is the language of my kitchen and my heart`,
};

export const women: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`feminist author | women's health advocate | gender studies professor | female engineer | survivor
    reproductive rights lawyer | midwife | body-positive blogger | women's march organizer | female CEO`,
  issues: list`equal-pay | abortion-rights | catcalling | body-image | birth-control | sexual-harassment | #MeToo
    women-in-tech | campus assault | gender-gap | sexist | feminist | glass-ceiling | maternity-leave | period`,
  heads: list`campaign | lawsuit | essay | study | speech | ad | photo series | hashtag | march | poem | law
    survey`,
  objects: list`pink pussyhat | viral tweet | dress code | pay stub | handmaid costume | bikini photo
    megaphone | open letter | clinic escort vest | razor ad | corner office`,
  groups: list`women | feminists | survivors | working mothers | young girls | women of color | female scientists
    men who catcall | Planned Parenthood supporters | female executives`,
  verbs: list`applaud | slam | challenge | launch | share | explain | defend | demand | protest | expose`,
  angles: list`on International Women's Day | in a male-dominated field | with women listening
    after years of harassment | in the fight for equal pay | for every girl told to smile
    despite online abuse | at the Women's March | without apology | in one powerful photo series
    on behalf of survivors | against sexist double standards`,
  organisations: list`{place} Women's Clinic | {name} Center for Gender Equity | {name} Women's Foundation
    {place} Feminist Collective | {name} League of Women Voters`,
  headlines: list`
    {n} women on the {topic} that changed their lives
    {person} has the perfect response to sexist {object}
    why women in {place} are wearing a {object}
    this {topic} shows what catcalling feels like
    {person} wants men to read this {topic}
    women still earn less, and {surname}'s {topic} proves it
    abortion clinic in {place} wins {topic}
    the {topic} every feminist should see
    what happened when {n} women shared a {object}
    {role} {person} on sexism and the {topic}
    dear men: a {topic} from {group} in {place}
    [dear/listen up], [boss/Congress]: women [want/deserve] [equal pay/paid leave/better]
    [girls/women] in {place} [rewrite/reject] [the rules/dress code]
    [meet/thank] the [women/feminists] behind the {topic}
    my abortion, my [choice/story]: a {place} [mother/nurse] [speaks/writes]
    [male/all-male] panel on [women/menopause] [mocked/schooled] over {object}
    [men/bosses] [still/just] don't get the {topic}
    [woman/teen] [shuts down/claps back at] [catcaller/body-shamer] with {object}
    [the gender gap/sexism] in {place} [persists/has a price]`,
  sentences: list`
    Women in {place} say the {topic} started with a single {object}.
    {role} {person} wrote the {topic} after yet another sexist comment at work.
    The {org} found that women who spoke about the {topic} were less likely to be promoted.
    {surname} asked women to share a {object} {angle}, and thousands did.
    Survivors praised {surname} for the {topic} {angle}.
    Feminism is for everyone, says {person}, and the {topic} is the proof.
    [Women/Girls] [make up/are] only {n} percent of [engineers/executives/lawmakers] in {place}.
    [She/One woman] [spoke up/said no], and then [hundreds/dozens] of women [came forward/joined] {angle}.
    [Body-shaming/Harassment] is [never/not] a compliment, [says/writes] {person} in the {topic}.`,
  quotes: list`
    A woman should not have to be twice as good to be paid the same
    I was told to smile, so I wrote the {topic} instead
    My body is not up for debate
    Girls are watching what we do with the {topic}`,
};
