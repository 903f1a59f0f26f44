import type { Stream } from "../../src/core/random.ts";
import type { UtilityTables } from "./tables.ts";

/** Standard deviation of the first weights. */
const INITIAL_SD = 0.1;

/** Size of the hidden model and what its steps depend on. */
export interface FpmcShape {
  readonly users: number;
  readonly items: number;
  /** A multiple of 4. */
  readonly factors: number;
  readonly transition: boolean;
  readonly weightDecay: number;
}

/** One step of a user's sequence. */
export interface FpmcSample {
  user: number;
  /** The item before, or `items` where there is none: the chain's start has a row of its own. */
  last: number;
  /** The true next item, then the negatives. */
  readonly candidates: Int32Array;
}

/**
 * FPMC under the sampled softmax loss −ln softmax(scores of the candidates)[0], and its gradient step on the rows that a
 * sample touches. Plain typed arrays: a tensor library's dispatch costs more than such a step.
 */
export class FpmcModel {
  readonly shape: FpmcShape;
  /** Length of the context [p_u ; r_last], or of p_u alone without transitions. */
  readonly width: number;
  /** p: [users × factors] */
  readonly users: Float32Array;
  /** r: [(items + 1) × factors], empty without transitions. */
  readonly transitions: Float32Array;
  /** [q ; t] or q alone: [items × width] */
  readonly items: Float32Array;
  /** b: [items] */
  readonly biases: Float32Array;
  /** [p_u ; r_last]: [width]. Doubles: V8 then rounds less often, which saves a tenth of the time. */
  readonly #context: Float64Array;
  /** Gradient of the context: [width] */
  readonly #gradient: Float64Array;
  /** Scores, then probabilities, of the candidates. */
  #weights = new Float64Array(0);

  constructor(shape: FpmcShape, random: Stream) {
    const { users, items, factors, transition } = shape;
    this.shape = shape;
    this.width = transition ? 2 * factors : factors;
    this.users = normals(users * factors, random);
    this.transitions = normals(transition ? (items + 1) * factors : 0, random);
    this.items = normals(items * this.width, random);
    this.biases = new Float32Array(items);
    this.#context = new Float64Array(this.width);
    this.#gradient = new Float64Array(this.width);
  }

  /** −ln of the probability of the true next item; leaves context and probabilities for `#descend`. */
  loss({ user, last, candidates }: FpmcSample): number {
    if (this.#weights.length !== candidates.length) this.#weights = new Float64Array(candidates.length);
    this.#loadContext(user, last);
    const weights = this.#weights;
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < candidates.length; k++) {
      const score = this.#score(candidates[k]);
      weights[k] = score;
      if (score > highest) highest = score;
    }
    const margin = highest - weights[0];
    let total = 0;
    for (let k = 0; k < weights.length; k++) total += weights[k] = Math.exp(weights[k] - highest);
    for (let k = 0; k < weights.length; k++) weights[k] /= total;
    return Math.log(total) + margin;
  }

  /** One step of gradient descent with L2 decay on the sample; returns its loss before the step. */
  descend(sample: FpmcSample, rate: number): number {
    const loss = this.loss(sample);
    const { user, last, candidates } = sample;
    const { factors, transition } = this.shape;
    this.#gradient.fill(0);
    for (let k = 0; k < candidates.length; k++)
      this.#descendItem(candidates[k], this.#weights[k] - (k === 0 ? 1 : 0), rate);
    this.#descendRow(this.users, { row: user, part: 0 }, rate);
    if (transition) this.#descendRow(this.transitions, { row: last, part: factors }, rate);
    return loss;
  }

  /** The tables of the world: zeros stand where the transition part is off. */
  tables(): UtilityTables {
    const { items, factors, transition } = this.shape;
    const stride = 2 * factors + 1;
    const itemTable = new Float32Array(items * stride);
    for (let item = 0; item < items; item++) {
      itemTable.set(this.items.subarray(item * this.width, (item + 1) * this.width), item * stride);
      itemTable[item * stride + 2 * factors] = this.biases[item];
    }
    const transitionTable = transition ? this.transitions.slice(0, items * factors) : new Float32Array(items * factors);
    return { factors, userTable: this.users.slice(), itemTable, transitionTable };
  }

  #loadContext(user: number, last: number): void {
    const { factors, transition } = this.shape;
    const context = this.#context;
    for (let f = 0; f < factors; f++) context[f] = this.users[user * factors + f];
    if (transition) for (let f = 0; f < factors; f++) context[factors + f] = this.transitions[last * factors + f];
  }

  #score(item: number): number {
    const context = this.#context;
    const items = this.items;
    const row = item * this.width;
    // Four sums: they do not wait for one another.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let f = 0; f < context.length; f += 4) {
      a += context[f] * items[row + f];
      b += context[f + 1] * items[row + f + 1];
      c += context[f + 2] * items[row + f + 2];
      d += context[f + 3] * items[row + f + 3];
    }
    return a + b + (c + d) + this.biases[item];
  }

  /** Steps an item's row and bias, and adds what the row says to the gradient of the context. */
  #descendItem(item: number, error: number, rate: number): void {
    const context = this.#context;
    const gradient = this.#gradient;
    const items = this.items;
    const row = item * this.width;
    const step = rate * error;
    const keep = 1 - rate * this.shape.weightDecay;
    for (let f = 0; f < context.length; f += 4) {
      const w0 = items[row + f];
      const w1 = items[row + f + 1];
      const w2 = items[row + f + 2];
      const w3 = items[row + f + 3];
      gradient[f] += error * w0;
      gradient[f + 1] += error * w1;
      gradient[f + 2] += error * w2;
      gradient[f + 3] += error * w3;
      items[row + f] = w0 * keep - step * context[f];
      items[row + f + 1] = w1 * keep - step * context[f + 1];
      items[row + f + 2] = w2 * keep - step * context[f + 2];
      items[row + f + 3] = w3 * keep - step * context[f + 3];
    }
    this.biases[item] = this.biases[item] * keep - step;
  }

  /** Steps a row of the context's tables; `part`: where its gradient begins. */
  #descendRow(table: Float32Array, { row, part }: { row: number; part: number }, rate: number): void {
    const { factors, weightDecay } = this.shape;
    const gradient = this.#gradient;
    const keep = 1 - rate * weightDecay;
    const start = row * factors;
    for (let f = 0; f < factors; f++) table[start + f] = table[start + f] * keep - rate * gradient[part + f];
  }
}

function normals(count: number, random: Stream): Float32Array {
  return new Float32Array(count).map(() => random.normal(0, INITIAL_SD));
}
