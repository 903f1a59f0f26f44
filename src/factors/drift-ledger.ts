import { SlateLabError } from "../core/errors.ts";

/** Four buckets an octave: distances from 2^-40 to 2^24 are told apart. */
const BUCKETS = 256;
/** Biased exponent of 2^-40 and two binary digits. */
const LOWEST = (1023 - 40) << 2;
/** Which half of a float64 holds its exponent: depends on the byte order. */
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * Keeps how far each row of a table has moved in all (the length of its path), with quick answers to "which rows moved at least
 * this far?". Rows lie in buckets by the logarithm of their distance, each a plain array.
 */
export class DriftLedger {
  /** Path length of each row: [rows] */
  readonly #distance: Float64Array;
  /** Place of each row in its bucket, where it has moved: [rows] */
  readonly #places: Int32Array;
  /** Rows of each bucket, with room to grow: [BUCKETS] */
  readonly #buckets = Array.from({ length: BUCKETS }, () => new Int32Array(0));
  readonly #counts = new Int32Array(BUCKETS);
  /** Rows that moved. */
  size = 0;

  constructor(rows: number) {
    this.#distance = new Float64Array(rows);
    this.#places = new Int32Array(rows);
  }

  /** Adds to a row's path. Throws a SlateLabError on a number that is not finite: the model has diverged. */
  add(row: number, distance: number): void {
    if (!Number.isFinite(distance))
      throw new SlateLabError(`Expected finite moves, got row ${row} moved by ${distance}: the model has diverged`);
    if (distance === 0) return;
    const old = this.#distance[row];
    this.#distance[row] += distance;
    const to = bucketOf(this.#distance[row]);
    if (old > 0) {
      const from = bucketOf(old);
      if (from === to) return;
      this.#remove(row, from);
    } else this.size++;
    this.#insert(row, to);
  }

  /** At least as many rows as moved `distance` or more (to a quarter of an octave). */
  countAbove(distance: number): number {
    let count = 0;
    for (let bucket = bucketOf(distance); bucket < BUCKETS; bucket++) count += this.#counts[bucket];
    return count;
  }

  /**
   * Visits pieces of at most `limit` rows that together hold every row that moved `distance` or more, and a few that moved
   * less (to a quarter of an octave). The pieces are views.
   */
  visitAbove(distance: number, limit: number, visit: (rows: Int32Array) => void): void {
    for (let bucket = bucketOf(distance); bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket];
      for (let start = 0; start < count; start += limit) {
        visit(this.#buckets[bucket].subarray(start, Math.min(start + limit, count)));
      }
    }
  }

  /** Every row's path is 0 again. Costs the rows that moved. */
  clear(): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (let i = 0; i < this.#counts[bucket]; i++) this.#distance[this.#buckets[bucket][i]] = 0;
    }
    this.#counts.fill(0);
    this.size = 0;
  }

  #insert(row: number, bucket: number): void {
    const place = this.#counts[bucket]++;
    if (place === this.#buckets[bucket].length) this.#grow(bucket);
    this.#buckets[bucket][place] = row;
    this.#places[row] = place;
  }

  /** The bucket's last row takes the place. */
  #remove(row: number, bucket: number): void {
    const rows = this.#buckets[bucket];
    const last = rows[--this.#counts[bucket]];
    rows[this.#places[row]] = last;
    this.#places[last] = this.#places[row];
  }

  #grow(bucket: number): void {
    const larger = new Int32Array(Math.max(16, this.#buckets[bucket].length * 2));
    larger.set(this.#buckets[bucket]);
    this.#buckets[bucket] = larger;
  }
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** From the bits, exponent and two digits more, so that it never falls as the distance rises. */
function bucketOf(distance: number): number {
  float[0] = distance;
  const bucket = (words[HIGH_WORD] >>> 18) - LOWEST;
  return Math.min(BUCKETS - 1, Math.max(0, bucket));
}
