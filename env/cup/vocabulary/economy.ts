/** Words of companies, wallets, gadgets and laboratories. */
import { list, type Vocabulary } from "./types.ts";

export const business: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`chief executive | startup founder | hedge fund manager | labor organizer | retail analyst | factory owner
    venture capitalist | board member | union leader | franchise owner | investment banker`,
  issues: list`merger | minimum-wage | layoff | bankruptcy | retail | antitrust | recall | supply-chain | startup | oil
    warehouse | stock-buyback | airline | franchise | shareholder | fast-food | leadership | tariff`,
  heads: list`deal | strategy | settlement | plan | bid | dispute | lawsuit | turnaround | gamble | expansion
    bailout`,
  objects: list`quarterly report | corner office | golden parachute | shareholder letter | balance sheet | pay stub
    boardroom vote | profit warning | assembly line | stock option | business model`,
  groups: list`shareholders | investors | workers | Wall Street analysts | executives | small-business owners
    entrepreneurs | regulators | bondholders | fast-food workers | retailers`,
  verbs: list`approve | reject | question | announce | defend | cheer | delay | sue over | negotiate | abandon`,
  angles: list`after a dismal quarter | as part of a $4 billion takeover | amid falling sales | ahead of the holiday rush
    on Wall Street | in a blow to investors | after months of talks | with 3,000 jobs on the line
    despite record profits | under pressure from shareholders | before the opening bell | in a tight labor market`,
  organisations: list`{name} Corporation | {name} Motor Company | {name} Bank | {place} Steel Company
    {name} Retail Group | {name} Capital fund`,
  headlines: list`
    {org} to cut {thousands} jobs in {topic}
    {org} shares plunge after {topic}
    CEO {person} steps down at {org} {angle}
    {org} workers walk out over {topic}
    {org} to pay {millions} over {topic}
    what every leader can learn from {org}'s {topic}
    {n} lessons for entrepreneurs from {person}
    {org} closes {place} plant as sales slide
    stocks slip as {org}'s {topic} spooks investors
    is {org}'s {topic} good for business?
    how {person} turned a {place} garage into {org}
    [profits/sales/shares] [soar/sink] at {org} {angle}
    [strike/boycott] [hits/looms at] {org} [plants/stores]
    [the rise/the fall/the pay] of {org} CEO {person}
    [women/interns/robots] [take over/reshape] {org}
    [jobs report/economy]: {place} [adds/loses] {thousands} [jobs/workers]
    [Wall Street/the Fed] [shrugs at/frets over] {org}
    [leadership/startup] lessons from {person}'s {topic}
    [deal/no deal]: {org} and {rival surname} [end/resume] talks`,
  sentences: list`
    The {org} said {time} that it would cut jobs in {place} as part of the {topic}.
    Chief executive {person} told investors that profits would recover {angle}.
    Shares of the {org} fell {n} percent {time} on news of the {topic}.
    Workers at the {org} plant in {place} earn barely above the minimum wage.
    {surname} founded the company in {place} and steered it through the {topic}.
    A {object} showed that the {org} had spent millions on the {topic}.
    [Analysts/Investors] had [expected/hoped for] {n} percent growth at the {org}.
    [The retailer/The company] will [close/open] {n} stores {angle}.
    [The merger/The deal], [worth/valued at] {millions}, [creates/would create] the largest [chain/bank] in {place}.`,
  quotes: list`
    Our customers come first, and our margins will follow
    The market does not reward hesitation
    We built this company on the backs of workers in {place}
    The {topic} is the right thing for shareholders`,
};

export const money: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`financial planner | tax accountant | credit counselor | frugal blogger | bank teller | mortgage broker
    debt-free teacher | insurance agent | budget coach | coupon queen | IRS agent`,
  issues: list`credit-card | mortgage | retirement-savings | student-loan | tax-refund | credit-score | budget | coupon
    emergency-fund | insurance | 401(k) | overdraft | side-job | identity-theft | grocery-bill | lottery | payday-loan`,
  heads: list`trap | fee | rule | scam | mistake | deadline | loophole | trick | myth | penalty`,
  objects: list`piggy bank | bank statement | credit report | tax form | shopping list | savings account | credit card
    cable bill | pay raise | coupon binder | interest rate | W-2`,
  groups: list`savers | taxpayers | homebuyers | borrowers | consumers | millennials in debt | credit card holders
    bargain hunters | renters | financial advisers`,
  verbs: list`avoid | outsmart | understand | spot | handle | dodge | survive`,
  angles: list`before tax day | on a modest salary | without a financial adviser | to save thousands
    in five easy steps | by age 30 | with bad credit | on a $40,000 income | before you sign the mortgage
    for a bigger refund | while paying off debt | at the checkout line`,
  organisations: list`{name} Credit Union | {name} Savings Bank | {place} Consumer Bureau | {name} Tax Service
    {name} Financial Planning`,
  headlines: list`
    {n} ways to save money with a {topic}
    the {topic} that could cost you {grand}
    how {person} paid off {grand} of debt {angle}
    what your bank won't tell you about the {topic}
    should you worry about your {object}?
    {n} {issue} mistakes that drain your wallet
    is your {object} hurting your credit score?
    taxes: what to know about the {topic}
    {role} {person}: beware the {topic}
    how much should you save {angle}?
    the frugal {place} family that beat the {topic}
    [how to/should you] [retire/save/borrow] {angle}?
    [you/they] owe {grand}: [now what/here's help]
    [rent/buy/lease]? the [math/{topic}] in {place}
    [credit/debit/cash]? {n} rules for [spending/saving]
    [scam/hidden fee] alert: {topic} [targets/costs] {group}
    [raise/refund/bonus]? [don't blow/how to invest] it
    [the average/one] [family/saver] in {place} [pays/loses] {grand} to {topic}
    [ask/confess]: {person}'s {topic} and {object}`,
  sentences: list`
    {person} of {place} paid off {grand} in debt with a {topic}.
    Your {object} may say more about your finances than you think, says {role} {person}.
    Most borrowers pay too much because of a {topic}.
    Putting away {dollars} a week adds up {angle}, according to the {org}.
    Before you sign for another loan, learn how a {topic} works.
    Interest adds up fast, and {surname} warns that a {topic} makes it worse.
    [Set aside/Invest] {dollars} a [week/paycheck] and [let/watch] [interest/compounding] do the rest.
    [Lenders/Banks] in {place} [charge/make] up to {n} percent on a {topic}.
    [Check/Shred] your {object} [every month/twice a year], [advises/warns] {surname}.`,
  quotes: list`
    A budget is telling your money where to go
    Pay yourself first, even if it is ten dollars
    Banks count on you to ignore the {topic}
    I cut up the credit card in the parking lot`,
};

export const tech: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`software engineer | app developer | hacker | Google executive | robotics founder | video game designer
    security researcher | data scientist | Silicon Valley investor | gadget reviewer | YouTube creator`,
  issues: list`iPhone | self-driving | virtual-reality | smartwatch | encryption | drone | app | data-breach | robot
    net-neutrality | Twitter | Android | artificial-intelligence | broadband | wearable | Bitcoin | algorithm | emoji`,
  heads: list`update | launch | feature | prototype | patent | rollout | tool | platform | setting | upgrade`,
  objects: list`charging cable | touch screen | privacy setting | password | source code | beta version | server farm
    lithium battery | selfie stick | blue check mark | chatbot | 3-D printer`,
  groups: list`users | Apple fans | hackers | developers | gamers | privacy advocates | tech giants | engineers
    early adopters | Android owners | programmers`,
  verbs: list`launch | test | unveil | delay | preview | review | defend | hack | question | ship`,
  angles: list`in the latest software update | for iPhone and Android | at a Silicon Valley event
    after a massive data breach | with artificial intelligence | in the cloud | without your password
    on Facebook | ahead of the holidays | with a smarter algorithm | at the Consumer Electronics Show
    in virtual reality`,
  organisations: list`{name} Labs startup | {name} Software company | {name} Robotics company | {place} Tech Incubator
    {name} Networks company`,
  headlines: list`
    {name} app leaks data of {thousands} users
    the new {name} phone has a {topic}
    tech giant buys {place} startup behind {topic}
    {name} and the FBI spar over {topic}
    hackers hit {name} in {topic}
    {n} apps to replace your {object}
    your {object} may be spying on you
    {name} is testing a {topic} {angle}
    a {place} startup wants to fix the {topic}
    everyone is copying {name}'s {topic}
    how to turn off the {name} {topic}
    {role} {person} built a {topic} in a {place} garage
    {name} [CEO/founder] {person} [resigns/testifies] over {topic}
    [delete/update/download] {name} [now/today], [experts/researchers] warn
    [hands-on/review]: {name}'s {topic} [dazzles/disappoints]
    [robots/drones/bots] [deliver/replace] [pizza/nurses] in {place}
    [gamers/teens/coders] [flock to/flee] {name}
    [how/why] {name} [tracks/listens to] your {object}
    [bug/outage] [knocks out/locks up] {name} for {n} hours
    [hack/leak] at {name} [exposes/spills] {thousands} passwords`,
  sentences: list`
    The {name} app was downloaded {thousands} times before the {topic}.
    Engineers at {name} said {time} that the {topic} would reach all users.
    {role} {person} found a bug in the {topic} that exposed a {object}.
    The startup, based in {place}, has raised {millions} for its {topic}.
    {name} unveiled the {topic} {time} {angle}.
    Users complained on Twitter {time} that the {name} {topic} had broken their {object}.
    [Version {n}/The beta] of {name} [adds/drops] [a {topic}/encryption] {angle}.
    [The phone/The headset] [costs/sells for] {dollars} a month and [ships/syncs] with a {object}.
    [Hackers/Researchers] [broke into/cracked] {name} with a {object} and {n} lines of code.`,
  quotes: list`
    Our users own their data
    We shipped the {topic} in {n} weeks on pizza and coffee
    The code was never meant to be public
    Every gadget is a computer now, and every computer gets hacked`,
};

export const science: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`astronomer | paleontologist | physicist | marine biologist | geneticist | NASA engineer | neuroscientist
    archaeologist | chemist | volcanologist | astrophysicist`,
  issues: list`dinosaur | black-hole | Mars | comet | gene-editing | fossil | telescope | quantum | asteroid | brain
    deep-sea | exoplanet | particle | mammoth | meteorite | DNA | gravity | microbe | solar`,
  heads: list`discovery | mission | theory | study | experiment | signal | image | eclipse | specimen | simulation
    landing | mystery`,
  objects: list`space probe | jawbone | electron microscope | rover | radio telescope | rock sample | lab mouse
    ancient skull | spectrometer | petri dish | crater | amber fragment`,
  groups: list`scientists | astronomers | physicists | paleontologists | researchers | NASA engineers | astronauts
    skywatchers | biologists | stargazers`,
  verbs: list`study | explain | examine | discuss | confirm | question | celebrate | revisit`,
  angles: list`billions of miles from Earth | for the first time ever | 66 million years later
    in a stunning new image | with the Hubble telescope | inside the Large Hadron Collider
    in ancient DNA | on the surface of Mars | at the bottom of the ocean | aboard the space station
    in a peer-reviewed journal | with a swarm of tiny satellites`,
  organisations: list`{name} Observatory | {name} Institute of Physics | {place} Natural History Museum
    {name} Space Center | {place} Genome Laboratory`,
  headlines: list`
    scientists in {place} make stunning {topic}
    NASA releases new image of {name} {topic}
    new species found in {place} {object}
    astronomers spot {topic} near distant star {name}
    ancient {object} from {place} rewrites {topic}
    watch the {name} comet streak over {place}
    what a {object} tells us about the {topic}
    could the {topic} explain life on Earth?
    {role} {person} solves {issue} mystery {angle}
    {n} million-year-old fossil found in {place}
    physicists test {name} theory with {topic}
    [watch/see]: {name} [meteor/eclipse/launch] lights up {place}
    [giant/tiny/feathered] [dinosaur/fossil/shark] [unearthed/found] near {place}
    [spacecraft/rover] {name} [lands/sends photo] {angle}
    [brain/gene/ocean] study [finds/maps] [hidden/new] {topic}
    [physicists/chemists] [create/trap] [antimatter/new element] in {place} lab
    [how old/how big] is {name}? {object} [may tell/holds clues]
    [ancient/frozen] [bones/microbes/footprints] in {place} [puzzle/thrill] {group}
    [Mars/Pluto/Saturn] [has/hides] {topic}, {group} say`,
  sentences: list`
    Researchers at the {org} found the [fossil/beetle/meteorite] near {place} and named it after {surname}.
    The {topic} could help scientists understand how the solar system formed.
    {role} {person} said the {topic} was unlike anything seen before.
    The study, published {time}, used a {object} to confirm the {topic}.
    A {object} dug up in {place} is {n} million years old, scientists say.
    Telescopes at the {org} picked up the {topic} {angle}.
    [The fossil/The skull], [nicknamed/called] {name}, [lived/roamed] near {place} {n} million years ago.
    [Light/Radio waves] from {name} [took/traveled] {thousands} years to reach Earth.
    [The spacecraft/The probe] [flew by/orbited] {name} {time} and [beamed/sent] back data on the {topic}.`,
  quotes: list`
    We checked the data three times before we believed it
    This {object} is a window on a lost world
    The universe keeps surprising us
    Nobody expected to find the {topic} in {place}`,
};
