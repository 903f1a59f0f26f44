/** Words of kitchen and house. */
import { list, type Vocabulary } from "./types.ts";

export const foodAndDrink: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`chef | bartender | pastry chef | winemaker | sommelier | cheesemonger | pitmaster | baker | brewmaster
    restaurant critic | mixologist | food truck owner`,
  issues: list`brunch | barbecue | wine | craft-beer | farm-to-table | bourbon | burger | sushi | pizza | oyster | cocktail
    Thanksgiving | doughnut | food-truck | espresso | cheese | ramen | steakhouse`,
  heads: list`menu | tasting | pairing | feast | special | platter | cook-off | dinner | trend | counter`,
  objects: list`cast-iron skillet | wine list | secret sauce | tasting flight | corkscrew | chef's knife | bread basket
    cocktail shaker | wood-fired oven | dessert cart | beer tap | hot sauce`,
  groups: list`chefs | diners | bartenders | wine lovers | food critics | restaurateurs | craft brewers | foodies
    sommeliers | home cooks`,
  verbs: list`serve | enjoy | plan | reinvent | judge | perfect | host`,
  angles: list`with a glass of pinot noir | at a Michelin-starred table | over an open flame | for Sunday brunch
    on the Fourth of July | with extra bacon | at happy hour | from farm to fork | with a side of fries
    under $15 a bottle | at the chef's counter | in the back of a food truck`,
  organisations: list`{name} Brewing Company | {name} Steakhouse | {place} Bakery | {name} Winery | {place} Food Festival
    {name} Bistro`,
  headlines: list`
    {person}'s {place} restaurant bets on {topic}
    the best {issue} spots in {place}, ranked
    we tried {n} bottles so you don't have to: the {topic}
    {role} {person} opens {topic} in {place}
    what to drink with your {topic}
    {n} wines to pour {angle}
    {role} {person} on the perfect {topic}
    taste test: the best {object} you can buy
    a {role}'s favorite {topic} {angle}
    why chefs in {place} can't live without a {object}
    beer, bacon and {place}'s {topic}
    [order/skip] the [burger/oysters/merlot] at the {org}
    [sip/chew/toast]: {n} [beers/bourbons/whites] for [summer/tailgating]
    [inside/behind] {place}'s [wildest/tiniest] [kitchen/taproom]
    [how/why] {surname} [ages/smokes/brews] with a {object}
    [fries/pizza/tacos], [ranked/reviewed]: {n} [chains/bars] compared
    {role} {person} [spills/shares] [secrets/a {object}]
    [a drinker's/a hungry] guide to {place} {angle}
    [the next big thing/a new star] in {issue}: {person} of {org}`,
  sentences: list`
    {role} {person} serves the {topic} {angle} at the {org} in {place}.
    The wine list at the {org} is short, but every glass goes well with the {topic}.
    Our tasters tried {n} brands for the {topic} and kept going back to one.
    Diners in {place} wait two hours for a {topic} and a {object}.
    A splash of bourbon is what sets {surname}'s {topic} apart.
    {role} {person} learned to cook in {place} with a {object} and a stack of old menus.
    [Smoky/Briny/Crisp], with [notes/hints] of [oak/citrus], the {topic} [won over/surprised] our tasters.
    [The bartender/The waiter] at the {org} [pours/brings] a {object} before you even [sit down/ask].
    [Oysters/Ribs/Dumplings] [arrive/come] {angle} at {surname}'s place in {place}.`,
  quotes: list`
    Good food starts with good butter
    I would rather run out of tables than out of bacon
    Wine is just grape juice with a story
    The secret of the {topic} is salt, and then more salt`,
};

export const taste: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`recipe developer | cookbook author | home baker | food blogger | nutrition-minded cook | grandma
    test kitchen editor | slow cooker fan | cake decorator | weeknight cook | vegan baker`,
  issues: list`slow-cooker | chocolate | pumpkin | avocado | weeknight | one-pot | banana-bread | grilled-cheese | pie
    cookie | kale | mac-and-cheese | zucchini | sheet-pan | chicken | peanut-butter | meatball | lasagna`,
  heads: list`recipe | dinner | dessert | casserole | hack | cake | soup | salad | snack | sandwich | tart | bake`,
  objects: list`mixing bowl | slow cooker | cup of brown sugar | pie crust | waffle iron | rolling pin | stick of butter
    muffin tin | spice rack | ripe avocado | wooden spoon | recipe card`,
  groups: list`home bakers | chocolate lovers | picky eaters | weeknight cooks | vegans | cookbook authors
    peanut butter fans | hungry kids | dinner guests | meal preppers`,
  verbs: list`make | master | upgrade | try | share | whip up | perfect`,
  angles: list`in 30 minutes or less | with melted chocolate | with just five ingredients | on a busy weeknight
    straight from the oven | without turning on the stove | with crispy edges | for your sweet tooth
    from scratch | with leftovers from the fridge | topped with sea salt | for a crowd`,
  organisations: list`{name} Test Kitchen | {place} Baking Club | {name} Cooking School | {name} Recipe Blog
    {place} County Fair`,
  headlines: list`
    {n} {issue} recipes you'll make all season
    the only {topic} you will ever need
    {person}'s {topic} {angle}
    how to make a {topic} {angle}
    you've been making your {topic} all wrong
    easy dinner: {person}'s {topic} {angle}
    this {topic} deserves a spot in your oven
    {n} delicious ways to use up that {object}
    the {place} grandma behind a famous {topic}
    meet the {topic} that beats takeout
    bake this {topic} with a {object} tonight
    a [crispy/gooey/creamy] {topic} to make {angle}
    [butter/bacon/chocolate] makes this {topic} [better/dreamy]
    [bake/fry/roast] it: {surname}'s {topic} {angle}
    [leftover/frozen] [turkey/bananas/rice]? make a {topic}
    {n} [ingredients/steps] to a [perfect/foolproof] {topic}
    [move over/step aside], takeout: {topic} [is here/wins]
    [why/how] [cooks/bakers] [brown/salt/chill] [butter/dough] for {topic}
    [the secret/the trick] to a [moist/crunchy] {topic} is {object}`,
  sentences: list`
    All you need for this {topic} is a {object} and {n} minutes in the oven.
    {role} {person} of {place} has made the {topic} every week {angle}.
    Butter, sugar and a {object} turn the {topic} into pure comfort food.
    This recipe from {surname} is rich, gooey and ready {angle}.
    Save the leftovers, because {surname}'s {topic} tastes even better the next day.
    {surname} won a ribbon in {place} with this {topic} and shares the recipe here.
    [Preheat/Heat] the oven, [grab/grease] a {object} and [stir/fold] in [cheddar/cocoa/garlic].
    [This/Our] {topic} [needs/takes] {n} minutes of prep and [disappears/feeds a crowd] {angle}.
    [Sprinkle/Top] with [parsley/cinnamon/Parmesan] and [serve/eat] the {topic} [warm/cold].`,
  quotes: list`
    Do not skimp on the butter
    My grandmother never measured a thing
    If the {topic} does not drip down your chin, start over
    Bake it until the kitchen smells like heaven`,
};

export const homeAndLiving: Vocabulary = {
  register: "advice",
  places: "town",
  roles: list`interior designer | professional organizer | carpenter | real estate agent | gardener | crafter
    DIY blogger | feng shui consultant | antiques dealer | house flipper | upholsterer`,
  issues: list`kitchen | closet | bathroom | bedroom | garage | small-space | laundry-room | DIY | backyard | bookshelf
    paint-color | nursery | front-porch | thrift-store | tiny-house | attic | garden`,
  heads: list`makeover | renovation | project | cleanup | redesign | hack | storage idea | craft | update
    transformation | remodel | upgrade`,
  objects: list`throw pillow | mason jar | coffee table | paint swatch | farmhouse sink | glue gun | area rug
    shower curtain | storage bin | wooden pallet | houseplant | chandelier`,
  groups: list`homeowners | renters | decorators | clutter bugs | apartment dwellers | first-time buyers | DIYers
    gardeners | interior designers | neat freaks`,
  verbs: list`try | finish | design | plan | start | copy | tackle | master | love`,
  angles: list`in a single weekend | for less than $100 | without hiring a contractor | in 400 square feet
    with a fresh coat of paint | before the guests arrive | using only a glue gun | on a renter's budget
    for a clutter-free home | with flea market finds | from floor to ceiling | one drawer at a time`,
  organisations: list`{name} Design Studio | {place} Flea Market | {name} Paint Company | {name} Realty group
    {place} Garden Club`,
  headlines: list`
    DIY: turn a {object} into a {topic}
    before and after: {person}'s {topic} in {place}
    {n} clever ways to pull off a {topic}
    craft of the day: a {object} from {person}
    this {place} home's {topic} will blow you away
    house of the day: {person}'s {place} cottage
    how to clean a {object} like a pro
    {n} decorating mistakes that ruin a {topic}
    the {object} every living room needs
    {person}'s {topic} {angle}
    tour a {place} loft with an unforgettable {topic}
    [paint/tile/declutter] [it/your hallway]: {surname}'s {topic}
    [ugly/tiny/dated] {place} [kitchen/porch/den] gets {topic}
    [why/where] [pros/designers] [hang/hide] a {object}
    {n} [cheap/genius] uses for a {object}
    [spring cleaning/small space]? [start with/try] a {topic}
    [sold/for sale]: {place} [mansion/cabin] with {object}
    [how to/never] [paint/scrub/hang] a {object} {angle}
    [IKEA/thrifted] {object} [becomes/inspires] {topic}`,
  sentences: list`
    {role} {person} pulled off the {topic} {angle}, and the room looks twice as big.
    Grab a {object} and some paint, and the {topic} is half done.
    The house in {place} had good bones, but it needed a {topic}.
    Clutter has no chance against {surname}'s {topic}.
    Designers at the {org} began the {topic} with a {object} and soft gray walls.
    {person} found a {object} at the curb in {place} and built the {topic} around it.
    [Sand/Prime] the wood, [add/hang] a {object} and [enjoy/admire] the {topic}.
    [The couple/The owners] [bought/gutted] the {place} house for {grand} and [spent/saved] [months/a fortune] on the {topic}.
    [Baskets/Hooks/Shelves] [tame/hide] the mess in {surname}'s {topic}.`,
  quotes: list`
    A tidy drawer is a small victory
    Paint is the cheapest renovation there is
    We lived with plastic sheets for {n} months
    Every room needs one {object} that makes you smile`,
};
