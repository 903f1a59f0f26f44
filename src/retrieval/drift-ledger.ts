import { SlateLabError } from "../core/errors.ts";

/** Four buckets an octave: distances from 2^-40 to 2^24 are told apart. */
const BUCKETS = 256;
/** Biased exponent of 2^-40 and two binary digits. */
const LOWEST = (1023 - 40) << 2;
/** Which half of a float64 holds its exponent: depends on the byte order. */
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * How far each row has moved in all (the length of its path), with quick answers to "which rows moved at least this far?".
 * Rows lie in doubly linked lists by the logarithm of their distance.
 */
export class DriftLedger {
  /** Path length of each row: [rows] */
  readonly #distance: Float64Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** First row of each bucket, -1 where empty: [BUCKETS] */
  readonly #heads = new Int32Array(BUCKETS).fill(-1);
  readonly #counts = new Int32Array(BUCKETS);

  /** Rows that moved. */
  size = 0;

  constructor(rows: number) {
    this.#distance = new Float64Array(rows);
    this.#next = new Int32Array(rows);
    this.#previous = new Int32Array(rows);
  }

  /** Adds to a row's path. Throws a SlateLabError on a number that is not finite: the model has diverged. */
  add(row: number, distance: number): void {
    if (!Number.isFinite(distance)) throw new SlateLabError(`Row ${row} moved by ${distance}: the model has diverged`);
    if (distance === 0) return;
    const old = this.#distance[row];
    this.#distance[row] += distance;
    const to = bucketOf(this.#distance[row]);
    if (old > 0) {
      const from = bucketOf(old);
      if (from === to) return;
      this.#unlink(row, from);
    } else this.size++;
    this.#link(row, to);
  }

  /** At least as many rows as moved `distance` or more (to a quarter of an octave). */
  countAbove(distance: number): number {
    let count = 0;
    for (let bucket = bucketOf(distance); bucket < BUCKETS; bucket++) count += this.#counts[bucket];
    return count;
  }

  /** Visits each row that moved `distance` or more. */
  visitAbove(distance: number, visit: (row: number) => void): void {
    for (let bucket = bucketOf(distance); bucket < BUCKETS; bucket++) {
      for (let row = this.#heads[bucket]; row >= 0; row = this.#next[row]) {
        if (this.#distance[row] >= distance) visit(row);
      }
    }
  }

  /** Every row's path is 0 again. Costs the rows that moved. */
  clear(): void {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (let row = this.#heads[bucket]; row >= 0; row = this.#next[row]) this.#distance[row] = 0;
    }
    this.#heads.fill(-1);
    this.#counts.fill(0);
    this.size = 0;
  }

  #link(row: number, bucket: number): void {
    const head = this.#heads[bucket];
    this.#next[row] = head;
    this.#previous[row] = -1;
    if (head >= 0) this.#previous[head] = row;
    this.#heads[bucket] = row;
    this.#counts[bucket]++;
  }

  #unlink(row: number, bucket: number): void {
    const [next, previous] = [this.#next[row], this.#previous[row]];
    if (next >= 0) this.#previous[next] = previous;
    if (previous >= 0) this.#next[previous] = next;
    else this.#heads[bucket] = next;
    this.#counts[bucket]--;
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
