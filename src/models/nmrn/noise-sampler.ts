/**
 * The adaptive noise sampler of NMRN (Wang et al., KDD 2018), its generator: of candidates it proposes items that lie near what a
 * user reads, and so are hard to tell from what the user meets.
 *
 *   logit(u, v) = MLP [u; v] of ReLU layers     p = softmax over the candidates     draw v⁻ ~ p
 *   lower −(r − b) · log p(v⁻) with r = −d(u, v⁻), b = Σ p r over the candidates
 *
 * Vectors and rewards are numbers to it: nothing flows back to the model. The expectation b is known, since every candidate's
 * distance is; a mean over the batch would leave a batch of one event nothing to learn.
 *
 * Departures from the seed (nmrn of docs/sources.md): no sigmoid before the softmax, which held all shares within a factor e.
 */
import * as tf from "@tensorflow/tfjs-core";
import { keyedUniform, type Stream } from "../../core/random.ts";
import type { Interactions } from "../../core/types.ts";
import type { NegativeSampler } from "../../dataset/negatives.ts";
import { relu } from "../../engine/dense.ts";
import { numbersOf } from "../../engine/numbers-of.ts";
import { addDense, type DenseWeights, dense } from "../layers.ts";
import { policyLoss } from "../mfgan/policy.ts";
import type { Phase } from "../model.ts";
import { Weights } from "../weights.ts";
import type { Nmrn } from "./nmrn.ts";

/** Settings of the adaptive noise sampler. */
export interface NoiseSamplerSettings {
  /** C: items that are offered for an event, to be chosen from; 100 in the paper. */
  readonly candidates: number;
  /** Widths of the two hidden layers; 32 and 16 in the paper. */
  readonly hidden: readonly [number, number];
  /** Share of the draws that are any candidate alike, whatever its logit; 0 in the paper. */
  readonly explore: number;
}

/** Whose negatives a noise sampler proposes. */
export interface NoiseSamplerTask {
  readonly model: Nmrn;
  /** Who offers candidates; every item alike in the paper. */
  readonly offers: NegativeSampler;
}

/** Draws hard negatives, and learns to. */
export class NoiseSampler implements NegativeSampler {
  readonly settings: NoiseSamplerSettings;
  readonly weights = new Weights();
  readonly model: Nmrn;
  readonly #offers: NegativeSampler;
  readonly #layers: readonly DenseWeights[];

  constructor({ model, offers }: NoiseSamplerTask, settings: NoiseSamplerSettings, random: Stream) {
    const initial = { weights: this.weights, random };
    const [first, second] = settings.hidden;
    this.settings = settings;
    this.model = model;
    this.#offers = offers;
    this.#layers = [
      addDense(initial, "first", [2 * model.settings.width, first]),
      addDense(initial, "second", [first, second]),
      addDense(initial, "last", [second, 1]),
    ];
  }

  /** Logits of candidates [B × C] of users [B]: [B, C]. Call it inside a tidy. */
  logits(users: Int32Array, candidates: Int32Array): tf.Tensor2D {
    const each = candidates.length / users.length;
    const { width } = this.model.settings;
    const [first, second, last] = this.#layers;
    const [asking, offered] = tf.split(first.weight, [width, width]) as [tf.Tensor2D, tf.Tensor2D]; // of u and of v in [u; v]
    const asked = tf.add(tf.matMul(rowsOf(this.model.users, users), asking), first.bias); // [B, 32]
    const items = tf.matMul(rowsOf(this.model.items, candidates), offered) as tf.Tensor2D; // [B × C, 32]
    const both = tf.add(tf.reshape(items, [users.length, each, -1]), tf.expandDims(asked, 1));
    const hidden = dense(tf.reshape<tf.Rank.R2>(relu(both), items.shape), second, "relu");
    return tf.reshape(dense(hidden, last), [users.length, each]);
  }

  /** Candidates for each event: [B × C] */
  candidates(events: Interactions, key: number): Int32Array {
    return this.#offers.draw(events, this.settings.candidates, key);
  }

  draw(events: Interactions, k: number, key: number): Int32Array {
    const candidates = this.candidates(events, key);
    const { explore, candidates: offered } = this.settings;
    const shares = numbersOf(() => {
      const own = tf.softmax(this.logits(events.users, candidates));
      return tf.add(tf.mul(own, 1 - explore), explore / offered);
    });
    return drawPlaces(shares, { rows: events.users.length, k, key }).map((place) => candidates[place]);
  }

  dispose(): void {
    this.weights.dispose();
  }
}

/** How the sampler is trained, as a phase of a fit: its own weights, by what the model makes of one draw for each event. */
export function noiseSamplerPhase(sampler: NoiseSampler): Phase<Interactions> {
  return {
    variables: sampler.weights.list(),
    loss: (events, random) => {
      const [key, rows] = [random.key(), events.users.length];
      const candidates = sampler.candidates(events, key);
      const logits = sampler.logits(events.users, candidates);
      const shares = tf.softmax(logits);
      const rewards = hardness(sampler.model, sampler.model.replay(events).reads, candidates);
      const better = tf.sub(rewards, tf.sum(tf.mul(rewards, shares), 1, true)).dataSync(); // [B × C]
      const places = drawPlaces(shares.dataSync(), { rows, k: 1, key });
      const actions = places.map((place) => 1 + (place % sampler.settings.candidates));
      return policyLoss(logits, { actions, advantages: Float32Array.from(places, (place) => better[place]) });
    },
  };
}

/** Rewards of candidates [B × C], minus how far they are from what is read, [B, d]: [B, C]. Call it inside a tidy. */
export function hardness(model: Nmrn, reads: tf.Tensor2D, candidates: Int32Array): tf.Tensor2D {
  return tf.neg(model.distances(reads, candidates));
}

interface Drawing {
  readonly rows: number;
  /** For each row. */
  readonly k: number;
  readonly key: number;
}

/** Draws columns of each row by their shares, [B × C], with replacement; what rounding leaves falls to the last: places in `shares`, [B × k] */
function drawPlaces(shares: ArrayLike<number>, { rows, k, key }: Drawing): Int32Array {
  const columns = shares.length / rows;
  const [places, sums] = [new Int32Array(rows * k), new Float64Array(columns)];
  for (let row = 0, i = 0; row < rows; row++) {
    const first = row * columns;
    for (let column = 0, sum = 0; column < columns; column++) sums[column] = sum += shares[first + column];
    for (let j = 0; j < k; j++) places[i++] = first + placeOf(keyedUniform(key, row, columns + j), sums); // the first C draws of a row are its candidates
  }
  return places;
}

/** The first of ascending sums that is above a number, else the last: by halves, for a row is drawn from many times. */
function placeOf(u: number, sums: Float64Array): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Rows of a table as numbers that no gradient passes. */
function rowsOf(table: tf.Tensor2D, ids: Int32Array): tf.Tensor2D {
  return tf.gather(table, tf.tensor1d(ids, "int32"));
}
