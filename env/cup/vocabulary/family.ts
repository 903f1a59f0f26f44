/** Words of children, marriage and its end. */
import { list, type Vocabulary } from "./types.ts";

export const parenting: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`pediatrician | stay-at-home dad | kindergarten teacher | child psychologist | adoptive mother
    lactation consultant | family therapist | mother of four | single dad | sleep consultant`,
  issues: list`potty-training | bedtime | screen-time | tantrum | homework | sibling | breastfeeding | picky-eater
    chore | allowance | adoption | playdate | toddler sleep | discipline | car-seat | bullying | teen curfew | nap`,
  heads: list`rule | struggle | strategy | plan | phase | battle | schedule | contract | showdown | routine`,
  objects: list`sticker chart | sippy cup | time-out chair | minivan | lunchbox note | baby monitor
    stroller | family calendar | bedtime story | allowance jar | parent-teacher conference`,
  groups: list`new parents | working moms | toddlers | stay-at-home dads | teenagers | pediatricians | grandparents
    kindergartners | stepparents | first-time moms`,
  verbs: list`survive | handle | rethink | master | navigate | tackle`,
  angles: list`without losing your temper | before kindergarten | with a baby on your hip | one tantrum at a time
    in the preschool years | at the dinner table | after the baby arrives | with two under two
    from a mom who knows | on three hours of sleep | during the long summer break | at the grocery store`,
  organisations: list`{name} Parenting Center | {place} Preschool | {name} Children's Clinic
    {place} Family Network | {name} Child Study Institute`,
  headlines: list`
    what my toddler taught me about the {topic}
    dear daughter: a note about the {topic}
    how to talk to your kids about the {topic}
    my son, the {object} and the great {topic}
    raising kids in {place}: one mom's {topic}
    why I gave up on the {topic} and bought a {object}
    the {topic} every mother secretly dreads
    {n} parenting tips for surviving the {topic}
    should your child have a {topic}? a pediatrician answers
    motherhood, the {topic} and me
    {person}'s no-yelling approach to the {topic}
    [help/confession]: my [toddler/teenager] [hates/runs] the {topic}
    [to the mom/to the dad] [at/in] the {place} [playground/checkout line]
    what kids [really/secretly] [need/learn] from a {topic}
    [why/when] [good parents/pediatricians] [say no to/worry about] a {topic}
    [raising/teaching] [brave/kind] kids [in {place}/with a {topic}]
    [the day/the night] my [son/daughter] [broke/hid] the {object}
    [goodbye/farewell], {object}: a [mother/father] [lets go/looks back]
    [should/can] [kids/toddlers] [have/handle] a {topic} [before/at] [three/five]?`,
  sentences: list`
    As a parent, I thought the {topic} would be the easy part, and then the {object} broke.
    {role} {person} helps {group} survive the {topic} {angle}.
    My kids were crying, the {object} was missing, and the {topic} had only begun.
    Child experts at the {org} say a {topic} works best when parents stay calm.
    No two children are alike, says {surname}, who has seen the {topic} in hundreds of families.
    A mom in {place} shares what a {topic} and a {object} did for her family.
    [My daughter/My son] [threw/buried] the {object} in the [yard/bathtub], and I [laughed/cried] for an hour.
    [Kids/Children] [thrive on/need] routine and patience, and a {topic} gives them both.
    [Every/Any] [mother/father] in {place} [knows/remembers] the {topic}, [says/jokes] {surname}.`,
  quotes: list`
    Children do not need perfect parents, they need present ones
    The {topic} ends, I promise, and you will even miss it
    Pick your battles, and never pick one at bedtime
    My kids taught me more than any parenting book`,
};

export const parents: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`mom blogger | birth photographer | dad of triplets | NICU nurse | foster mom | midwife
    children's book author | grandmother | pregnant teacher | viral dad | baby-name expert`,
  issues: list`baby-name | newborn | Halloween | maternity | back-to-school | gender-reveal | Elf on the Shelf
    birthday | NICU | postpartum | snow-day | pumping | twin | first-day | stretch-mark | tooth-fairy`,
  heads: list`photo | announcement | surprise | list | costume | video | tradition | letter | tweet | prank
    milestone | note`,
  objects: list`Facebook post | onesie | hospital bracelet | diaper bag | ultrasound picture | cardboard crib
    handwritten note | minivan karaoke | rainbow cake | Instagram account | tutu | tiny cap and gown`,
  groups: list`moms | dads | babies | preschoolers | mom bloggers | fellow parents | NICU families | twins
    grandmas | big brothers`,
  verbs: list`share | celebrate | love | recreate | post | admire | photograph | plan | enjoy | stage`,
  angles: list`in one adorable photo series | in hilarious fashion | with the help of big sister | after a long NICU stay
    to thousands of likes | on Mother's Day | in the delivery room | for a very special birthday
    on the first day of preschool | straight from the nursery | with zero filter | for moms everywhere`,
  organisations: list`{place} Children's Hospital | {name} Birth Photography Studio | {place} Moms Club
    {name} Family Blog | {place} NICU Foundation`,
  headlines: list`
    mom's {topic} goes viral for the best reason
    dad and baby daughter stage an epic {topic}
    the funniest parenting tweets about the {topic}
    {n} adorable babies in {place} and one {object}
    this {topic} sums up life with a newborn
    {place} hospital gives NICU babies a sweet {topic}
    {n} baby names inspired by {place}
    toddler's {topic} leaves the whole family in tears
    mom nails motherhood with a {object} and a {topic}
    stunning birth photos show {surname} family's {topic}
    kids say the darndest things about the {topic}
    [mom/dad] of {n} [turns/sews] {object} into [adorable/hilarious] {topic}
    [the internet/everyone] [loves/is crying over] this {place} [mom/dad/grandma]
    [baby/toddler] {surname} [meets/hugs] [newborn sister/a {object}] and [melts hearts/wins the internet]
    what [moms/dads] in {place} [really/actually] think of the {topic}
    [sweet/touching] {topic} shows [sisters/brothers/twins] [from/in] {place}
    {n} [honest/hilarious] [tweets/cartoons] about [pregnancy/bedtime/newborns]
    [pregnant/new] [mom/mother] {surname} shares [raw/funny] {topic}
    [girl/boy], {n}, [writes/sends] [perfect/blunt] {topic} to the [tooth fairy/new baby]`,
  sentences: list`
    {role} {person} posted the {topic} {time}, and moms everywhere could relate.
    The family from {place} never expected the {topic} to go viral.
    {surname}'s little one [held/hugged] a {object} during the {topic}, and the photos are adorable.
    Baby {surname} spent {n} weeks in the NICU at the {org} before the {topic}.
    It started with a {object} and ended with the cutest {topic} on the internet.
    {group} flooded the comments under {person}'s {topic} {angle}.
    [The mom/The dad] of {n} from {place} [made/shared] the {topic} with a {object} and [no sleep/a lot of glue].
    [Parents/Moms] [everywhere/on Facebook] [tagged/thanked] {surname} for the {topic}.
    [The baby/The toddler], [next to/clutching] a {object}, [slept/giggled] through the whole {topic}.`,
  quotes: list`
    I wanted other moms to know they are not alone
    My daughter laughed so hard she got the hiccups
    The {topic} was all big sister's idea
    I never thought a {object} would make me cry`,
};

export const divorce: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`divorce attorney | divorce coach | newly single mom | mediator | ex-wife | family court judge
    forensic accountant | remarried father | marriage counselor | custody evaluator`,
  issues: list`custody | alimony | co-parenting | prenup | breakup | post-divorce dating | separation | visitation
    remarriage | child support | mediation | infidelity | house-sale | holiday-custody | settlement | rebound`,
  heads: list`agreement | battle | question | fight | schedule | decision | conversation | standoff | plan
    compromise`,
  objects: list`wedding ring | lawyer's bill | moving box | joint account | empty closet | online dating profile
    court date | farewell letter | family dog | storage unit | engagement ring`,
  groups: list`divorced dads | ex-spouses | newly single women | divorce lawyers | exes | stepmothers | children of divorce
    co-parents | separated couples`,
  verbs: list`survive | settle | handle | discuss | rethink | navigate | face`,
  angles: list`after 20 years of marriage | without going broke | for the sake of the kids | before you file
    in the first year after a split | long after the papers are signed | with an ex who won't listen
    without bad-mouthing your ex | on the way to a happier life | outside the courtroom
    during the holidays | after an affair`,
  organisations: list`{name} Family Law Group | {place} Divorce Support Circle | {name} Mediation Center
    {place} Family Court | {name} Institute for Divorce Finance`,
  headlines: list`
    {n} things I wish I knew before my divorce
    how I told my ex about the {topic}
    the {topic} that ended my marriage
    divorced at {age}: {person} on the {topic}
    dating after divorce: {person}'s {topic}
    what divorce lawyers won't tell you about the {topic}
    my ex kept the {object}. I kept my sanity.
    {person} and {rival} finalize split after {topic}
    is a {topic} worth it? exes weigh in
    marriage over? {role} {person} on the {topic}
    why {group} lose the {topic} in court
    [who/which of us] gets the {object}? [exes/lawyers] [answer/sound off]
    [my/our] [amicable/ugly] divorce and the {topic} [we survived/it took]
    [newly divorced/heartbroken] {surname} [rebuilds/moves on] {angle}
    [telling/asking] the kids: {surname}'s [divorce/custody] {topic}
    [why/how] [so many/most] [marriages/couples] [end/split] {angle}
    [stay/leave]? {n} questions to ask before [divorce/a {topic}]
    [single again/newly divorced] in {place}: [my/one dad's] {topic}
    [the ex/the lawyer/the new wife] who [saved/ruined] my {topic}`,
  sentences: list`
    {role} {person} has watched hundreds of couples stumble over the {topic} {angle}.
    When my marriage ended, I was left with a {object} and a {topic}.
    {person} and {rival} divorced {time} in {place} after a long {topic}.
    Divorce is hard enough without a {topic}, says {surname}.
    Your ex may never agree to the {topic}, but the children still need both parents.
    At the {org}, {group} learn to handle the {topic} {angle}.
    [My ex-husband/My ex-wife] and I [signed/fought over] the papers in {place} and then [split/argued over] the {object}.
    [A judge/A mediator] in {place} [ended/settled] the {topic} between {person} and {rival}.
    [Divorced/Separated] parents [rarely/often] [agree on/dread] a {topic}, [according to/says] the {org}.`,
  quotes: list`
    The divorce was not the end of my life, it was the start of it
    Never sign anything while you are angry
    My ex and I are better co-parents than we were spouses
    The {topic} cost me more than the lawyer did`,
};

export const weddings: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`bride | wedding planner | groom | maid of honor | wedding photographer | bridal designer | florist
    best man | cake designer | officiant | newlywed`,
  issues: list`backyard | beach | winter | barn | vintage | destination | rooftop | garden | surprise | bridesmaid
    flash-mob | outdoor | library | budget | lakeside | Star Wars`,
  heads: list`wedding | proposal | ceremony | reception | bridal shower | first dance | bouquet | guest list
    wedding cake | engagement | honeymoon | elopement`,
  objects: list`lace gown | engagement ring | photo booth | love letter | wedding veil | mason jar | vow book
    flower crown | wedding toast | dessert table | string quartet | cocktail hour`,
  groups: list`brides | newlyweds | bridesmaids | wedding guests | grooms | engaged couples | wedding planners
    in-laws | flower girls`,
  verbs: list`plan | celebrate | love | photograph | share | style | stage | toast`,
  angles: list`on a shoestring budget | with 200 guests in tears | in a field of wildflowers | after a whirlwind romance
    under a canopy of lights | on New Year's Eve | hours before saying 'I do' | in front of both families
    despite the pouring rain | with a little help from the groom | at sunset | after 60 years together`,
  organisations: list`{name} Bridal Studio | {place} Wedding Barn | {name} Floral Company
    {place} Country Inn | {name} Events House`,
  headlines: list`
    {person} and {rival} wed in a dreamy {place} ceremony
    groom's {topic} leaves bride speechless
    wedding of the week: {surname} and {rival surname}'s {topic}
    {n} wedding ideas to steal from this {topic}
    bride walks down the aisle with a {object} in {place}
    couple says 'I do' at {place} {topic}
    best man's toast steals the show at {topic}
    a {object}, a kiss and the perfect {topic}
    this proposal in {place} involved a {object}
    {n} real brides on planning a {topic}
    {surname} family's {topic} will make you believe in love
    [bride/groom] [faints/sings/sobs] during [vows/first dance] at {place} [barn/chapel]
    [our/their] [big day/wedding] in {place}: {n} [photos/moments] to [love/remember]
    [wedding/bridal] [trend/etiquette]: the {object}, yes or no?
    [dad/grandma] [officiates/crashes] {topic} in {place}
    [how/where] {surname} [popped the question/said 'I do'] {angle}
    [DIY/low-budget] {topic} [proves/shows] love [is enough/beats money]
    [she/he] said yes! {person}'s {topic}
    [high school/college] sweethearts {surname} and {rival surname} [marry/tie the knot] {angle}`,
  sentences: list`
    {person} met {rival} in {place}, and the couple planned a {topic} {angle}.
    The bride wore lace and carried a {object} that once belonged to a grandmother in {place}.
    Guests danced until midnight at the {topic}, which the {org} put together in {n} weeks.
    Couples planning a {topic} can take a few lessons from {role} {person}.
    When the groom saw the {object}, there was not a dry eye at the {topic}.
    The newlyweds exchanged vows in {place} {angle}.
    [The couple/The newlyweds] [served/cut] a {n}-tier cake and [danced/toasted] [under/beside] a {object}.
    [Bridesmaids/Groomsmen] [carried/hid] a {object} [through/at] the {topic} in {place}.
    {person} and {rival} [got engaged/tied the knot] [in/near] {place} after {n} years [together/of dating].`,
  quotes: list`
    I knew on our second date that this was the person I would marry
    The {topic} was everything we dreamed of
    He got down on one knee and I forgot every word
    All I remember is the {object} and the music`,
};
