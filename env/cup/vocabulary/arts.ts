/** Words of gallery, page and street. */
import { list, type Vocabulary } from "./types.ts";

export const arts: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`painter | choreographer | soprano | sculptor | conductor | gallery owner | playwright | cellist
    prima ballerina | art collector | video artist | set designer`,
  issues: list`abstract | chamber-music | ballet | contemporary | watercolor | opera | sculpture | off-Broadway
    printmaking | Baroque | mural | jazz | minimalist | avant-garde | light | modern-dance`,
  heads: list`exhibition | premiere | retrospective | installation | recital | masterpiece | biennial | canvas
    commission | revival | residency | triptych`,
  objects: list`bronze figure | opening night | sketchbook | string section | artist's studio | auction record
    gallery wall | curtain call | charcoal portrait | stage set | solo debut | marble bust`,
  groups: list`painters | dancers | curators | collectors | opera lovers | emerging artists | art dealers
    critics | orchestra musicians | gallery-goers`,
  verbs: list`unveil | present | revive | reinvent | review | celebrate | complete | imagine`,
  angles: list`at Art Basel | in oil and gold leaf | on a bare stage | in the spirit of Matisse
    at Carnegie Hall | in a Chelsea gallery | between painting and sculpture | after decades in obscurity
    with haunting beauty | in four movements | to a standing ovation | for the Venice Biennale`,
  organisations: list`{name} Gallery | {place} Opera | {name} Ballet Company | {place} Symphony
    {name} Museum of Modern Art | {place} Playhouse`,
  headlines: list`
    {person} unveils {topic} at {org}
    review: {person}'s {topic} at the {org}
    in the studio with {role} {person}
    the quiet brilliance of {person}'s {topic}
    a {object} by {person} sells for {millions}
    {person} dances a {topic} {angle}
    {org} presents a {topic} by {person}
    painting the invisible: {person}'s {topic}
    an interview with {role} {person} {angle}
    {person} and {rival}: two artists, one {topic}
    {place} opera opens its season with {topic}
    [a brush/an evening] with {role} {person}
    [lost/forged] {object} [surfaces/sold] at {place} auction
    [the Met/the Tate] [acquires/shows] {person}'s {topic}
    [color/silence/form] and [memory/desire] in {person}'s {topic}
    [curtain up/bravo]: {person} [stuns/dazzles] in {place} {topic}
    [art review/first look]: {topic} [fills/haunts] {org}
    [haiku/five-star] review of {person}'s {topic}
    [why/how] {role} {person} [paints/composes/sculpts] [in the dark/{angle}]`,
  sentences: list`
    On view at the {org}, the {topic} gathers {n} works by {person}.
    {role} {person} worked for years on the {topic}, layering color and silence.
    The {org} opened its season {time} with a {topic} {angle}.
    In {person}'s hands, a {object} becomes a meditation on form and memory.
    {surname} studied with {rival} before the {topic} caught the eye of curators.
    The brushwork in the {topic} recalls the old masters, yet the palette is {surname}'s own.
    [The soprano/The conductor] [drew/earned] [a long ovation/cheers] at the {org} for a {topic}.
    [Oil/Bronze/Gesture], [shadow/light] and a {object} [fill/animate] {person}'s {topic}.
    [Collectors/Curators] [discovered/rediscovered] {surname} {angle}, and the {topic} [sold out/toured].`,
  quotes: list`
    I paint what I cannot say
    A canvas is finished when it stops arguing with you
    Every gesture in the {topic} comes from breath
    The gallery was empty, and then the light arrived`,
};

export const artsAndCulture: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`novelist | memoirist | literary critic | librarian | comic book artist | bookstore owner | essayist
    poet laureate | screenwriter | independent filmmaker | podcast host | translator`,
  issues: list`debut | young-adult | dystopian | banned-book | indie-film | poetry | graphic | literary | short-story
    book-club | detective | memoir | feminist | fantasy | bookstore | Shakespeare`,
  heads: list`novel | reading list | adaptation | collection | trilogy | anthology | review | epic | saga
    screenplay | podcast | bestseller`,
  objects: list`first edition | library card | plot hole | book jacket | typewriter | film reel | opening line
    dog-eared paperback | unreliable narrator | bookshelf | author photo | book tour`,
  groups: list`readers | novelists | librarians | book lovers | critics | indie bookstores | poets | film buffs
    Harry Potter fans | young writers`,
  verbs: list`read | rework | publish | review | adapt | recommend | love | translate | discuss | imagine`,
  angles: list`in 300 gripping pages | for fans of Margaret Atwood | in a dazzling first book
    between memoir and myth | on your summer reading list | for the bookish at heart | page by page
    from the first sentence | in the age of Amazon | at the National Book Awards | with a nod to Jane Austen
    on the big screen`,
  organisations: list`{name} Press | {place} Public Library | {name} Bookshop | {place} Book Festival
    {name} Literary Review`,
  headlines: list`
    {n} books to read after {person}'s {topic}
    the bottom line: '{place}' by {person}
    {person}'s {topic} is the book we need right now
    {role} {person} on writing the {topic}
    what a {topic} from {place} says about us
    why readers can't put down {person}'s {topic}
    inside the {place} bookstore that saved a {object}
    {person} reimagines Jane Austen in {topic}
    how {person} wrote a {topic} about {place}
    the literary feud between {surname} and {rival surname}
    Hollywood comes calling for {person}'s {topic}
    [read/skip] this: {person}'s {topic}, reviewed
    [if you loved/move over,] '{name}': [read/here comes] {person}'s {topic}
    '{name}' by {person} is a [haunting/hilarious] {topic}
    [what/why] [librarians/booksellers] in {place} [recommend/hide]
    [literary/bookish] {place}: {n} [novels/shops] to [visit/love]
    [interview/q&a]: {person} on [grief/plot/mothers] and {topic}
    [first lines/deleted scenes]: {n} from {person}'s {topic}
    [the book/the film] that made {person} a [writer/reader]`,
  sentences: list`
    {person}'s {topic}, launched at the {org}, follows a family in {place}.
    The novel opens with a {object} and never lets the reader go.
    {role} {person} talks about fiction, {place} and the {topic}.
    Readers who loved {rival} will find much to admire in {surname}'s {topic}.
    Set in {place}, the {topic} is about memory, mothers and a {object}.
    The book began as a {object} and grew into a {topic} of {n} chapters.
    '{name},' [a novel/a memoir] by {person}, [follows/imagines] {n} sisters in {place}.
    [The author/The poet] of '{name}' [grew up/wrote] above a [library/bookshop] in {place}.
    [Fiction/Poetry] [lets/helps] {surname} [say/forget] what {place} would not.`,
  quotes: list`
    I write to find out what I think
    A novel is a house with too many doors
    The first draft of the {topic} went into the fireplace
    Reading is the cheapest way to leave {place}`,
};

export const cultureAndArts: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`street artist | photographer | architect | folk musician | museum director | ceramicist | tattoo artist
    costume historian | graffiti writer | quilter | folklorist | circus performer`,
  issues: list`street-art | photography | folk | heritage | architecture | craft | graffiti | carnival | tattoo | museum
    lantern | skyline | pottery | rooftop-mural | Polaroid | puppet`,
  heads: list`project | festival | series | archive | workshop | portrait | pavilion | collaboration | tour | mosaic
    procession | time capsule`,
  objects: list`spray can | darkroom print | clay kiln | folk costume | brick facade | accordion | Polaroid camera
    paper lantern | abandoned factory | contact sheet | weaving loom | carved mask`,
  groups: list`photographers | street artists | museum visitors | craftspeople | architects | neighbors
    folk musicians | graffiti writers | preservationists | festivalgoers`,
  verbs: list`photograph | preserve | document | transform | restore | showcase | design | curate | reclaim | decorate`,
  angles: list`in black and white | on an abandoned factory wall | through the lens of a Polaroid | by lantern light
    with 10,000 paper birds | in the heart of the old quarter | frame by frame | in a forgotten train station
    with clay and patience | around the world | from an age-old tradition | in bold strokes of spray paint`,
  organisations: list`{place} Heritage Museum | {name} Photography Center | {place} Street Art Collective
    {name} Craft Guild | {place} Folk Festival`,
  headlines: list`
    {person} photographs {place} {angle}
    striking photos capture {place}'s {topic}
    {role} {person} transforms {place} with {topic}
    a {topic} keeps {place}'s traditions alive
    {n} images from {place}'s {topic}
    the {role} documenting {place} one {object} at a time
    from {object} to museum: {person}'s {topic}
    {org} opens a {topic} {angle}
    inside an old {place} warehouse, a {topic}
    {role} {person} gives {place} a {topic}
    the vanishing craft behind {place}'s {topic}
    [wall to wall/brick by brick]: {place}'s {topic}
    [portraits/snapshots] of {place} by {person}
    [where/why] {place} [dances/builds/paints] [by night/in the rain]
    [a dying/an ancient] craft [lives on/returns] in {place}
    {n} [murals/museums/facades] that [define/saved] {place}
    [banned/beloved] [mural/statue] [returns/moves] to {place} {angle}
    {role} {person} [finds/makes] beauty in {object}
    [old/empty] [mill/station/church] in {place} becomes [museum/{topic}]`,
  sentences: list`
    {role} {person} spent {n} years on the {topic}, portraying the people of {place}.
    Murals and music fill the streets of {place} during the {topic}.
    The {org} has restored a {object} for the {topic} {angle}.
    {role} {person} learned the craft in {place} and now teaches it to neighbors.
    What began with a {object} has become a {topic} that draws visitors to {place}.
    The photos in the {topic} show {place} as few outsiders have seen it.
    [Photographed/Built/Woven] {angle}, the {topic} is a [portrait/map] of {place}.
    [Visitors/Neighbors] [paint/add] a {object} to the {topic} [every year/each spring].
    [Architects/Artists] from {n} countries came to {place} for the {topic}.`,
  quotes: list`
    A wall is just a page that nobody has written on
    The camera taught me to wait
    Every {object} in {place} has a story
    Craft is memory that you can hold`,
};
