/**
 * Samples on disk, JSON lines that any tool may write: what discriminators are first trained on. A line is a place in a user's training
 * sequence with the real item there and fake ones:
 *
 *   {"user":"6040","position":17,"real":"1193","fakes":["661","914"],"part":"training"}
 *
 * Users and items go by their names in the prepared data; `position` is how many items come before, from 1; a user's lines are all
 * of one part, `training` or `validation`.
 */
import { readFileSync } from "node:fs";
import { z } from "zod";
import { expected, inWords, nameHint, UsageError } from "../../core/errors.ts";
import { packSequences, sequenceOf } from "../../core/sequences.ts";
import { readPlainJson } from "../../files/plain-json.ts";
import type { JudgedPairs } from "../../models/mfgan/judged-pairs.ts";
import type { MfganData } from "./plan.ts";

/** Name of the file in the folder of its stage. */
export const SAMPLES_FILE = "samples.jsonl";

const SAMPLE_PARTS = ["training", "validation"] as const;
/** What a sample is for. */
export type SamplePart = (typeof SAMPLE_PARTS)[number];

/** Samples by what they are for. */
export type MfganSamples = Readonly<Record<SamplePart, JudgedPairs>>;

const name = z.union([z.string(), z.number()]).transform(String);
const LINE = z.object({
  user: name,
  position: z.int().min(1),
  real: name,
  fakes: z.array(name).min(1),
  part: z.enum(SAMPLE_PARTS),
});

/** A sample by the numbers of its user and items. */
interface Sample {
  readonly user: number;
  readonly position: number;
  readonly fakes: readonly number[];
  readonly part: SamplePart;
}

/** Pairs as lines of the file. */
export function sampleLines(pairs: JudgedPairs, partOf: (user: number) => SamplePart, data: MfganData): string {
  const { train, userNames, itemNames } = data;
  const lines = Array.from(pairs.users, (user, b) => {
    const position = pairs.positions[b];
    const real = itemNames[sequenceOf(train, user)[position]];
    const fakes = Array.from(sequenceOf(pairs.fakes, b), (item) => itemNames[item]);
    return `${JSON.stringify({ user: userNames[user], position, real, fakes, part: partOf(user) })}\n`;
  });
  return lines.join("");
}

/**
 * Reads samples of a data set. Throws a UsageError with file and line for what is not as said above or not of the data, one for a
 * place that is held out included, and where a part has none.
 */
export function readSamples(path: string, data: MfganData): MfganSamples {
  const reader = new SampleReader(data);
  const lines = readText(path).split("\n");
  const samples = lines.flatMap((line, i) => (line.trim() === "" ? [] : [reader.read(line, `${path}:${i + 1}`)]));
  return { training: pairsOf(samples, "training", path), validation: pairsOf(samples, "validation", path) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UsageError(`${path}: Expected a file of samples, got ${(cause as Error).message}`, { cause });
  }
}

class SampleReader {
  readonly #data: MfganData;
  readonly #users: ReadonlyMap<string, number>;
  readonly #items: ReadonlyMap<string, number>;
  readonly #parts = new Map<number, SamplePart>();

  constructor(data: MfganData) {
    this.#data = data;
    this.#users = numbersOf(data.userNames);
    this.#items = numbersOf(data.itemNames);
  }

  read(text: string, where: string): Sample {
    const { position, part, ...names } = parseLine(text, where);
    const user = numberOf(this.#users, names.user, `${where}: user`);
    const items = sequenceOf(this.#data.train, user);
    if (position >= items.length)
      throw expected(
        `a position from 1 to ${items.length - 1} of user '${names.user}'`,
        position,
        `${where}: position`,
      );
    const real = this.#data.itemNames[items[position]];
    if (names.real !== real) throw expected(`'${real}' at position ${position}`, names.real, `${where}: real`);
    const fakes = names.fakes.map((it) => numberOf(this.#items, it, `${where}: fakes`));
    this.#checkPart(user, part, where);
    return { user, position, fakes, part };
  }

  #checkPart(user: number, part: SamplePart, where: string): void {
    const before = this.#parts.get(user) ?? part;
    if (before !== part) throw expected(`the part '${before}' of the user's lines before`, part, `${where}: part`);
    this.#parts.set(user, part);
  }
}

function parseLine(text: string, where: string): z.infer<typeof LINE> {
  try {
    return readPlainJson(text, LINE, where);
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function numbersOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((it, number) => [it, number]));
}

function numberOf(numbers: ReadonlyMap<string, number>, asked: string, where: string): number {
  const number = numbers.get(asked);
  if (number !== undefined) return number;
  const hint = nameHint(asked, [...numbers.keys()]);
  throw new UsageError(`${where}: Expected a name of the data, got '${asked}'.${hint}`);
}

function pairsOf(samples: readonly Sample[], part: SamplePart, path: string): JudgedPairs {
  const own = samples.filter((sample) => sample.part === part);
  if (own.length === 0) throw expected(`samples for ${part}`, inWords("none"), path);
  return {
    users: Int32Array.from(own, ({ user }) => user),
    positions: Int32Array.from(own, ({ position }) => position),
    fakes: packSequences(own.map(({ fakes }) => fakes)),
  };
}
