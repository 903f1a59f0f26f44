/**
 * Learns from responses to slates: a trained model gives users' states h_u and items' vectors q_i, and responses move the vectors.
 *
 *   s_ui = h_u · q_i
 *
 * A response is a choice among the items shown and none of them, by multinomial logit:
 *
 *   P(i) = e^{s_i − m} / (Σ_j e^{s_j − m} + e^c)     m = the highest score of the slate
 *
 * A step goes up the gradient of its log-likelihood: q_i moves by (1[i clicked] − P(i))·h_u, and c, the worth of no click, by
 * 1[no click] − P(none). Taking scores from the slate's best makes it the same for models trained with a softmax, which say
 * nothing of how high scores are, and with gBCE.
 *
 * Why not every weight: a response through the network and back takes 5 ms on the quicker engine, this .06. Why not gBCE's own
 * loss: it takes the scores for log-odds, and steps of it on rows forgot in an episode what a softmax had learnt. Why not an
 * offset of each user beside the state: tried, it changed nothing (docs/online.md). Why not Adam: its moves are as large for a
 * small error as for a large one.
 */
import { roundUp } from "../core/round-up.ts";
import { FactorMemory } from "../factors/factor-memory.ts";
import { Parameters } from "../factors/parameters.ts";
import { RowTable } from "../factors/row-table.ts";
import { ScanTables } from "../factors/scan-tables.ts";

/** What a user did with a slate. */
export interface SlateResponse {
  readonly user: number;
  readonly slate: readonly number[];
  /** An item of the slate, or NO_CLICK. */
  readonly clicked: number;
}

/** Numbers of users and items and the width of their vectors. */
export interface ResponseShape {
  readonly users: number;
  readonly items: number;
  /** Numbers of a vector. */
  readonly width: number;
}

/** Rows end on whole vectors. */
const VECTOR = 4;
/** Step of c. */
const LEVEL_RATE = 0.05;

/** Item vectors that responses move, and the worth of no click. */
export class ResponseModel {
  /** What responses change: item vectors and c. */
  readonly parameters: Parameters;
  /** Users' states and items' vectors. */
  readonly scan: ScanTables;
  /** For an index: the scanned items, and biases, which stay 0. */
  readonly watched: { readonly factors: RowTable; readonly biases: RowTable };
  readonly #level: RowTable;

  constructor({ users, items, width: given }: ResponseShape) {
    const width = roundUp(given, VECTOR);
    const shape = { users, items, width };
    const blocks = [RowTable.blocks(items, width), RowTable.blocks(items, 1), RowTable.blocks(1, 1)].flat();
    const memory = new FactorMemory([...blocks, users * width * 4, ...ScanTables.blocks(shape)]);
    const factors = new RowTable(memory, items, width);
    const biases = new RowTable(memory, items, 1);
    this.#level = new RowTable(memory, 1, 1);
    this.parameters = new Parameters({ items: factors, level: this.#level });
    this.watched = { factors, biases };
    const states = memory.floats(users * width);
    this.scan = new ScanTables(memory, shape, { users: states, items: factors.weights, biases: biases.weights });
  }

  /** Takes items' vectors, [items × width]; they are what `parameters` go back to. */
  load(vectors: Float32Array): void {
    const { items, width } = this.scan.shape;
    const given = vectors.length / items;
    const { weights } = this.watched.factors;
    for (let item = 0; item < items; item++) {
      weights.set(vectors.subarray(item * given, (item + 1) * given), item * width);
    }
    this.parameters.mark();
  }

  /** A copy of a user's state: [width] */
  stateOf(user: number): Float32Array {
    const { width } = this.scan.shape;
    return this.scan.tables.users.slice(user * width, (user + 1) * width);
  }

  /** Sets a user's state: [width] */
  setState(user: number, state: Float32Array): void {
    this.scan.tables.users.set(state, user * this.scan.shape.width);
  }

  /** One step on responses, each of which counts in full. */
  step(responses: readonly SlateResponse[], learningRate: number): void {
    for (const response of responses) this.#addGradient(response);
    this.watched.factors.descend(learningRate);
    this.#level.descend(LEVEL_RATE);
  }

  #addGradient({ user, slate, clicked }: SlateResponse): void {
    const { shape, tables } = this.scan;
    const { factors } = this.watched;
    const shares = this.#shares(user, slate);
    let none = 1;
    for (const [n, item] of slate.entries()) {
      none -= shares[n];
      const error = shares[n] - Number(item === clicked);
      const to = factors.gradientAt(item);
      for (let i = 0; i < shape.width; i++) factors.gradients[to + i] += error * tables.users[user * shape.width + i];
    }
    this.#level.gradients[this.#level.gradientAt(0)] += none - Number(!slate.includes(clicked));
  }

  /** Probability of each item of a slate. */
  #shares(user: number, slate: readonly number[]): number[] {
    const scores = slate.map((item) => this.#score(user, item));
    const highest = Math.max(...scores);
    const odds = scores.map((score) => Math.exp(score - highest));
    const total = odds.reduce((sum, odd) => sum + odd, Math.exp(this.#level.weights[0]));
    return odds.map((odd) => odd / total);
  }

  #score(user: number, item: number): number {
    const { shape, tables } = this.scan;
    let score = 0;
    for (let i = 0; i < shape.width; i++)
      score += tables.users[user * shape.width + i] * tables.items[item * shape.width + i];
    return score;
  }
}
