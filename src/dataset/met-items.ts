import type { Interactions } from "../core/types.ts";

/** What each user has met: a bit for each user and item. */
export class MetItems {
  /** [users × ⌈items / 32⌉] */
  readonly bits: Int32Array;
  readonly #width: number;

  constructor(users: number, items: number) {
    this.#width = Math.ceil(items / 32);
    this.bits = new Int32Array(users * this.#width);
  }

  has(user: number, item: number): boolean {
    return ((this.bits[user * this.#width + (item >>> 5)] >>> (item & 31)) & 1) === 1;
  }

  /** Visits what a user has met, by ascending id. */
  each(user: number, visit: (item: number) => void): void {
    for (let word = 0; word < this.#width; word++) {
      let left = this.bits[user * this.#width + word];
      for (; left !== 0; left &= left - 1) visit(32 * word + 31 - Math.clz32(left & -left));
    }
  }

  addAll({ users, items }: Interactions): void {
    for (let i = 0; i < users.length; i++) this.add(users[i], items[i]);
  }

  add(user: number, item: number): void {
    this.bits[user * this.#width + (item >>> 5)] |= 1 << (item & 31);
  }
}
