/** A user's clicks: a growing list that only its owner can write, and read-only views of its past. */

/** Below this many clicks a plain scan beats a hash probe. */
const SCAN_LIMIT = 16;

/**
 * What a user has clicked, oldest first, as it stood at one moment. Immutable: later clicks do not appear in it, and
 * nobody can write through it. `includes` is O(1).
 */
export class ClickHistory implements Iterable<number> {
  readonly #clicks: UserClicks;
  readonly #length: number;

  constructor(clicks: UserClicks, length: number) {
    this.#clicks = clicks;
    this.#length = length;
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
  /** A plain array: thousands of users begin an episode, and most click little. */
  readonly #items: number[] = [];
  /** Slot → position + 1 in `#items`; 0 is empty. Undefined while the list is short. */
  #table: Int32Array | undefined;

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
    const length = this.#items.push(item);
    if (length <= SCAN_LIMIT) return;
    if (!this.#table || length * 2 > this.#table.length) this.#rebuild();
    else this.#insert(this.#table, length - 1);
  }

  #scan(item: number): number {
    const items = this.#items;
    for (let i = 0; i < items.length; i++) if (items[i] === item) return i;
    return -1;
  }

  #probe(table: Int32Array, item: number): number {
    const mask = table.length - 1;
    for (let slot = hash(item) & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.#items[table[slot] - 1] === item) return table[slot] - 1;
    }
    return -1;
  }

  #insert(table: Int32Array, position: number): void {
    const mask = table.length - 1;
    let slot = hash(this.#items[position]) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = position + 1;
  }

  #rebuild(): void {
    this.#table = new Int32Array(2 ** Math.ceil(Math.log2(this.#items.length * 4)));
    for (let i = 0; i < this.#items.length; i++) this.#insert(this.#table, i);
  }
}

function hash(item: number): number {
  const h = Math.imul(item, 0x9e3779b1);
  return h ^ (h >>> 15);
}
