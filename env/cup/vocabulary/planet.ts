/** Words of nature, energy and giving. */
import { list, type Vocabulary } from "./types.ts";

export const green: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`wildlife biologist | park ranger | beekeeper | organic farmer | animal rescuer | climate activist
    veterinarian | conservationist | urban gardener | oceanographer | zookeeper`,
  issues: list`elephant | climate | coral-reef | sea-turtle | recycling | polar-bear | honeybee | rhino-poaching | whale
    compost | national-park | orphaned-otter | rain-forest | plastic-bag | wolf | shark | solar-panel | organic`,
  heads: list`rescue | campaign | sanctuary | ban | comeback | count | study | march | project | migration | habitat
    refuge`,
  objects: list`baby elephant | beehive | reusable bottle | whale carcass | compost bin | trail camera | fishing net
    bald eagle nest | canvas tote | rain barrel | bamboo straw | tagging collar`,
  groups: list`environmentalists | conservationists | park rangers | climate activists | wildlife officials
    animal lovers | divers | organic farmers | bird-watchers | Greenpeace volunteers`,
  verbs: list`support | celebrate | defend | praise | join | document | welcome | champion`,
  angles: list`in time for Earth Day | before it's too late | in the wild | for future generations
    with help from volunteers | in a warming climate | on the brink of extinction | in adorable fashion
    along the Pacific coast | at a national park | one tree at a time | with the world's last survivors`,
  organisations: list`{name} Wildlife Refuge | {place} Zoo | {name} Conservation Trust | {place} Animal Sanctuary
    {name} Climate Alliance`,
  headlines: list`
    rare [owl/lynx/orchid] spotted near {place} {angle}
    volunteers in {place} save [stranded whale/baby owls] after {topic}
    {place} bans plastic bags after {topic}
    climate change threatens {place}'s {topic}
    {n} green habits inspired by {place}'s {topic}
    endangered animals return to {place} {angle}
    meet {name}, the [otter/elephant/sloth] everyone in {place} loves
    how a {role} in {place} is saving wildlife
    orphaned animals find home at {org}
    one {object} at a time: {place}'s {topic}
    whale watchers off {place} film {topic}
    [wolves/otters/bees] [return/thrive] near {place} {angle}
    [plastic/poaching/warming] [threatens/kills] {place} [turtles/whales/reef]
    [grow/compost/recycle] it: {n} [tips/ideas] from {place}
    [baby/blind/rescued] [seal/owl/panda] {name} [returns to the wild/steals hearts]
    {role} {person} [saves/films] [stranded seal/baby owls/rare fox]
    [climate/Earth Day] [march/pledge] [fills/unites] {place}
    [good/bad] news for [bees/bears/birds] of {place}
    [the last/a rare] [tortoise/orchid/condor] [of/near] {place}`,
  sentences: list`
    Conservationists near {place} say the {topic} could bring the species back {angle}.
    {role} {person} found the {object} on a beach near {place} and called the {org}.
    Climate change has put the {topic} near {place} at risk.
    The {org} released {n} animals into the wild {time} as part of the {topic}.
    Going green can start with a {object}, says {person}.
    Visitors to {place} can follow the {topic} on a trail through the forest.
    [Rangers/Biologists] [counted/tagged] {n} animals near {place}, [up/down] from [last year/a decade ago].
    [Warmer seas/Logging and drought] [pushed/drove] wildlife from {place}, [says/warns] {surname}.
    {name}, [a wolf/a sea turtle/an owl], [wears/carries] a tag so that {surname} can follow the {topic}.`,
  quotes: list`
    Nature recovers if we give it half a chance
    That {object} is a fighter
    We are losing species before we have even named them
    The planet does not need a few perfect people`,
};

export const environment: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`hydrologist | EPA administrator | oil executive | coal miner | climate scientist | energy analyst
    tribal chairman | utility regulator | wind farm manager | toxicologist | meteorologist`,
  issues: list`pipeline | fracking | oil-spill | coal-ash | drought | emissions | wind-farm | carbon | methane | lead-pipe
    nuclear-waste | sea-level | tar-sands | groundwater | smog | clean-energy | mercury | heat-wave`,
  heads: list`rule | plan | cleanup | permit | report | standard | tax | hearing | target | settlement | review`,
  objects: list`smokestack | drilling rig | water sample | containment boom | coal train | ice core | wind turbine
    toxic plume | storage tank | rain gauge | power plant | tailings pond`,
  groups: list`climate scientists | coal companies | EPA officials | residents near the plant | utilities | oil drillers
    tribal leaders | energy regulators | pipeline opponents | fossil fuel lobbyists`,
  verbs: list`approve | block | fight | delay | challenge | question | oppose | weaken`,
  angles: list`after a record drought | under the Clean Air Act | in the hottest year on record
    despite warnings from climate scientists | near a drinking water supply | downwind of the plant
    in the Gulf of Mexico | ahead of the Paris climate talks | with carbon levels at a record high
    after a 40,000-gallon spill | in coal country | on tribal land`,
  organisations: list`{name} Energy Company | {place} Water Authority | {name} Power Plant | {place} Air Quality Board
    {name} Pipeline Company`,
  headlines: list`
    EPA weighs {topic} near {place}
    {org} fined {millions} over {topic}
    oil spill near {place} prompts {topic}
    tap water in {place} unsafe after {topic}
    {place} residents breathe easier after {topic}
    judge blocks {org}'s {topic} {angle}
    global warming could put {place} under water by {future}
    fracking foes in {place} win {topic}
    why {place}'s {topic} matters for carbon emissions
    hottest year yet: {place} braces for {topic}
    coal town {place} fights {topic}
    [toxic/lead-tainted] [water/soil/dust] [sickens/alarms] {place}
    [coal/oil/gas] [plant/well] near {place} [closes/explodes/leaks]
    [emissions/sea levels/temperatures] [hit record/rise] {angle}
    [judge/EPA/court] [orders/halts] {place} {topic}
    [why/how] {place} [runs on/gave up] [coal/wind/solar]
    [drought/smog/flood] [grips/chokes] {place} as {topic} [stalls/nears]
    {org} [knew/hid] {object} [data/risk], [suit/report] says
    [tribe/town] [sues/fights] {org} over [pipeline/{topic}]`,
  sentences: list`
    The {org} spilled {thousands} gallons of crude near {place} {time}, regulators said.
    {role} {person} warned that the {topic} would raise carbon emissions {angle}.
    Levels of lead in {place}'s tap water rose sharply after the {topic}.
    Federal regulators approved the {topic} {time} over the objections of {group}.
    A {object} near {place} showed pollution at {n} times the legal limit.
    The drought has left {place} with {n} weeks of water, according to {surname}.
    [Carbon/Methane] [pollution/emissions] near {place} [rose/fell] {n} percent {angle}.
    [Regulators/Inspectors] [shut/fined] the {org} {time} [over/after] a {object} leaked.
    [Wells/Rivers] around {place} [tested positive for/carry] [arsenic/mercury], and the {topic} [is/may be] years away.`,
  quotes: list`
    The science on emissions is not in dispute
    You cannot drink oil
    Our wells in {place} went brown the week they started to drill
    The {topic} will be paid for by our grandchildren`,
};

export const impact: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`social entrepreneur | food bank director | philanthropist | UNICEF ambassador | shelter director
    homeless veteran | nonprofit founder | malaria researcher | Peace Corps volunteer | literacy tutor | village nurse`,
  issues: list`clean-water | homeless | hunger | literacy | malaria | girls-education | microloan | foster-care | veterans
    food-bank | human-trafficking | disability | vaccine | sanitation | disaster-relief | poverty | refugee`,
  heads: list`charity | program | fundraiser | grant | shelter | pledge | initiative | clinic | donation | volunteer drive
    foundation | campaign`,
  objects: list`water pump | soup kitchen | mosquito net | donation box | school backpack | care package | solar lantern
    winter coat | meal kit | prosthetic leg | bunk bed | well`,
  groups: list`nonprofits | volunteers | homeless families | donors | aid organizations | girls in poverty
    social entrepreneurs | veterans | foster children | village health workers`,
  verbs: list`fund | launch | support | expand | donate to | join | back | champion | rethink | praise`,
  angles: list`in the fight against poverty | for homeless veterans | in 14 developing countries
    on Giving Tuesday | with a $5 million donation | one meal at a time | for families in need
    at the Clinton Global Initiative | without government help | through the power of microloans
    on World Water Day | for those who need it most`,
  organisations: list`{name} Foundation | {place} Food Bank | {place} Homeless Shelter | {name} Giving Fund
    {name} Children's Charity`,
  headlines: list`
    nonprofit helps {n} homeless people in {place} with {topic}
    {person} donates {millions} to {topic}
    how a {object} is fighting poverty in {place}
    {n} ways to help {group} in {place}
    {place} church opens {topic} for the homeless
    ending hunger in {place}, one {object} at a time
    {person} gave up Wall Street to run {topic}
    why {group} need your help this winter
    {org} brings clean water to {place}
    the {topic} that is changing lives in {place}
    formerly homeless {role} now leads {topic}
    [give/volunteer/donate]: {n} charities [helping/feeding] {place}
    [hungry/homeless/orphaned] kids in {place} get {object}
    [one/a] {object}, {n} [lives/villages] saved in {place}
    [meet/help] the {role} [feeding/housing/teaching] {place}
    [{dollars}/a bus ticket] and a {object}: {surname}'s [fight/road] out of [poverty/homelessness]
    [veterans/refugees/girls] in {place} [find/build] [home/hope] with {topic}
    [celebrity/teen/banker] [gives/raises] {millions} for {topic}
    [malaria/hunger/illiteracy] [falls/ends] in {place} thanks to {object}`,
  sentences: list`
    The {org} has given {thousands} people in {place} a {object} since {year}.
    {role} {person} started the {topic} with {dollars} and a {object}.
    Homelessness in {place} fell by {n} percent after the {topic} began.
    Donations to the {topic} will help {group} {angle}.
    {surname} once slept in a shelter in {place} and now runs a charity there.
    Volunteers packed {thousands} meals in {place} {time} for the {topic}.
    [For {dollars}/With {dollars}], [donors/readers] can give a family in {place} a {object}.
    [The charity/The nonprofit] [feeds/houses] {n} hundred [people/families] a night {angle}.
    [Poverty/Hunger] [rates/levels] in {place} are [twice/triple] the national average, [says/reports] the {org}.`,
  quotes: list`
    Nobody should go to bed hungry in {place}
    A {object} costs ten dollars and changes a life
    Poverty is a policy failure, not a personal one
    The {topic} gave me a hand when I had nothing`,
};
