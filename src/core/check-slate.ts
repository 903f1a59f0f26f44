/**
 * What an agent answers, taken into arrays of our own before anything is done with it. An answer may be any object: one that gives
 * another item at each reading (a `Proxy`, a getter), that claims 10⁸ entries, that throws when it is read. So its length is read once
 * and each entry once, of one of the wrong length nothing is read, and what was checked is what is used from then on.
 */
import { expected, isThrown, UsageError } from "./errors.ts";
import type { Slate } from "./types.ts";

// As they were when the package was loaded, whatever an agent makes of them later.
const { isInteger } = Number;
const List = Array;

/** What a slate must be: `size` distinct items of a catalogue of `items`. */
export interface SlateShape {
  readonly size: number;
  readonly items: number;
}

/**
 * A slate as plain numbers, so many as it must have: what of an agent's answer reaches an env, which refuses what are no distinct items
 * of its catalogue. Throws a UsageError for what is no such list.
 */
export function copySlate(slate: Slate, { size, items }: SlateShape): number[] {
  const copy = new List<number>(size);
  try {
    if (lengthOf(slate) !== size) throw wrongLength(slate, size);
    for (let i = 0; i < size; i++) {
      const item = slate[i];
      if (typeof item !== "number") throw wrongItem(item, i, items);
      copy[i] = item;
    }
  } catch (error) {
    throw readable(error, "slate");
  }
  return copy;
}

/**
 * Takes a slate into an array of the env's own, [size], which a refused slate leaves in disorder. Throws a UsageError for one that is
 * not exactly `size` distinct item ids in 0..items-1.
 */
export function takeSlate(slate: Slate, { size, items }: SlateShape, into: Int32Array): void {
  try {
    if (lengthOf(slate) !== size) throw wrongLength(slate, size);
    for (let i = 0; i < size; i++) {
      const item = slate[i];
      if (!(isInteger(item) && item >= 0 && item < items)) throw wrongItem(item, i, items);
      for (let j = 0; j < i; j++) if (into[j] === item) throw repeated(slate, i, into);
      into[i] = item;
    }
  } catch (error) {
    throw readable(error, "slate");
  }
}

/** A copy of what an agent says of a slate: `size` probabilities above 0, as of what was shown. Throws a UsageError otherwise. */
export function copyPropensities(propensities: ArrayLike<number>, size: number): number[] {
  const copy = new List<number>(size);
  try {
    if (lengthOf(propensities) !== size) throw expected(`${size} propensities, one a place`, propensities);
    for (let i = 0; i < size; i++) {
      const said = propensities[i];
      if (!(typeof said === "number" && said > 0 && said <= 1)) throw wrongPropensity(said, i);
      copy[i] = said;
    }
  } catch (error) {
    throw readable(error, "propensities");
  }
  return copy;
}

/** Refuses slates that the items of a catalogue cannot fill. Throws a UsageError. */
export function checkSlateSize(size: number, items: number, where = "slateSize"): void {
  if (Number.isInteger(size) && size >= 1 && size <= items) return;
  throw expected(`a whole number from 1 to ${items}, the items of the catalogue`, size, where);
}

/** What an answer says of its length; undefined where it is no list. */
function lengthOf(answer: ArrayLike<number>): unknown {
  return answer !== null && typeof answer === "object" ? answer.length : undefined;
}

function wrongLength(slate: Slate, size: number): Error {
  return expected(`a slate of ${size} items`, slate, "slate");
}

/** Its item at a position is one of those taken before: shows them and what is left. */
function repeated(slate: Slate, position: number, taken: Int32Array): Error {
  const items = Array.from(taken, (item, i) => (i < position ? item : slate[i]));
  return expected(`${taken.length} distinct items`, items, "slate");
}

function wrongItem(item: unknown, position: number, items: number): Error {
  return expected(`an item id from 0 to ${items - 1} at position ${position}`, item, "slate");
}

function wrongPropensity(said: unknown, position: number): Error {
  return expected(`a propensity above 0 and at most 1 at position ${position}`, said);
}

/** What an answer threw when it was read is its agent's mistake, as any other. */
function readable(error: unknown, what: string): Error {
  return isThrown(error, UsageError) ? error : expected("a list that can be read", error, what);
}
