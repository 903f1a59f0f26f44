/** Words of the reported news at home: power, towns, courts, the press. */
import { list, type Vocabulary } from "./types.ts";

export const politics: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`senator | congresswoman | governor | campaign manager | party strategist | committee chairman
    state lawmaker | White House aide | attorney general | presidential hopeful`,
  issues: list`farm subsidy | voting rights | border security | infrastructure | campaign finance | ethics | tax
    health care | budget | immigration | gun control | redistricting | veterans | minimum wage | drug pricing
    debt ceiling | judicial nominee | rural broadband | surveillance | paid leave`,
  heads: list`bill | amendment | hearing | vote | plan | proposal | compromise | filibuster | overhaul | inquiry
    showdown | veto threat`,
  objects: list`leaked memo | recount | attack ad | donor list | whip count | subpoena | town hall | stump speech
    super PAC | closed-door meeting | campaign email | floor speech`,
  groups: list`swing voters | House Republicans | Senate Democrats | lawmakers | party donors | state delegates
    conservatives | progressives | independents | lobbyists | county election officials`,
  verbs: list`defend | oppose | block | back | attack | question | champion | revive | delay | endorse`,
  angles: list`ahead of the primary | after a late-night vote | despite pressure from party leaders
    in a rare break with the White House | before the midterm elections | amid a fundraising slump
    on the Senate floor | with a shutdown looming | following a tense debate | weeks before the convention
    without a single Republican vote | over the governor's objections | in a bid for suburban voters`,
  organisations: list`{name} Campaign Committee | {name} Policy Institute | {place} Democratic Party
    {place} Republican Party | {name} Leadership PAC | Coalition for a Better {place}`,
  headlines: list`
    {surname} dares the Senate to [act on/kill] {topic}
    poll: {group} [sour on/warm to/split over] {surname} [after/over] {topic}
    {surname} and {rival surname} trade jabs at {place} debate
    GOP senators want nothing to do with {surname}'s {topic}
    Democrats see an opening in {place} as {topic} stalls
    {surname} once called the {topic} 'a mistake.' Now it's the campaign.
    House panel subpoenas {role} over {place} {object}
    why {surname}'s {topic} is suddenly in trouble with {group}
    {rival surname} drops out of {place} race after {object} surfaces
    White House won't say if it backs {surname}'s {topic}
    a {object} just upended the {place} Senate race
    [senators/lawmakers/party leaders] [grill/corner/confront] {surname} on {topic}
    {surname} [bets/stakes] [reelection/a second term] on {topic}
    how the {topic} [became/turned into] a test for [{group}/both parties]
    '[a total betrayal/a bad joke/a win for families]': {group} [react to/respond to] {surname}'s {topic}
    [the GOP/the Democratic Party] has a {place} problem
    [former aide/old ally] [breaks with/turns on] {surname} over [{topic}/{object}]
    {place} governor [quietly/finally] [signs/vetoes] {topic}
    [can/will] {surname} [survive/outlast] the {topic}? {group} [aren't sure/have doubts]
    [Senate/House] [passes/rejects] {topic} [in late-night vote/{angle}]
    {surname} [refuses/agrees] to [release/discuss] {object} in {topic} [fight/battle]
    [here's where/how] {n} [candidates/senators] stand on the {topic}
    {place} [voters/primary] [could/may] [decide/sink] {surname}'s {topic}
    [super PAC/ad blitz] [targets/props up] {surname} in {place}
    [senator/governor] {surname} [won't/will] [run again/seek a third term] {angle}
    [White House/Pentagon/Treasury] [scrambles/struggles] to [explain/save] {topic}
    {group} [flock/take their anger] to {surname}'s {place} [rally/town hall]
    [the real reason/why] {surname} [flipped/caved] on {topic}
    [impeachment/ethics] talk [grows/fades] [around/for] {place}'s {surname}`,
  sentences: list`
    {role} {person} has told colleagues there are not enough votes to pass the {topic} {angle}.
    The {object} surfaced {time}, just as {group} were warming to the {topic}.
    Aides to {surname} insist the {object} has nothing to do with the {topic}.
    {rival} is betting that voters in {place} care more about the {topic} than about party.
    With the House divided, {group} may decide whether the {topic} ever reaches the president's desk.
    A new poll puts {surname} four points ahead of {rival surname} in {place}, where the {topic} dominates the race.
    [Democrats/Republicans] accused {surname} {time} of [holding up/watering down] the {topic}.
    [The vote/The debate] in {place} [exposed/laid bare] a [rift/split] between {surname} and {group}.
    If the Senate [fails to act/does nothing], the {topic} will [die/expire] {angle}.
    [Lobbyists/Donors] spent {millions} in {place} to [defeat/rescue] the {topic}.
    {surname} [won/carried] {place} by {n} points and [now needs {group} more than ever/has ignored {group} ever since].
    [Asked about/Pressed on] the {object} {time}, {surname} [changed the subject to/blamed] the {topic}.
    The [Constitution/Supreme Court] may [yet doom/have the last word on] the {topic}, [legal scholars/aides] say.`,
  quotes: list`
    Nobody in this caucus is walking away from the {topic}
    My constituents in {place} did not send me here to play games
    That {object} tells you everything about how Washington works
    We have the votes, and {rival surname} knows it`,
};

export const usNews: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`mayor | city council member | fire chief | county official | transit worker | school superintendent
    National Guard captain | city engineer | Army veteran | union steward | emergency manager`,
  issues: list`water main | wildfire | evacuation | bridge | housing | hurricane | bus route | statue | curfew
    levee | freight train | flood | shelter | factory | tornado | airport | blackout | dam`,
  heads: list`repair plan | investigation | warning | closure | emergency | relief effort | lawsuit | dispute
    recovery plan | cleanup | order | safety review`,
  objects: list`911 recording | dashcam video | boil-water notice | inspection report | emergency shelter
    highway detour | makeshift memorial | missing-person flyer | state audit | sandbag wall | rescue boat`,
  groups: list`residents | first responders | local officials | homeowners | neighbors | state troopers | volunteers
    federal investigators | firefighters | commuters | survivors`,
  verbs: list`question | review | criticize | delay | defend | welcome | discuss | demand answers on`,
  angles: list`after days of heavy rain | across three counties | in the middle of the night | months after the storm
    amid growing public anger | after a state of emergency | for the second time this year | at a packed public meeting
    days before the holiday weekend | with thousands still without power | along Interstate 40
    despite federal warnings`,
  organisations: list`{place} Fire Department | {place} City Council | {place} Transit Authority
    {name} County Sheriff's Office | {place} Emergency Office | {name} Relief Fund`,
  headlines: list`
    thousands ordered out of {place} as {topic} drags on
    {place} mayor declares state of emergency over {topic}
    at least {n} hurt in {place}; officials cite {object}
    {group} in {place} wake to a {object} and few answers
    {place} residents sue county over {topic}
    crews search {place} through the night as {topic} continues
    U.S. officials open inquiry into {place} {topic}
    after the {topic}, {place} counts its losses
    {role} {person} praised for saving {group} in {place}
    a town called {place} is still waiting on its {topic}
    {place} [braces/prepares] for [another night/another week] of {topic}
    [police/officials] identify {n} [victims/people missing] after {place} [crash/fire/collapse]
    {surname} [was/slept] feet from the [blaze/crash] and [lived/walked away]
    [governor/mayor] [tours/visits] {place} [amid/after] {topic}
    what we know about the {place} {topic}
    [feds/state officials] [blame/point to] {object} [for/in] {place} {topic}
    [classes/flights/trains] canceled in {place} [amid/after] {topic}
    [small town/entire county] [in shock/in mourning] after {place} [tragedy/{topic}]`,
  sentences: list`
    Officials in {place} said {time} that the {topic} had forced hundreds of families from their homes.
    {role} {person} told reporters that crews would work through the weekend on the {topic}.
    Roads around {place} were closed {time}, and a {object} warned {group} to stay away.
    No deaths were reported, but {group} described a chaotic night {angle}.
    The {org} has asked the state for help {angle}.
    More than {n} dozen families in {place} are still sleeping in a gym {angle}, according to {surname}.
    [Authorities/State officials] [urged/asked] {group} near {place} to [stay indoors/leave at once].
    [Power/Water] was [out/cut off] across {place} {time}, and the [{topic}/cleanup] could take [weeks/months].
    {person}, who has lived in {place} for {n} years, [lost/nearly lost] everything.`,
  quotes: list`
    We heard a roar and then everything went dark
    {place} has been through worse, and we will rebuild
    Nobody from the county told us about the {topic}
    All we could do was grab the kids and drive`,
};

export const crime: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`detective | sheriff | prosecutor | defense attorney | police chief | suspect | former deputy | judge
    FBI agent | security guard | state trooper`,
  issues: list`murder | robbery | kidnapping | forgery | arson | fraud | assault | carjacking | bribery
    manslaughter | extortion | burglary | embezzlement | homicide | poisoning | smuggling | blackmail`,
  heads: list`case | trial | investigation | plot | confession | charge | verdict | sentence | manhunt
    mystery | arrest`,
  objects: list`stolen pickup | murder weapon | ransom note | bloody glove | burner phone | getaway car
    kitchen knife | stolen Rolex | gas can | crowbar | hunting rifle | suitcase of cash`,
  groups: list`police | detectives | prosecutors | investigators | jurors | witnesses | deputies | neighbors
    federal agents | the victim's relatives`,
  verbs: list`investigate | revisit | describe | dispute | review | discuss | probe | reexamine`,
  angles: list`after a two-day manhunt | outside a gas station | in a suburban driveway | nearly 30 years later
    behind a strip mall | during a traffic stop | on the strength of new DNA evidence
    in a packed courtroom | after an anonymous tip | moments after the 911 call | on $2 million bail
    in front of horrified shoppers`,
  organisations: list`{place} Police Department | {name} County Sheriff's Office | {place} District Attorney's Office
    {place} Homicide Unit | {name} County Jail`,
  headlines: list`
    {surname} accused of {issue}, caught {angle}
    cops: {surname} hid {object} in {place} garage
    suspect in {place} {issue} case arrested {angle}
    police release {object} in {place} {topic}
    jury finds {person} guilty in {place} {issue} case
    {person} charged with {issue} after {object} found in {place}
    body found near {place} linked to {topic}
    {n} arrested in {place} {issue} sweep, sheriff says
    {surname} gets {n} years in prison for {place} {issue}
    did a {object} crack the {place} {topic}?
    {place} police hunt for gunman after {issue} outside bar
    [mother/brother/widow] of {place} victim [speaks out/begs for tips] {angle}
    [grisly/chilling] {object} [turns up/found] in {place} [woods/basement/motel]
    {surname} [killed/robbed] neighbor over {object}, [police/prosecutors] say
    [cold case/decades-old] [murder/mystery] in {place} [solved/reopened] {angle}
    {place} [cashier/clerk/teller] [fights off/chases] [robber/gunman] with {object}
    [cops/FBI/deputies] [raid/search] {surname}'s [home/motel room] in {issue} [probe/case]
    [the hunt for/the double life of] {person}, [suspect/wanted] in {place} [{issue}/slaying]
    [judge/jury] sees {object} as {surname} [trial/hearing] opens`,
  sentences: list`
    Police in {place} say {person} was arrested {angle} and is being held in the {topic}.
    Prosecutors told jurors that a {object} ties {surname} to the {topic}.
    Investigators found a {object} in a ditch near {place}, according to an arrest affidavit.
    The victim was last seen in {place} {time}, authorities said.
    {surname} pleaded not guilty {time} in the {topic} and faces up to life in prison.
    A witness told detectives that {surname} was carrying a {object} {angle}.
    {person}, {age}, [is accused/stands accused] of [{issue}/plotting the {issue}] in {place}.
    [Officers/Deputies] [responding/called] to a home in {place} {time} found [a body/a {object}] in the [kitchen/garage].
    [A judge/A magistrate] [set bail at/ordered bail of] {grand} for {surname} {angle}.`,
  quotes: list`
    This is the worst crime scene I have seen in this county
    We want the family to know we never stopped looking
    My client had nothing to do with the {topic}
    Somebody in {place} knows what happened`,
};

export const media: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`news anchor | cable host | magazine editor | White House correspondent | network president
    investigative reporter | columnist | talk radio host | publisher | media critic | foreign editor`,
  issues: list`newsroom | prime-time | cable news | press pool | front-page | fact-checking | ratings | podcast
    press freedom | newspaper | late-edition | byline | editorial board | morning show | advertising`,
  heads: list`shake-up | correction | interview | boycott | segment | feud | buyout | retraction | scoop | apology
    policy | meltdown`,
  objects: list`on-air apology | staff memo | magazine cover | anonymous source | press credential | hot mic
    deleted tweet | exit interview | editor's note | chyron | live shot | pink slip`,
  groups: list`journalists | cable pundits | reporters | newspaper editors | viewers | press freedom advocates
    media watchdogs | network executives | subscribers | talk-show hosts | staffers`,
  verbs: list`defend | slam | mock | cover | criticize | dissect | question | shrug off`,
  angles: list`live on the air | in a memo to staff | after an advertiser boycott | during prime time
    in the middle of a ratings war | on the front page | days after a round of layoffs | without naming a source
    on the Sunday shows | amid questions over press access | in a tense exchange with a guest
    over the objections of the newsroom`,
  organisations: list`{place} Gazette | {place} Courier | {name} Broadcasting Network | {name} Media Group
    {place} Press Association | {name} Review`,
  headlines: list`
    {surname} out at {org} after {topic}
    watch a cable host lose it over {surname}'s {topic}
    {org} apologizes for {object} in {place} coverage
    reporter walks out of {surname} interview over {object}
    cable anchor presses {surname} on the {topic}
    {surname} to replace {rival surname} as host of flagship show
    {org} cuts {n} newsroom jobs after {topic}
    how the press got the {place} {topic} wrong
    journalist barred from {place} briefing over {object}
    morning host calls {surname}'s {topic} 'a disgrace'
    {org} editor explains that front page
    {org} [anchor/columnist] [suspended/fired] over {object}
    [late edition/breaking]: {org} [sold/bought] for {millions}
    [cable news/the press] can't stop talking about {surname}'s {object}
    [inside/how] the newsroom [revolt/drama] at {org}
    {n} [journalists/reporters] [laid off/bought out] at {org}
    the [worst/strangest] headline [of the week/in {place}] and other media news
    {surname} [storms off/freezes on] live TV {angle}
    [viewers/advertisers] flee {org} after {topic}`,
  sentences: list`
    The {org} announced {time} that {role} {person} would step down over the {topic}.
    {surname} told viewers that the {object} was a mistake and that the network stood by its reporting.
    Staffers at the {org} learned of the {topic} from a {object}.
    {group} said the {topic} showed how far ratings now drive the news.
    In a {object} obtained by reporters, {surname} blamed {rival surname} for the {topic}.
    The segment aired {time} and drew complaints from {group} {angle}.
    [Ratings/Subscriptions] at the {org} have [fallen/dropped] by {n} percent since the {topic}.
    [The newspaper/The network] [printed/issued] a correction {time} after {group} questioned the {object}.
    The [newsroom/editor] of the {org} [was/is] [blindsided/stunned] by the {topic}.`,
  quotes: list`
    We got it wrong, and our readers deserve better
    I have never revealed a source and I am not starting now
    That {object} should never have left the newsroom
    Ratings are not the reason we ran the {topic}`,
};
