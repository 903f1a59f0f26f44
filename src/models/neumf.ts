/**
 * NeuMF (He, Liao, Zhang, Nie, Hu, Chua: Neural Collaborative Filtering, WWW 2017):
 *
 *   s_ui = h_gmf · (p_u ⊙ q_i) + h_mlp · tower([p'_u; q'_i]) + b,   ŷ = σ(s)
 *
 * with generalised matrix factorisation (GMF) and a ReLU tower on embeddings of their own; the tower's widths 64-32-16-8
 * begin with its input, two embeddings of 32. Log loss, four uniform negatives a click, Adam 1e-3. Embeddings from
 * N(0, .01²), the tower Glorot uniform, the last layer LeCun uniform, as the authors' code.
 *
 * Departures: no pretraining of the two parts apart (the paper reports it as a gain, not as the model); embeddings are
 * stepped row-sparsely (src/factors/row-table.ts) at a larger rate, so one click costs its rows and the tower. With h_mlp = 0 and h_gmf = 1 it is
 * σ(p·q + b).
 */
import { expected } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import { MOMENTUM_REACH } from "../factors/adamw.ts";
import { FactorMemory } from "../factors/factor-memory.ts";
import { fillNormal, fillUniform } from "../factors/initialise.ts";
import { Parameters } from "../factors/parameters.ts";
import { RowTable } from "../factors/row-table.ts";
import { TowerScan } from "../factors/tower-scan.ts";
import { CROSS_ENTROPY, focalLoss, focalSlope } from "./focal.ts";
import type { PointwiseBatch } from "./model.ts";
import { Dense, Tower } from "./tower.ts";

/** Settings of NeuMF's steps. */
export interface NeuMfSettings {
  /** GMF factors. */
  factors: number;
  /** Widths of the tower from its input, half of it the user's, to its last layer. */
  tower: readonly number[];
  /** Of the tower and the head, which every batch reaches. */
  learningRate: number;
  /** Of the embeddings' rows, most of which a batch does not reach. */
  rowRate: number;
}

/** Default settings of NeuMF; the authors' Adam is dense: see MOMENTUM_REACH. */
export const NEUMF: Readonly<NeuMfSettings> = {
  factors: 8,
  tower: [64, 32, 16, 8],
  learningRate: 1e-3,
  rowRate: 1e-3 * MOMENTUM_REACH,
};

const EMBEDDING_SD = 0.01;

/** NeuMF whose rows and layers learn step by step. */
export class NeuMf {
  readonly parameters: Parameters;
  readonly #settings: NeuMfSettings;
  readonly #users: RowTable;
  readonly #items: RowTable;
  readonly #towerUsers: RowTable;
  readonly #towerItems: RowTable;
  readonly #tower: Tower;
  readonly #head: Dense;
  readonly #scan: TowerScan;
  /** What the head reads, p ⊙ q and then the tower's top, and its slope: [factors + last width] */
  readonly #joint: Float64Array;
  readonly #jointSlope: Float64Array;
  readonly #logit = new Float64Array(1);

  /** All weights are 0 until `initialise` or `parameters.load`. Throws a UsageError on an odd tower input. */
  constructor({ users, items }: { users: number; items: number }, settings: NeuMfSettings = NEUMF) {
    const { factors, tower } = settings;
    if (!(tower.length >= 2 && tower[0] % 2 === 0))
      throw expected("a tower of two widths or more, the first even", tower);
    const half = tower[0] / 2;
    const joint = factors + tower[tower.length - 1];
    const memory = new FactorMemory([
      ...[users, items].flatMap((rows) => [...RowTable.blocks(rows, factors), ...RowTable.blocks(rows, half)]),
      ...Tower.blocks(tower),
      ...Dense.blocks(joint, 1),
      ...TowerScan.blocks(items, factors, [half, ...tower.slice(1)]),
    ]);
    this.#settings = settings;
    this.#users = new RowTable(memory, users, factors);
    this.#items = new RowTable(memory, items, factors);
    this.#towerUsers = new RowTable(memory, users, half);
    this.#towerItems = new RowTable(memory, items, half);
    this.#tower = new Tower(memory, tower);
    this.#head = new Dense(memory, joint, 1);
    this.#joint = new Float64Array(joint);
    this.#jointSlope = new Float64Array(joint);
    this.#scan = new TowerScan(memory, {
      factors: this.#items.weights,
      units: this.#towerItems.weights,
      layers: this.#tower.layers.map(({ table, inputs, outputs }, l) => ({
        weights: table.weights,
        offset: l === 0 ? half : 0,
        stride: table.width,
        inputs: l === 0 ? half : inputs,
        outputs,
      })),
      head: this.#head.table.weights.subarray(factors),
    });
    this.parameters = new Parameters({
      users: this.#users,
      items: this.#items,
      towerUsers: this.#towerUsers,
      towerItems: this.#towerItems,
      ...Object.fromEntries(this.#tower.layers.map((layer, l) => [`layer${l + 1}`, layer.table])),
      head: this.#head.table,
    });
  }

  initialise(stream: Stream): this {
    for (const table of [this.#users, this.#items, this.#towerUsers, this.#towerItems]) {
      fillNormal(table.weights, stream, EMBEDDING_SD);
    }
    for (const layer of this.#tower.layers) layer.initialise(stream);
    const weights = this.#head.table.weights;
    fillUniform(weights, stream, Math.sqrt(3 / this.#joint.length));
    weights[this.#joint.length] = 0;
    return this;
  }

  /** s_ui, a logit. */
  score(user: number, item: number): number {
    const { factors } = this.#settings;
    const [p, q] = [row(this.#users, user), row(this.#items, item)];
    for (let f = 0; f < factors; f++) this.#joint[f] = p[f] * q[f];
    const input = this.#tower.activations[0];
    input.set(row(this.#towerUsers, user));
    input.set(row(this.#towerItems, item), input.length / 2);
    this.#tower.forward();
    this.#joint.set(this.#tower.top, factors);
    this.#head.forward(this.#joint, this.#logit);
    return this.#logit[0];
  }

  /** Logits of every item for a user. A view that the next call overwrites: [items]. */
  scores(user: number): Float32Array {
    const { gmf, starts } = this.#scan;
    const [p, head] = [row(this.#users, user), this.#head.table.weights];
    for (let f = 0; f < gmf.length; f++) gmf[f] = head[f] * p[f];
    this.#tower.layers.forEach(({ table, inputs }, l) => {
      for (let o = 0; o < starts[l].length; o++) starts[l][o] = table.weights[o * table.width + inputs];
    });
    this.#addUserHalf(row(this.#towerUsers, user), starts[0]);
    return this.#scan.scores();
  }

  /** One optimiser step on a batch. Returns its mean loss before the step. */
  step(batch: PointwiseBatch): number {
    const loss = this.accumulate(batch);
    const { learningRate, rowRate } = this.#settings;
    const embeddings = [this.#users, this.#items, this.#towerUsers, this.#towerItems];
    for (const table of Object.values(this.parameters.tables)) {
      table.step({ learningRate: embeddings.includes(table) ? rowRate : learningRate, weightDecay: 0 });
    }
    return loss;
  }

  /** Adds the gradient of the mean loss to the tables and returns the mean loss. */
  accumulate({ users, items, labels }: PointwiseBatch): number {
    let total = 0;
    for (let b = 0; b < users.length; b++) {
      const logit = this.score(users[b], items[b]);
      total += focalLoss(labels[b], logit, CROSS_ENTROPY);
      this.#backward(users[b], items[b], focalSlope(labels[b], logit, CROSS_ENTROPY) / users.length);
    }
    return total / users.length;
  }

  /** Of the example that `score` saw last. */
  #backward(user: number, item: number, slope: number): void {
    const { factors } = this.#settings;
    this.#logit[0] = slope;
    this.#head.backward(this.#joint, this.#logit, this.#jointSlope);
    const gmf = this.#jointSlope.subarray(0, factors);
    addProduct(this.#users, user, { slope: gmf, by: row(this.#items, item) });
    addProduct(this.#items, item, { slope: gmf, by: row(this.#users, user) });
    const input = this.#tower.backward(this.#jointSlope.subarray(factors));
    add(this.#towerUsers, user, input.subarray(0, input.length / 2));
    add(this.#towerItems, item, input.subarray(input.length / 2));
  }

  /** What the user's half of the tower's input adds to the first layer. */
  #addUserHalf(user: Float32Array, sums: Float32Array): void {
    const { weights, width } = this.#tower.layers[0].table;
    for (let o = 0; o < sums.length; o++) {
      for (let i = 0; i < user.length; i++) sums[o] += weights[o * width + i] * user[i];
    }
  }
}

function row({ weights, width }: RowTable, index: number): Float32Array {
  return weights.subarray(index * width, (index + 1) * width);
}

function add(table: RowTable, index: number, slope: ArrayLike<number>): void {
  const at = table.gradientAt(index);
  for (let i = 0; i < slope.length; i++) table.gradients[at + i] += slope[i];
}

function addProduct(table: RowTable, index: number, { slope, by }: { slope: Float64Array; by: Float32Array }): void {
  const at = table.gradientAt(index);
  for (let i = 0; i < slope.length; i++) table.gradients[at + i] += slope[i] * by[i];
}
