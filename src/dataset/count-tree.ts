/** Counts that change, and draws by them, both in steps of the logarithm of how many there are. */
export class CountTree {
  readonly #size: number;
  /** A binary indexed tree (P. M. Fenwick, 1994), from 1: entry i is the sum of the last (i & −i) counts up to i. */
  readonly #sums: Float64Array;
  /** The largest power of two that is no more than the size. */
  readonly #top: number;
  #total = 0;

  /** Of counts 0..size-1, all 0 at first. */
  constructor(size: number) {
    this.#size = size;
    this.#sums = new Float64Array(size + 1);
    this.#top = 2 ** (31 - Math.clz32(size));
  }

  /** Sum of all counts. */
  get total(): number {
    return this.#total;
  }

  /** Adds to a count. */
  add(index: number, by: number): void {
    this.#total += by;
    for (let i = index + 1; i <= this.#size; i += i & -i) this.#sums[i] += by;
  }

  /** Where the summed counts pass a number from 0 to below the total: an index by its share, where the number is uniform. */
  indexAt(place: number): number {
    let before = 0;
    let left = place;
    for (let step = this.#top; step > 0; step >>= 1) {
      if (before + step > this.#size || this.#sums[before + step] > left) continue;
      before += step;
      left -= this.#sums[before];
    }
    return before;
  }
}
