/** Interactions with the rare users and items left out. */
import { z } from "zod";
import { UsageError } from "../core/errors.ts";
import type { InteractionData, RowTimes } from "../core/interaction-data.ts";
import { readSettings } from "../core/settings.ts";

/** The ways to leave out rare users and items. */
export const K_CORE_MODES = ["fixed", "once"] as const;
/** A way to leave out rare users and items. */
export type KCoreMode = (typeof K_CORE_MODES)[number];

/** Which users and items are rare, and how they are left out. */
export interface KCoreOptions {
  /** Fewest interactions of a user and of an item. */
  readonly k: number;
  /**
   * `once`: items below k go, then users below k of what is left, as in tf2-recommenders' filter (docs/sources.md) with one
   * iteration; items may then be below k again. `fixed`: the same until nothing goes, the k-core proper.
   */
  readonly mode: KCoreMode;
  /** What the data is called in errors: its file. */
  readonly source?: string;
}

const OPTIONS = z.object({ k: z.int().min(1), mode: z.enum(K_CORE_MODES), source: z.string().optional() });

/**
 * Drops users and items with fewer than k interactions; ids close up and keep their order. Throws a UsageError if none stay,
 * and for a k or mode that is none.
 */
export function kCore(data: InteractionData, options: KCoreOptions): InteractionData {
  const { k, mode, source } = readSettings(OPTIONS, options, "kCore");
  const keep = rowsOfCore(data, k, mode);
  if (keep.includes(1)) return keepRows(data, keep);
  const place = source === undefined ? "" : `${source}: `;
  const most = `${largestCore(data, k, mode)} is the most that leaves some`;
  throw new UsageError(`kCore: ${place}Expected users and items with at least ${k} interactions, got none: ${most}`);
}

/** 1 for each row that stays: [rows]. */
function rowsOfCore(data: InteractionData, k: number, mode: KCoreMode): Uint8Array {
  const keep = new Uint8Array(data.interactions.users.length).fill(1);
  let dropped = dropRare(data, keep, k);
  while (mode === "fixed" && dropped > 0) dropped = dropRare(data, keep, k);
  return keep;
}

/** The largest k that leaves something, below one that leaves nothing. */
function largestCore(data: InteractionData, empty: number, mode: KCoreMode): number {
  let [some, none] = [0, Math.min(empty, data.interactions.users.length + 1)];
  while (none - some > 1) {
    const middle = (some + none) >> 1;
    if (rowsOfCore(data, middle, mode).includes(1)) some = middle;
    else none = middle;
  }
  return some;
}

/**
 * Drops a user's later interactions with the same item. Rows are in time order, as a reader gives them; where none is repeated
 * the data stays as it is, items that nobody met included.
 */
export function dropRepeats(data: InteractionData): InteractionData {
  const { users, items } = data.interactions;
  const lastUser = new Int32Array(data.items).fill(-1);
  const keep = Uint8Array.from(users, (user, row) => {
    const isNew = lastUser[items[row]] !== user;
    lastUser[items[row]] = user;
    return isNew ? 1 : 0;
  });
  return keep.includes(0) ? keepRows(data, keep) : data;
}

/** One pass, items before users. Returns how many rows went. `keep`: 1 for each row still there, [rows]. */
function dropRare({ interactions, users, items }: InteractionData, keep: Uint8Array, k: number): number {
  return dropBelow(interactions.items, items, { keep, k }) + dropBelow(interactions.users, users, { keep, k });
}

function dropBelow(column: Int32Array, size: number, { keep, k }: { keep: Uint8Array; k: number }): number {
  const counts = new Int32Array(size);
  for (let row = 0; row < column.length; row++) counts[column[row]] += keep[row];
  let dropped = 0;
  for (let row = 0; row < column.length; row++) {
    if (keep[row] === 0 || counts[column[row]] >= k) continue;
    keep[row] = 0;
    dropped++;
  }
  return dropped;
}

function keepRows(data: InteractionData, keep: Uint8Array): InteractionData {
  const users = closeUp(kept(data.interactions.users, keep), data.users);
  const items = closeUp(kept(data.interactions.items, keep), data.items);
  const ofItems = <T>(values: readonly T[]) => Array.from(items.old, (id) => values[id]);
  return {
    interactions: { users: users.column, items: items.column },
    ...(data.times && { times: keptTimes(data.times, keep) }),
    users: users.old.length,
    items: items.old.length,
    userNames: Array.from(users.old, (id) => data.userNames[id]),
    itemNames: ofItems(data.itemNames),
    texts: data.texts && { titles: ofItems(data.texts.titles), genres: ofItems(data.texts.genres) },
    factors: data.factors?.map((factor) => ({ ...factor, words: ofItems(factor.words) })),
  };
}

/** Times of the rows that stay. */
function keptTimes(times: RowTimes, keep: Uint8Array): RowTimes {
  const rows = kept(
    new Int32Array(keep.length).map((_, row) => row),
    keep,
  );
  return { compare: (a, b) => times.compare(rows[a], rows[b]) };
}

function kept(column: Int32Array, keep: Uint8Array): Int32Array {
  return column.filter((_, row) => keep[row] === 1);
}

/** Renumbers the ids that occur as 0, 1, … in their order; `old[new id]` is the id before. */
function closeUp(column: Int32Array, size: number): { column: Int32Array; old: Int32Array } {
  const renumbered = new Int32Array(size).fill(-1);
  for (const id of column) renumbered[id] = 0;
  const old = Int32Array.from({ length: size }, (_, id) => id).filter((id) => renumbered[id] === 0);
  for (let id = 0; id < old.length; id++) renumbered[old[id]] = id;
  return { column: column.map((id) => renumbered[id]), old };
}
