import { RANK_KEY_ITEMS } from "../../src/factors/rank-key.ts";
import type { RowTable } from "../../src/factors/row-table.ts";
import type { ScanTables } from "../../src/factors/scan-tables.ts";

/** A plain float64 AdamW over a whole array, Keras' form: what row-sparse steps are held against. */
export class DenseAdamW {
  readonly weights: Float64Array;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #step = 0;

  constructor(weights: ArrayLike<number>) {
    this.weights = Float64Array.from(weights);
    this.#first = new Float64Array(weights.length);
    this.#second = new Float64Array(weights.length);
  }

  step(gradients: ArrayLike<number>, learningRate: number, weightDecay: number): void {
    this.#step++;
    const rate = (learningRate * Math.sqrt(1 - 0.999 ** this.#step)) / (1 - 0.9 ** this.#step);
    this.weights.forEach((weight, i) => {
      this.#first[i] = 0.9 * this.#first[i] + 0.1 * gradients[i];
      this.#second[i] = 0.999 * this.#second[i] + 0.001 * gradients[i] ** 2;
      const move = (rate * this.#first[i]) / (Math.sqrt(this.#second[i]) + 1e-7);
      this.weights[i] = weight - learningRate * weightDecay * weight - move;
    });
  }
}

/** A table's gradient of the running batch, as an array like its weights. */
export function gradientsOf(table: RowTable): Float64Array {
  const all = new Float64Array(table.weights.length);
  for (let row = 0; row < table.rows; row++) {
    const at = table.gradientAt(row);
    for (let i = 0; i < table.width; i++) all[row * table.width + i] = table.gradients[at + i];
  }
  return all;
}

export interface Differences {
  table: RowTable;
  /** The loss with the present weights; leaves gradients as they are. */
  loss: () => number;
  step: number;
}

/** Central differences of a loss by every weight of a table. */
export function differences({ table, loss, step }: Differences): Float64Array {
  return Float64Array.from(table.weights, (weight, i) => {
    table.weights[i] = weight + step;
    const above = table.weights[i];
    const high = loss();
    table.weights[i] = weight - step;
    const below = table.weights[i];
    const low = loss();
    table.weights[i] = weight;
    return (high - low) / (above - below);
  });
}

/** The largest absolute difference of two arrays. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let most = Math.abs(a.length - b.length);
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i] - b[i]));
  return most;
}

const { fround } = Math;

/** Key of a finite float32 score, as the kernels make it. −0 and 0 are the same score. */
export function rankKey(score: number, item: number): number {
  const [bits] = new Int32Array(Float32Array.of(score + 0).buffer);
  const ordered = (bits ^ ((bits >> 31) & 0x7fffffff) ^ 0x80000000) >>> 0;
  return ordered * RANK_KEY_ITEMS + (RANK_KEY_ITEMS - 1 - item);
}

/**
 * Rank keys of all items for a user, best first, by definition: float32 operation by operation in plain JavaScript (lanes,
 * then (l0 + l1) + (l2 + l3), then the bias) and a sort.
 */
export function allKeys({ tables, shape: { items, width } }: ScanTables, user: number): Float64Array {
  const keys = new Float64Array(items);
  for (let item = 0; item < items; item++) {
    let [l0, l1, l2, l3] = [0, 0, 0, 0];
    for (let i = 0, u = user * width, v = item * width; i < width; i += 4, u += 4, v += 4) {
      l0 = fround(l0 + fround(tables.users[u] * tables.items[v]));
      l1 = fround(l1 + fround(tables.users[u + 1] * tables.items[v + 1]));
      l2 = fround(l2 + fround(tables.users[u + 2] * tables.items[v + 2]));
      l3 = fround(l3 + fround(tables.users[u + 3] * tables.items[v + 3]));
    }
    keys[item] = rankKey(fround(fround(fround(l0 + l1) + fround(l2 + l3)) + tables.biases[item]), item);
  }
  return keys.sort().reverse();
}
