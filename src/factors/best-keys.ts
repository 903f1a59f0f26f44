/** The k largest distinct rank keys offered, kept in order. For small k. */
export class BestKeys {
  /** Descending: [k] */
  readonly #keys: Float64Array;
  #length = 0;

  constructor(k: number) {
    this.#keys = new Float64Array(k);
  }

  /** A key must be above this to enter. */
  get floor(): number {
    return this.#length < this.#keys.length ? Number.NEGATIVE_INFINITY : this.#keys[this.#length - 1];
  }

  /** Descending. */
  get keys(): Float64Array {
    return this.#keys.subarray(0, this.#length);
  }

  /** Enters a key above the floor, unless it is there already. */
  add(key: number): void {
    let at = this.#length;
    while (at > 0 && this.#keys[at - 1] < key) at--;
    if (at > 0 && this.#keys[at - 1] === key) return;
    this.#keys.copyWithin(at + 1, at, this.#length);
    this.#keys[at] = key;
    this.#length = Math.min(this.#length + 1, this.#keys.length);
  }
}
