/**
 * SASRec (Kang, McAuley: Self-Attentive Sequential Recommendation, ICDM 2018, arXiv:1808.09781) and, with the gBCE loss of
 * sequence-losses.ts, gSASRec (Petrov, Macdonald: gSASRec, RecSys 2023, arXiv:2308.07192), with the architecture of
 * gsasrec-pytorch, the authors' port (docs/sources.md): x = Emb(item) + Pos, blocks of transformer.ts, score = h · output table.
 *
 * Options lead back to the paper of 2018: `scaled` multiplies the item vectors by √d, `tied` scores with the input table
 * (the port has that option too, but there it never reaches the model), and `epsilon` 1e-8 is its ε of the norms.
 *
 * Departures from the port:
 * - Padding is known by its id. The port sums absolute values of rows, which a norm can bring to about 0.
 * - Tables start from a truncated normal of sd 0.02, not N(0, 1), and dense layers from Glorot's normal.
 */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { expected, inWords } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import type { SequenceBatch } from "../dataset/sequence-batch.ts";
import type { ImportedNetwork, ServingArchitecture, ToldSettings } from "./definition.ts";
import { addTable, type Drop, keepAll, lookUp } from "./layers.ts";
import { nextItemModel } from "./next-item.ts";
import { type Packing, pack, Rectangle } from "./packing.ts";
import { checkWeights, portShape, toPort, valuesOf, weightNames } from "./port-weights.ts";
import { LONG, published, quick, SMALL_BATCHES } from "./recipes.ts";
import type { DataSize, Head, SequenceModel, SequenceSettings } from "./sequence-model.ts";
import { count, samplingSettings, trainingSettings } from "./training-settings.ts";
import { Transformer, transformerSettings, type Watcher } from "./transformer.ts";
import { type GivenTensor, Weights } from "./weights.ts";

/** Settings of a SASRec network. */
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

/** What a pass through SASRec computes on the way, laid out over the full length with zeros at padding. */
export interface Trace {
  /** After the last norm; at padding that is the norm of zeros: [B, L, d] */
  readonly hidden: tf.Tensor3D;
  /** Each block's output: [B, L, d] */
  readonly blocks: readonly tf.Tensor3D[];
  /** Each block's weights, [query, key]: [B, h, L, L] */
  readonly attention: readonly tf.Tensor4D[];
}

/** The SASRec network. */
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
    if (packing.rows === 0) throw expected("a batch with at least one item", inWords("only padding"));
    return { hidden: this.#transformer.finish(this.#run(packing, drop)), table: this.#output };
  }

  /** As `head`, but one row for each sequence, at its last position; that of no items has one too: [B, d]. Call it inside a tidy. */
  last(batch: SequenceBatch, drop: Drop): Head {
    const packing = this.#pack(batch);
    return { hidden: this.#last(packing, drop), table: this.#output };
  }

  scores(batch: SequenceBatch): tf.Tensor2D {
    return tf.tidy(() => {
      const { hidden, table } = this.last(batch, keepAll);
      return tf.matMul(hidden, table, false, true) as tf.Tensor2D;
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

  /**
   * What a new norm gives sums to zero, so that a bias of ones and a constant in the vectors of all items add just the product
   * of the two. Throws a UsageError where the tables are one.
   */
  shiftScores(level: number): void {
    const { tied, width } = this.settings;
    if (tied) throw expected("a table of its own for the output, to start from a level of scores", "tied");
    tf.tidy(() => {
      const bias = this.weights.get("last/bias");
      bias.assign(tf.onesLike(bias));
      this.#output.assign(tf.add(this.#output, level / width));
    });
  }

  dispose(): void {
    this.weights.dispose();
  }

  #pack(batch: SequenceBatch): Packing {
    return pack(batch, { padding: this.settings.items + 1, length: this.settings.length });
  }

  #last(packing: Packing, drop: Drop): tf.Tensor2D {
    if (packing.rows === 0) return this.#transformer.finish(tf.zeros([packing.count, this.settings.width]));
    return this.#transformer.runLast(this.#embed(packing, drop), { packing, rectangle: new Rectangle(packing), drop });
  }

  /** [P, d]; no rows where there is nothing but padding. */
  #run(packing: Packing, drop: Drop, watcher?: Watcher): tf.Tensor2D {
    if (packing.rows === 0) return tf.zeros([0, this.settings.width]);
    return this.#transformer.run(this.#embed(packing, drop), { rectangle: new Rectangle(packing), drop, watcher });
  }

  /** Item and position of each row: [P, d] */
  #embed(packing: Packing, drop: Drop): tf.Tensor2D {
    const { width, scaled } = this.settings;
    const items = lookUp(this.#items, packing.items);
    const positions = lookUp(this.#positions, packing.positions);
    return drop(tf.add<tf.Tensor2D>(scaled ? tf.mul(items, Math.sqrt(width)) : items, positions));
  }
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

/** The network that weights of the port are of; ε is PyTorch's where nobody tells. */
function portNetwork(
  tensors: Readonly<Record<string, GivenTensor>>,
  { heads, epsilon = 1e-5, dropout = 0 }: ToldSettings,
  where: string,
): ImportedNetwork<SasRecSettings> {
  const shape = portShape(tensors, where);
  const names = weightNames(shape);
  checkWeights(tensors, names, where);
  if (heads === undefined)
    throw expected("how many attention heads the network has, which weights do not tell", inWords("none"), "heads");
  if (shape.width % heads !== 0) throw expected(`a number that divides the width, ${shape.width}`, heads, "heads");
  return { settings: { ...shape, heads, dropout, scaled: false, epsilon }, weights: valuesOf(tensors, names) };
}

/** SASRec as checkpoints and tools know it; gSASRec is trained otherwise but the same network. */
export const SASREC: ServingArchitecture<SasRecSettings> = {
  name: "sasrec",
  build: (shape, random) => new SasRec(shape, random),
  exported: toPort,
  imported: portNetwork,
  serving: ({ tied }) => ({ input: "items", output: tied ? "items" : "output", empty: "last/bias" }),
};

/** Settings of recipes of SASRec and gSASRec. */
export const sasrecSettings = z.strictObject({
  ...transformerSettings,
  ...trainingSettings,
  width: count.describe("numbers of an item's vector"),
  tied: z.boolean().default(false).describe("score with the input table"),
  scaled: z.boolean().default(false).describe("multiply item vectors by √width"),
  ...samplingSettings,
});

/** Settings of the network that a recipe makes. */
export function sasrecShape(recipe: z.infer<typeof sasrecSettings>, { items }: DataSize): SasRecSettings {
  const { length, width, blocks, heads, dropout, tied, scaled, epsilon } = recipe;
  return { items, length, width, blocks, heads, dropout, tied, scaled, epsilon };
}

/** Settings of a recipe for two cores. */
export const CPU = { ...LONG, ...SMALL_BATCHES, width: 64, scaled: true, wholeHistory: true };
/** Settings of a recipe that trains as gsasrec-pytorch does. */
export const PORT = { length: 200, width: 128, blocks: 2, heads: 1, dropout: 0.5, loss: "gbce" };
/** Settings of a small network that is trained where it plays. */
export const BRIEF = { length: 50, width: 32, blocks: 1, heads: 1, dropout: 0.2, batchSize: 64, learningRate: 3e-3 };
const WIDE = { width: 128, dropout: 0.3, steps: 350, learningRate: 0.0014, warmUp: 100, decayEnd: 7000 };
const TF2 = { length: 50, width: 100, blocks: 2, heads: 1, dropout: 0.1, loss: "gbce", sampler: "warp", epsilon: 1e-8 };

/** The model `sasrec`. */
export const sasrec = nextItemModel({
  name: "sasrec",
  title: "SASRec",
  summary: "SASRec: self-attention over a user's items",
  settings: sasrecSettings,
  recipes: {
    cpu: quick({ ...CPU, loss: "softmax", tied: true }),
    wide: quick({ ...CPU, ...WIDE, loss: "softmax", tied: true }),
    published: published({ ...PORT, negatives: 1 }),
    tf2: published({ ...TF2, tied: true, scaled: true }),
  },
  architecture: SASREC,
  shape: sasrecShape,
  brief: { settings: { ...BRIEF, loss: "softmax" } },
});
