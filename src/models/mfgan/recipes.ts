/**
 * Recipes of MFGAN, its four stages in line. `published` has the paper's networks and its authors' code's rates (docs/sources.md):
 * 80 epochs of the generator to one of the discriminators, which are ten steps to one. `seed` is that of the seed: short sequences,
 * a small rate, 12.5 steps of the generator to one of the discriminators. Both are validated far more often than theirs, and stopped
 * by it. `cpu` is for two cores: the generator is trained as `sasrec` is by its recipe of that name.
 *
 * Departures: the authors pretrain the generator with SASRec's BCE, we by maximum likelihood, as the paper says; their weight decay on
 * the discriminators' last layers and their vectors of a knowledge graph as a factor are left out.
 */
import { z } from "zod";
import { expected, unknownName } from "../../core/errors.ts";
import { readSettings } from "../../core/settings.ts";
import { parseSettings, type SpecValue } from "../../core/spec.ts";
import { AND, EVERY_FACTOR } from "../../dataset/factors.ts";
import { CPU, sasrecSettings } from "../sasrec.ts";
import { count, share, trainingSettings } from "../training-settings.ts";
import { transformerSettings } from "../transformer.ts";

const limits = {
  rounds: count.describe("most rounds"),
  patience: count.describe("rounds without a better metric after which it stops"),
};
const { learningRate, beta2 } = trainingSettings;
const steps = count.describe("steps of a round; then it is validated");

/** Of `FakeDraw`. */
const fakes = {
  fakes: count.max(1000).default(1).describe("fake items of a real one"),
  draw: z.enum(["policy", "best"]).default("policy").describe("draw fakes from the policy, or from its best items"),
  best: count.default(10).describe("how many best items, the real one left out"),
  temperature: z.number().min(0.01).max(100).default(1).describe("what the policy's logits are divided by"),
};

const STAGES = {
  generator: sasrecSettings.omit({ tied: true, balanced: true }).extend(limits),
  samples: z.strictObject({
    ...fakes,
    prefixes: count.describe("most prefixes of a user to train on; one of those for validation"),
    heldOut: share.default(0.1).describe("share of the users whose pairs are kept for validation"),
  }),
  discriminators: z.strictObject({
    factors: z
      .string()
      .default(EVERY_FACTOR)
      .describe(`factors with a discriminator: ${EVERY_FACTOR}, or names with ${AND} between`),
    length: count.describe("most recent items that count, the judged one included; at most the generator's"),
    width: count.describe("numbers of a value's vector"),
    blocks: transformerSettings.blocks,
    heads: transformerSettings.heads,
    inner: count.describe("numbers between the two layers that judge"),
    dropout: transformerSettings.dropout,
    epsilon: transformerSettings.epsilon,
    batchSize: count.describe("real items of a batch"),
    ...{ steps, learningRate, beta2, ...limits },
  }),
  adversarial: z.strictObject({
    objective: z
      .enum(["policy", "weighted", "likelihood"])
      .default("policy")
      .describe("what moves the generator: REINFORCE, the authors' weighted BCE, or the plain training of before"),
    reward: z
      .enum(["discriminators", "constant", "shuffled"])
      .default("discriminators")
      .describe("the discriminators', or a control"),
    lambda: z.number().min(0).max(1000).default(0).describe("how much the discriminators that are surest count more"),
    draws: count.max(1000).default(1).describe("items that 'policy' draws for a prefix"),
    baseline: z
      .enum(["none", "batch-mean", "other-draws"])
      .default("batch-mean")
      .describe("what is subtracted from rewards: nothing, their mean, or that of the prefix's other draws"),
    ...fakes,
    batchSize: count.describe("prefixes of a generator's step"),
    judgedBatchSize: count.describe("real items of a step of the discriminators"),
    steps: steps.describe("steps of the generator in a round; then it is validated"),
    judgedSteps: z.int().min(0).max(1_000_000).describe("steps of the discriminators in a round, spread over it"),
    learningRate: learningRate.describe("of the generator's Adam"),
    judgedLearningRate: learningRate.describe("of the discriminators' Adam"),
    ...{ beta2, ...limits },
  }),
};

/** The settings of MFGAN's stages. */
export const mfganSettings = z.strictObject(STAGES);
/** Checked settings of MFGAN's stages. */
export type MfganSettings = z.infer<typeof mfganSettings>;
/** A stage of MFGAN. */
export type MfganStage = keyof MfganSettings;
/** The stages, in order. */
export const MFGAN_STAGES = Object.keys(STAGES) as readonly MfganStage[];

const PAPER = { width: 50, blocks: 2, heads: 2, dropout: 0.2, loss: "softmax" };
const JUDGE = { width: 50, blocks: 1, heads: 2, inner: 50, batchSize: 16, rounds: 100, patience: 20 };
const AUTHORS = { learningRate: 0.001, beta2: 0.98 };
const SEED = { learningRate: 0.0002 };

/** By name; the first is the default. */
export const MFGAN_RECIPES: Readonly<Record<string, Readonly<Record<MfganStage, object>>>> = {
  cpu: {
    generator: { ...CPU, loss: "softmax", rounds: 25, patience: 20 },
    samples: { prefixes: 10 },
    discriminators: {
      ...{ length: 50, width: 32, blocks: 1, heads: 1, inner: 32, dropout: 0.2, batchSize: 128 },
      ...{ ...AUTHORS, steps: 100, rounds: 40, patience: 5 },
    },
    adversarial: {
      ...{ batchSize: 64, draws: 4, baseline: "other-draws", judgedBatchSize: 32 },
      ...{ steps: 50, judgedSteps: 10, rounds: 8, patience: 8 },
      ...{ learningRate: 0.00001, judgedLearningRate: 0.0005, beta2: 0.98 },
    },
  },
  published: {
    generator: { ...PAPER, ...AUTHORS, length: 50, batchSize: 128, steps: 100, rounds: 1000, patience: 50 },
    samples: { prefixes: 1, draw: "best", fakes: 10 },
    discriminators: { ...JUDGE, ...AUTHORS, length: 50, dropout: 0.25, steps: 378 },
    adversarial: {
      ...{ draw: "best", fakes: 10, batchSize: 128, judgedBatchSize: 16, steps: 378, judgedSteps: 38 },
      ...{ ...AUTHORS, judgedLearningRate: 0.001, rounds: 1000, patience: 50 },
    },
  },
  seed: {
    generator: { ...PAPER, ...SEED, length: 20, batchSize: 128, steps: 100, rounds: 100, patience: 20 },
    samples: { prefixes: 10 },
    discriminators: { ...JUDGE, ...SEED, length: 20, dropout: 0.2, steps: 380 },
    adversarial: {
      ...{ batchSize: 128, judgedBatchSize: 16, steps: 500, judgedSteps: 40, rounds: 1000, patience: 50 },
      ...{ ...SEED, judgedLearningRate: SEED.learningRate },
    },
  },
};

/**
 * Reads a recipe by name, with some settings of its stages changed (`generator.width=32,adversarial.reward=constant`). Throws a
 * UsageError that names what is wrong.
 */
export function resolveMfgan({ recipe, set }: { recipe: string; set?: string }): MfganSettings {
  if (!Object.hasOwn(MFGAN_RECIPES, recipe)) throw unknownName("recipe", recipe, Object.keys(MFGAN_RECIPES));
  const changes = changesByStage(set);
  const read = (stage: MfganStage) =>
    readSettings<object>(
      STAGES[stage],
      { ...MFGAN_RECIPES[recipe][stage], ...changes.get(stage) },
      `mfgan, recipe ${recipe}, ${stage}`,
    );
  const settings = Object.fromEntries(MFGAN_STAGES.map((stage) => [stage, read(stage)])) as MfganSettings;
  for (const stage of ["samples", "adversarial"] as const) checkDraw(settings[stage], stage);
  for (const stage of ["generator", "discriminators"] as const) checkHeads(settings[stage], stage);
  const { draws, baseline } = settings.adversarial;
  if (baseline === "other-draws" && draws === 1)
    throw expected("2 draws or more for other-draws", draws, "adversarial.draws");
  return settings;
}

function checkDraw({ draw, fakes, best }: MfganSettings["samples" | "adversarial"], stage: MfganStage): void {
  if (draw === "best" && fakes > best)
    throw expected(`at most ${best} fakes of the ${best} best`, fakes, `${stage}.fakes`);
}

/** Told here: the discriminators' network is not made before the generator is trained. */
function checkHeads({ width, heads }: MfganSettings["generator" | "discriminators"], stage: MfganStage): void {
  if (width % heads !== 0) throw expected(`a width that ${heads} heads divide`, width, `${stage}.width`);
}

function changesByStage(set = ""): Map<MfganStage, Record<string, SpecValue>> {
  const changes = new Map(MFGAN_STAGES.map((stage) => [stage, {} as Record<string, SpecValue>]));
  for (const [key, value] of Object.entries(parseSettings(set, "set", new Set(["discriminators.factors"])))) {
    const [stage, name, ...rest] = key.split(".");
    if (name === undefined || rest.length > 0) throw expected("settings as STAGE.NAME=value", key, "set");
    const own = changes.get(stage as MfganStage);
    if (!own) throw unknownName("stage", stage, MFGAN_STAGES);
    own[name] = value;
  }
  return changes;
}
