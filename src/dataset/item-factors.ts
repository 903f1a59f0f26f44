/** All factors of a data set's items. */
import { type ItemFactor, OWN_FACTORS } from "./factors.ts";
import type { PreparedData } from "./prepare.ts";
import { type Split, trainingEvents } from "./split.ts";

const [ITEM, POPULARITY] = OWN_FACTORS;
const DECILES = 10;

/**
 * The factors of a data set: which item it is (`item`), its decile by training events (`popularity`), and those that are kept
 * with the data.
 */
export function itemFactors({ split, items, itemNames, factors = [] }: PreparedData): ItemFactor[] {
  const identity = singleValued(
    ITEM,
    itemNames,
    Int32Array.from({ length: items }, (_, item) => item),
  );
  return [identity, popularityDeciles(split, items), ...factors];
}

/**
 * Tenths of the catalogue from the least (`1`) to the most met item (`10`), by what is trained on alone: held-out items count
 * for nothing. Items that were met equally often share a decile, the lowest of theirs.
 */
export function popularityDeciles(split: Split, items: number): ItemFactor {
  const counts = trainingEvents(split, items);
  const below = new Map<number, number>();
  counts.toSorted().forEach((count, rank) => {
    if (!below.has(count)) below.set(count, rank);
  });
  const ids = counts.map((count) => Math.floor((DECILES * below.get(count)!) / items));
  const values = Array.from({ length: DECILES }, (_, decile) => String(decile + 1));
  return singleValued(POPULARITY, values, ids);
}

function singleValued(name: string, values: readonly string[], ids: Int32Array): ItemFactor {
  return { name, values, offsets: Uint32Array.from({ length: ids.length + 1 }, (_, item) => item), ids };
}
