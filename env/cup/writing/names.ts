/** Invented people, towns, foreign places and brands: put together from parts, so that none is meant to be real. */
import type { Stream } from "../../../src/core/random.ts";
import { list, type PlaceStyle } from "../vocabulary/types.ts";

const WOMEN = list`
  Maren | Adele | Beatriz | Carmen | Dana | Elena | Farah | Greta | Hana | Imani | Jolene | Katya | Leila | Mina | Nadia
  Odessa | Priya | Renata | Simone | Talia | Ursula | Vera | Wanda | Ximena | Yara | Zoë | Amara | Bridget | Celeste
  Delia | Esther | Fiona | Gwen | Harriet | Ingrid | June | Keiko | Lorena | Marisol | Noor | Olive | Paloma | Rosalind
  Shanice | Tamsin | Una | Violet | Winnie | Yolanda | Zadie | Anika | Chloé | Dolores | Edith | Freya | Tamika | Inés`;

const MEN = list`
  Anders | Boris | Calvin | Dmitri | Elias | Felix | Gideon | Hector | Idris | Jamal | Kofi | Lionel | Marcus | Nikhil
  Omar | Pablo | Quentin | Rafael | Silas | Tobias | Umar | Viktor | Wendell | Xavier | Yusuf | Zane | Andre | Barnaby
  Cyrus | Desmond | Emeka | Franklin | Gareth | Hugo | Ivan | José | Kenji | Leopold | Mateo | Nelson | Oscar | Percy
  Ramón | Stellan | Terrence | Ulrich | Vaughn | Walter | Yannick | Zachary | Darnell | Emilio | Finn | Malik | Tomás`;

/** What a coined word is put together from; a middle may be left out. */
interface WordParts {
  readonly starts: readonly string[];
  readonly middles: readonly string[];
  readonly ends: readonly string[];
}

/**
 * Families of surnames: any start, middle and end of one family go together. Middles make names rare enough for one to belong
 * to one story or few, as in real news.
 */
const SURNAMES: readonly WordParts[] = [
  {
    starts: list`Ash | Brack | Cald | Dun | Elling | Fair | Gar | Hal | Kings | Lang | Mar | Nor | Oak | Pem | Rad
      Sel | Thorn | Wal | Whit | Wex | Har | Bram | Stan | Lock | Pres | Win | Cran | Ever`,
    middles: list`er | en | ing | el | an | ar | is | ow | et`,
    ends: list`well | ford | ley | worth | combe | ton | field | wick | ridge | more | brook | shaw | stead | bury`,
  },
  {
    starts: list`Alvar | Bened | Cast | Dom | Escal | Fern | Gal | Herr | Ibarr | Jim | Mend | Ort | Per | Quint
      Rod | Sal | Vel | Zam | Mont | Cor`,
    middles: list`ad | ar | en | at | and | ol | in | er | ez`,
    ends: list`ero | ales | ández | ano | eda | illo | ón | asco | ado | era`,
  },
  {
    starts: list`Bar | Chern | Dov | Gor | Kal | Kov | Lev | Mal | Nov | Orl | Petr | Rad | Sok | Tar | Vol | Zel`,
    middles: list`ev | an | en | ol | er | iv | ash | um | ad`,
    ends: list`inski | enko | ovic | asky | anov | ek | itz | owski | uk | imov`,
  },
  {
    starts: list`Ag | Bha | Chan | Des | Gan | Kap | Mal | Nar | Pat | Ram | Sin | Var | Ved | Yad`,
    middles: list`am | av | ar | ish | esh | ul | ad | an | it`,
    ends: list`arwal | dari | akumar | ayan | ani | eshan | avan | wal | endra`,
  },
  {
    starts: list`Aka | Bo | Che | Diar | Eke | Fo | Mba | Nko | Oku | Owu | Sou | Tra | Ade | Uzo`,
    middles: list`ku | ba | di | lo | ma | ru | chi | sa | ne`,
    ends: list`nyi | ateng | bede | fofana | ndo | goro | leke | mba | oré | wale`,
  },
  {
    starts: list`Ahl | Berg | Dal | Eng | Hag | Lind | Nord | Ny | Sand | Strand | Vest | Holm | Bjor | Ek`,
    middles: list`er | en | el | a | e | ar | ing | es | ad`,
    ends: list`gren | quist | strom | berg | vik | dahl | lund | sen | mark | stad`,
  },
  {
    starts: list`Fuji | Haya | Ishi | Kawa | Mori | Naka | Oka | Saka | Taka | Yama | Hoshi | Kuro`,
    middles: list`no | ka | ki | tsu | ra | ma | sa | to | hi`,
    ends: list`moto | mura | shita | hara | zaki | yama | da | nishi | saka`,
  },
  {
    starts: list`Bel | Car | Def | Ferr | Gal | Lomb | March | Pell | Rin | Sant | Tor | Vit | Zan`,
    middles: list`in | er | an | on | at | ad | iss | el | ar`,
    ends: list`etti | ini | olo | azzo | ucci | ardi | ello | oni | aro`,
  },
];

const TOWN = {
  starts: list`Ald | Bar | Birch | Cal | Clay | Dar | East | Ell | Fen | Glen | Had | Holl | Kel | Lam | Mill | New
    North | Or | Pine | Quin | Red | Rock | Sal | Silver | Stone | Tar | Ver | Wake | West | Wood | Yar | Hart | Bay`,
  ends: list`bury | dale | field | ford | gate | haven | hurst | land | ley | mere | mont | moor | port | ridge | sby
    stead | ton | view | ville | wick | wood | brook | burg | croft`,
  middles: list`er | en | ing | el | ers | in | an | ens`,
  before: list`Port | Lake | Fort | Mount | New | Upper | St.`,
  after: list`Falls | Heights | Springs | Creek | Junction | County | Beach | Park | Grove | Point | Hills`,
};

const WORLD = {
  starts: list`Al | Bel | Dar | El | Gor | Kar | Kash | Lu | Mara | Nov | Or | Pal | Qas | Ros | San | Tash | Ur | Val | Yel | Zar
    Bara | Tim | Sor | Mal | Kin | Jal`,
  middles: list`a | i | o | ame | ina | ova | eri | anda | u | olo | isti`,
  ends: list`van | stan | bad | grad | mar | nia | poor | sk | tania | vo | wi | lia | rra | dor | khan | que | shar | bo`,
  before: list`Port | San | South | North | East | Upper | Old`,
};

const BRAND = {
  starts: list`Arb | Bel | Cor | Dell | Ever | Fal | Gren | Hal | In | Jun | Kest | Lum | Mer | Nim | Orl | Pax | Quill | Rav
    Sol | Tam | Ull | Ver | Wex | Zeph | Cal | Brin | Clar | Dov | Mont | Thal`,
  middles: list`al | en | or | ix | um | av | is | ol | er`,
  ends: list`ane | era | ian | ista | ora | adge | ella | iss | omar | ander | etta | ion | ova | aro | ington | ada | yn
    ade | eron | ias | oway | ula`,
};

/** A person's name in its parts. */
export interface PersonName {
  readonly full: string;
  readonly surname: string;
}

/** Draws a person's name: a given name that fits a woman or a man, and a surname. */
export function personName(random: Stream, woman: boolean): PersonName {
  const surname = coined(random.pick(SURNAMES), random);
  return { full: `${random.pick(woman ? WOMEN : MEN)} ${surname}`, surname };
}

/** Draws the name of a place. */
export function placeName(random: Stream, style: PlaceStyle): string {
  return style === "town" ? townName(random) : worldName(random);
}

function townName(random: Stream): string {
  const root = coined(TOWN, random);
  const kind = random.uniform();
  if (kind < 0.25) return `${random.pick(TOWN.before)} ${root}`;
  return kind < 0.5 ? `${root} ${random.pick(TOWN.after)}` : root;
}

function worldName(random: Stream): string {
  const root = random.pick(WORLD.starts) + random.pick(WORLD.middles) + random.pick(WORLD.ends);
  return random.uniform() < 0.2 ? `${random.pick(WORLD.before)} ${root}` : root;
}

/** Share of coined words that have a middle. */
const MIDDLE = 0.9;

/** One word of two or three parts; no "e" before another vowel ("Pine" + "er"), no letter three times ("Mill" + "land"). */
function coined({ starts, middles, ends }: WordParts, random: Stream): string {
  const middle = random.uniform() < MIDDLE ? random.pick(middles) : "";
  const start = random.pick(starts);
  const stem = /^[aeiou]/.test(middle) ? start.replace(/e$/, "") : start;
  return (stem + middle + random.pick(ends)).replace(/(.)\1\1/g, "$1$1");
}

/** Draws the name of a company or a brand. */
export function brandName(random: Stream): string {
  return coined(BRAND, random);
}
