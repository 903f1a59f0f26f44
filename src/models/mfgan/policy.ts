/** A next-item model as a policy, π(item | prefix) = softmax over the catalogue, and REINFORCE for it (Williams, 1992). */
import * as tf from "@tensorflow/tfjs-core";
import { checkIds } from "../../core/check-ids.ts";
import { expected } from "../../core/errors.ts";
import type { Stream } from "../../core/random.ts";
import { sparseCrossEntropy } from "../../engine/cross-entropy.ts";
import type { Head } from "../sequence-model.ts";

/**
 * What is subtracted from rewards: nothing, their mean over the batch, or the mean over the other draws of the same prefix (W. Kool,
 * H. van Hoof, M. Welling: Buy 4 REINFORCE Samples, Get a Baseline for Free!, ICLR 2019 workshop), which leaves the expected gradient
 * as it is and takes out what a reward says of the prefix rather than of the item.
 */
export type Baseline = "none" | "batch-mean" | "other-draws";

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

/** What is better than expected about rewards, `draws` of each prefix in a row: [B · draws] → [B · draws] */
export function advantagesOf(rewards: Float32Array, baseline: Baseline, draws = 1): Float32Array {
  if (baseline === "none") return rewards;
  if (baseline === "batch-mean") return beside(rewards, (mean) => mean);
  if (draws < 2) throw expected("2 draws or more for other-draws", draws);
  const advantages = new Float32Array(rewards.length);
  for (let from = 0; from < rewards.length; from += draws) {
    const others = (mean: number, own: number) => (mean * draws - own) / (draws - 1);
    advantages.set(beside(rewards.subarray(from, from + draws), others), from);
  }
  return advantages;
}

function beside(rewards: Float32Array, baselineOf: (mean: number, own: number) => number): Float32Array {
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  return rewards.map((own) => own - baselineOf(mean, own));
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
