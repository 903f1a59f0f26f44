import * as tf from "@tensorflow/tfjs-core";
import { checkIds } from "../core/check-ids.ts";
import { unknownName } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import type { Serving, ServingArchitecture } from "../models/definition.ts";
import { keepAll } from "../models/layers.ts";
import type { SequenceModel, SequenceSettings } from "../models/sequence-model.ts";
import type { WeightValues } from "../models/weights.ts";

/** A trained network: what it is built from, and its weights. */
export interface TrainedNetwork {
  readonly architecture: ServingArchitecture;
  readonly settings: SequenceSettings;
  readonly weights: WeightValues;
}

/**
 * A trained next-item model as it serves one user at a time: from a history to the state whose dot products with the item
 * vectors are the scores, but for what the score of every item has in common (SSE-PT's part of the user's own).
 *
 * The network runs over a table of as many rows as it reads positions, filled with the items of the history: a catalogue of
 * any size stays in plain memory.
 */
export class StateEncoder {
  /** N */
  readonly items: number;
  /** Numbers of a state and of an item's vector. */
  readonly width: number;
  readonly #model: SequenceModel;
  readonly #values: WeightValues;
  readonly #tables: Serving;

  /** Throws a UsageError for weights of another network. */
  constructor({ architecture, settings, weights }: TrainedNetwork) {
    const tables = architecture.serving(settings);
    this.items = settings.items;
    this.width = valuesOf(weights, tables.output).length / (settings.items + 2);
    this.#values = weights;
    this.#tables = tables;
    this.#model = architecture.build(smallShape(settings), new Stream("state-encoder"));
    const whole = [tables.input, tables.output, tables.users];
    for (const name of this.#model.weights.names)
      if (!whole.includes(name)) this.#assign(name, valuesOf(weights, name));
  }

  /** Vector of each item that states are compared with: [N × width] */
  get output(): Float32Array {
    return this.#values[this.#tables.output].subarray(this.width, (this.items + 1) * this.width);
  }

  /**
   * The state after a history, oldest first, of which the most recent items count: [width]. Throws a UsageError for an item or a user that
   * the network does not know.
   */
  encode(user: number, history: Int32Array): Float32Array {
    const recent = history.subarray(-this.#model.settings.length);
    const { input, users, empty } = this.#tables;
    checkIds(recent, { what: "items", last: this.items - 1 }, "history");
    if (recent.length === 0) return empty ? this.#values[empty].slice(0, this.width) : new Float32Array(this.width);
    this.#assign(input, this.#rowsOf(recent));
    if (users) this.#assign(users, this.#userRow(user, users));
    const items = Int32Array.from(recent, (_, i) => i + 1);
    const batch = { items, count: 1, length: recent.length, users: Int32Array.of(0) };
    return tf.tidy(() => {
      const { hidden } = this.#model.head(batch, keepAll); // [P, w]
      return tf.slice(hidden, [recent.length - 1, 0], [1, -1]).dataSync() as Float32Array;
    });
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** The items' input vectors from row 1 on: [L + 2, width of the input] */
  #rowsOf(items: Int32Array): Float32Array {
    const { input } = this.#tables;
    const rows = new Float32Array(this.#model.weights.get(input).size);
    const width = rows.length / (this.#model.settings.length + 2);
    for (const [i, item] of items.entries()) {
      rows.set(this.#values[input].subarray((item + 1) * width, (item + 2) * width), (i + 1) * width);
    }
    return rows;
  }

  #userRow(user: number, table: string): Float32Array {
    const { size } = this.#model.weights.get(table);
    checkIds([user], { what: "users", last: this.#values[table].length / size - 1 }, "state of a user");
    return this.#values[table].slice(user * size, (user + 1) * size);
  }

  #assign(name: string, values: Float32Array): void {
    const variable = this.#model.weights.get(name);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

function valuesOf(weights: WeightValues, name: string): Float32Array {
  if (!weights[name]) throw unknownName("weight", name, Object.keys(weights));
  return weights[name];
}

/** For as many items as the network reads positions, one user, and no dropout. */
function smallShape(settings: SequenceSettings): SequenceSettings {
  const one = settings.users === undefined ? {} : { users: 1 };
  return { ...settings, items: settings.length, dropout: 0, ...one };
}
