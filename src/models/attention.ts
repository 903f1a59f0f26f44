/** Scaled dot-product attention (Vaswani et al.: Attention Is All You Need, NeurIPS 2017), masked for padding and future. */
import * as tf from "@tensorflow/tfjs-core";
import type { Drop } from "./layers.ts";
import type { Rectangle } from "./packing.ts";

/** Added to masked scores: far below every real one, and finite, so that a fully masked row has no NaN. */
const MASKED = -1e9;

/** Which keys each query may see. */
export interface AttentionMask {
  /** 1 or 0: [B, 1, K, K] */
  readonly allowed: tf.Tensor4D;
  /** 0 or a large negative: [B, 1, K, K] */
  readonly penalty: tf.Tensor4D;
}

/** Padding is no key; where causal, neither is what comes after the query. */
export function attentionMask({ real, shape: [count, columns] }: Rectangle, causal: boolean): AttentionMask {
  const keys = tf.reshape(real, [count, 1, 1, columns]);
  const column = tf.range(0, columns, 1, "int32");
  const [query, key] = [tf.reshape(column, [columns, 1]), tf.reshape(column, [1, columns])];
  const visible = causal ? tf.lessEqual(key, query) : tf.onesLike(tf.equal(key, query));
  const allowed = tf.cast(tf.logicalAnd(keys, visible), "float32") as tf.Tensor4D;
  return { allowed, penalty: tf.mul(tf.sub(1, allowed), MASKED) };
}

export interface AttentionInputs {
  /** [P, d] each */
  readonly query: tf.Tensor2D;
  readonly key: tf.Tensor2D;
  readonly value: tf.Tensor2D;
}

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
  const scaled = tf.mul<tf.Tensor2D>(query, 1 / Math.sqrt(query.shape[1] / heads));
  const scores = tf.matMul(split(scaled), split(key), false, true) as tf.Tensor4D; // [B, h, K, K]
  const weights = maskedSoftmax(scores, mask);
  watch?.(weights);
  const mixed = tf.matMul(drop(weights), split(value)) as tf.Tensor4D; // [B, h, K, d/h]
  return rectangle.collect(joinHeads(mixed));
}

/** Softmax over the allowed keys; 0 for the others, and for all keys of a query that may see none. */
export function maskedSoftmax(scores: tf.Tensor4D, { allowed, penalty }: AttentionMask): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [scores, save] = args as [tf.Tensor4D, tf.GradSaveFunc];
    const weights = tf.mul(tf.softmax(tf.add(scores, penalty)), allowed);
    save([weights]);
    const gradFunc = (dy: tf.Tensor, [weights]: tf.Tensor[]) => {
      const flow = tf.mul(dy, weights);
      return tf.sub(flow, tf.mul(tf.sum(flow, -1, true), weights));
    };
    return { value: weights, gradFunc };
  });
  return run(scores) as tf.Tensor4D;
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
