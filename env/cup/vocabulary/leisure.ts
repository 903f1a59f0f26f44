/** Words of screen, stand-up, stadium and the road. */
import { list, type Vocabulary } from "./types.ts";

export const entertainment: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`actress | pop star | director | reality star | showrunner | rapper | late-night host | action hero
    singer | Oscar winner | boy band member | soap star`,
  issues: list`superhero | reboot | mystery | box-office | red-carpet | comeback | sci-fi | vampire | biopic
    talent-show | Netflix | horror | holiday | reunion | sitcom | zombie | awards-show`,
  heads: list`trailer | album | sequel | series | tour | duet | premiere | cameo | movie | spinoff | soundtrack
    special`,
  objects: list`Golden Globe | plot twist | fan theory | Instagram post | music video | wardrobe malfunction
    cliffhanger | paparazzi photo | casting rumor | season pass | acceptance speech | TMZ clip`,
  groups: list`fans | critics | co-stars | moviegoers | Oscar voters | celebrities | studio executives
    Twitter users | reality stars | superfans`,
  verbs: list`tease | promote | release | announce | discuss | praise | defend | spoil`,
  angles: list`on the red carpet | ahead of the Oscars | in the season finale | in a new trailer | at Comic-Con
    on 'Saturday Night Live' | after topping the box office | to fans' delight
    in a rare interview | at the Grammys | on the set of the sequel | after a very public split`,
  organisations: list`{name} Pictures studio | {name} Records label | {place} Film Festival | {name} Talent Agency
    {name} Streaming Network`,
  headlines: list`
    {person} spotted on set of {topic}
    first trailer for {person}'s {topic} is here
    {person} and {rival} are reportedly dating
    '{place} Nights' star {person} joins {topic}
    {person} slams {rival} over {topic}
    here's what {person} looks like in the {topic}
    {surname} wins big at awards show for {topic}
    {person} dishes on {rival} and that {object}
    box office: {surname}'s {topic} tops the weekend
    celebrities mourn {role} {person}
    {person} covers magazine, talks {topic}
    the best moments from {person}'s {topic}
    [surprise/oh no]! {person} and {rival} [split/tie the knot]
    [Hollywood/Broadway] [cheers/mourns] as {surname}'s {topic} [opens/ends]
    [recap/finale]: '[House of/The Last] {name}' [ends/returns] with a [bang/kiss]
    '{name}' [trailer/teaser]: {person} [fights/loves/haunts] [again/{place}]
    {surname} [turned down/almost starred in] {rival surname}'s {topic}
    [watch/hear] {person}'s [haunting/dreamy] new [song/video]
    [why/how] '{name}' is the [best/weirdest] [show/movie] of the [year/summer]
    newly [single/engaged] {person} [glows/steps out] {angle}
    '{name}' [star/creator] {person} [teases/spills on] {topic}
    {person} [responds/claps back] to {object} [drama/backlash] with [humor/grace]
    [stars/exes] {person} and {rival} [reunite/perform] [at {place} premiere/{angle}]
    [Emmys/Grammys/Oscars]: {person} [snubbed/sweeps] for {topic}
    [first listen/exclusive]: {person}'s [new single/{topic}]
    [is/will] '{name}' [getting/need] a {topic}?
    {person} [joins/exits/returns to] '{name}' {angle}
    [remember/rewatching] '{name}'? {n} [secrets/cameos] you [missed/forgot]`,
  sentences: list`
    The {role} told reporters on the red carpet that the {topic} was a dream come true.
    {person} teams up with {rival} for the {topic}, due next [summer/fall].
    Fans were quick to spot a {object} in the {topic}, and Twitter lost it.
    The studio confirmed {time} that {surname} would return for the {topic}.
    {person} performed in {place} {time} and gave fans a taste of the {topic}.
    Hollywood has been buzzing about {surname}'s {topic} ever since the {object} leaked.
    '{name}' [opens/premieres] {time}, with {person} as a [cop/witch/chef] from {place}.
    [The singer/The actor] [posted/deleted] a {object} that [hinted at/confirmed] a [breakup/duet] with {rival}.
    [Critics/Audiences] [adored/panned] '{name},' but {surname} is [already filming/ready for] the {topic}.
    '{name}' [earned/grossed] {millions} over the weekend, [thanks to/despite] a {object}.
    {person} [wept/laughed] {time} as {rival} [praised/teased] the {topic} on live television.
    [Filming/Production] on '{name}' [starts/wraps] in {place} [soon/next month], {surname} [confirmed/tweeted].`,
  quotes: list`
    I read the script in one night and called my agent
    Working with {rival} was a dream
    The fans are the reason there is a {topic} at all
    I cried when I heard the soundtrack`,
};

export const comedy: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`stand-up comic | late-night host | improv teacher | satirist | sketch writer | puppet comedian
    podcast comedian | prank artist | comedy club owner | cartoonist`,
  issues: list`presidential | stand-up | late-night | sketch | parody | improv | airport | cat | roast | open-mic | Thanksgiving
    dad-joke | monologue | office-party | karaoke | knock-knock`,
  heads: list`joke | impression | spoof | bit | rant | routine | supercut | punchline | prank | song | sketch | special`,
  objects: list`rubber chicken | fake mustache | whoopee cushion | viral meme | laugh track | fake news anchor
    sock puppet | microphone stand | one-liner | banana peel | cue card | heckler`,
  groups: list`comedians | late-night hosts | hecklers | cats | stand-up comics | Twitter jokers | improv troupes
    sketch comics | grumpy dads | comedy fans`,
  verbs: list`mock | spoof | roast | skewer | parody | mangle | perform | explain | troll | savage`,
  angles: list`to hilarious effect | on late-night TV | with zero chill | in under two minutes
    in the funniest way possible | with a perfect impression | at the comedy cellar | for our amusement
    in front of a stunned audience | with a rubber chicken | while keeping a straight face | in a brutal monologue`,
  organisations: list`{place} Comedy Club | {name} Improv Theater | {name} Late Show | {place} Laugh Factory
    {name} Sketch Company`,
  headlines: list`
    {person} and {rival} turn {topic} into comedy gold
    {person} nails {topic} and we can't stop laughing
    {person} hilariously explains {topic} to {place}
    watch {person} lose it during {topic}
    the funniest tweets about {surname}'s {topic}
    if {group} wrote the {place} city charter
    this {topic} with a {object} is the best thing on the internet
    {person} roasts {rival} in savage {topic}
    nobody does a {topic} like {person}
    a late-night host has some thoughts on {place} and the {topic}
    {n} hilarious reasons to love {surname}'s {topic}
    [a/this] {place} [dad/comic/cat] [wins/ruins] the {topic}
    [funny or not/seriously]? {surname} jokes about {object}
    [SNL/late-night TV] [takes on/skewers] {place} with [savage/silly] {topic}
    {n} [jokes/memes/cartoons] only {group} will get
    [honest/terrible] [trailer/slogan] for {place} is [too real/comedy gold]
    [my/your] {object} [walks into/sues] a bar in {place}
    [late-show/sketch-show]-style [takedown/prank] [hits/stuns] {place}
    [world's/{place}'s] [worst/funniest] {topic} [explained/returns]`,
  sentences: list`
    {role} {person} brought a {object} on stage, and the audience in {place} howled.
    The jokes kept coming as {person} turned the {topic} into a six-minute riot.
    Comedy fans in {place} may never look at a {object} the same way again.
    {person} poked fun at {rival} with a {topic} {angle}.
    What do you get when you cross a {object} with a {topic}? Ask {surname}.
    The {org} let {surname} try the {topic} {time}, and the laughs did not stop.
    [Spoiler/Warning]: the {object} [gets/steals] the biggest laugh of the {topic}.
    [The comic/The host] [joked/quipped] that {place} is [just/mostly] {n} bars and a {object}.
    [Satire/Silliness] [reigns/wins] when {person} and {rival} [swap/fight over] a {object}.`,
  quotes: list`
    I wrote that joke in the shower
    If you are offended by the {topic}, wait until you hear the next one
    My mother still thinks I am a dentist
    Comedy is tragedy plus a {object}`,
};

export const sports: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`quarterback | point guard | head coach | shortstop | goalkeeper | Olympic sprinter | figure skater
    linebacker | pitcher | tennis champion | NFL commissioner | boxer`,
  issues: list`playoff | Super Bowl | World Cup | trade-deadline | overtime | Olympic | rookie | championship
    halftime | title | free-agency | wild-card | March Madness | knee | preseason | doubleheader`,
  heads: list`game | comeback | injury | contract | record | win | loss | suspension | streak | celebration | rematch
    draft pick`,
  objects: list`buzzer-beater | game-winning touchdown | penalty kick | no-hitter | walk-off homer | slam dunk
    hat trick | last-minute goal | interception | grand slam | diving catch | 50-yard field goal`,
  groups: list`fans | teammates | NFL players | referees | rivals | Olympic athletes | NBA stars | scouts
    season-ticket holders | coaches | linemen`,
  verbs: list`celebrate | discuss | predict | survive | shrug off | relive | explain | remember`,
  angles: list`in double overtime | with seconds left on the clock | in Game 7 | after a career-high 41 points
    on a broken foot | in front of a sellout crowd | for the first time in franchise history
    at the Rio Olympics | with a 60-yard bomb | ahead of the Super Bowl | in the bottom of the ninth
    during the national anthem`,
  organisations: list`{place} Football Club | {place} Athletic Club | {name} State team | {place} Hockey Club
    {place} Basketball League`,
  headlines: list`
    {surname} scores {points} as {place} beats {rival surname}'s squad
    {place} stuns rivals with {object} {angle}
    {person} out for the season after {topic}
    {surname} breaks {place} record {angle}
    {org} fires coach after {topic}
    watch {person} pull off an incredible {object}
    {surname} and {rival surname} ejected after brawl {angle}
    {org} signs {role} {person} to record deal
    NBA stars salute {surname} after {topic}
    {place} clinches playoff spot with {object}
    NFL suspends {surname} {n} games over {topic}
    {role} {person} kneels before {place} {topic}
    [fans/players] [stunned/furious] as {place} [trades/benches] {surname}
    {place} [wins/loses] [thriller/heartbreaker] {angle}
    [rookie/veteran] {role} {person} [lifts/saves] {place} {angle}
    [how/why] {surname} became the [best/most hated] [player/coach] in {place}
    [NBA/NFL/MLB/NHL] [draft/trade] [news/rumors]: {surname} to {place}?
    [halftime/locker room] [speech/fight] [changes/ends] {place}'s season
    {role} {person} [falls/wins gold/retires] {angle}
    [ref/umpire] [blows/admits] call in {place} [final/playoff]`,
  sentences: list`
    {person} scored {points} points and {place} held on to win {angle}.
    The {role} left the game in the third quarter and will miss the {topic}.
    A {object} {angle} lifted the {org} past its rivals.
    Coach {rival} praised {surname}'s defense after the {topic}.
    The league fined {surname} {time} for a gesture during the {topic}.
    It was the ninth straight win for the {org}, and {group} stormed the field.
    {place} [trailed/led] by {n} before {surname} [hit/missed] [two free throws/the penalty].
    [The rookie/The captain] [finished/ended the night] with {points} points and {n} [rebounds/assists].
    [Scouts/Teammates] [call/named] {surname} the [best/toughest] {role} {place} has ever had.`,
  quotes: list`
    We left everything on the field tonight
    I knew it was going in the moment it left my hands
    Nobody believed in this team except {place}
    {rival surname} is a great player, but tonight was ours`,
};

export const travel: Vocabulary = {
  register: "advice",
  places: "world",
  roles: list`travel writer | flight attendant | hotel owner | backpacker | tour guide | cruise director | sommelier
    travel photographer | ship captain | solo traveler | ryokan owner | airline pilot`,
  issues: list`island | night-train | wine-country | road-trip | safari | spa | backpacking | ski | cruise | market
    desert | boutique | beach | canal-boat | old-town | mountain | first-class | surf`,
  heads: list`getaway | itinerary | escape | hotel | adventure | hideaway | route | tour | resort | weekend | vacation
    guide`,
  objects: list`boarding pass | infinity pool | window seat | passport stamp | rooftop bar | carry-on bag
    hidden beach | phrase book | street-food stall | hammock | sunset view | airport lounge`,
  groups: list`travelers | honeymooners | budget travelers | locals | backpackers | flight attendants | foodies
    jet-lagged families | solo travelers | frequent fliers`,
  verbs: list`plan | book | explore | enjoy | map out | savor`,
  angles: list`without the crowds | on $50 a day | off the beaten path | before summer ends | with kids in tow
    in 48 hours | with nothing but a carry-on | far from the tourist traps | at half the price
    by train and by boat | like a local | in the off-season`,
  organisations: list`{name} Grand Hotel | {place} Inn | {name} Guesthouse | {place} Botanical Lodge
    {name} Beach Resort`,
  headlines: list`
    {n} reasons to visit {place} right now
    48 hours in {place}: the perfect {topic}
    a {topic} in {place} worth the flight
    where to stay in {place}: {n} [inns/villas/hotels] [locals/travelers] love
    {place} on a budget: {n} tips for travelers
    the best {object} in {place}
    postcard from {place}: a {topic} to remember
    road trip! from {place} to the sea
    why {place} should be your next {topic}
    {n} stunning photos of {place} at sunrise
    a {role}'s guide to {place} {angle}
    forget Paris: try a {topic} in {place}
    [the perfect/a lazy/one wild] [weekend/day] in {place}
    [eat/drink/hike] your way through {place} {angle}
    [secret/overlooked] {place}: {n} spots [locals/tourists] [love/miss]
    [flying/sailing/driving] to {place}? [read this/pack a {object}]
    [why/how] I [quit my job/missed my flight] for {place}
    [best/worst] [hotels/beaches/airports] [near/in] {place}
    [lost/alone/in love] in {place} with [only/just] a {object}
    [from {place} with love/postcards from {place}]: a {topic}`,
  sentences: list`
    {place} is the kind of place where a {topic} can turn into a love affair.
    Check in at the {org}, order a drink and watch the sun set over {place}.
    {role} {person} fell for {place} on a {topic} {angle}.
    The streets of {place} smell of coffee and sea salt, and a {object} waits around every corner.
    Pack light, because the {topic} is best enjoyed {angle}.
    Travelers who make it to {place} find a {topic} with few tourists and a warm welcome.
    [Fly/Sail] into {place} [at dusk/in spring] and [follow/ask] the locals for a {object}.
    [Rooms/Suites] at the {org} start at {dollars} a night, and the view of {place} is [free/priceless].
    [We landed/I arrived] in {place} with a {object} and no plan beyond a {topic}.`,
  quotes: list`
    You have not seen {place} until you have seen it at dawn
    I came for a weekend and stayed {n} years
    The best souvenir is a {object}
    Skip the museum and follow the smell of bread`,
};
