/** Words of the news from abroad: events, ideas, wars. */
import { list, type Vocabulary } from "./types.ts";

export const worldNews: Vocabulary = {
  register: "news",
  places: "world",
  roles: list`prime minister | opposition leader | foreign minister | president | army general | king
    coalition partner | interior minister | election observer | ambassador | central bank governor`,
  issues: list`coalition | referendum | earthquake | ferry | ceasefire | border | sanctions | hostage | election
    pipeline | embassy | volcano | coup | independence | royal | airliner | currency | fishing rights`,
  heads: list`crisis | agreement | vote | disaster | dispute | summit | investigation | standoff | deal | protest
    rescue | decree`,
  objects: list`state broadcast | no-confidence motion | national strike | diplomatic cable | flight recorder
    military parade | exit poll | travel ban | presidential palace | joint communique | naval exercise`,
  groups: list`protesters | foreign ministers | rescue teams | opposition parties | European leaders | border guards
    election monitors | soldiers | diplomats | exiles | separatists`,
  verbs: list`condemn | reject | denounce | address | debate | confront | criticize | monitor`,
  angles: list`hours after the polls closed | at an emergency session in Geneva | amid nationwide protests
    for the first time in a decade | in a televised address | after talks collapse in Brussels
    despite calls for restraint from the United Nations | as many as 40 miles from the capital | under a state of siege
    on the eve of national elections | following a night of clashes | with Western envoys in attendance`,
  organisations: list`{place} Interior Ministry | {name} Unity Party | {place} Election Commission
    Movement for a Free {place} | {place} Red Crescent | {name} National Front`,
  headlines: list`
    {place} president dissolves parliament over {topic}
    at least {n} dead in {place}, officials say
    {place} votes in first election since the {topic}
    thousands march in {place} to demand end to {topic}
    {surname} sworn in as {place}'s new prime minister
    {place} expels ambassador in row over {topic}
    U.N. chief urges calm as {place} faces {topic}
    {surname} flees {place} after {topic} turns violent
    rescuers pull survivors from rubble in {place}
    exit polls in {place} show {surname} ahead of {rival surname}
    {place} recalls envoy as {topic} deepens
    [bomb/blast] [kills/injures] at least {n} [near/outside] {place} [market/barracks]
    [protesters/students] [storm/surround] {place} [parliament/palace] over {topic}
    {place} [army/air force] [on alert/on the move] [as/after] {topic} [grows/deepens]
    [king/president/prime minister] of {place} [dies/steps down] at {elder}
    [hundreds/dozens] [missing/feared dead] off {place} [coast/islands]
    {place} and [its neighbor/the EU] [sign/scrap] {topic}
    [tear gas/gunfire] in {place} as [{group}/police and {group}] clash
    {surname} [wins/loses] {place} [vote/runoff] [by a hair/in a landslide]`,
  sentences: list`
    State television in {place} said {time} that {surname} had agreed to the {topic} {angle}.
    Security forces in {place} fired tear gas at {group} {angle}, witnesses told local media.
    {role} {person} called the {topic} a threat to the nation's sovereignty.
    The {org} said the death toll in {place} could rise as crews reach remote villages.
    Talks between {surname} and {rival surname} broke down {time}, raising fears for the {topic}.
    European Union observers said the {topic} in {place} fell short of international standards.
    [Thousands/Tens of thousands] of people [filled/took to] the streets of {place} {time} over the {topic}.
    The [government/military] of {place} [denied/confirmed] {time} that {surname} had left the country.
    [Diplomats/Officials] in {place} [hope/fear] the {topic} will [hold/spread] {angle}.`,
  quotes: list`
    The people of {place} have spoken
    We will not negotiate under threat
    The {topic} is an internal matter of our republic
    Our soldiers will remain at the border as long as they must`,
};

export const theWorldpost: Vocabulary = {
  register: "news",
  places: "world",
  roles: list`political scientist | former diplomat | historian | economist | philosopher | China scholar
    former finance minister | Nobel laureate | globalization theorist | novelist | think tank fellow`,
  issues: list`global governance | trade | nuclear | democracy | climate | sovereignty | middle class | Silk Road
    automation | European | migration | multilateral | great-power | populist | digital | Eurasian`,
  heads: list`order | paradox | experiment | consensus | rivalry | backlash | doctrine | dilemma | bargain | moment
    model | awakening`,
  objects: list`policy essay | lecture | white paper | open letter | manifesto | grand strategy | op-ed | treaty
    thought experiment | Davos panel | long telegram`,
  groups: list`emerging economies | Western elites | young democracies | great powers | global institutions
    Asian policymakers | European intellectuals | populists | technocrats | multinational firms`,
  verbs: list`rethink | reject | embrace | misread | reshape | explain | abandon | defend | repair | challenge`,
  angles: list`in an age of populism | after the Cold War consensus | from Beijing to Brasilia
    in the 21st century | beyond the nation-state | with or without America | for a multipolar world
    through the lens of history | at a moment of global disorder | since the financial crisis
    between East and West | in the shadow of great-power rivalry`,
  organisations: list`{name} Council on Global Affairs | {name} Institute for Strategic Thought
    {place} School of Diplomacy | {name} Forum on Governance | {place} Center for World Order`,
  headlines: list`
    {person}: the West has misunderstood {place}'s {topic}
    why {place} matters more to geopolitics than you think
    the end of the {topic}, and what comes after
    what {place} can teach the West about its {topic}
    is the {topic} a new world order in disguise?
    weekend roundup: {place} and the {topic}
    {place} and the future of globalization: a conversation with {person}
    how {group} lost faith in the {topic}
    {surname} vs. {rival surname}: two visions of the {topic}
    a philosopher's case for the {topic} in {place}
    [why/how] the [21st century/next world order] will be [made/decided] in {place}
    [Europe/Asia/the West] [needs/fears] a {topic}
    [lessons/a warning] from {place} for [liberal democracy/global capitalism]
    {person} on {topic}, [robots/empire] and the [future/fate] of {place}
    the [myth/promise/limits] of the {topic}
    [globalization/democracy] [after/without] {place}
    [rivals or partners/friends or foes]? {place} and [Beijing/Washington] after the {topic}
    {place}'s [quiet/unlikely] [geopolitical/ideological] [revolution/turn]`,
  sentences: list`
    {role} {person} argues that the {topic} reveals deeper currents in world affairs.
    If {place} is any guide, {group} will have to rethink the {topic} {angle}.
    In a wide-ranging {object}, {person} and {rival} debate the {topic} and the fate of globalization.
    The {topic} is less about {place} than about the changing balance of power {angle}.
    For {surname}, the lesson of {place} is that {group} ignore history at their peril.
    The {org} asked {person} whether the {topic} can outlast the current world order.
    [Globalization/Democracy] has [always/rarely] [looked/felt] different from {place}, [writes/notes] {person}.
    [History/Philosophy] offers {group} [little comfort/a way out] as the {topic} [unravels/takes shape].
    The [rise/decline] of {place} [tests/upends] the [ideas/institutions] that shaped the postwar world.`,
  quotes: list`
    History does not end, it merely changes address
    The {topic} is the question of our century
    The world has seen what happens when elites stop listening
    {place} is not an exception but a preview`,
};

export const worldpost: Vocabulary = {
  register: "news",
  places: "world",
  roles: list`aid worker | war photographer | refugee | surgeon | militia commander | peace negotiator
    human rights lawyer | camp director | foreign correspondent | peacekeeper | displaced teacher`,
  issues: list`refugee | airstrike | militant | famine | siege | chemical weapons | smuggling | cholera | prisoner
    peacekeeping | rebel | asylum | drone | humanitarian | insurgent | child soldier | checkpoint`,
  heads: list`camp | offensive | corridor | crisis | route | convoy | truce | enclave | campaign | network
    mission | stronghold`,
  objects: list`field hospital | satellite image | mass grave | border fence | ration card | mortar shell
    rubber dinghy | propaganda video | supply truck | ransom note | bombed-out school`,
  groups: list`refugees | rebels | Syrian families | militants | peacekeepers | smugglers | displaced children
    humanitarian agencies | jihadists | government troops | asylum seekers`,
  verbs: list`describe | document | flee | survive | condemn | denounce | monitor | expose`,
  angles: list`after months under siege | on the Turkish border | in the rubble of the old city
    under relentless bombardment | amid a worsening famine | despite a fragile truce | along the front line
    with winter closing in | without food or medicine | across the Mediterranean | in rebel-held territory
    as far away as Lesbos`,
  organisations: list`{name} Refugee Council | {place} Monitoring Group | {name} Relief Mission
    {place} Liberation Brigade | {name} Human Rights Observatory`,
  headlines: list`
    inside {place}, where {group} wait out the {topic}
    airstrikes hit {place} as {topic} falters
    dispatch from {place}: life along the {topic}
    militants seize {place} after the {topic} collapses
    this {object} shows the toll of {place}'s {topic}
    'there is nothing left': {group} on the fall of {place}
    the war in {place}, told through one {object}
    ISIS loses ground in {place} as {topic} advances
    aid groups warn of catastrophe at {place} {topic}
    the {role} who refuses to leave {place}
    {place}'s children are paying for the {topic}
    [children/families] [trapped/starving] in {place} as [siege/shelling] [tightens/goes on]
    [the last/the only] [doctor/baker/school] in {place}
    [a night/a week] with {group} on the [road/border] [from/to] {place}
    [rebels/government forces] [retake/bomb] {place} {angle}
    {n} days in {place}: a {role}'s [diary/story]
    who is [really/still] fighting in {place}?
    [drone/mortar] strike [kills/wounds] {n} [at/near] {place} [hospital/market]
    {surname} [survived/escaped] {place}. [thousands/many] did not.`,
  sentences: list`
    {role} {person} has spent {n} months in {place}, where the {topic} has emptied whole neighborhoods.
    Activists in {place} say government forces hit a [hospital/market/school] {time}, killing civilians.
    The {org} says {group} are trapped {angle}, and no convoy has reached {place}.
    {surname} fled {place} on foot {angle} and now lives in a tent near the border.
    Fighting around the {topic} has displaced thousands of families from {place} and nearby villages.
    Images of a {object} in {place} have come to stand for the war itself.
    [Smoke/Dust] [hangs/rises] over {place}, where {group} [dig/search] for survivors with bare hands.
    {surname} [treats/has treated] [wounded/malnourished] children in {place} {angle}.
    [Smugglers/Militias] [control/patrol] the road out of {place}, and the {topic} is the [only/last] way out.`,
  quotes: list`
    We buried our neighbors and then we walked
    The shelling starts at dusk and does not stop
    The world has forgotten {place}
    I promised my daughter there would be school on the other side`,
};
