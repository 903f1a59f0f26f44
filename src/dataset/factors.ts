/** Categorical factors of items: attributes of which an item has one value or several. */
import { expected, inWords } from "../core/errors.ts";
import type { FactorWords } from "../core/interaction-data.ts";
import { packSequences } from "../core/sequences.ts";

/** A factor of the N items of a data set; its V values are numbered from 0. */
export interface ItemFactor {
  readonly name: string;
  /** Names of the values, by number: [V]. */
  readonly values: readonly string[];
  /** Where each item's values begin in `ids`; the last entry is the total: [N + 1]. */
  readonly offsets: Uint32Array;
  /** Numbers of the values, item by item: at least one each. */
  readonly ids: Int32Array;
}

/** The value of an item of which nothing is known. */
export const UNKNOWN = "unknown";

/** Factors that every data set has, without a word from its source: which item it is, and how often it was met in training. */
export const OWN_FACTORS = ["item", "popularity"] as const;

/** Which items factors are of, and what they may not be called. */
interface FactorPlace {
  /** N */
  readonly items: number;
  /** Names of factors that are there already. */
  readonly taken: readonly string[];
}

/** Numbers the values of factors. Throws a UsageError for a name that is taken, and unless there are words for each item. */
export function numberFactors(factors: readonly FactorWords[], { items, taken }: FactorPlace): ItemFactor[] {
  checkFactorNames([...taken, ...factors.map(({ name }) => name)], "factors");
  return factors.map((factor) => {
    const { name, words } = factor;
    if (words.length !== items) throw expected(`words for ${items} items`, words.length, `factor ${name}`);
    return numberFactor(factor);
  });
}

/** In a setting that names factors: all of them, and what is between the names of several. */
export const EVERY_FACTOR = "all";
export const AND = "+";

/** Throws a UsageError unless the names are there, distinct, can be picked, and none of those that every data set has. */
export function checkFactorNames(names: readonly string[], where: string): void {
  const known: string[] = [...OWN_FACTORS];
  for (const name of names) {
    if (name === "") throw expected("factors with names", inWords("one without"), where);
    if (name === EVERY_FACTOR || name.includes(AND))
      throw expected(`factors called neither '${EVERY_FACTOR}' nor anything with a ${AND}`, name, where);
    if (known.includes(name)) throw expected("factors of different names", inWords(`another '${name}'`), where);
    known.push(name);
  }
}

/** Values of a scale keep its order, also those that no item has; all others go by name. */
function numberFactor({ name, words, scale = [] }: FactorWords): ItemFactor {
  const known = words.map((list) => (list.length > 0 ? [...new Set(list)] : [UNKNOWN]));
  const values = [...new Set([...scale, ...[...new Set(known.flat())].sort()])];
  const numbers = new Map(values.map((value, number) => [value, number]));
  const { items: ids, offsets } = packSequences(known.map((list) => list.map((value) => numbers.get(value)!)));
  return { name, values, offsets, ids };
}
