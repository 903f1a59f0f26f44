/**
 * Learns from responses to slates on top of users' states and items' vectors that a trained model gives:
 *
 *   s_ui = (h_u + δ_u) · q_i
 *
 * h_u is the state of a user's history, which the model's network gives and this does not change; δ_u starts at 0 and q_i at
 * the model's own vector. A response is a choice among the items shown and none of them, by multinomial logit:
 *
 *   P(i) = e^{s_i − m} / (Σ_j e^{s_j − m} + e^c)     m = the highest score of the slate
 *
 * A step goes up the gradient of its log-likelihood: q_i moves by (1[i clicked] − P(i))·(h_u + δ_u), δ_u by Σ (1[i clicked] −
 * P(i))·q_i, and c, the worth of no click, by 1[no click] − P(none). Taking scores from the slate's best makes it the same for
 * models trained with a softmax, which say nothing of how high scores are, and with gBCE.
 *
 * Why not every weight: one response through the network and back takes milliseconds, moves all users at once and, tried with
 * gBCE's own loss, forgot in an episode what training had learnt. Why not Adam: its moves are as large for a small error as for
 * a large one.
 */
import { FactorMemory } from "../engine/factor-memory.ts";
import { ScanTables } from "../engine/scan-tables.ts";
import { Parameters } from "./parameters.ts";
import { RowTable } from "./row-table.ts";

export interface ResponseRates {
  /** Of item vectors. */
  readonly items: number;
  /** Of users' offsets. */
  readonly users: number;
}

/** What a user did with a slate. */
export interface Response {
  readonly user: number;
  readonly slate: readonly number[];
  /** An item of the slate, or NO_CLICK. */
  readonly clicked: number;
}

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

export class ResponseModel {
  /** What responses change: item vectors, users' offsets, and c. */
  readonly parameters: Parameters;
  /** Users as they are ranked for, h_u + δ_u, and items. */
  readonly scan: ScanTables;
  /** For an index: the scanned items, and biases, which stay 0. */
  readonly watched: { readonly factors: RowTable; readonly biases: RowTable };
  readonly #offsets: RowTable;
  readonly #level: RowTable;
  /** h_u, where it is known: [users × aligned width] */
  readonly #states: Float32Array;

  constructor({ users, items, width: given }: ResponseShape) {
    const width = Math.ceil(given / VECTOR) * VECTOR;
    const shape = { users, items, width };
    const tables = [
      [items, width],
      [users, width],
      [1, 1],
      [items, 1],
    ] as const; // prettier-ignore
    const rows = tables.flatMap(([count, numbers]) => RowTable.blocks(count, numbers));
    const memory = new FactorMemory([...rows, users * width * 4, ...ScanTables.blocks(shape)]);
    const [factors, offsets, level, biases] = tables.map(([count, numbers]) => new RowTable(memory, count, numbers));
    const ranked = memory.floats(users * width);
    this.parameters = new Parameters({ items: factors, users: offsets, level });
    this.watched = { factors, biases };
    this.scan = new ScanTables(memory, shape, { users: ranked, items: factors.weights, biases: biases.weights });
    this.#offsets = offsets;
    this.#level = level;
    this.#states = new Float32Array(users * width);
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

  /** Sets a user's state: [width] */
  setState(user: number, state: Float32Array): void {
    this.#states.set(state, user * this.scan.shape.width);
    this.#rank(user);
  }

  /** Call it when `parameters` were restored: users are ranked with their offsets again. */
  refresh(): void {
    for (let user = 0; user < this.scan.shape.users; user++) this.#rank(user);
  }

  /** One step on responses, each of which counts in full. */
  step(responses: readonly Response[], rates: ResponseRates): void {
    for (const response of responses) this.#addGradient(response);
    this.watched.factors.descend(rates.items);
    this.#offsets.descend(rates.users);
    this.#level.descend(LEVEL_RATE);
    for (const { user } of responses) this.#rank(user);
  }

  #addGradient({ user, slate, clicked }: Response): void {
    const { width, tables } = { ...this.scan.shape, tables: this.scan.tables };
    const shares = this.#shares(user, slate);
    const { factors } = this.watched;
    const toUser = this.#offsets.gradientAt(user);
    const from = user * width;
    let none = 1;
    for (const [n, item] of slate.entries()) {
      none -= shares[n];
      const error = shares[n] - Number(item === clicked);
      const toItem = factors.gradientAt(item);
      for (let i = 0; i < width; i++) {
        factors.gradients[toItem + i] += error * tables.users[from + i];
        this.#offsets.gradients[toUser + i] += error * factors.weights[item * width + i];
      }
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

  #rank(user: number): void {
    const { width } = this.scan.shape;
    for (let i = user * width; i < (user + 1) * width; i++) {
      this.scan.tables.users[i] = this.#states[i] + this.#offsets.weights[i];
    }
  }
}
