import { expected } from "./errors.ts";
import type { Slate } from "./types.ts";

/** Refuses a slate that is not exactly `size` distinct item ids in 0..items-1. Throws a UsageError. */
export function checkSlate(slate: Slate, size: number, items: number): void {
  if (slate === null || typeof slate !== "object" || slate.length !== size) throw wrongLength(slate, size);
  for (let i = 0; i < size; i++) {
    const item = slate[i];
    if (!(item >= 0 && item < items && Number.isInteger(item))) throw wrongItem(slate, i, items);
    for (let j = 0; j < i; j++)
      if (slate[j] === item) throw expected(`${size} distinct items`, asArray(slate), "slate");
  }
}

/** Refuses slates that the items of a catalogue cannot fill. Throws a UsageError. */
export function checkSlateSize(size: number, items: number, where = "slateSize"): void {
  if (Number.isInteger(size) && size >= 1 && size <= items) return;
  throw expected(`a whole number from 1 to ${items}, the items of the catalogue`, size, where);
}

/** Refuses propensities that are not exactly `size` probabilities above 0, as of what was shown. Throws a UsageError. */
export function checkPropensities(propensities: ArrayLike<number>, size: number): void {
  if (propensities.length !== size) throw expected(`${size} propensities, one a place`, Array.from(propensities));
  for (let i = 0; i < size; i++) {
    const probability = propensities[i];
    if (probability > 0 && probability <= 1) continue;
    throw expected(`a propensity above 0 and at most 1 at position ${i}`, probability);
  }
}

function wrongLength(slate: Slate, size: number): Error {
  const isList = Array.isArray(slate) || ArrayBuffer.isView(slate);
  return expected(`a slate of ${size} items`, isList ? asArray(slate) : slate, "slate");
}

function wrongItem(slate: Slate, position: number, items: number): Error {
  return expected(`an item id from 0 to ${items - 1} at position ${position}`, slate[position], "slate");
}

function asArray(slate: Slate): number[] {
  return Array.from(slate);
}
