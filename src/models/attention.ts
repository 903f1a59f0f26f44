/** Scaled dot-product attention (Vaswani et al.: Attention Is All You Need, NeurIPS 2017), masked for padding and future. */
import * as tf from "@tensorflow/tfjs-core";
import { maskedSoftmax } from "../engine/masked-softmax.ts";
import type { DenseWeights, Drop } from "./layers.ts";
import type { Rectangle } from "./packing.ts";

/** Added to masked scores: far below every real one, and finite, so that a fully masked row has no NaN. */
const MASKED = -1e9;

/** What is added to the scores of attention: 0 where the query may see the key, else a large negative. [B, 1, K, K] */
export type AttentionMask = tf.Tensor4D;

/** Makes the mask of attention: padding is no key; where causal, neither is what comes after the query. */
export function attentionMask(rectangle: Rectangle, causal: boolean): AttentionMask {
  const columns = rectangle.shape[1];
  const future = new Float32Array(columns * columns);
  if (causal)
    for (let query = 1; query <= columns; query++) future.fill(MASKED, (query - 1) * columns + query, query * columns);
  return tf.minimum<tf.Tensor4D>(paddingMask(rectangle), tf.tensor4d(future, [1, 1, columns, columns]));
}

/** What is added to the scores of a query that may see every key, as the last one always may: [B, 1, 1, K] */
function paddingMask({ real, shape: [count, columns] }: Rectangle): tf.Tensor4D {
  const padding = tf.sub(1, tf.cast(tf.reshape(real, [count, 1, 1, columns]), "float32"));
  return tf.mul(padding, MASKED);
}

/** The weights of a query divided by √(d/h), the usual divisor of scores: [d, d] costs less to divide than [P, d]. */
export function scaledQuery({ weight, bias }: DenseWeights, heads: number): DenseWeights {
  const factor = 1 / Math.sqrt(weight.shape[1] / heads);
  return { weight: tf.mul(weight, factor), bias: tf.mul(bias, factor) };
}

/** What attention is computed from. */
export interface AttentionInputs {
  /** [P, d] each; scores are the products of query and key as they are. */
  readonly query: tf.Tensor2D;
  readonly key: tf.Tensor2D;
  readonly value: tf.Tensor2D;
}

/** Settings of attention. */
export interface AttentionSettings {
  readonly rectangle: Rectangle;
  readonly mask: AttentionMask;
  readonly heads: number;
  readonly drop: Drop;
  /** Shown the weights, [B, h, K, K]. */
  readonly watch?: (weights: tf.Tensor4D) => void;
}

/** Attention output, heads side by side, without a projection: [P, d] */
export function attend({ query, key, value }: AttentionInputs, settings: AttentionSettings): tf.Tensor2D {
  const { rectangle, mask, heads, drop, watch } = settings;
  const split = (x: tf.Tensor2D) => splitHeads(rectangle.spread(x), heads);
  const scores = tf.matMul(split(query), split(key), false, true) as tf.Tensor4D; // [B, h, K, K]
  const weights = maskedSoftmax(scores, mask);
  watch?.(seenWeights(weights, mask));
  const mixed = tf.matMul(drop(weights), split(value)) as tf.Tensor4D; // [B, h, K, d/h]
  return rectangle.collect(joinHeads(mixed));
}

/** Attention of the last position of each sequence alone. Its query is a row a sequence: [B, d] → [B, d] */
export function attendLast(
  { query, key, value }: AttentionInputs,
  { rectangle, heads, drop }: Pick<AttentionSettings, "rectangle" | "heads" | "drop">,
): tf.Tensor2D {
  const split = (x: tf.Tensor2D) => splitHeads(rectangle.spread(x), heads);
  const last = splitHeads(tf.expandDims<tf.Tensor3D>(query, 1), heads); // [B, h, 1, d/h]
  const scores = tf.matMul(last, split(key), false, true) as tf.Tensor4D; // [B, h, 1, K]
  const weights = drop(maskedSoftmax(scores, paddingMask(rectangle)));
  return tf.reshape(joinHeads(tf.matMul(weights, split(value)) as tf.Tensor4D), query.shape);
}

/** The weights without those of queries that may see no key: padding, whose outputs are never collected. */
function seenWeights(weights: tf.Tensor4D, mask: AttentionMask): tf.Tensor4D {
  return tf.mul(weights, tf.cast(tf.equal(mask, 0), "float32"));
}

/** [B, K, d] → [B, h, K, d/h] */
function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [count, columns, width] = x.shape;
  if (heads === 1) return tf.reshape(x, [count, 1, columns, width]);
  return tf.transpose(tf.reshape(x, [count, columns, heads, width / heads]), [0, 2, 1, 3]);
}

/** [B, h, K, d/h] → [B, K, d] */
function joinHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [count, heads, columns, width] = x.shape;
  const ordered = heads === 1 ? x : tf.transpose(x, [0, 2, 1, 3]);
  return tf.reshape(ordered, [count, columns, heads * width]);
}
