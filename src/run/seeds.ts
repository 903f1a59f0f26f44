/** Seeds as people write them. */
import { expected } from "../core/errors.ts";
import { MOST_SEEDS, type SeedSet } from "./suite.ts";

/**
 * Reads a count (`20` is 1..20), a range (`5..12`) or a list (`3,7,11`). Development seeds are these numbers; test seeds are named
 * `test-1`, …, which nothing else in SlateLab draws from. Throws a UsageError under the name of `where`.
 */
export function readSeeds(text: string, kind: SeedSet["kind"], where: string): SeedSet {
  const numbers = seedNumbers(text.trim(), where);
  if (new Set(numbers).size !== numbers.length) throw expected("distinct seeds", text, where);
  if (!numbers.every(Number.isSafeInteger)) throw expected(`seeds up to ${Number.MAX_SAFE_INTEGER}`, text, where);
  return { kind, values: kind === "test" ? numbers.map((seed) => `test-${seed}`) : numbers };
}

function seedNumbers(text: string, where: string): number[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  if (range) return between(Number(range[1]), Number(range[2]), where);
  if (/^\d+$/.test(text)) return between(1, Number(text), where);
  if (/^\d+(,\d+)+$/.test(text)) return text.split(",").map(Number);
  throw expected("a count (20), a range (5..12) or a list (3,7,11) of seeds", text, where);
}

function between(first: number, last: number, where: string): number[] {
  const count = last - first + 1;
  if (count < 1 && first > 1) throw expected("a range that goes up", `${first}..${last}`, where);
  if (count < 1 || count > MOST_SEEDS) throw expected(`1 to ${MOST_SEEDS} seeds`, count, where);
  return Array.from({ length: count }, (_, i) => first + i);
}
