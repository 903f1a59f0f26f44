/** Vectors of the values of one factor, and through them of items. */
import * as tf from "@tensorflow/tfjs-core";
import { checkIds } from "../../core/check-ids.ts";
import { expected } from "../../core/errors.ts";
import type { ItemFactor } from "../../dataset/factors.ts";
import { addTable, type Initial, lookUp, sumByRow } from "../layers.ts";

/** One vector a value of a factor. An item's vector is the mean of those of its values, and zeros where it has none. */
export class FactorTable {
  readonly #factor: ItemFactor;
  readonly #values: tf.Variable<tf.Rank.R2>;
  /** Whether every item has one value: its vector is then looked up as it is. */
  readonly #single: boolean;

  /**
   * Adds its weights as `values`, [V, width]. Throws a UsageError for a factor that is not of so many items, or with a value
   * that is none of its own.
   */
  constructor(initial: Initial, factor: ItemFactor, { items, width }: { items: number; width: number }) {
    checkFactor(factor, items);
    this.#factor = factor;
    this.#values = addTable(initial, "values", [factor.values.length, width]);
    this.#single = factor.offsets.every((offset, item) => offset === item);
  }

  /** Vectors of items by id, 1..N: [P] → [P, width] */
  lookUp(items: Int32Array): tf.Tensor2D {
    const { ids } = this.#factor;
    if (this.#single)
      return lookUp(
        this.#values,
        items.map((item) => ids[item - 1]),
      );
    return means(this.#values, this.#mixture(items));
  }

  #mixture(items: Int32Array): Mixture {
    const { offsets, ids } = this.#factor;
    const counts = items.map((item) => offsets[item] - offsets[item - 1]);
    const size = counts.reduce((sum, count) => sum + count, 0);
    const mixture = { values: new Int32Array(size), rows: new Int32Array(size), shares: new Float32Array(size) };
    let at = 0;
    for (const [row, item] of items.entries()) {
      const end = at + counts[row];
      mixture.values.set(ids.subarray(offsets[item - 1], offsets[item]), at);
      mixture.rows.fill(row, at, end);
      mixture.shares.fill(1 / counts[row], at, end);
      at = end;
    }
    return { ...mixture, count: items.length };
  }
}

/** Rows that are weighted sums of a table's: a value, the row that it is part of, and its share of it. */
interface Mixture {
  readonly values: Int32Array;
  readonly rows: Int32Array;
  readonly shares: Float32Array;
  /** P */
  readonly count: number;
}

/** [V, width] → [P, width] */
function means(table: tf.Tensor2D, { values, rows, shares, count }: Mixture): tf.Tensor2D {
  const run = tf.customGrad((...args) => {
    const [table, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    const [from, to] = [values, rows].map((ids) => tf.tensor1d(ids, "int32"));
    const weights = tf.tensor2d(shares, [shares.length, 1]);
    save([from, to, weights]);
    const gradFunc = (dy: tf.Tensor, [from, to, weights]: tf.Tensor[]) =>
      sumByRow(tf.mul(tf.gather(dy, to as tf.Tensor1D), weights), from, table.shape[0]);
    return { value: sumByRow(tf.mul(tf.gather(table, from), weights), to, count), gradFunc };
  });
  return run(table) as tf.Tensor2D;
}

function checkFactor({ name, values, offsets, ids }: ItemFactor, items: number): void {
  const where = `factor '${name}'`;
  if (offsets.length !== items + 1) throw expected(`values of ${items} items`, offsets.length - 1, where);
  const rising = offsets.every((offset, item) => item === 0 || offset >= offsets[item - 1]);
  if (!rising || offsets[0] !== 0 || offsets[items] !== ids.length)
    throw expected(`offsets that rise from 0 to ${ids.length}`, offsets, where);
  checkIds(ids, { what: "values", last: values.length - 1 }, where);
}
