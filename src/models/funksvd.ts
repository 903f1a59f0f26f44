/**
 * FunkSVD with biases: s_ui = p_u · q_i + b_u + b_i (S. Funk, "Netflix Update: Try This at Home", 2006; biases as in Koren,
 * Bell, Volinsky: Matrix Factorization Techniques for Recommender Systems, IEEE Computer 2009), as cup-hybrid trains it
 * (docs/sources.md): focal cross-entropy on clicks and uniform negatives, AdamW, factors and biases from N(0, .05²).
 *
 * Departures from cup-hybrid:
 * - It allots 1,000 user rows for 2,000 users, so that half of its test users have no factors; here every user has a row unless
 *   `knownUsers` says otherwise. A user without one has the score b_i and moves b_i alone, as its gathers of rows that are not there
 *   (zeros, on a GPU) make it.
 * - Its weight average (EMA) is kept and never used, since its own training loop does not end the way Keras' does. Here the
 *   average becomes the weights at the end of training (`parameters.startAverage`, `adoptAverage`).
 * - Its L2 of .005 is computed and never added to the loss. Here it may be: λ/B Σ (‖p_u‖² + ‖q_i‖² + b_u² + b_i²) over the
 *   examples of a batch, Funk's penalty for each rating, so only the rows of the batch shrink.
 * - AdamW steps and decays the rows of the batch only (src/factors/row-table.ts); cup-hybrid steps all 27 million numbers a click,
 *   and its momentum moves a row far longer than the one step here does. `clock: "global"` is that dense AdamW, at the cost of
 *   the rows that move.
 */
import type { Stream } from "../core/random.ts";
import { type FactorKernel, FactorMemory } from "../factors/factor-memory.ts";
import { fillNormal } from "../factors/initialise.ts";
import { Parameters } from "../factors/parameters.ts";
import { RowTable } from "../factors/row-table.ts";
import type { ScanShape } from "../factors/scan-shape.ts";
import { ScanTables } from "../factors/scan-tables.ts";
import { FOCAL, type FocalSettings, focalLoss, focalSlope } from "./focal.ts";
import type { PointwiseBatch } from "./model.ts";

/** Settings of FunkSVD's steps. */
export interface FunkSvdSettings {
  learningRate: number;
  weightDecay: number;
  /** L2 penalty λ on the batch's rows; 0 turns it off. */
  l2: number;
  loss: FocalSettings;
  /** Whether each row's AdamW goes on at its gradients, or all rows' at every step (src/factors/dense-clock.ts). */
  clock: "row" | "global";
  /** Users that have factors and a bias, the first ones; all where absent. */
  knownUsers?: number;
}

/** Default settings of FunkSVD: those of cup-hybrid. */
export const FUNKSVD: Readonly<FunkSvdSettings> = {
  learningRate: 5e-4,
  weightDecay: 4e-4,
  l2: 0.005,
  loss: FOCAL,
  clock: "row",
};

const INITIAL_SD = 0.05;

/** FunkSVD with biases whose rows learn one by one. */
export class FunkSvd {
  readonly parameters: Parameters;
  /** Full scans of p_u · q_i + b_i, up to a factor: b_u is left out, since it does not change a user's ranking. See `aim`. */
  readonly scan: ScanTables;
  readonly #width: number;
  readonly #kernel: FactorKernel;
  readonly #users: RowTable;
  readonly #items: RowTable;
  readonly #userBiases: RowTable;
  readonly #itemBiases: RowTable;
  readonly #settings: FunkSvdSettings;
  readonly #knownUsers: number;

  /** `width` is the number of factors, a multiple of 4. All weights are 0 until `initialise` or `parameters.load`. */
  constructor(shape: ScanShape, settings: FunkSvdSettings = FUNKSVD) {
    const { users, items, width } = shape;
    const sizes = [users, items].flatMap((rows) => [...RowTable.blocks(rows, width), ...RowTable.blocks(rows, 1)]);
    const aimed = settings.clock === "global" ? users * width : 0;
    const memory = new FactorMemory([...sizes, aimed * 4, ...ScanTables.blocks(shape)]);
    this.#width = width;
    this.#settings = settings;
    this.#knownUsers = settings.knownUsers ?? users;
    this.#kernel = memory.kernel;
    this.#users = new RowTable(memory, users, width);
    this.#items = new RowTable(memory, items, width);
    this.#userBiases = new RowTable(memory, users, 1);
    this.#itemBiases = new RowTable(memory, items, 1);
    this.parameters = new Parameters({
      users: this.#users,
      items: this.#items,
      userBiases: this.#userBiases,
      itemBiases: this.#itemBiases,
    });
    if (settings.clock === "global") this.parameters.startClock(settings);
    this.scan = new ScanTables(memory, shape, {
      users: aimed > 0 ? memory.floats(aimed) : this.#users.weights,
      items: this.#items.weights,
      biases: this.#itemBiases.weights,
    });
  }

  /** Draws factors and biases from N(0, .05²). */
  initialise(stream: Stream): this {
    for (const table of Object.values(this.parameters.tables)) fillNormal(table.weights, stream, INITIAL_SD);
    for (const { weights, width } of [this.#users, this.#userBiases]) weights.fill(0, this.#knownUsers * width);
    return this;
  }

  /** Makes `scan` rank for a user by the model as it is: call it before. Weights of a global clock have a scale, and move by themselves. */
  aim(user: number): void {
    const { weights, scale } = this.#users;
    const { users } = this.scan.tables;
    if (users === weights) return;
    this.parameters.settle();
    const start = user * this.#width;
    for (let f = start; f < start + this.#width; f++) users[f] = scale * weights[f];
  }

  /** s_ui, a logit, of rows that are up to date. */
  score(user: number, item: number): number {
    const dot = this.#kernel.dot(this.#users.address(user), this.#items.address(item), this.#width);
    const { scale } = this.#items;
    return scale * (scale * dot + this.#userBiases.weights[user] + this.#itemBiases.weights[item]);
  }

  /** One optimiser step on a batch. Returns its mean loss before the step, without the L2 penalty. */
  step(batch: PointwiseBatch): number {
    const loss = this.accumulate(batch);
    this.parameters.step(this.#settings);
    return loss;
  }

  /** Adds the gradient of the mean loss (and penalty) to the tables and returns the mean loss. */
  accumulate({ users, items, labels }: PointwiseBatch): number {
    const { loss, l2 } = this.#settings;
    const shrink = (2 * l2) / users.length;
    let total = 0;
    for (let b = 0; b < users.length; b++) {
      this.#open(users[b], items[b]);
      const logit = this.score(users[b], items[b]);
      total += focalLoss(labels[b], logit, loss);
      const slope = focalSlope(labels[b], logit, loss) / users.length;
      this.#push(users[b], items[b], { slope, shrink });
    }
    return total / users.length;
  }

  /** Opens an example's rows for their gradients, which brings them up to date. */
  #open(user: number, item: number): void {
    this.#itemBiases.gradientAt(item);
    if (user >= this.#knownUsers) return;
    this.#items.gradientAt(item);
    this.#users.gradientAt(user);
    this.#userBiases.gradientAt(user);
  }

  #push(user: number, item: number, push: Push): void {
    addBias(this.#itemBiases, item, push);
    if (user >= this.#knownUsers) return;
    addBias(this.#userBiases, user, push);
    this.#addFactors(user, item, push);
  }

  /** ∂/∂p = slope·q + shrink·p and ∂/∂q = slope·p + shrink·q. */
  #addFactors(user: number, item: number, { slope, shrink }: Push): void {
    const [p, q] = [this.#users, this.#items];
    this.#kernel.push(
      p.address(user),
      q.address(item),
      p.gradients.byteOffset + p.gradientAt(user) * 4,
      q.gradients.byteOffset + q.gradientAt(item) * 4,
      this.#width,
      slope * q.scale,
      shrink * q.scale,
    );
  }
}

/** How an example pushes its rows: dℓ/ds over the batch size, and the penalty's pull towards 0. */
interface Push {
  slope: number;
  shrink: number;
}

function addBias(table: RowTable, row: number, { slope, shrink }: Push): void {
  const at = table.gradientAt(row);
  table.gradients[at] += slope + shrink * table.scale * table.weights[row];
}
