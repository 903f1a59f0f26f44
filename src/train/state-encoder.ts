import * as tf from "@tensorflow/tfjs-core";
import { checkIds } from "../core/check-ids.ts";
import { Stream } from "../core/random.ts";
import { damaged } from "../core/section-rules.ts";
import type { Serving, ServingArchitecture } from "../models/definition.ts";
import { keepAll } from "../models/layers.ts";
import type { SequenceModel, SequenceSettings } from "../models/sequence-model.ts";
import { type WeightSource, Weights, type WeightValues, weightsOf } from "../models/weights.ts";

/** A trained network: what it is built from, and its weights. */
export interface TrainedNetwork {
  readonly architecture: ServingArchitecture;
  readonly settings: SequenceSettings;
  readonly weights: WeightValues;
  /** Where they were read from, for errors. */
  readonly path?: string;
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

  /** Throws a SlateLabError for weights of another network. */
  constructor(network: TrainedNetwork) {
    const { architecture, settings, weights, path = "weights" } = network;
    const tables = architecture.serving(settings);
    this.items = settings.items;
    this.#values = weights;
    this.#tables = tables;
    const source = smallSource(network, tables);
    const build = () => architecture.build(smallShape(settings), new Stream("state-encoder"));
    this.#model = Weights.from(source, build);
    this.width = rowLength(weights, { name: tables.output, rows: settings.items + 2 }, path);
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

/** All weights as they are but the tables of items and users, of which there are as many rows as a history needs. */
function smallSource(
  { settings, weights, path = "weights" }: TrainedNetwork,
  { input, output, users }: Serving,
): WeightSource {
  const exact = weightsOf(weights, path);
  const small = smallShape(settings);
  const items = { rows: settings.items + 2, smallRows: small.items + 2 };
  const tables = new Map([input, output].map((name) => [name, items]));
  if (users) tables.set(users, { rows: settings.users ?? 1, smallRows: 1 });
  return (name, length) => {
    const table = tables.get(name);
    if (!table) return exact(name, length);
    const width = rowLength(weights, { name, rows: table.rows }, path);
    if (length !== width * table.smallRows)
      throw damaged(`rows of ${length / table.smallRows} numbers`, width, `${path}: ${name}`);
    return new Float32Array(length);
  };
}

/** Numbers of a row of a table that must have so many. */
function rowLength(weights: WeightValues, { name, rows }: { name: string; rows: number }, where: string): number {
  const { length } = weights[name] ?? [];
  if (length > 0 && length % rows === 0) return length / rows;
  throw damaged(`${rows} rows of a length`, `${length} numbers`, `${where}: ${name}`);
}

/** For as many items as the network reads positions, one user, and no dropout. */
function smallShape(settings: SequenceSettings): SequenceSettings {
  const one = settings.users === undefined ? {} : { users: 1 };
  return { ...settings, items: settings.length, dropout: 0, ...one };
}
