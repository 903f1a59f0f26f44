/** How single users took to single items, in flat columns that a checkpoint can hold. */

import { damaged, type SectionRules } from "../../src/core/section-rules.ts";

/** What became of each pair of a user and an item, as parallel columns of a hash table. */
export interface PairColumns {
  /** user · items + item, or EMPTY. A power of two of them. */
  keys: Float64Array;
  /** How often the user clicked the item. */
  clicks: Int32Array;
  /** How often it was shown and nothing was clicked. */
  misses: Int32Array;
}

const EMPTY = -1;
const LEAST_SLOTS = 1024;

/** What the columns of a checkpoint must be, of so many users and items. */
export function pairRules({ users, items }: { users: number; items: number }, length?: number): SectionRules {
  return {
    keys: { type: Float64Array, length, least: EMPTY, most: users * items - 1 },
    clicks: { type: Int32Array, length, least: 0 },
    misses: { type: Int32Array, length, least: 0 },
  };
}

/**
 * Throws a SlateLabError unless the columns are those of a table: a search ends at an empty slot, and finds what was put there.
 */
export function checkPairs(columns: PairColumns, where: string): void {
  const { keys } = columns;
  const slots = keys.length;
  if (slots < LEAST_SLOTS || !Number.isInteger(Math.log2(slots)))
    throw damaged(`a power of two of at least ${LEAST_SLOTS}`, slots, `${where}: keys`);
  const used = keys.filter((key) => key !== EMPTY);
  if (used.length * 2 > slots) throw damaged(`at most ${slots / 2} pairs`, used.length, `${where}: keys`);
  const table = new PairTable();
  table.columns = columns;
  const stray = used.findIndex((key) => !Number.isInteger(key) || table.find(key) < 0);
  if (stray >= 0) throw damaged("each pair where it is looked for", used[stray], `${where}: keys`);
}

/** What became of pairs of a user and an item: a hash table with open addressing and linear probing. */
export class PairTable {
  #columns = emptyColumns(LEAST_SLOTS);
  #count = 0;

  get columns(): PairColumns {
    return this.#columns;
  }

  set columns(columns: PairColumns) {
    this.#columns = columns;
    this.#count = columns.keys.reduce((count, key) => count + (key === EMPTY ? 0 : 1), 0);
  }

  /** Slot of a pair, or -1. */
  find(key: number): number {
    const slot = this.#probe(key);
    return this.#columns.keys[slot] === key ? slot : -1;
  }

  /** Slot of a pair, all 0 where it is new. */
  add(key: number): number {
    let slot = this.#probe(key);
    if (this.#columns.keys[slot] === key) return slot;
    if (++this.#count * 2 > this.#columns.keys.length) {
      this.#grow();
      slot = this.#probe(key);
    }
    this.#columns.keys[slot] = key;
    return slot;
  }

  #probe(key: number): number {
    const { keys } = this.#columns;
    const mask = keys.length - 1;
    let slot = hash(key) & mask;
    while (keys[slot] !== EMPTY && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const old = this.#columns;
    this.#columns = emptyColumns(old.keys.length * 2);
    const { keys, clicks, misses } = this.#columns;
    for (let from = 0; from < old.keys.length; from++) {
      if (old.keys[from] === EMPTY) continue;
      const to = this.#probe(old.keys[from]);
      keys[to] = old.keys[from];
      clicks[to] = old.clicks[from];
      misses[to] = old.misses[from];
    }
  }
}

function emptyColumns(slots: number): PairColumns {
  return {
    keys: new Float64Array(slots).fill(EMPTY),
    clicks: new Int32Array(slots),
    misses: new Int32Array(slots),
  };
}

function hash(key: number): number {
  const h = Math.imul(key, 0x9e3779b1) ^ Math.imul(Math.floor(key / 4294967296), 0x85ebca6b);
  return h ^ (h >>> 15);
}
