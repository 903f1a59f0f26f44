/** Words of wardrobe and beauty. */
import { list, type Vocabulary } from "./types.ts";

export const styleAndBeauty: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`supermodel | makeup artist | hairstylist | fashion designer | nail artist | duchess | beauty editor
    stylist | perfumer | red carpet regular | manicurist`,
  issues: list`lipstick | red-carpet | hair | manicure | runway | smoky-eye | skin-care | braid | nail-polish | mascara
    haircut | couture | bridal | perfume | winged-eyeliner | spring | blowout`,
  heads: list`look | trend | makeover | tutorial | collection | secret | transformation | style | line | moment
    obsession`,
  objects: list`little black dress | red lipstick | lace gown | eye shadow palette | curling iron | statement necklace
    platform heel | pixie cut | silk scarf | face mask | crop top | hair mask`,
  groups: list`beauty editors | celebrities | supermodels | makeup artists | fashionistas | stylists
    redheads | bridesmaids | designers | best-dressed stars`,
  verbs: list`rock | model | copy | love | debut | flaunt | ditch | try | nail | style`,
  angles: list`at New York Fashion Week | on the red carpet | straight off the runway | with a bold red lip
    in a daring plunging gown | for under $20 | on a bad hair day | in every shade of nude
    with flawless skin | in sky-high heels | at the gala of the year | at the Met Gala`,
  organisations: list`House of {name} | {name} Cosmetics brand | {name} Salon | {name} Fashion Label
    {place} Beauty School`,
  headlines: list`
    {person}'s {topic}: love it or leave it?
    get the look: {person}'s {topic}
    {person} debuts new haircut {angle}
    {person} wears a {object} {angle}
    best and worst dressed at {place} gala
    {n} beauty products for the perfect {topic}
    how to wear a {object} without looking dated
    is this {topic} {person}'s boldest yet?
    {role} {person} shares {topic} secrets
    {person} and {rival} step out in the same {object}
    beauty street style: {person}'s {topic} in {place}
    the {object} that will save your {topic}
    [blonde/brunette/redhead] {person} [debuts/shows off] [bangs/bob/new hue]
    [lipstick/mascara/nail polish] [lessons/disasters] from {place}
    hot or not? {person} [in/wears] {object} [at gala/{angle}]
    [we want/steal] {person}'s [lashes/legs/cheekbones] and {object}
    {role} {person} [goes bare/goes bold] {angle}
    [dry hair/dark circles/chapped lips]? {n} [fixes/products] that work
    {role} {surname} [dresses/shocks] {place} [with/in] {object}
    {person} or {rival}: who wore the {object} [best/first]?`,
  sentences: list`
    {person} stepped out in {place} {time} in a {object} and showed off a {topic}.
    {role} {person} starts the {topic} with a {object} and a steady hand.
    We are already obsessed with the {topic} that {surname} wore {angle}.
    The {org} sent models down the runway with a {topic} {angle}.
    Pair the {object} with nude lips and the {topic} is complete.
    Check out {surname}'s {topic} and tell us: would you wear it?
    [The gown/The manicure] [matched/clashed with] the {object}, but {person} [looked/felt] [radiant/fierce].
    [Fashion Week/The red carpet] [got/saw] its first {topic} when {person} [arrived/twirled] in a {object}.
    [Blend/Dab] with a fingertip, [says/insists] {surname}, and [finish/top] with a {object}.`,
  quotes: list`
    A red lip can carry the whole outfit
    I do my own hair on most days
    Fashion should make you smile in the mirror
    The {topic} took {n} hours and a lot of hairspray`,
};

export const style: Vocabulary = {
  register: "culture",
  places: "town",
  roles: list`fashion blogger | plus-size model | sneaker designer | street style star | vintage dealer
    style influencer | handbag designer | menswear editor | denim maker | shopping editor`,
  issues: list`plus-size | sneaker | denim | street-style | athleisure | vintage | capsule-wardrobe | jumpsuit | handbag
    swimsuit | maternity-wear | menswear | workwear | sustainable-fashion | sunglasses | Instagram-fashion`,
  heads: list`campaign | collaboration | wardrobe | line | trend | outfit | brand | capsule | lookbook`,
  objects: list`white T-shirt | pair of mom jeans | bomber jacket | designer tote | slip dress | trench coat
    pair of chunky sneakers | oversize blazer | denim jacket | belt bag | Zara coat | camisole`,
  groups: list`style bloggers | shoppers | plus-size women | designers | millennials | sneakerheads | fashion brands
    curvy models | Instagram stars | minimalists`,
  verbs: list`showcase | model | launch | love | embrace | ditch | debut | promote`,
  angles: list`on Instagram | in sizes 2 to 28 | for every body type | from the office to happy hour
    without breaking the bank | just in time for fall | at Nordstrom's big sale | with mom jeans
    in the name of body positivity | with a thrift-store twist | in your closet right now | from desk to dinner`,
  organisations: list`{name} Denim Company | {name} Apparel label | {place} Vintage Market | {name} Shoe Company
    {name} Online Boutique`,
  headlines: list`
    {role} {person} stuns in {topic}
    {n} ways to style a {object} this fall
    {org} finally makes a {topic} for every body
    {person} launches {topic} in sizes up to 28
    this {object} has a waiting list of {thousands}
    how to shop the {topic} without going broke
    the {object} everyone on Instagram is wearing
    {person}'s outfit is the {topic} we needed
    where to buy the {object} {person} wore in {place}
    street style in {place}: {topic} edition
    what to wear to work: a {topic}
    [this/one] {object} works for [every season/every body]
    [I wore/I tried] a {object} for {n} days[/ in {place}]
    [sneakers/jeans/bras] [from/by] {org} [finally/actually] fit
    {n} [plus-size/petite/tall] [looks/brands] to [shop/know] now
    [trend alert/style crush]: {person}'s {object}
    [the return of/so long to] the {object}, explained
    [models/bloggers] in {place} [ditch/embrace] [Photoshop/heels/{object}]
    [sale/deal]: the {object} [editors/shoppers] [love/swear by] is {dollars}`,
  sentences: list`
    {role} {person} posted the {object} on Instagram, and it sold out in hours.
    The {org} will sell the {topic} in sizes 2 to 28 {angle}.
    Body positivity is at the heart of {surname}'s {topic}.
    You can pair a {object} with almost anything in your closet, {person} says.
    Shoppers in {place} lined up {time} for the {topic}.
    {surname} built the {topic} around a {object} found in a {place} thrift store.
    [The brand/The label] [cast/hired] {person} and {n} curvy models for the {topic}.
    [At {dollars}/For {dollars}], the {object} [is/may be] the [best buy/comfiest piece] of the season.
    [Wear it/Style it] with [sneakers/boots], [advises/says] {surname}, and [leave/lose] the {object} at home.`,
  quotes: list`
    Style has nothing to do with your size
    I have worn the same {object} for ten years
    Your closet should make mornings easier
    Curvy women want to shop where everyone else shops`,
};
