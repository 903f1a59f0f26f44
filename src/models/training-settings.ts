/** Settings that recipes of next-item models share, and what they come to. */
import { z } from "zod";
import { expected } from "../core/errors.ts";
import type { Sampling } from "../dataset/sampling.ts";
import { ADAM, type AdamSettings } from "./adam-settings.ts";
import { gbceBeta } from "./sequence-losses.ts";
import type { DataSize } from "./sequence-model.ts";
import type { Objective } from "./sequence-objective.ts";

/** A setting that counts something: 1 to a million. */
export const count = z.int().min(1).max(1_000_000);
/** A setting that is a share or a probability. */
export const share = z.number().min(0).max(1);
/** A setting that is the decay of a moving average: of at most a million steps, which float32 can still tell from 1. */
const decay = z.number().min(0).max(0.999999);

/** Settings of every network over sequences: what `SequenceSettings` asks for besides the items. */
export const sequenceSettings = {
  length: count.max(10_000).describe("most recent items that count"),
  dropout: z.number().min(0).lt(1).describe("rate of dropout"),
};

/** Settings of every training of a next-item model. */
export const trainingSettings = {
  loss: z.enum(["softmax", "gbce"]).describe("softmax over the catalogue, or gBCE"),
  t: share.default(0).describe("calibration of gBCE; 0 is BCE"),
  batchSize: count.default(128).describe("sequences of a batch"),
  steps: count.optional().describe("steps of a round; then it is validated (default: an epoch, but at most 100)"),
  learningRate: z.number().positive().max(10).default(ADAM.learningRate).describe("of Adam"),
  beta2: decay.default(ADAM.beta2).describe("of Adam"),
  warmUp: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .describe("steps in which the learning rate rises to its full height"),
  decayEnd: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .describe("step at which half a cosine has lowered it to nothing; 0 never does"),
  averageDecay: decay.default(0).describe("of a moving average of the weights, which is then what is kept; 0 for none"),
};

/** Settings of trainings that say how their batches are drawn; others take epochs without negatives. */
export const samplingSettings = {
  sampler: z
    .enum(["epochs", "popularity", "warp"])
    .default("epochs")
    .describe("how users and negatives are drawn: 'popularity' is 'epochs' with negatives as often as items are met"),
  negatives: z
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe("negatives of a position; 'warp' has one whatever this says"),
  balanced: z
    .boolean()
    .default(false)
    .describe("start gBCE from scores at which its two sides are even; not with 'tied'"),
  wholeHistory: z.boolean().default(false).describe("but under 'warp', train on all of a long history in windows"),
  shuffled: z
    .boolean()
    .default(false)
    .describe("but under 'warp', a new order of each user's items every epoch: for worlds where order means nothing"),
};

type Checked<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;
/** Settings of a training, checked. */
export type TrainingSettings = Checked<typeof trainingSettings> & Partial<Checked<typeof samplingSettings>>;

/** Most steps of a round, as in gsasrec-pytorch (docs/sources.md). */
const MOST_STEPS = 100;

/** Steps of a round. */
export function stepsOf({ steps, batchSize }: TrainingSettings, { users }: DataSize): number {
  return steps ?? Math.min(MOST_STEPS, Math.ceil(users / batchSize));
}

/** What a training lowers. */
export function objectiveOf({ loss, t }: TrainingSettings): Objective {
  return loss === "softmax" ? { loss } : { loss, t };
}

/** Settings of Adam from those of a training. Throws a UsageError for an end of the learning rate before its height. */
export function optimiserOf(settings: TrainingSettings): AdamSettings {
  const { learningRate, beta2, warmUp, decayEnd, averageDecay } = settings;
  if (decayEnd > 0 && decayEnd <= warmUp)
    throw expected(`an end after ${warmUp} steps of warm-up`, decayEnd, "decayEnd");
  const changing = warmUp > 0 || decayEnd > 0;
  return {
    ...{ ...ADAM, learningRate, beta2 },
    ...(changing ? { schedule: { warmUp, end: decayEnd || null } } : {}),
    ...(averageDecay > 0 ? { averageDecay } : {}),
  };
}

/** How the batches of a training are drawn, from its settings. Throws a UsageError where the sampler cannot shuffle. */
export function samplingOf(settings: TrainingSettings): Sampling {
  const { sampler = "epochs", negatives = 0, wholeHistory = false, shuffled = false } = settings;
  // `shuffled` is left out where it is false: checkpoints of before there was such a setting go on.
  if (sampler !== "warp") return { sampler, negatives, wholeHistory, ...(shuffled ? { shuffled } : {}) };
  if (shuffled) throw expected("the sampler epochs or popularity, to shuffle", sampler, "shuffled");
  return { sampler };
}

/**
 * The score that a balanced training starts all items from, at which positives push as hard as k negatives: β σ(−s) = k σ(s).
 * Throws a UsageError without any.
 */
export function balancedScore({ loss, t, negatives = 0 }: TrainingSettings, { items }: DataSize): number {
  if (loss !== "gbce" || negatives < 1)
    throw expected("loss gbce with negatives, to start balanced", { loss, negatives });
  return Math.log(gbceBeta({ negatives, items, t }) / negatives);
}
