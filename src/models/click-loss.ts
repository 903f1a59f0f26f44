/**
 * What a next-item model learns from responses to slates: one row of scores a response, over the items that were shown and
 * sampled ones. Small: a handful of responses, a few dozen items each.
 */
import * as tf from "@tensorflow/tfjs-core";
import { lookUp } from "./layers.ts";
import type { Head } from "./sequence-model.ts";
import type { Objective } from "./sequence-objective.ts";

export interface Responses {
  /** B */
  readonly count: number;
  /** The row of `hidden` that each response was made from: [B] */
  readonly rows: Int32Array;
  /** Rows of the table: [B × C] */
  readonly items: Int32Array;
  /** Positive: how much the item was wanted; negative: how much it was not; 0: nothing is known of it. [B × C] */
  readonly weights: Float32Array;
}

/** Far below every real score, and finite. */
const UNKNOWN = -1e9;

/**
 * Summed over responses. For a gBCE model Σ w·softplus(∓s), the pointwise loss it was trained with. For a softmax model the
 * logarithm of the chosen item's share among all items of its row (sampled softmax); rows without a chosen item say nothing.
 */
export function clickLoss({ hidden, table }: Head, responses: Responses, { loss }: Objective): tf.Scalar {
  const { count, items, rows, weights } = responses;
  const states = tf.expandDims(lookUp(hidden, rows), 1); // [B, 1, w]
  const vectors = tf.reshape(lookUp(table, items), [count, -1, table.shape[1]]); // [B, C, w]
  const scores = tf.sum(tf.mul(vectors, states), 2) as tf.Tensor2D; // [B, C]
  const known = tf.tensor2d(weights, scores.shape);
  return loss === "gbce" ? pointwise(scores, known) : chosenShare(scores, known);
}

function pointwise(scores: tf.Tensor2D, weights: tf.Tensor2D): tf.Scalar {
  const wrong = tf.mul(scores, tf.neg(tf.sign(weights)));
  return tf.sum(tf.mul(tf.abs(weights), tf.softplus(wrong)));
}

function chosenShare(scores: tf.Tensor2D, weights: tf.Tensor2D): tf.Scalar {
  const chosen = tf.cast(tf.greater(weights, 0), "float32");
  const masked = tf.add(scores, tf.mul(tf.cast(tf.equal(weights, 0), "float32"), UNKNOWN));
  const shares = tf.sub(masked, tf.logSumExp(masked, 1, true));
  return tf.neg(tf.sum(tf.mul(shares, chosen)));
}
