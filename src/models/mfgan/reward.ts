/** The reward of MFGAN's generator (Ren et al., SIGIR 2020, arXiv:2005.10602): what its discriminators make of a sequence. */
import * as tf from "@tensorflow/tfjs-core";
import { expected, inWords } from "../../core/errors.ts";
import type { Stream } from "../../core/random.ts";
import type { SequenceBatch } from "../../dataset/sequence-batch.ts";
import { numbersOf } from "../../engine/numbers-of.ts";
import { keepAll } from "../layers.ts";
import type { Discriminator } from "./discriminator.ts";

/** One reward a sequence: [B]. `random` is for rewards that draw. */
export type RewardOf = (batch: SequenceBatch, random: Stream) => Float32Array;

/** The judgements of several discriminators as one. */
export interface Verdict {
  /** How much each discriminator counts: [B, m] */
  readonly weights: tf.Tensor2D;
  /** [B] */
  readonly reward: tf.Tensor1D;
}

/**
 * Q = Σ_j w_j D_j with w = softmax(λ D): their mean for λ = 0, and nearly the largest for a large λ.
 *
 * @param judgements D, the probability of being real by each discriminator: [B, m]
 */
export function mixJudgements(judgements: tf.Tensor2D, lambda: number): Verdict {
  const weights = tf.softmax(tf.mul(judgements, lambda)) as tf.Tensor2D;
  return { weights, reward: tf.sum(tf.mul(weights, judgements), 1) };
}

/** Whether sequences are real by each discriminator, as probabilities without dropout: [B, m]. Throws a UsageError for none. */
export function judge(discriminators: readonly Discriminator[], batch: SequenceBatch): tf.Tensor2D {
  if (discriminators.length === 0) throw expected("a discriminator", inWords("none"));
  const logits = discriminators.map((it) => it.logits(batch, keepAll));
  return tf.sigmoid(tf.stack(logits, 1)) as tf.Tensor2D;
}

/** The reward that discriminators give. It is numbers, so that nothing flows back to them. */
export function rewardBy(
  discriminators: readonly Discriminator[],
  lambda: number,
): (batch: SequenceBatch) => Float32Array {
  return (batch) => numbersOf(() => mixJudgements(judge(discriminators, batch), lambda).reward);
}

/** A control: the same for every sequence, the half that a discriminator gives who cannot tell. */
export const constantReward: RewardOf = ({ count }) => new Float32Array(count).fill(0.5);

/** A control: rewards of the same sizes that say nothing of their sequences, handed round at random within the batch. */
export function shuffledReward(rewardOf: RewardOf): RewardOf {
  return (batch, random) => random.shuffle(rewardOf(batch, random).slice());
}
