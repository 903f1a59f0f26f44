import * as tf from "@tensorflow/tfjs-core";
import type { RowTable } from "./row-table.ts";

/**
 * The few rows of a big table that one pass needs, in a small variable that a model takes for its whole table. Slots are
 * handed out in the order in which rows are asked for.
 */
export class SlotTable {
  readonly variable: tf.Variable;
  readonly #table: RowTable;
  /** Rows of the variable before the first slot. */
  readonly #before: number;
  readonly #slots = new Map<number, number>();

  constructor(table: RowTable, variable: tf.Variable, before: number) {
    this.#table = table;
    this.variable = variable;
    this.#before = before;
  }

  /** Starts anew: no row has a slot. */
  clear(): void {
    this.#slots.clear();
  }

  /** The row of the variable that stands for a row of the table. */
  idOf(row: number): number {
    const slot = this.#slots.get(row) ?? this.#slots.size;
    this.#slots.set(row, slot);
    return this.#before + slot;
  }

  /** Brings the rows of all slots into the variable. */
  upload(): void {
    const [, width] = this.variable.shape;
    const values = new Float32Array(this.variable.size);
    for (const [row, slot] of this.#slots) {
      const start = row * this.#table.width;
      values.set(this.#table.weights.subarray(start, start + width), (this.#before + slot) * width);
    }
    tf.tidy(() => this.variable.assign(tf.tensor(values, this.variable.shape)));
  }

  /** Adds a gradient of the variable to those of the rows. */
  collect(gradient: Float32Array): void {
    const [, width] = this.variable.shape;
    const { gradients } = this.#table;
    for (const [row, slot] of this.#slots) {
      const to = this.#table.gradientAt(row);
      const from = (this.#before + slot) * width;
      for (let i = 0; i < width; i++) gradients[to + i] += gradient[from + i];
    }
  }
}
