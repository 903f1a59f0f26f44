/**
 * Sequences without their padding. Everything that works on single positions (norms, dense layers, dropout, the output
 * product) sees the P real positions as rows, [P, d]; only attention sees the rectangle, [B, K, d]. So padding costs
 * nothing but in attention, and has no way into a row: the padding id's vector is never read.
 */
import * as tf from "@tensorflow/tfjs-core";
import { expected } from "../core/errors.ts";
import type { SequenceBatch } from "../dataset/sequence-batch.ts";
import { sumByRow } from "./layers.ts";

/** Where the rows of a packed batch stand in its full rectangle. */
export interface Packing {
  /** P: positions that hold an item. */
  readonly rows: number;
  /** B */
  readonly count: number;
  /** K ≤ L: columns of the rectangle; those at the left where no sequence has an item are left out. */
  readonly columns: number;
  /** Each row's item: [P] */
  readonly items: Int32Array;
  /** Each row's position in the model, whose last is `length` − 1 whatever the length of the batch: [P] */
  readonly positions: Int32Array;
  /** Each row's sequence: [P] */
  readonly sequences: Int32Array;
  /** Each row's place in the rectangle: [P] */
  readonly places: Int32Array;
  /** The row at each place of the rectangle, -1 for padding: [B × K] */
  readonly slots: Int32Array;
}

/**
 * Packs a batch for a model that reads `length` positions. Throws a UsageError for an id that is neither an item, 1..N, nor
 * padding, N + 1, or for longer sequences.
 */
export function pack(batch: SequenceBatch, model: { padding: number; length: number }): Packing {
  const { items, count, length } = batch;
  const { padding } = model;
  if (items.length !== count * length) throw expected(`${count} × ${length} item ids`, items.length, "sequences");
  if (length > model.length) throw expected(`sequences of at most ${model.length} items`, length);
  const first = firstColumn(items, length, padding);
  const columns = length - first;
  const slots = new Int32Array(count * columns).fill(-1);
  const real = items.reduce((sum, item) => sum + Number(item !== padding), 0);
  const column = () => new Int32Array(real);
  const packing = { items: column(), positions: column(), sequences: column(), places: column(), slots };
  for (let i = 0, row = 0; i < items.length; i++) {
    if (items[i] === padding) continue;
    if (!(items[i] >= 1 && items[i] < padding)) throw expected(`item ids 1..${padding - 1}`, items[i], "sequences");
    const [sequence, position] = [Math.floor(i / length), i % length];
    const place = sequence * columns + position - first;
    packing.items[row] = items[i];
    packing.positions[row] = model.length - length + position;
    packing.sequences[row] = sequence;
    packing.places[row] = place;
    slots[place] = row++;
  }
  return { rows: real, count, columns, ...packing };
}

/** The first column in which any sequence has an item; the last one where there is none at all. */
function firstColumn(items: Int32Array, length: number, padding: number): number {
  let first = length - 1;
  for (let i = 0; i < items.length; i++) if (items[i] !== padding) first = Math.min(first, i % length);
  return first;
}

/**
 * Moves between the rows of a packed batch and its full rectangle. Holds index tensors: use it inside the tidy it was made in.
 */
export class Rectangle {
  /** [B, K] */
  readonly shape: [number, number];
  /** True where a place holds an item: [B, K] */
  readonly real: tf.Tensor2D;
  readonly #slots: tf.Tensor2D;
  readonly #places: tf.Tensor1D;

  constructor({ count, columns, slots, places }: Packing) {
    this.shape = [count, columns];
    const real = new Uint8Array(slots.length);
    const rows = new Int32Array(slots.length);
    for (let place = 0; place < slots.length; place++) {
      real[place] = Number(slots[place] >= 0);
      rows[place] = Math.max(slots[place], 0);
    }
    this.real = tf.tensor2d(real, this.shape, "bool");
    this.#slots = tf.tensor2d(rows, this.shape, "int32");
    this.#places = tf.tensor1d(places, "int32");
  }

  /** Rows to their places. Padding shows the first row: attention masks it, `show` clears it. [P, d] → [B, K, d] */
  spread(x: tf.Tensor2D): tf.Tensor3D {
    const width = x.shape[1];
    const run = tf.customGrad((...args) => {
      const [x, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
      save([this.#places]);
      const gradFunc = (dy: tf.Tensor, [places]: tf.Tensor[]) => tf.gather(tf.reshape(dy, [-1, width]), places);
      return { value: tf.gather<tf.Tensor>(x, this.#slots), gradFunc };
    });
    return run(x) as tf.Tensor3D;
  }

  /** Places back to rows. [B, K, d] → [P, d] */
  collect(x: tf.Tensor3D): tf.Tensor2D {
    const [count, columns, width] = x.shape;
    const run = tf.customGrad((...args) => {
      const [x, save] = args as [tf.Tensor3D, tf.GradSaveFunc];
      save([this.#places]);
      const gradFunc = (dy: tf.Tensor, [places]: tf.Tensor[]) => {
        return tf.reshape(sumByRow(dy, places, count * columns), [count, columns, width]);
      };
      return { value: tf.gather(tf.reshape(x, [-1, width]), this.#places), gradFunc };
    });
    return run(x) as tf.Tensor2D;
  }

  /** 1 where a sequence holds an item at its last position, else 0: [B, 1] */
  endsInItem(): tf.Tensor2D {
    return tf.cast(tf.slice(this.real, [0, this.shape[1] - 1], [-1, 1]), "float32");
  }

  /** Rows in a rectangle of the full length L, zeros at padding, to look at: [P, d] → [B, L, d] */
  show(x: tf.Tensor2D, length: number): tf.Tensor3D {
    const real = tf.cast(tf.expandDims(this.real, 2), "float32");
    return tf.pad3d(tf.mul(this.spread(x), real), [
      [0, 0],
      [length - this.shape[1], 0],
      [0, 0],
    ]);
  }
}

/** The rows at the last position, zeros for sequences that hold nothing there: [P, d] → [B, d] */
export function lastRows(x: tf.Tensor2D, { rows, count, columns, slots }: Packing): tf.Tensor2D {
  if (rows === 0) return tf.zeros([count, x.shape[1]]);
  const last = Int32Array.from({ length: count }, (_, sequence) => slots[(sequence + 1) * columns - 1]);
  const real = tf.tensor2d(
    Float32Array.from(last, (row) => Number(row >= 0)),
    [count, 1],
  );
  return tf.mul(
    tf.gather(
      x,
      last.map((row) => Math.max(row, 0)),
    ),
    real,
  );
}
