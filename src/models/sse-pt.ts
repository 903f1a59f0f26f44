/**
 * SSE-PT (Wu, Li, Hsieh, Sharpnack: SSE-PT: Sequential Recommendation via Personalized Transformer, RecSys 2020). Each
 * position carries the item's vector and the user's, and the output is scored against both:
 *
 *   u = √d_u · U[user]     z_t = [√d_i · V[i_t]; u] + P_t     F = blocks(z)     score(c) = F_t · [V[c]; u]
 *
 * The blocks are those of transformer.ts, d_i + d_u wide. The paper's stochastic shared embeddings are not in the model: they
 * replace ids in the training batches (`sharedEmbeddings` of src/dataset/samplers.ts).
 */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { checkIds } from "../core/check-ids.ts";
import { expected, inWords } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import type { UserSequenceBatch } from "../dataset/sequence-batch.ts";
import { addTable, type Drop, keepAll, lookUp } from "./layers.ts";
import { nextItemModel } from "./next-item.ts";
import { type Packing, pack, Rectangle } from "./packing.ts";
import { LONG, published, quick, SMALL_BATCHES } from "./recipes.ts";
import type { Head, SequenceModel, SequenceSettings } from "./sequence-model.ts";
import { count, share, trainingSettings } from "./training-settings.ts";
import { Transformer, transformerSettings } from "./transformer.ts";
import { Weights } from "./weights.ts";

/** Settings of an SSE-PT network. */
export interface SsePtSettings extends SequenceSettings {
  /** User ids are 0..users-1. */
  readonly users: number;
  readonly itemWidth: number;
  readonly userWidth: number;
  readonly blocks: number;
  readonly heads: number;
  /** ε of the norms. */
  readonly epsilon: number;
}

/** The SSE-PT network. */
export class SsePt implements SequenceModel {
  readonly settings: SsePtSettings;
  readonly weights = new Weights();
  readonly #items: tf.Variable<tf.Rank.R2>;
  readonly #users: tf.Variable<tf.Rank.R2>;
  readonly #positions: tf.Variable<tf.Rank.R2>;
  readonly #transformer: Transformer;

  constructor(settings: SsePtSettings, random: Stream) {
    const { items, users, length, itemWidth, userWidth } = settings;
    const initial = { weights: this.weights, random };
    const width = itemWidth + userWidth;
    this.settings = settings;
    this.#items = addTable(initial, "items", [items + 2, itemWidth]);
    this.#users = addTable(initial, "users", [users, userWidth]);
    this.#positions = addTable(initial, "positions", [length, width]);
    this.#transformer = new Transformer(initial, { ...settings, width, causal: true });
  }

  /** F · [V[c]; u] in its two parts: F_item · V[c], and F_user · u, which all items have in common. */
  head(batch: UserSequenceBatch, drop: Drop): Head {
    const packing = this.#pack(batch);
    if (packing.rows === 0) throw expected("a batch with at least one item", inWords("only padding"));
    const users = this.#userRows(packing.sequences.map((sequence) => batch.users[sequence]));
    return this.#score(this.#transformer.finish(this.#run(packing, users, drop)), users);
  }

  scores(batch: UserSequenceBatch): tf.Tensor2D {
    return tf.tidy(() => {
      const packing = this.#pack(batch);
      const users = this.#userRows(packing.sequences.map((sequence) => batch.users[sequence]));
      const last = this.#last(packing, users);
      const { hidden, table, common } = this.#score(last, this.#userRows(batch.users));
      return tf.add<tf.Tensor2D>(tf.matMul(hidden, table, false, true), common);
    });
  }

  dispose(): void {
    this.weights.dispose();
  }

  get #width(): number {
    return this.settings.itemWidth + this.settings.userWidth;
  }

  #pack(batch: UserSequenceBatch): Packing {
    const { items, users, length } = this.settings;
    if (batch.users.length !== batch.count) throw expected(`${batch.count} user ids`, batch.users.length, "sequences");
    checkIds(batch.users, { what: "user ids", last: users - 1 }, "sequences");
    return pack(batch, { padding: items + 1, length });
  }

  /** √d_u · U[user]: [R, d_u] */
  #userRows(users: Int32Array): tf.Tensor2D {
    return tf.mul(lookUp(this.#users, users), Math.sqrt(this.settings.userWidth));
  }

  #run(packing: Packing, users: tf.Tensor2D, drop: Drop): tf.Tensor2D {
    return this.#transformer.run(drop(this.#embed(packing, users)), { rectangle: new Rectangle(packing), drop });
  }

  /** At the last position of each sequence: [B, d_i + d_u] */
  #last(packing: Packing, users: tf.Tensor2D): tf.Tensor2D {
    if (packing.rows === 0) return this.#transformer.finish(tf.zeros([packing.count, this.#width]));
    const where = { packing, rectangle: new Rectangle(packing), drop: keepAll };
    return this.#transformer.runLast(this.#embed(packing, users), where);
  }

  /** Item, user and position of each row: [P, d_i + d_u] */
  #embed(packing: Packing, users: tf.Tensor2D): tf.Tensor2D {
    const items = tf.mul(lookUp(this.#items, packing.items), Math.sqrt(this.settings.itemWidth));
    return tf.add<tf.Tensor2D>(tf.concat([items, users], 1), lookUp(this.#positions, packing.positions));
  }

  #score(output: tf.Tensor2D, users: tf.Tensor2D): Required<Head> {
    const { itemWidth, userWidth } = this.settings;
    const [hidden, forUser] = tf.split<tf.Tensor2D>(output, [itemWidth, userWidth], 1);
    return { hidden, table: this.#items, common: tf.sum(tf.mul(forUser, users), 1, true) };
  }
}

const settings = z.strictObject({
  ...transformerSettings,
  ...trainingSettings,
  itemWidth: count.describe("numbers of an item's vector"),
  userWidth: count.describe("numbers of a user's vector"),
  keepItem: share.describe("probability that an item's id is not replaced"),
  keepUser: share.describe("probability that a user's id is not replaced"),
});

const SHARED = { keepItem: 0.9, keepUser: 0.08 };
const BRIEF = { length: 50, itemWidth: 24, userWidth: 8, blocks: 1, heads: 1, dropout: 0.2 };

/** The model `ssept`. */
export const ssept = nextItemModel({
  name: "ssept",
  title: "SSE-PT",
  summary: "SSE-PT: SASRec with a user's vector at every position, ids replaced at random",
  settings,
  recipes: {
    cpu: quick({ ...LONG, ...SMALL_BATCHES, decayEnd: 6000, itemWidth: 48, userWidth: 16, loss: "softmax", ...SHARED }),
    published: published({ ...LONG, itemWidth: 50, userWidth: 50, loss: "gbce", beta2: 0.98, ...SHARED }),
  },
  architecture: {
    name: "sse-pt",
    build: (shape: SsePtSettings, random) => new SsePt(shape, random),
    serving: () => ({ input: "items", output: "items", users: "users", empty: "last/bias" }),
  },
  shape: ({ length, itemWidth, userWidth, blocks, heads, dropout, epsilon }, size) => {
    return { ...size, length, itemWidth, userWidth, blocks, heads, dropout, epsilon };
  },
  sampling: ({ keepItem, keepUser }) => ({ sampler: "warp", shared: { keepItem, keepUser } }),
  // Briefly, it meets users and items as they are, once an epoch.
  brief: {
    settings: { ...BRIEF, batchSize: 64, learningRate: 3e-3, loss: "softmax", keepItem: 1, keepUser: 1 },
    sampling: { sampler: "epochs", negatives: 0 },
  },
});
