/**
 * SASRec (Kang, McAuley: Self-Attentive Sequential Recommendation, ICDM 2018, arXiv:1808.09781) and, with the gBCE loss of
 * sequence-losses.ts, gSASRec (Petrov, Macdonald: gSASRec, RecSys 2023, arXiv:2308.07192), with the architecture of the
 * authors' PyTorch port: x = Emb(item) + Pos, blocks of transformer.ts, score = h · output table.
 *
 * Options lead back to the paper of 2018: `scaled` multiplies the item vectors by √d, `tied` scores with the input table
 * (the port has that option too, but there it never reaches the model), and `epsilon` 1e-8 is its ε of the norms.
 *
 * Departures from the port:
 * - Padding is known by its id. The port sums absolute values of rows, which a norm can bring to about 0.
 * - Tables start from a truncated normal of sd 0.02, not N(0, 1), and dense layers from Glorot's normal.
 */
import * as tf from "@tensorflow/tfjs-core";
import { expected } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import type { SequenceBatch } from "../dataset/sequence-batch.ts";
import { addTable, type Drop, keepAll, lookUp } from "./layers.ts";
import { lastRows, type Packing, pack, Rectangle } from "./packing.ts";
import type { Head, SequenceModel, SequenceSettings } from "./sequence-model.ts";
import { Transformer, type Watcher } from "./transformer.ts";
import { Weights } from "./weights.ts";

export interface SasRecSettings extends SequenceSettings {
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  /** Score with the input table. */
  readonly tied: boolean;
  /** Multiply item vectors by √width. */
  readonly scaled: boolean;
  /** ε of the norms. */
  readonly epsilon: number;
}

/** What a pass computes on the way, laid out over the full length with zeros at padding. */
export interface Trace {
  /** After the last norm; at padding that is the norm of zeros: [B, L, d] */
  readonly hidden: tf.Tensor3D;
  /** Each block's output: [B, L, d] */
  readonly blocks: readonly tf.Tensor3D[];
  /** Each block's weights, [query, key]: [B, h, L, L] */
  readonly attention: readonly tf.Tensor4D[];
}

export class SasRec implements SequenceModel {
  readonly settings: SasRecSettings;
  readonly weights = new Weights();
  readonly #items: tf.Variable<tf.Rank.R2>;
  readonly #positions: tf.Variable<tf.Rank.R2>;
  readonly #output: tf.Variable<tf.Rank.R2>;
  readonly #transformer: Transformer;

  constructor(settings: SasRecSettings, random: Stream) {
    const { items, length, width, tied } = settings;
    const initial = { weights: this.weights, random };
    this.settings = settings;
    this.#items = addTable(initial, "items", [items + 2, width]);
    this.#positions = addTable(initial, "positions", [length, width]);
    this.#output = tied ? this.#items : addTable(initial, "output", [items + 2, width]);
    this.#transformer = new Transformer(initial, { ...settings, causal: true });
  }

  head(batch: SequenceBatch, drop: Drop): Head {
    const packing = this.#pack(batch);
    if (packing.rows === 0) throw expected("a batch with at least one item", "only padding");
    return { hidden: this.#transformer.finish(this.#run(packing, drop)), table: this.#output };
  }

  scores(batch: SequenceBatch): tf.Tensor2D {
    return tf.tidy(() => {
      const packing = this.#pack(batch);
      const last = this.#transformer.finish(lastRows(this.#run(packing, keepAll), packing));
      return tf.matMul(last, this.#output, false, true) as tf.Tensor2D;
    });
  }

  /** Everything on the way to the scores, without dropout. */
  trace(batch: SequenceBatch): Trace {
    return tf.tidy(() => {
      const packing = this.#pack(batch);
      const { length } = batch;
      const rectangle = new Rectangle(packing);
      const blocks: tf.Tensor3D[] = [];
      const attention: tf.Tensor4D[] = [];
      const hidden = rectangle.show(
        this.#run(packing, keepAll, {
          block: (output) => blocks.push(rectangle.show(output, length)),
          attention: (weights) => attention.push(showWeights(weights, length - packing.columns)),
        }),
        length,
      );
      const flat = tf.reshape(hidden, [-1, this.settings.width]) as tf.Tensor2D;
      return { hidden: tf.reshape<tf.Rank.R3>(this.#transformer.finish(flat), hidden.shape), blocks, attention };
    });
  }

  /** The table that scores are dot products with: [N + 2, d] */
  get output(): tf.Tensor2D {
    return this.#output;
  }

  dispose(): void {
    this.weights.dispose();
  }

  #pack(batch: SequenceBatch): Packing {
    return pack(batch, { padding: this.settings.items + 1, length: this.settings.length });
  }

  /** [P, d]; no rows where there is nothing but padding. */
  #run(packing: Packing, drop: Drop, watcher?: Watcher): tf.Tensor2D {
    const { width, scaled } = this.settings;
    if (packing.rows === 0) return tf.zeros([0, width]);
    const items = lookUp(this.#items, packing.items);
    const x = tf.add<tf.Tensor2D>(
      scaled ? tf.mul(items, Math.sqrt(width)) : items,
      lookUp(this.#positions, packing.positions),
    );
    return this.#transformer.run(drop(x), { rectangle: new Rectangle(packing), drop, watcher });
  }
}

/**
 * Adds `level` to all scores of a model that is new and not tied. What a new norm gives sums to zero, so that a bias of ones
 * and a constant in the vectors of all items add just the product of the two.
 */
export function shiftScores({ weights, settings }: SasRec, level: number): void {
  if (settings.tied) throw expected("a table of its own for the output, to start from a level of scores", "tied");
  tf.tidy(() => {
    const [bias, output] = ["last/bias", "output"].map((name) => weights.get(name));
    bias.assign(tf.onesLike(bias));
    output.assign(tf.add(output, level / settings.width));
  });
}

/** Adds the columns that were left out: nobody looks there. */
function showWeights(weights: tf.Tensor4D, before: number): tf.Tensor4D {
  return tf.pad4d(weights, [
    [0, 0],
    [0, 0],
    [before, 0],
    [before, 0],
  ]);
}
