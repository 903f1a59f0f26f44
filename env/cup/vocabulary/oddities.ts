/** Words of kindness and of oddities. */
import { list, type Vocabulary } from "./types.ts";

export const goodNews: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`kind stranger | crossing guard | shelter volunteer | cancer survivor | bus driver | World War II veteran
    third grader | mail carrier | firefighter | dog owner | hero nurse`,
  issues: list`rescue-dog | kindness | lemonade-stand | birthday | kidney | homecoming | puppy | thank-you | wish
    pay-it-forward | good-Samaritan | shelter-cat | lost-ring | hospital | school-bus | neighborhood`,
  heads: list`surprise | reunion | rescue | gift | gesture | adoption | miracle | tribute | fundraiser | parade | note
    friendship`,
  objects: list`handmade card | wagging tail | stuffed bear | golden retriever | piggy bank | lost wallet | warm hug
    tiny wheelchair | bouquet of balloons | lemonade stand | three-legged dog | get-well card`,
  groups: list`strangers | neighbors | firefighters | classmates | rescuers | nurses | dog lovers | police officers
    volunteers | kindhearted kids`,
  verbs: list`celebrate | share | organize | inspire | join | applaud | witness | cheer`,
  angles: list`in a lift for our faith in humanity | in an act of kindness | after 11 years apart
    for a little boy with cancer | with tears of joy | for a lonely neighbor | in the sweetest way
    just in time for Christmas | to brighten a sick child's day | without asking for anything in return
    with the help of strangers | against all odds`,
  organisations: list`{place} Animal Shelter | {place} Fire Department | {name} Children's Hospital
    {place} Kindness Club | {name} Diner`,
  headlines: list`
    strangers raise {grand} for {place} {role}
    stray dog {name} finds forever home {angle}
    {place} neighbors give {role} the sweetest {topic}
    boy, {n}, sells lemonade to fund {topic}
    police officer's {topic} melts hearts in {place}
    lost dog returns to {place} family after {n} years
    {n}-year-old with {object} brings {place} to tears
    hero {role} saves {object} from icy {place} pond
    heartwarming {topic} reunites {person} and {rival}
    {place} classmates surprise {surname} with {object}
    a {object}, a kind stranger and a {topic}
    [hero/kind/brave] [nurse/dog/cop] [saves/comforts] [toddler/stranger] in {place}
    [this/a] {place} [grandpa/teen/puppy] will [make you smile/restore your faith]
    [happy/joyful] tears as {surname} [beats cancer/comes home/walks again]
    [strangers/classmates] [rally/raise {grand}] for {place} [teen/janitor]
    [blind/deaf/abandoned] [dog/cat/pony] {name} [gets/finds] [best friend/family]
    [waiter/barber/teacher] in {place} [gives/gets] {object}
    {n} [acts of kindness/happy stories] to [end/brighten] your week
    [soldier/sister/twin] [surprises/finds] {surname} {angle}`,
  sentences: list`
    When neighbors in {place} heard about {surname}, they planned a {topic} {angle}.
    {role} {person} never expected a {object} from total strangers.
    The puppy, named {name}, is now living happily with a family in {place}.
    An act of kindness in {place} has warmed hearts across the country.
    Doctors gave {surname} little hope, but the {topic} proved them wrong.
    The video of {surname}'s {topic} will make your day.
    [The dog/The kitten], {name}, [curled up/sat] beside {surname} all night until [help/firefighters] came.
    [The community/The whole street] in {place} [showed up/pitched in] with a {object}.
    [A little/A lot of] kindness [goes/went] a long way in {place}, as {surname} [learned/found].`,
  quotes: list`
    I did what anyone would have done
    There are still good people in {place}
    I cried happy tears all the way home
    That {object} is the best present I ever got`,
};

export const weirdNews: Vocabulary = {
  register: "news",
  places: "town",
  roles: list`UFO hunter | snake owner | Bigfoot researcher | tattooed grandfather | naked jogger | taxidermist
    ghost hunter | competitive eater | Elvis impersonator | alligator wrangler | psychic`,
  issues: list`Bigfoot | UFO | python | toilet | clown | ghost | zombie | raccoon | alligator | burrito
    squirrel | bathtub | haunted-doll | emu | mermaid`,
  heads: list`sighting | chase | prank | mishap | invasion | heist | ritual | record attempt | standoff | hoax
    theft | contest`,
  objects: list`stolen mannequin | escaped llama | haunted doll | two-headed snake | burrito | inflatable flamingo
    golden toilet | pet raccoon | drunk goat | severed finger | Cheeto shaped like a president | clown mask`,
  groups: list`baffled cops | UFO believers | confused neighbors | drunk tourists | Bigfoot hunters | raccoons
    nudists | zoo escapees | ghost hunters | bored teens`,
  verbs: list`report | film | investigate | photograph | stage | crash | interrupt | dispute`,
  angles: list`in a Walmart parking lot | while totally naked | with a live alligator | at 3 a.m. in a drive-thru
    for no apparent reason | for reasons nobody knows | armed with a burrito | dressed as a clown
    in a Florida swamp | at a world-record pace | inside a Waffle House | on a riding lawn mower`,
  organisations: list`{place} Bigfoot Society | {place} Police Department | {name} Reptile Farm
    {place} Paranormal Club | {name} Wax Museum`,
  headlines: list`
    naked man arrested with {object} in {place}
    {place} woman finds {object} in her toilet
    Florida man {surname} blames {object} for crash
    cops: {surname} used a {object} to rob {place} bank
    {object} on the loose in {place} {angle}
    is this {object} proof of a {place} {topic}?
    man named {person} arrested for {topic} again
    drunk {role} caught {angle}, police say
    bizarre {topic} leaves {place} police scratching heads
    {place} couple's {object} keeps calling 911
    {person} breaks world record for {topic}
    UFO or drone? {place} {topic} baffles locals
    [drunk/shirtless/masked] [man/woman/clown] [rides/steals] {object} in {place}
    [raccoon/goat/python] [breaks into/found in] {place} [bank/gym/church]
    [WTF/um]: {place} [museum/zoo/diner] [sells/loses] {object}
    [aliens/ghosts/Bigfoot] [over/in] {place}? {surname} [swears it/has video]
    [world's/{place}'s] [largest/oldest] {object} [stolen/explodes/for sale]
    [suspect/mayor/bride] [hides/arrested] in [porta-potty/chimney] with {object}
    [please don't/do not] [lick/wake/feed] the {object}, [officials/cops] beg
    [guy/granny/teen] calls 911 over [cold pizza/{object}]`,
  sentences: list`
    Police in {place} say {surname} was naked and holding a {object} when they arrived.
    {person}, {age}, was arrested {time} {angle}, according to police in {place}.
    Nobody in {place} can explain how the {object} ended up in the {topic}.
    Strange things happen in {place}, but the {topic} takes the cake.
    {role} {person} insists the {topic} was real and has a blurry photo to prove it.
    Officers chased the {object} for {n} blocks through {place} before {surname} gave up.
    [The goat/The llama/The snake] was [last seen/spotted] [heading/running] toward a {place} [Denny's/car wash].
    [Cops/Deputies] in {place} [smelled/heard] the {object} before they saw {surname}.
    [Surveillance footage/A doorbell camera] in {place} shows {surname} [wrestling/kissing] a {object}.`,
  quotes: list`
    I have been a cop for {n} years and never seen anything like it
    It looked at me, and I looked at it
    I was only trying to return the {object}
    The aliens knew my name`,
};
