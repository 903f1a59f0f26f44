/** How well discriminators tell held-out pairs apart, and what reward their fake items get. */
import * as tf from "@tensorflow/tfjs-core";
import { numbersOf } from "../../engine/numbers-of.ts";
import { keepAll } from "../../models/layers.ts";
import type { Discriminator, JudgedBatch } from "../../models/mfgan/discriminator.ts";
import { mixJudgements } from "../../models/mfgan/reward.ts";
import type { Metrics } from "../fit-state.ts";

/** Pairs that are judged at once while validating. */
export const JUDGED_AT_ONCE = 64;

/** Sums over the sequences of one side. */
interface Side {
  loss: number;
  right: number;
  count: number;
}

/**
 * Of each discriminator `loss FACTOR`, its binary cross-entropy (2 log 2 where it cannot tell), and `accuracy FACTOR`, real and fake
 * alike counting half; `log-likelihood`, minus the mean of the losses; `reward`, the mean of the fake items' rewards.
 */
export function judgedMetrics(
  discriminators: readonly Discriminator[],
  batches: Iterable<JudgedBatch>,
  lambda: number,
): Metrics {
  const sides = discriminators.map(() => ({ real: newSide(), fake: newSide() }));
  const rewards = { sum: 0, count: 0 };
  for (const batch of batches) {
    const [real, fake] = [batch.real, batch.fake].map((side) => discriminators.map((it) => logitsOf(it, side)));
    for (const [j, { real: r, fake: f }] of sides.entries()) {
      count(r, real[j]);
      count(
        f,
        fake[j].map((logit) => -logit),
      );
    }
    rewards.sum += rewardSum(fake, lambda);
    rewards.count += batch.fake.count;
  }
  const named = discriminators.map(({ factor }, j) => ({ factor, ...summed(sides[j]) }));
  return {
    "log-likelihood": -named.reduce((sum, { loss }) => sum + loss / named.length, 0),
    reward: rewards.sum / rewards.count,
    ...Object.fromEntries(named.map(({ factor, loss }) => [`loss ${factor}`, loss])),
    ...Object.fromEntries(named.map(({ factor, accuracy }) => [`accuracy ${factor}`, accuracy])),
  };
}

function newSide(): Side {
  return { loss: 0, right: 0, count: 0 };
}

function logitsOf(discriminator: Discriminator, batch: JudgedBatch["real"]): Float32Array {
  return numbersOf(() => discriminator.logits(batch, keepAll));
}

/** Logits of being what they are. */
function count(side: Side, logits: Float32Array): void {
  for (const logit of logits) {
    side.loss += Math.max(-logit, 0) + Math.log1p(Math.exp(-Math.abs(logit)));
    side.right += Number(logit > 0);
    side.count++;
  }
}

function summed({ real, fake }: { real: Side; fake: Side }): { loss: number; accuracy: number } {
  return {
    loss: real.loss / real.count + fake.loss / fake.count,
    accuracy: (real.right / real.count + fake.right / fake.count) / 2,
  };
}

/** From the logits of each discriminator: [m][B] */
function rewardSum(logits: readonly Float32Array[], lambda: number): number {
  return tf.tidy(() => {
    const judgements = tf.sigmoid(
      tf.stack(
        logits.map((of) => tf.tensor1d(of)),
        1,
      ),
    ) as tf.Tensor2D;
    return tf.sum(mixJudgements(judgements, lambda).reward).dataSync()[0];
  });
}
