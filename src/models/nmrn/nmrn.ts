/**
 * NMRN (Q. Wang, H. Yin, Z. Hu, D. Lian, H. Wang, Z. Huang: Neural Memory Streaming Recommender Networks with Adversarial
 * Training, KDD 2018, doi:10.1145/3219819.3220004). A user u asks a memory, and an item v is the better the nearer it is to
 * the answer; the item that the user meets is then written:
 *
 *   w = softmax(−‖u − K_h‖)     s = wᵀV     d(u, v) = ‖s − v‖, lower is better
 *   e = σ(W_e v + b_e)     a = tanh(W_a v + b_a)     V_h ← V_h ⊙ (1 − w_h e) + w_h a
 *
 * The values V are both: weights that training moves, and the state that a stream of events writes.
 *
 * Two settings are not in the paper. With `itemTerm` an item has a number of its own, from 0, by which it is nearer to all:
 * d(u, v) = ‖s − v‖ − b_v. And e and a are η times what is said above, η being `writeShare`: 1 in the paper, where a slot forgets in ten
 * events or so what it held; by a smaller one it holds the mean of more of them.
 *
 * Departures from the seed (nmrn of docs/sources.md): users and items have learnt vectors, not random ones; reading writes
 * nothing, and negatives are never written; writes are differentiable, so that W_e and W_a learn from what is read after them.
 */
import * as tf from "@tensorflow/tfjs-core";
import { checkIds } from "../../core/check-ids.ts";
import { expected, inWords } from "../../core/errors.ts";
import type { Stream } from "../../core/random.ts";
import type { Interactions } from "../../core/types.ts";
import type { NegativeSampler } from "../../dataset/negatives.ts";
import { scoreRows } from "../../engine/dense.ts";
import { distances } from "../../engine/distances.ts";
import { memoryTurns } from "../../engine/memory-turns.ts";
import { fillTruncatedNormal } from "../../factors/truncated-normal.ts";
import { addDense, type DenseWeights, dense, lookUp } from "../layers.ts";
import type { Phase } from "../model.ts";
import { Weights } from "../weights.ts";
import { addressesOf } from "./memory.ts";
import { type WarpLosses, warpLosses } from "./warp.ts";

/** Settings of NMRN. */
export interface NmrnSettings {
  /** User ids are 0..users-1. */
  readonly users: number;
  /** N: item ids are 0..N-1. */
  readonly items: number;
  /** d: numbers of a vector. */
  readonly width: number;
  /** H: rows of the memory. */
  readonly slots: number;
  /** By how much a negative should be further away than the item that was met. */
  readonly margin: number;
  /** Whether an item has a number by which it is nearer to all. */
  readonly itemTerm: boolean;
  /** η: how much of a write is done, above 0, at most 1. */
  readonly writeShare: number;
}

/** Events in time order as the model meets them: each finds the memory that those before it have left. */
export interface EventReplay {
  /** w: [B, H] */
  readonly addresses: tf.Tensor2D;
  /** s: [B, d] */
  readonly reads: tf.Tensor2D;
  /** To the item that was met: [B] */
  readonly distances: tf.Tensor1D;
  /** The memory after all of them: [H, d] */
  readonly memory: tf.Tensor2D;
}

/** Distances of the size of the margin: a vector of 20 such numbers has length 4.5. */
const TABLE_SD = 1;

/** A memory that users read and what they meet is written to. */
export class Nmrn {
  readonly settings: NmrnSettings;
  readonly weights = new Weights();
  readonly users: tf.Variable<tf.Rank.R2>;
  readonly items: tf.Variable<tf.Rank.R2>;
  readonly #keys: tf.Variable<tf.Rank.R2>;
  readonly #values: tf.Variable<tf.Rank.R2>;
  readonly #erase: DenseWeights;
  readonly #add: DenseWeights;
  /** b: [N, 1], where there is one. */
  readonly #terms: tf.Variable<tf.Rank.R2> | undefined;

  constructor(settings: NmrnSettings, random: Stream) {
    const { users, items, width, slots } = settings;
    const initial = { weights: this.weights, random };
    const table = (name: string, rows: number) =>
      this.weights.add<tf.Rank.R2>(name, [rows, width], (values) =>
        fillTruncatedNormal(values, random.fork(name), TABLE_SD),
      );
    this.settings = settings;
    this.users = table("users", users);
    this.items = table("items", items);
    this.#keys = table("keys", slots);
    this.#values = table("values", slots);
    this.#erase = addDense(initial, "erase", [width, width]);
    this.#add = addDense(initial, "add", [width, width]);
    if (settings.itemTerm) this.#terms = this.weights.add<tf.Rank.R2>("terms", [items, 1]);
  }

  /**
   * Meets events in time order and changes nothing; a gradient flows through all writes. Call it inside a tidy. Throws a
   * UsageError for no events, and for a user or an item that there is not.
   */
  replay(events: Interactions): EventReplay {
    const { vectors, ...turns } = this.#turns(events);
    return { ...turns, distances: tf.squeeze(this.#far(turns.reads, vectors, events.items), [1]) };
  }

  /** From what is read, [B, d], to the same number of items for each row, [B × k]: [B, k]. Call it inside a tidy. */
  distances(reads: tf.Tensor2D, items: Int32Array): tf.Tensor2D {
    return this.#far(reads, lookUp(this.items, items), items);
  }

  /** Writes the items of events into the memory, in time order. Throws as `replay`. */
  write(events: Interactions): void {
    tf.tidy(() => this.#values.assign(this.#turns(events).memory));
  }

  /** What users read in the memory as it is: [B, d]. Call it inside a tidy. */
  read(users: Int32Array): tf.Tensor2D {
    return tf.matMul(addressesOf(lookUp(this.users, users), this.#keys), this.#values);
  }

  /**
   * Scores that rank items as their nearness to what users read in the memory as it is: [B, N]. They are −d where items have terms,
   * else (‖s‖² − d²) / 2 = s · v − ‖v‖² / 2. Call it inside a tidy. Throws a UsageError for a user that there is not.
   */
  scores(users: Int32Array): tf.Tensor2D {
    checkIds(users, { what: "users", last: this.settings.users - 1 }, "users");
    const reads = this.read(users);
    if (this.#terms) {
      const far = distances({ from: reads, to: tf.expandDims(this.items, 0) });
      return tf.sub(tf.reshape(this.#terms, [1, -1]), far);
    }
    const bias = tf.mul(tf.sum(tf.square(this.items), 1), -0.5); // [N]
    return scoreRows(reads, this.items, bias as tf.Tensor1D);
  }

  dispose(): void {
    this.weights.dispose();
  }

  /** Events without distances, but with the vectors of their items, [B, d] */
  #turns({ users, items }: Interactions): Omit<EventReplay, "distances"> & { readonly vectors: tf.Tensor2D } {
    this.#check({ users, items });
    const addresses = addressesOf(lookUp(this.users, users), this.#keys);
    const vectors = lookUp(this.items, items);
    const outcome = memoryTurns({
      ...{ memory: this.#values, addresses, writeShare: this.settings.writeShare },
      erase: tf.sigmoid(dense(vectors, this.#erase)),
      add: tf.tanh(dense(vectors, this.#add)),
    });
    return { addresses, vectors, ...outcome };
  }

  /** As `distances`, with the vectors of the items: [B × k, d] */
  #far(reads: tf.Tensor2D, vectors: tf.Tensor2D, items: Int32Array): tf.Tensor2D {
    const [rows, width] = reads.shape;
    const shape: [number, number] = [rows, items.length / rows];
    const far = distances({ from: reads, to: tf.reshape(vectors, [...shape, width]) });
    return this.#terms ? tf.sub(far, tf.reshape(lookUp(this.#terms, items), shape)) : far;
  }

  #check({ users, items }: Interactions): void {
    if (users.length === 0) throw expected("an event", inWords("none"));
    if (items.length !== users.length) throw expected(`${users.length} items`, items.length, "events");
    checkIds(users, { what: "users", last: this.settings.users - 1 }, "events");
    checkIds(items, { what: "items", last: this.settings.items - 1 }, "events");
  }
}

/** How negatives are drawn while NMRN is trained. */
export interface NmrnObjective {
  readonly negatives: NegativeSampler;
  /** Most of them that are tried for an event; 50 in the paper. */
  readonly tries: number;
}

/**
 * How the model is trained, as a phase of a fit: the mean WARP loss of events in time order, through all their writes. The memory
 * is moved as a weight is; `write` is what lets it meet the events.
 */
export function nmrnPhase(model: Nmrn, { negatives, tries }: NmrnObjective): Phase<Interactions> {
  return {
    variables: model.weights.list(),
    loss: (events, random) => tf.mean(lossesOf(model, events, negatives.draw(events, tries, random.key())).losses),
  };
}

/** The WARP loss of each event with negatives that are tried in this order, [B × k]. Throws as `Nmrn.replay`. */
export function lossesOf(model: Nmrn, events: Interactions, negatives: Int32Array): WarpLosses {
  const { items, margin } = model.settings;
  checkIds(negatives, { what: "items", last: items - 1 }, "negatives");
  const { reads, distances: positive } = model.replay(events);
  const distances = (ids: Int32Array) => model.distances(reads, ids);
  return warpLosses({ positive, negatives, distances }, { margin, items });
}
