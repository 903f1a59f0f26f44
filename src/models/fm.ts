/**
 * Factorization machine of order two (Rendle: Factorization Machines, ICDM 2010):
 *
 *   ŷ = w0 + Σ_i w_i x_i + ½ Σ_f [(Σ_i v_if x_i)² − Σ_i v_if² x_i²]
 *
 * over three one-hot fields: user, item and the user's last click (left out where there is none), the fields of the paper's
 * own example that a slate agent has. So the pairs user·item, item·last and user·last are weighed, and without a last click
 * it is FunkSVD with a global bias. Log loss on clicks and uniform negatives, AdamW, factors from N(0, .05²), the rest 0.
 *
 * For one user and last click the items rank by w_i + v_i · (v_user + v_last): a dot product, so full scans and exact top-k
 * (src/factors/dot-top-k.ts) serve it too.
 */
import type { Stream } from "../core/random.ts";
import { NO_CLICK } from "../core/types.ts";
import { type AdamWSettings, MOMENTUM_REACH } from "../factors/adamw.ts";
import { FactorMemory } from "../factors/factor-memory.ts";
import { fillNormal } from "../factors/initialise.ts";
import { Parameters } from "../factors/parameters.ts";
import { RowTable } from "../factors/row-table.ts";
import type { ScanShape } from "../factors/scan-shape.ts";
import { ScanTables } from "../factors/scan-tables.ts";
import { CROSS_ENTROPY, focalLoss, focalSlope } from "./focal.ts";
import type { PointwiseBatch } from "./model.ts";

/** Settings of a factorisation machine's steps. */
export interface FmSettings extends AdamWSettings {
  /** Learning rate of users' and items' rows, most of which a batch does not reach; the global bias has the other. */
  rowRate: number;
}

/** Default settings of the factorisation machine: a dense Adam's usual rate; see MOMENTUM_REACH. */
export const FM: Readonly<FmSettings> = { learningRate: 1e-3, rowRate: 1e-3 * MOMENTUM_REACH, weightDecay: 4e-4 };

const INITIAL_SD = 0.05;

/** One field's linear weights, [rows × 1], and factors, [rows × width]. */
interface Field {
  linear: RowTable;
  factors: RowTable;
}

/** An active feature: x = 1. */
interface Feature {
  field: Field;
  row: number;
}

/** A factorisation machine whose rows learn one by one. */
export class FactorizationMachine {
  readonly parameters: Parameters;
  /** Full scans of w_i + v_i · context; a user's row is what `setContext` wrote. */
  readonly scan: ScanTables;
  readonly #settings: FmSettings;
  readonly #width: number;
  readonly #bias: RowTable;
  readonly #users: Field;
  readonly #items: Field;
  readonly #lasts: Field;
  /** Σ_i v_i of an example: [width] */
  readonly #sum: Float64Array;

  /** `width` is the number of factors, a multiple of 4. All weights are 0 until `initialise` or `parameters.load`. */
  constructor(shape: ScanShape, settings: FmSettings = FM) {
    const { users, items, width } = shape;
    const fields = [users, items, items].flatMap((rows) => [
      ...RowTable.blocks(rows, 1),
      ...RowTable.blocks(rows, width),
    ]);
    const memory = new FactorMemory([
      ...RowTable.blocks(1, 1),
      ...fields,
      users * width * 4,
      ...ScanTables.blocks(shape),
    ]);
    const field = (rows: number): Field => ({
      linear: new RowTable(memory, rows, 1),
      factors: new RowTable(memory, rows, width),
    });
    this.#settings = settings;
    this.#width = width;
    this.#sum = new Float64Array(width);
    this.#bias = new RowTable(memory, 1, 1);
    this.#users = field(users);
    this.#items = field(items);
    this.#lasts = field(items);
    this.scan = new ScanTables(memory, shape, {
      users: memory.floats(users * width),
      items: this.#items.factors.weights,
      biases: this.#items.linear.weights,
    });
    this.parameters = new Parameters({
      bias: this.#bias,
      users: this.#users.factors,
      userBiases: this.#users.linear,
      items: this.#items.factors,
      itemBiases: this.#items.linear,
      lasts: this.#lasts.factors,
      lastBiases: this.#lasts.linear,
    });
  }

  /** Draws all factors from N(0, .05²). */
  initialise(stream: Stream): this {
    for (const { factors } of [this.#users, this.#items, this.#lasts]) fillNormal(factors.weights, stream, INITIAL_SD);
    return this;
  }

  /** ŷ, a logit; `last` may be NO_CLICK. */
  score(user: number, item: number, last: number): number {
    return this.#forward(this.#features(user, item, last));
  }

  /** Writes v_user + v_last as the user's row of `scan`: call it before ranking for that user. */
  setContext(user: number, last: number): void {
    const { users } = this.scan.tables;
    const { weights: v } = this.#users.factors;
    const { weights: l } = this.#lasts.factors;
    const start = user * this.#width;
    for (let f = 0; f < this.#width; f++) {
      users[start + f] = v[start + f] + (last === NO_CLICK ? 0 : l[last * this.#width + f]);
    }
  }

  /** One optimiser step on a batch. Returns its mean loss before the step. */
  step(batch: PointwiseBatch): number {
    const loss = this.accumulate(batch);
    const { learningRate, rowRate, weightDecay } = this.#settings;
    for (const table of Object.values(this.parameters.tables)) {
      table.step({ learningRate: table === this.#bias ? learningRate : rowRate, weightDecay });
    }
    return loss;
  }

  /** Adds the gradient of the mean loss to the tables and returns the mean loss. */
  accumulate({ users, items, lasts, labels }: PointwiseBatch): number {
    let total = 0;
    for (let b = 0; b < users.length; b++) {
      const features = this.#features(users[b], items[b], lasts[b]);
      const logit = this.#forward(features);
      total += focalLoss(labels[b], logit, CROSS_ENTROPY);
      this.#backward(features, focalSlope(labels[b], logit, CROSS_ENTROPY) / users.length);
    }
    return total / users.length;
  }

  #features(user: number, item: number, last: number): Feature[] {
    const features = [
      { field: this.#users, row: user },
      { field: this.#items, row: item },
    ];
    if (last !== NO_CLICK) features.push({ field: this.#lasts, row: last });
    return features;
  }

  /** The fast form; leaves Σ_i v_i in `#sum`. */
  #forward(features: readonly Feature[]): number {
    this.#sum.fill(0);
    let squares = 0;
    let linear = this.#bias.weights[0];
    for (const { field, row } of features) {
      const { weights } = field.factors;
      linear += field.linear.weights[row];
      for (let f = 0, v = row * this.#width; f < this.#width; f++, v++) {
        this.#sum[f] += weights[v];
        squares += weights[v] * weights[v];
      }
    }
    let squared = 0;
    for (const sum of this.#sum) squared += sum * sum;
    return linear + (squared - squares) / 2;
  }

  /** ∂ŷ/∂w = 1 and ∂ŷ/∂v_i = Σ_j v_j − v_i, of the example that `#forward` saw last. */
  #backward(features: readonly Feature[], slope: number): void {
    this.#bias.gradients[this.#bias.gradientAt(0)] += slope;
    for (const { field, row } of features) {
      const { linear, factors } = field;
      const linearAt = linear.gradientAt(row);
      linear.gradients[linearAt] += slope;
      const at = factors.gradientAt(row);
      for (let f = 0, v = row * this.#width; f < this.#width; f++, v++) {
        factors.gradients[at + f] += slope * (this.#sum[f] - factors.weights[v]);
      }
    }
  }
}
