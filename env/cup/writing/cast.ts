/** Who and what a story is about. */
import type { Stream } from "../../../src/core/random.ts";
import { list, type Vocabulary } from "../vocabulary/types.ts";
import { brandName, type PersonName, personName, placeName } from "./names.ts";

/** Who a story is about. */
export interface People {
  readonly role: string;
  readonly person: PersonName;
  /** Of the person, in years. */
  readonly age: number;
  readonly rival: PersonName;
}

/** Where and when a story takes place. */
export interface Setting {
  readonly place: string;
  readonly org: string;
  /** A coined name: of a brand, a comet, a puppy. */
  readonly name: string;
}

/** What a story is about. */
export interface Matter {
  readonly issue: string;
  /** "issue head" */
  readonly topic: string;
}

/** What the items of a story have in common. */
export interface Cast {
  readonly people: People;
  readonly setting: Setting;
  readonly matter: Matter;
  readonly objects: readonly string[];
  readonly groups: readonly string[];
}

const OBJECTS = 2;
const GROUPS = 3;

/** Draws what the items of a story have in common. */
export function drawCast(words: Vocabulary, random: Stream): Cast {
  return {
    people: drawPeople(words, random),
    setting: drawSetting(words, random),
    matter: drawMatter(words, random),
    objects: Array.from({ length: OBJECTS }, () => random.pick(words.objects)),
    groups: Array.from({ length: GROUPS }, () => random.pick(words.groups)),
  };
}

/** Roles that tell what given name to expect. */
const FEMALE = anyOf(list`congresswoman | mom | mother | grandma | grandmother | actress | ballerina | bride | widow
  ex-wife | nun | sister | duchess | soprano | Latina | lesbian | female | maid of honor | supermodel | coupon queen`);
const MALE = anyOf(list`dad | father | grandfather | king | groom | best man | boy band | bishop | cardinal | imam
  monk | chairman | congressman`);

function anyOf(words: readonly string[]): RegExp {
  return new RegExp(`\\b(${words.join("|")})\\b`);
}

/** Draws who a story is about. */
export function drawPeople(words: Vocabulary, random: Stream): People {
  const role = random.pick(words.roles);
  const person = personName(random, isWoman(role, random.uniform()));
  return { role, person, age: 29 + random.int(30), rival: personName(random, random.uniform() < 0.5) };
}

/** What a role says of the name to give; a coin where it says nothing. */
function isWoman(role: string, coin: number): boolean {
  return FEMALE.test(role) || (!MALE.test(role) && coin < 0.5);
}

/** Draws where and when a story takes place. */
export function drawSetting(words: Vocabulary, random: Stream): Setting {
  const place = placeName(random, words.places);
  const name = brandName(random);
  return { place, name, org: random.pick(words.organisations).replace("{name}", name).replace("{place}", place) };
}

/** Draws what a story is about. */
export function drawMatter(words: Vocabulary, random: Stream): Matter {
  const issue = random.pick(words.issues);
  return { issue, topic: `${issue} ${random.pick(words.heads)}` };
}
