/** A next-item model as a policy, π(item | prefix) = softmax over the catalogue, and REINFORCE for it (Williams, 1992). */
import * as tf from "@tensorflow/tfjs-core";
import { checkIds } from "../../core/check-ids.ts";
import { expected } from "../../core/errors.ts";
import type { Stream } from "../../core/random.ts";
import { sparseCrossEntropy } from "../../engine/cross-entropy.ts";
import type { Head } from "../sequence-model.ts";

/** What is subtracted from rewards: nothing, or their mean over the batch. */
export type Baseline = "none" | "batch-mean";

/**
 * Logits of the policy at each state, over items 1..N alone: [B, N], item i in column i − 1. They are divided by the temperature: a
 * high one makes all items alike, a low one leaves only the best.
 */
export function policyLogits({ hidden, table }: Pick<Head, "hidden" | "table">, temperature = 1): tf.Tensor2D {
  const catalogue = tf.slice(table, [1, 0], [table.shape[0] - 2, -1]);
  return tf.matMul(tf.div(hidden, temperature), catalogue, false, true) as tf.Tensor2D;
}

/** Draws an item for each row of logits, [B, N] → ids 1..N: [B] */
export function sampleActions(logits: tf.Tensor2D, random: Stream): Int32Array {
  return eachRow(logits, (row) => 1 + drawn(row, random.uniform()));
}

/** The likeliest item of each row of logits, the first of equals: [B, N] → ids 1..N: [B] */
export function bestActions(logits: tf.Tensor2D): Int32Array {
  return eachRow(logits, (row) => 1 + row.indexOf(largest(row)));
}

/** What is better than expected about rewards: [B] → [B] */
export function advantagesOf(rewards: Float32Array, baseline: Baseline): Float32Array {
  if (baseline === "none") return rewards;
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  return rewards.map((reward) => reward - mean);
}

/** Items taken, 1..N, and how much better than expected each was: [B]. */
export interface Taken {
  readonly actions: Int32Array;
  readonly advantages: Float32Array;
}

/** The loss whose gradient is REINFORCE's: the mean of −(r − b) · log π(a | prefix), from logits [B, N]. */
export function policyLoss(logits: tf.Tensor2D, { actions, advantages }: Taken): tf.Scalar {
  const [rows, items] = logits.shape;
  checkIds(actions, { what: "item ids", first: 1, last: items }, "actions");
  if (advantages.length !== rows) throw expected(`${rows} advantages`, advantages.length);
  const columns = tf.tensor1d(
    actions.map((item) => item - 1),
    "int32",
  );
  return tf.mean(tf.mul(tf.tensor1d(advantages), sparseCrossEntropy(logits, columns)));
}

function eachRow(logits: tf.Tensor2D, chosen: (row: Float32Array) => number): Int32Array {
  const [rows, items] = logits.shape;
  const values = logits.dataSync() as Float32Array;
  return Int32Array.from({ length: rows }, (_, b) => chosen(values.subarray(b * items, (b + 1) * items)));
}

function largest(row: Float32Array): number {
  return row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

/** The column at which the summed shares of a softmax pass u, from [0, 1); what rounding leaves falls to the last. */
function drawn(row: Float32Array, u: number): number {
  const most = largest(row);
  const terms = Float64Array.from(row, (value) => Math.exp(value - most));
  let left = u * terms.reduce((sum, term) => sum + term, 0);
  let column = 0;
  while (column < terms.length - 1 && left >= terms[column]) left -= terms[column++];
  return column;
}
