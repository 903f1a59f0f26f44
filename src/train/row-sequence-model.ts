/**
 * A next-item model that serves and learns one response at a time, over a catalogue of any size.
 *
 * Its item (and user) tables are `RowTable`s; the network between them is the model of src/models, built over a small table
 * of slots (slot-table.ts) that a pass fills with the rows it needs. So a pass costs its own rows, not the catalogue: a dense
 * step on two tables of 209,527 × 64 would move a gigabyte.
 *
 * Steps are plain gradient descent. Adam's moves are as large for a small gradient as for a large one: on single responses it
 * would push every sampled item down as far as it lifts the clicked one.
 */
import * as tf from "@tensorflow/tfjs-core";
import { expected } from "../core/errors.ts";
import { Stream } from "../core/random.ts";
import { FactorMemory } from "../engine/factor-memory.ts";
import { ScanTables } from "../engine/scan-tables.ts";
import { clickLoss } from "../models/click-loss.ts";
import { keepAll } from "../models/layers.ts";
import type { SequenceModel } from "../models/sequence-model.ts";
import type { Objective } from "../models/sequence-objective.ts";
import type { UserSequenceBatch } from "../models/sse-pt.ts";
import type { WeightValues } from "../models/weights.ts";
import { type ParameterChanges, Parameters } from "./parameters.ts";
import { RowTable } from "./row-table.ts";
import { buildSequenceModel, type SequenceArchitecture } from "./sequence-training.ts";
import { SlotTable } from "./slot-table.ts";

export interface RowSequenceSettings {
  readonly model: SequenceArchitecture;
  readonly objective: Objective;
  /** Users whose states are kept. */
  readonly users: number;
  /** Most responses of a step. */
  readonly batch: number;
  /** Items that a response tells of, C. */
  readonly candidates: number;
}

/** What a user did with a slate, and what the user had done before. */
export interface Response {
  readonly user: number;
  /** Oldest first, not empty. */
  readonly history: Int32Array;
  /** [C] */
  readonly items: Int32Array;
  /** As in `clickLoss`: [C] */
  readonly weights: Float32Array;
}

export interface StepRates {
  /** Of the rows of items and users. */
  readonly rows: number;
  /** Of all other weights; 0 leaves them. */
  readonly network: number;
}

/** Most different rows of a `RowTable` in one step. */
const MOST_ROWS = 2048;
const VECTOR = 4;

export class RowSequenceModel {
  readonly parameters: Parameters;
  /** State of each user against every item: what is ranked. */
  readonly scan: ScanTables;
  /** The scanned item table, and biases of 0. */
  readonly scanned: { readonly factors: RowTable; readonly biases: RowTable };
  readonly #settings: RowSequenceSettings;
  readonly #model: SequenceModel<UserSequenceBatch>;
  readonly #items: SlotTable;
  readonly #users: SlotTable | undefined;
  readonly #output: SlotTable | undefined;
  readonly #network: RowTable;
  /** Names of the network's weights. */
  readonly #names: readonly string[];

  /** Throws a UsageError where a step would need more rows than it can have. */
  constructor(settings: RowSequenceSettings) {
    const { model: it, users, batch, candidates } = settings;
    const slots = batch * (it.settings.length + candidates);
    if (slots > MOST_ROWS) throw expected(`at most ${Math.floor((batch * MOST_ROWS) / slots)} clicks in a step`, batch);
    this.#settings = settings;
    this.#model = buildSequenceModel(slotModel(it, { slots, users: batch }), new Stream("slots"));
    const names = this.#model.weights.names;
    const shapes = tableShapes(it, names);
    this.#names = names.filter((name) => !shapes[name]);
    const networkSize = this.#names.reduce((sum, name) => sum + this.#model.weights.get(name).size, 0);
    const { items } = it.settings;
    const shape = { users, items, width: (shapes.output ?? shapes.items).width };
    const all: Record<string, TableShape> = { ...shapes, network: { rows: 1, width: networkSize } };
    const blocks = [...Object.values(all), { rows: items, width: 1 }].flatMap((t) => RowTable.blocks(t.rows, t.width));
    const memory = new FactorMemory([...blocks, users * shape.width * 4, ...ScanTables.blocks(shape)]);
    const tables = Object.fromEntries(
      Object.entries(all).map(([name, t]) => [name, new RowTable(memory, t.rows, t.width)]),
    );
    this.parameters = new Parameters(tables);
    this.#network = tables.network;
    this.scanned = { factors: tables.output ?? tables.items, biases: new RowTable(memory, items, 1) };
    const states = memory.floats(users * shape.width);
    const { factors, biases } = this.scanned;
    this.scan = new ScanTables(memory, shape, { users: states, items: factors.weights, biases: biases.weights });
    const slotsOf = (name: string, before: number) =>
      tables[name] && new SlotTable(tables[name], this.#model.weights.get(name), before);
    this.#items = slotsOf("items", 1);
    this.#output = slotsOf("output", 1);
    this.#users = slotsOf("users", 0);
  }

  /** Takes the weights of a trained model of the same architecture. */
  load(values: WeightValues): void {
    const { items } = this.#settings.model.settings;
    for (const [name, table] of Object.entries(this.parameters.tables)) {
      if (table === this.#network) continue;
      const width = values[name].length / (name === "users" ? table.rows : items + 2);
      const first = name === "users" ? 0 : 1; // id 0 is no item
      for (let row = 0; row < table.rows; row++) {
        const start = (row + first) * width;
        table.weights.set(values[name].subarray(start, start + width), row * table.width);
      }
    }
    let at = 0;
    for (const name of this.#names) {
      this.#network.weights.set(values[name], at);
      at += values[name].length;
    }
    this.#uploadNetwork();
    this.parameters.mark();
  }

  /** Back to the weights that were loaded, or to `changes` counted from them. */
  restore(changes: ParameterChanges): void {
    this.parameters.restore(changes);
    this.#uploadNetwork();
  }

  /** Computes a user's state from a history (of which the most recent items count) and puts it where `scan` reads it. */
  encode(user: number, history: Int32Array): void {
    const width = this.scan.shape.width;
    const state = history.length === 0 ? this.#emptyState() : this.#lastState(user, history);
    this.scan.tables.users.fill(0, user * width, (user + 1) * width);
    this.scan.tables.users.set(state.subarray(0, this.#itemWidth), user * width);
  }

  /** One step on responses. Returns their loss. */
  step(responses: readonly Response[], rates: StepRates): number {
    const { objective } = this.#settings;
    const { weights } = this.#model;
    const prepared = this.#prepare(responses);
    const tables = [this.#items, this.#output, this.#users].filter((table) => table !== undefined);
    for (const table of tables) table.upload();
    const network = rates.network > 0 ? this.#names.map((name) => weights.get(name)) : [];
    const { value, grads } = tf.variableGrads(
      () => clickLoss(this.#model.head(prepared.batch, keepAll), prepared, objective),
      [...tables.map(({ variable }) => variable), ...network],
    );
    const loss = value.dataSync()[0];
    for (const table of tables) table.collect(grads[table.variable.name].dataSync() as Float32Array);
    for (const table of Object.values(this.parameters.tables)) if (table !== this.#network) table.descend(rates.rows);
    if (network.length > 0)
      this.#stepNetwork(
        network.map(({ name }) => grads[name]),
        rates.network,
      );
    tf.dispose([value, grads]);
    return loss;
  }

  dispose(): void {
    this.#model.dispose();
  }

  get #itemWidth(): number {
    const { model: it } = this.#settings;
    return it.architecture === "sasrec" ? it.settings.width : it.settings.itemWidth;
  }

  #begin(): void {
    for (const table of [this.#items, this.#output, this.#users]) table?.clear();
  }

  #lastState(user: number, history: Int32Array): Float32Array {
    this.#begin();
    const recent = history.subarray(-this.#model.length);
    const items = recent.map((item) => this.#items.idOf(item));
    const users = Int32Array.of(this.#users?.idOf(user) ?? 0);
    this.#items.upload();
    this.#users?.upload();
    return tf.tidy(() => {
      const { hidden } = this.#model.head({ items, count: 1, length: recent.length, users }, keepAll);
      return tf.slice(hidden, [recent.length - 1, 0], [1, this.#itemWidth]).dataSync() as Float32Array;
    });
  }

  /** What the model says of a sequence of nothing: the last norm's bias. */
  #emptyState(): Float32Array {
    return this.#model.weights.get("last/bias").dataSync() as Float32Array;
  }

  /** The responses over slots. */
  #prepare(responses: readonly Response[]) {
    this.#begin();
    const { batch: most, model: it, candidates } = this.#settings;
    const histories = responses.map(({ history }) => history.subarray(-this.#model.length));
    const length = Math.max(...histories.map((history) => history.length));
    const padding = most * (it.settings.length + candidates) + 1;
    const items = new Int32Array(responses.length * length).fill(padding);
    const rows = new Int32Array(responses.length);
    let row = 0;
    for (const [b, history] of histories.entries()) {
      const start = (b + 1) * length - history.length;
      history.forEach((item, i) => {
        items[start + i] = this.#items.idOf(item);
      });
      row += history.length;
      rows[b] = row - 1;
    }
    const users = Int32Array.from(responses, ({ user }) => this.#users?.idOf(user) ?? 0);
    const scored = this.#output ?? this.#items;
    return {
      batch: { items, count: responses.length, length, users },
      count: responses.length,
      rows,
      items: Int32Array.from(responses.flatMap((it) => Array.from(it.items, (item) => scored.idOf(item)))),
      weights: Float32Array.from(responses.flatMap((it) => Array.from(it.weights))),
    };
  }

  #stepNetwork(gradients: readonly tf.Tensor[], rate: number): void {
    let at = this.#network.gradientAt(0);
    for (const gradient of gradients) {
      this.#network.gradients.set(gradient.dataSync(), at);
      at += gradient.size;
    }
    this.#network.descend(rate);
    this.#uploadNetwork();
  }

  #uploadNetwork(): void {
    let at = 0;
    for (const name of this.#names) {
      const variable = this.#model.weights.get(name);
      const values = this.#network.weights.slice(at, at + variable.size);
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      at += variable.size;
    }
  }
}

/** The same architecture over slots, without dropout. */
function slotModel(it: SequenceArchitecture, { slots, users }: { slots: number; users: number }): SequenceArchitecture {
  return it.architecture === "sasrec"
    ? { ...it, settings: { ...it.settings, items: slots, dropout: 0 } }
    : { ...it, settings: { ...it.settings, items: slots, users, dropout: 0 } };
}

interface TableShape {
  readonly rows: number;
  readonly width: number;
}

/** Tables that have a row for each item or user, by the name of their weight; rows end on whole vectors. */
function tableShapes(it: SequenceArchitecture, names: readonly string[]): Record<string, TableShape> {
  const aligned = (width: number) => Math.ceil(width / VECTOR) * VECTOR;
  const { items } = it.settings;
  if (it.architecture === "sse-pt") {
    const { users, itemWidth, userWidth } = it.settings;
    return { items: { rows: items, width: aligned(itemWidth) }, users: { rows: users, width: aligned(userWidth) } };
  }
  const table = { rows: items, width: aligned(it.settings.width) };
  return names.includes("output") ? { items: table, output: table } : { items: table };
}
