/** Pieces that several agents share. */
import { checkSlateSize } from "./check-slate.ts";
import type { Stream } from "./random.ts";

/** The items a user has clicked; ClickHistory is one. */
export interface Seen {
  includes(item: number): boolean;
}

/** How a slate is filled up. */
export interface Filling {
  readonly size: number;
  /** Items in the catalogue. */
  readonly items: number;
  readonly random: Stream;
  /** Items to leave out while others can be found: a user's clicks. */
  readonly seen?: Seen;
}

/** Draws for each place of a slate before exclusion is given up: a user may have seen nearly everything. */
const PATIENCE = 1000;

/** Fills a slate with distinct random items up to its size. Returns the same array. Throws a UsageError where there are too few. */
export function fillRandomly(slate: number[], { size, items, random, seen }: Filling): number[] {
  checkSlateSize(size, items);
  for (let draws = 0; slate.length < size; draws++) {
    const item = random.int(items);
    if (slate.includes(item) || (draws < PATIENCE * size && seen?.includes(item))) continue;
    slate.push(item);
  }
  return slate;
}

/** The first items of a ranking that the user has not clicked; clicked ones follow where too few are left. */
export function firstUnseen(ranking: Iterable<number>, size: number, seen: Seen): number[] {
  const fresh: number[] = [];
  const stale: number[] = [];
  for (const item of ranking) {
    if (!seen.includes(item)) fresh.push(item);
    else if (stale.length < size) stale.push(item);
    if (fresh.length === size) return fresh;
  }
  return [...fresh, ...stale].slice(0, size);
}

/** The first items of a ranking that the user has not clicked; fewer where there are no more. */
export function nearestUnseen(ranking: Iterable<number>, size: number, seen: Seen): number[] {
  const found: number[] = [];
  for (const item of ranking) {
    if (found.length === size) break;
    if (!seen.includes(item)) found.push(item);
  }
  return found;
}
