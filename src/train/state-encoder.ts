import * as tf from "@tensorflow/tfjs-core";
import { Stream } from "../core/random.ts";
import type { UserSequenceBatch } from "../dataset/sequence-batch.ts";
import { keepAll } from "../models/layers.ts";
import type { SequenceModel } from "../models/sequence-model.ts";
import type { WeightValues } from "../models/weights.ts";
import { buildSequenceModel, type SequenceArchitecture } from "./sequence-training.ts";

/** Weights that have a row for each item or user. */
const TABLES = ["items", "output", "users"];

/**
 * A trained next-item model as it serves one user at a time: from a history to the state whose dot products with the item
 * vectors are the scores. (SSE-PT's score has a part of the user's own besides, the same for every item: it is left out.)
 *
 * The network runs over a table of as many rows as it reads positions, filled with the items of the history: a catalogue of
 * any size stays in plain memory.
 */
export class StateEncoder {
  /** N */
  readonly items: number;
  /** Numbers of a state and of an item's vector. */
  readonly width: number;
  readonly #model: SequenceModel<UserSequenceBatch>;
  readonly #values: WeightValues;

  constructor(it: SequenceArchitecture, values: WeightValues) {
    this.items = it.settings.items;
    this.width = it.architecture === "sasrec" ? it.settings.width : it.settings.itemWidth;
    this.#values = values;
    this.#model = buildSequenceModel(smallModel(it), new Stream("state-encoder"));
    for (const name of this.#model.weights.names) if (!TABLES.includes(name)) this.#assign(name, values[name]);
  }

  /** Vector of each item that states are compared with: [N × width] */
  get output(): Float32Array {
    const table = this.#values.output ?? this.#values.items;
    return table.subarray(this.width, (this.items + 1) * this.width);
  }

  /** The state after a history, oldest first, of which the most recent items count: [width] */
  encode(user: number, history: Int32Array): Float32Array {
    const recent = history.subarray(-this.#model.settings.length);
    // Of nothing at all the model makes the last norm of zeros.
    if (recent.length === 0) return this.#values["last/bias"].slice(0, this.width);
    this.#assign("items", this.#rowsOf(recent));
    if (this.#values.users) this.#assign("users", this.#userRow(user));
    const items = Int32Array.from(recent, (_, i) => i + 1);
    const batch = { items, count: 1, length: recent.length, users: Int32Array.of(0) };
    return tf.tidy(() => {
      const { hidden } = this.#model.head(batch, keepAll); // [P, w]
      return tf.slice(hidden, [recent.length - 1, 0], [1, this.width]).dataSync() as Float32Array;
    });
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** The items' input vectors from row 1 on: [L + 2, width] */
  #rowsOf(items: Int32Array): Float32Array {
    const { width } = this;
    const rows = new Float32Array(this.#model.weights.get("items").size);
    for (const [i, item] of items.entries()) {
      rows.set(this.#values.items.subarray((item + 1) * width, (item + 2) * width), (i + 1) * width);
    }
    return rows;
  }

  #userRow(user: number): Float32Array {
    const { size } = this.#model.weights.get("users");
    return this.#values.users.slice(user * size, (user + 1) * size);
  }

  #assign(name: string, values: Float32Array): void {
    const variable = this.#model.weights.get(name);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

/** The same architecture for as many items as it reads positions, one user, and no dropout. */
function smallModel(it: SequenceArchitecture): SequenceArchitecture {
  const small = { items: it.settings.length, dropout: 0 };
  return it.architecture === "sasrec"
    ? { ...it, settings: { ...it.settings, ...small } }
    : { ...it, settings: { ...it.settings, ...small, users: 1 } };
}
