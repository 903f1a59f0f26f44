/** A user's clicks: a growing list that only its owner can write, and read-only views of its past. */
import { freezeClass } from "./frozen.ts";

const { imul, clz32 } = Math;
const Table = Int32Array;

/** Below this many clicks a plain scan beats a hash probe. */
const SCAN_LIMIT = 16;

/**
 * What a user has clicked, oldest first, as it stood at one moment. Immutable: later clicks do not appear in it, and
 * nobody can write through it or to it. `includes` is O(1).
 */
export class ClickHistory implements Iterable<number> {
  static {
    freezeClass(ClickHistory);
  }

  readonly #clicks: UserClicks;
  readonly #length: number;

  constructor(clicks: UserClicks, length: number) {
    this.#clicks = clicks;
    this.#length = length;
    Object.freeze(this);
  }

  get length(): number {
    return this.#length;
  }

  /** Item at a position, negative from the end, as in `Array.at`. */
  at(index: number): number | undefined {
    const i = index < 0 ? this.#length + index : index;
    return i >= 0 && i < this.#length ? this.#clicks.itemAt(i) : undefined;
  }

  includes(item: number): boolean {
    const position = this.#clicks.positionOf(item);
    return position >= 0 && position < this.#length;
  }

  toArray(): number[] {
    return Array.from(this);
  }

  *[Symbol.iterator](): Iterator<number> {
    for (let i = 0; i < this.#length; i++) yield this.#clicks.itemAt(i);
  }
}

/** An append-only list of distinct item ids with O(1) membership (open addressing over positions). */
export class UserClicks {
  static {
    freezeClass(UserClicks);
  }

  /** A plain array: thousands of users begin an episode, and most click little. */
  readonly #items: number[] = [];
  /** Slot → position + 1 in `#items`; 0 is empty. Undefined while the list is short. */
  #table: Int32Array | undefined;
  /** Slots of the table, a power of two, less one. */
  #mask = 0;

  constructor(initial: ArrayLike<number> = []) {
    for (let i = 0; i < initial.length; i++) this.add(initial[i]);
  }

  get length(): number {
    return this.#items.length;
  }

  itemAt(position: number): number {
    return this.#items[position];
  }

  includes(item: number): boolean {
    return this.positionOf(item) >= 0;
  }

  view(): ClickHistory {
    return new ClickHistory(this, this.#items.length);
  }

  /** Position of an item, or -1. */
  positionOf(item: number): number {
    return this.#table ? this.#probe(this.#table, item) : this.#scan(item);
  }

  /** Appends an item; one already there is left where it stands. */
  add(item: number): void {
    if (this.includes(item)) return;
    const length = this.#items.length + 1;
    this.#items[length - 1] = item;
    if (length <= SCAN_LIMIT) return;
    if (!this.#table || length * 2 > this.#mask + 1) this.#rebuild();
    else this.#insert(this.#table, length - 1);
  }

  #scan(item: number): number {
    const items = this.#items;
    for (let i = 0; i < items.length; i++) if (items[i] === item) return i;
    return -1;
  }

  #probe(table: Int32Array, item: number): number {
    const mask = this.#mask;
    for (let slot = hash(item) & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#items[table[slot] - 1] === item) return table[slot] - 1;
    }
    return -1;
  }

  #insert(table: Int32Array, position: number): void {
    const mask = this.#mask;
    let slot = hash(this.#items[position]) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = position + 1;
  }

  #rebuild(): void {
    // The power of two from four times the items on.
    const slots = 2 ** (32 - clz32(this.#items.length * 4 - 1));
    this.#mask = slots - 1;
    this.#table = new Table(slots);
    for (let i = 0; i < this.#items.length; i++) this.#insert(this.#table, i);
  }
}

function hash(item: number): number {
  const h = imul(item, 0x9e3779b1);
  return h ^ (h >>> 15);
}
