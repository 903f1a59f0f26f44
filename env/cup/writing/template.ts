/**
 * Frames as functions. A slot is a name in braces; "a {topic}" becomes "an" where English wants it and "{place}'s"
 * the right possessive. "[signs/vetoes]" is one or the other by chance; alternatives hold slots but no brackets.
 */
import { expected } from "../../../src/core/errors.ts";
import type { Stream } from "../../../src/core/random.ts";
import type { Matter, People, Setting } from "./cast.ts";
import { article, possessive, type VerbForms } from "./grammar.ts";

/** All that fills the slots of one text. */
export interface Scene {
  readonly people: People;
  readonly setting: Setting;
  readonly matter: Matter;
  readonly object: string;
  /** Another one at each mention. */
  readonly group: string;
  readonly angles: readonly string[];
  readonly verbs: readonly VerbForms[];
  readonly random: Stream;
}

/** A compiled frame: fills its slots from a scene. */
export type Frame = (scene: Scene) => string;

const TIMES = [
  ..."Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday".split(",").map((day) => `on ${day}`),
  ..."this week,last week,last month,over the weekend,earlier this month".split(","),
];

function between(random: Stream, low: number, high: number): string {
  return String(low + random.int(high - low + 1));
}

const SLOTS: Readonly<Record<string, Frame>> = {
  person: ({ people }) => people.person.full,
  surname: ({ people }) => people.person.surname,
  rival: ({ people }) => people.rival.full,
  "rival surname": ({ people }) => people.rival.surname,
  role: ({ people }) => people.role,
  org: ({ setting }) => setting.org,
  place: ({ setting }) => setting.place,
  name: ({ setting }) => setting.name,
  topic: ({ matter }) => matter.topic,
  issue: ({ matter }) => matter.issue,
  object: ({ object }) => object,
  group: ({ group }) => group,
  angle: ({ angles, random }) => random.pick(angles),
  verb: ({ verbs, random }) => random.pick(verbs).verb,
  verbs: ({ verbs, random }) => random.pick(verbs).verbs,
  verbed: ({ verbs, random }) => random.pick(verbs).verbed,
  time: ({ random }) => random.pick(TIMES),
  n: ({ random }) => between(random, 3, 14),
  points: ({ random }) => between(random, 17, 44),
  age: ({ people }) => String(people.age),
  // The same person where only later years will do: 59..88.
  elder: ({ people }) => String(people.age + 30),
  year: ({ random }) => between(random, 1996, 2016),
  future: ({ random }) => `20${between(random, 4, 9)}0`,
  thousands: ({ random }) => `${between(random, 2, 90)},000`,
  dollars: ({ random }) => `$${between(random, 5, 60)}`,
  grand: ({ random }) => `$${between(random, 11, 98)},000`,
  millions: ({ random }) => `$${between(random, 2, 40)} million`,
};

const SLOT = /(\b[aA] )?\{([a-z ]+)\}('s)?/g;
const CHOICE = /\[([^\]]*)\]/g;

/** Compiles a frame once, so that filling it in is a walk over its parts. Throws a UsageError for an unknown slot. */
export function compileFrame(text: string): Frame {
  return concatenated(
    splitAt(text, CHOICE, compileSlots, ([, options]) => chosen(options.split("/").map(compileSlots))),
  );
}

function compileSlots(text: string): Frame {
  return concatenated(splitAt(text, SLOT, (literal) => () => literal, compileSlot));
}

type Compile<T> = (part: T) => Frame;

/** Compiles what matches a pattern one way and what stands between the matches another. */
function splitAt(text: string, pattern: RegExp, between: Compile<string>, match: Compile<RegExpMatchArray>): Frame[] {
  const parts: Frame[] = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > end) parts.push(between(text.slice(end, found.index)));
    parts.push(match(found));
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push(between(text.slice(end)));
  return parts;
}

function concatenated(parts: readonly Frame[]): Frame {
  return (scene) => {
    let filled = "";
    for (const part of parts) filled += part(scene);
    return filled;
  };
}

function chosen(options: readonly Frame[]): Frame {
  return (scene) => scene.random.pick(options)(scene);
}

function compileSlot([text, indefinite, name, owner]: RegExpMatchArray): Frame {
  const fill = SLOTS[name];
  if (!fill) throw expected(`one of the slots ${Object.keys(SLOTS).join(", ")}`, name, `slot '${text}'`);
  const owned: Frame = owner ? (scene) => possessive(fill(scene)) : fill;
  if (!indefinite) return owned;
  return (scene) => {
    const phrase = owned(scene);
    return `${article(phrase)} ${phrase}`;
  };
}
