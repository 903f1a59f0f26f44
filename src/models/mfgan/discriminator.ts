/**
 * A discriminator of MFGAN (Ren et al., SIGIR 2020, arXiv:2005.10602): the probability that the last item of a sequence is
 * real, as one factor of the items shows it. The blocks are those of transformer.ts, every position seeing all others:
 *
 *   x = values of the item + Pos     h = blocks(x) at the judged item     logit = W2 · ReLU(W1 h + b1) + b2
 *
 * A sequence comes without a name: real and fake ones go through the same weights. (In the seed, mfgan of docs/sources.md, they
 * pass through different ones.)
 */
import * as tf from "@tensorflow/tfjs-core";
import { expected, inWords } from "../../core/errors.ts";
import type { Stream } from "../../core/random.ts";
import type { ItemFactor } from "../../dataset/factors.ts";
import { joinedBatches, mostRecent, type SequenceBatch } from "../../dataset/sequence-batch.ts";
import { addDense, addTable, type DenseWeights, type Drop, dense, lookUp } from "../layers.ts";
import type { Phase } from "../model.ts";
import { pack, Rectangle } from "../packing.ts";
import { dropOf } from "../sequence-objective.ts";
import { Transformer } from "../transformer.ts";
import { Weights } from "../weights.ts";
import { FactorTable } from "./factor-table.ts";

/** Settings of a discriminator. */
export interface DiscriminatorSettings {
  /** N: ids 1..N are items, N + 1 is padding. */
  readonly items: number;
  /** L: the most items of a sequence, the judged one included. */
  readonly length: number;
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  /** Numbers between the two dense layers that judge. */
  readonly inner: number;
  /** Rate of dropout while training. */
  readonly dropout: number;
  /** ε of the norms. */
  readonly epsilon: number;
}

/** Judges the last item of a sequence by one factor. */
export class Discriminator {
  readonly settings: DiscriminatorSettings;
  readonly weights = new Weights();
  /** Name of its factor. */
  readonly factor: string;
  readonly #table: FactorTable;
  readonly #positions: tf.Variable<tf.Rank.R2>;
  readonly #transformer: Transformer;
  readonly #inner: DenseWeights;
  readonly #outer: DenseWeights;

  /** Throws a UsageError for a factor of other items. */
  constructor(settings: DiscriminatorSettings, factor: ItemFactor, random: Stream) {
    const { length, width, inner } = settings;
    const initial = { weights: this.weights, random };
    this.settings = settings;
    this.factor = factor.name;
    this.#table = new FactorTable(initial, factor, settings);
    this.#positions = addTable(initial, "positions", [length, width]);
    this.#transformer = new Transformer(initial, { ...settings, causal: false });
    this.#inner = addDense(initial, "judge/inner", [width, inner]);
    this.#outer = addDense(initial, "judge/outer", [inner, 1]);
  }

  /**
   * Logit of each sequence's last item being real, by its last L items: [B]. Call it inside a tidy. Throws a UsageError for a sequence that ends in
   * padding.
   */
  logits(batch: SequenceBatch, drop: Drop): tf.Tensor1D {
    const { items, length } = this.settings;
    const padding = items + 1;
    checkJudged(batch, padding);
    const packing = pack(mostRecent(batch, length), { padding, length });
    const x = tf.add<tf.Tensor2D>(this.#table.lookUp(packing.items), lookUp(this.#positions, packing.positions));
    const judged = this.#transformer.runLast(drop(x), { packing, rectangle: new Rectangle(packing), drop }); // [B, d]
    return tf.reshape(dense(dense(judged, this.#inner, "relu"), this.#outer), [batch.count]);
  }

  dispose(): void {
    this.weights.dispose();
  }
}

/** Sequences to judge: those that end in what a user did, and those that end in what a generator proposed. */
export interface JudgedBatch {
  readonly real: SequenceBatch;
  readonly fake: SequenceBatch;
}

/** How a discriminator is trained, as a phase of a fit: its own weights, real and fake in one pass. */
export function discriminatorPhase(discriminator: Discriminator): Phase<JudgedBatch> {
  return {
    variables: discriminator.weights.list(),
    loss: ({ real, fake }, random) => {
      const drop = dropOf(discriminator.settings.dropout, random);
      const logits = discriminator.logits(joinedBatches(real, fake), drop);
      const [ofReal, ofFake] = tf.split(logits, [real.count, fake.count]) as tf.Tensor1D[];
      return discriminatorLoss(ofReal, ofFake);
    },
  };
}

/** As `discriminatorPhase` for several that are trained side by side: the sum of their losses, whose weights have nothing in common. */
export function discriminatorsPhase(discriminators: readonly Discriminator[]): Phase<JudgedBatch> {
  const phases = discriminators.map((it) => ({ name: it.factor, ...discriminatorPhase(it) }));
  return {
    variables: phases.flatMap(({ variables }) => variables),
    loss: (batch, random) => tf.addN(phases.map(({ name, loss }) => loss(batch, random.fork(name)))),
  };
}

/** Binary cross-entropy, −log D(real) − log(1 − D(fake)) from logits, each side the mean over its own sequences. */
export function discriminatorLoss(real: tf.Tensor1D, fake: tf.Tensor1D): tf.Scalar {
  return tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake)));
}

function checkJudged({ items, count, length }: SequenceBatch, padding: number): void {
  if (count === 0) throw expected("a sequence to judge", inWords("none"));
  for (let end = length - 1; end < items.length; end += length)
    if (items[end] === padding) throw expected("an item to judge at the end of a sequence", inWords("padding"));
}
