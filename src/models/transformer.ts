/**
 * The self-attention blocks of SASRec (Kang, McAuley: Self-Attentive Sequential Recommendation, ICDM 2018) as
 * gsasrec-pytorch has them (docs/sources.md):
 *
 *   q = LN1(x)     y = Attention(qWq + bq, xWk + bk, xWv + bv) + q     z = LN2(y)
 *   out = z + Drop(W2 · Drop(ReLU(W1 z + b1)) + b2)
 *
 * Keys and values come from x as it is, the residual is the normalised query, there is no output projection, and a last
 * norm follows the last block.
 */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { expected } from "../core/errors.ts";
import { type AttentionInputs, attend, attendLast, attentionMask, scaledQuery } from "./attention.ts";
import {
  addDense,
  addNorm,
  type DenseWeights,
  type Drop,
  dense,
  type Initial,
  layerNorm,
  type NormWeights,
} from "./layers.ts";
import { lastRows, type Packing, type Rectangle } from "./packing.ts";
import { count, sequenceSettings } from "./training-settings.ts";

/** Settings of recipes of models with self-attention blocks. */
export const transformerSettings = {
  length: sequenceSettings.length,
  blocks: count.max(100).describe("self-attention blocks"),
  heads: count.max(1000).describe("attention heads"),
  dropout: sequenceSettings.dropout,
  epsilon: z.number().min(1e-12).max(1).default(1e-5).describe("ε of the norms"),
};

/** Settings of a stack of self-attention blocks. */
export interface TransformerSettings {
  readonly width: number;
  readonly blocks: number;
  readonly heads: number;
  /** False lets every position see those after it. */
  readonly causal: boolean;
  /** ε of the norms. */
  readonly epsilon: number;
}

interface Block {
  readonly first: NormWeights;
  readonly second: NormWeights;
  readonly query: DenseWeights;
  readonly key: DenseWeights;
  readonly value: DenseWeights;
  readonly inner: DenseWeights;
  readonly outer: DenseWeights;
}

/** Shown what happens inside the blocks: the weights of each block's attention, [B, h, K, K], and its output, [P, d]. */
export interface Watcher {
  attention(weights: tf.Tensor4D): void;
  block(output: tf.Tensor2D): void;
}

/** A stack of self-attention blocks, over packed rows. */
export class Transformer {
  readonly #settings: TransformerSettings;
  readonly #blocks: readonly Block[];
  readonly #last: NormWeights;

  /** Adds its weights as `block0/query/weight`, …, `last/gain`, `last/bias`. */
  constructor(initial: Initial, settings: TransformerSettings) {
    const { width, heads, blocks } = settings;
    if (width % heads !== 0) throw expected(`a width that ${heads} heads divide`, width);
    this.#settings = settings;
    this.#blocks = Array.from({ length: blocks }, (_, i) => addBlock(initial, `block${i}`, width));
    this.#last = addNorm(initial, "last", width);
  }

  /** All blocks, without the last norm: [P, d] → [P, d] */
  run(
    x: tf.Tensor2D,
    { rectangle, drop, watcher }: { rectangle: Rectangle; drop: Drop; watcher?: Watcher },
  ): tf.Tensor2D {
    return this.#runBlocks(x, this.#blocks, { rectangle, drop, watcher });
  }

  /**
   * All blocks and the last norm, of the last position of each sequence alone; that of one that holds nothing there is the norm of
   * zeros: [P, d] → [B, d]. What other rows would come to in the last block is never computed.
   */
  runLast(
    x: tf.Tensor2D,
    { packing, rectangle, drop }: { packing: Packing; rectangle: Rectangle; drop: Drop },
  ): tf.Tensor2D {
    const { heads } = this.#settings;
    const rows = this.#runBlocks(x, this.#blocks.slice(0, -1), { rectangle, drop });
    const queries = lastRows(rows, packing);
    const attention = (inputs: AttentionInputs) => attendLast(inputs, { rectangle, heads, drop });
    const [block] = this.#blocks.slice(-1);
    const last = block ? this.#block({ rows, queries }, block, { attention, drop }) : queries;
    return this.finish(tf.mul(last, rectangle.endsInItem()));
  }

  /** The norm after the last block. */
  finish(x: tf.Tensor2D): tf.Tensor2D {
    return layerNorm(x, this.#last, this.#settings.epsilon);
  }

  #runBlocks(
    x: tf.Tensor2D,
    blocks: readonly Block[],
    { rectangle, drop, watcher }: { rectangle: Rectangle; drop: Drop; watcher?: Watcher },
  ): tf.Tensor2D {
    const { heads, causal } = this.#settings;
    const mask = attentionMask(rectangle, causal);
    const settings = { rectangle, mask, heads, drop, watch: watcher && ((w: tf.Tensor4D) => watcher.attention(w)) };
    const attention = (inputs: AttentionInputs) => attend(inputs, settings);
    return blocks.reduce((rows, block) => {
      const output = this.#block({ rows, queries: rows }, block, { attention, drop });
      watcher?.block(output);
      return output;
    }, x);
  }

  /** One row for each query, which sees all rows that its attention lets it see. */
  #block(
    { rows, queries }: { rows: tf.Tensor2D; queries: tf.Tensor2D },
    block: Block,
    { attention, drop }: { attention: (inputs: AttentionInputs) => tf.Tensor2D; drop: Drop },
  ): tf.Tensor2D {
    const { epsilon, heads } = this.#settings;
    const q = layerNorm(queries, block.first, epsilon);
    const inputs = {
      query: dense(q, scaledQuery(block.query, heads)),
      key: dense(rows, block.key),
      value: dense(rows, block.value),
    };
    const z = layerNorm(tf.add<tf.Tensor2D>(attention(inputs), q), block.second, epsilon);
    return tf.add<tf.Tensor2D>(z, drop(dense(drop(dense(z, block.inner, "relu")), block.outer)));
  }
}

function addBlock(initial: Initial, name: string, width: number): Block {
  const square = (part: string) => addDense(initial, `${name}/${part}`, [width, width]);
  return {
    first: addNorm(initial, `${name}/first`, width),
    second: addNorm(initial, `${name}/second`, width),
    query: square("query"),
    key: square("key"),
    value: square("value"),
    inner: square("inner"),
    outer: square("outer"),
  };
}
