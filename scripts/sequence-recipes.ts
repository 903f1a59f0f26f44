/**
 * Recipes of the next-item models. `published` is what the authors report with. `tf2` is that of seed 4 (microsoft/recommenders):
 * of its departures from the paper it keeps √d and the tied output, not the norms' (L, d) parameters and the feed-forward layer
 * on the bare attention output. `cpu` is for two cores: half as wide, small batches from the whole of long histories, items
 * scaled by √d so that attention matters from the start, and the average of the weights is kept. SASRec and SSE-PT take a
 * softmax over the catalogue, which learns several times as much a step; gSASRec starts balanced. `wide` is twice as wide, for those
 * who can wait half an hour. `clicks` is for the click log of a world of hundreds of thousands of items: narrow, since the optimiser
 * steps all of both tables, and shuffled. docs/curves has how they learn.
 */
import { z } from "zod";
import { expected, unknownName } from "../src/core/errors.ts";
import { readSettings } from "../src/core/settings.ts";
import { parseSpec } from "../src/core/spec.ts";
import { gbceBeta } from "../src/models/sequence-losses.ts";
import type { Objective } from "../src/models/sequence-objective.ts";
import { ADAM, type AdamSettings } from "../src/train/adam.ts";
import type { Sampling, SequenceArchitecture, SequenceConfiguration } from "../src/train/sequence-training.ts";

const count = z.int().min(1);
const share = z.number().min(0).max(1);
const training = {
  length: count.describe("most recent items that count"),
  blocks: count.describe("self-attention blocks"),
  heads: count.describe("attention heads"),
  dropout: z.number().min(0).lt(1).describe("rate of dropout"),
  epsilon: z.number().positive().default(1e-5).describe("ε of the norms"),
  loss: z.enum(["softmax", "gbce"]).describe("softmax over the catalogue, or gBCE"),
  t: share.default(0).describe("calibration of gBCE; 0 is BCE"),
  batchSize: count.default(128).describe("sequences of a batch"),
  steps: count.optional().describe("steps of a round; then it is validated (default: an epoch, but at most 100)"),
  learningRate: z.number().positive().default(ADAM.learningRate).describe("of Adam"),
  beta2: share.default(ADAM.beta2).describe("of Adam"),
  warmUp: z.int().min(0).default(0).describe("steps in which the learning rate rises to its full height"),
  decayEnd: z.int().min(0).default(0).describe("step at which half a cosine has lowered it to nothing; 0 never does"),
  averageDecay: share.default(0).describe("of a moving average of the weights, which is then what is kept; 0 for none"),
};
const sasrecSettings = z.strictObject({
  ...training,
  width: count.describe("numbers of an item's vector"),
  tied: z.boolean().default(false).describe("score with the input table"),
  scaled: z.boolean().default(false).describe("multiply item vectors by √width"),
  sampler: z.enum(["epochs", "warp"]).default("epochs").describe("how users and negatives are drawn"),
  negatives: z.int().min(0).default(0).describe("negatives of a position under 'epochs'; 'warp' has one"),
  balanced: z
    .boolean()
    .default(false)
    .describe("start gBCE from scores at which its two sides are even; not with 'tied'"),
  wholeHistory: z.boolean().default(false).describe("under 'epochs', train on all of a long history in windows"),
  shuffled: z
    .boolean()
    .default(false)
    .describe("under 'epochs', a new order of each user's items every epoch: for worlds where order means nothing"),
});
const ssePtSettings = z.strictObject({
  ...training,
  itemWidth: count.describe("numbers of an item's vector"),
  userWidth: count.describe("numbers of a user's vector"),
  keepItem: share.describe("probability that an item's id is not replaced"),
  keepUser: share.describe("probability that a user's id is not replaced"),
});

type SasRecRecipe = z.infer<typeof sasrecSettings>;
type SsePtRecipe = z.infer<typeof ssePtSettings>;
/** What a model is made for. */
export interface Population {
  readonly items: number;
  readonly users: number;
}

interface Recipe {
  readonly settings: object;
  /** Rounds without a better nDCG@10 after which it stops. */
  readonly patience: number;
}

export interface SequenceKind {
  readonly name: string;
  readonly summary: string;
  /** By name; the first is the default. */
  readonly recipes: Readonly<Record<string, Recipe>>;
  readonly settings: z.ZodObject;
  configure(settings: never, population: Population): SequenceConfiguration;
}

const LONG = { length: 200, blocks: 2, heads: 1, dropout: 0.2 };
const ADAPTIVE = { learningRate: 0.002, beta2: 0.98, warmUp: 50, decayEnd: 10_000, averageDecay: 0.998 };
const SMALL_BATCHES = { ...ADAPTIVE, batchSize: 16, steps: 400 };
const QUICK = { ...LONG, ...SMALL_BATCHES, width: 64, scaled: true, wholeHistory: true };
const WIDE = { width: 128, dropout: 0.3, steps: 350, learningRate: 0.0014, warmUp: 100, decayEnd: 7000 };
const CLICKS = {
  ...{ length: 20, width: 32, negatives: 64, shuffled: true, batchSize: 128 },
  ...{ steps: 400, learningRate: 0.005, decayEnd: 1600, averageDecay: 0 },
};
const PORT = { length: 200, width: 128, blocks: 2, heads: 1, dropout: 0.5, loss: "gbce" };
const TF2 = { length: 50, width: 100, blocks: 2, heads: 1, dropout: 0.1, loss: "gbce", sampler: "warp", epsilon: 1e-8 };
const SHARED = { keepItem: 0.9, keepUser: 0.08 };

const cpu = (settings: object): Recipe => ({ settings, patience: 20 });
const published = (settings: object): Recipe => ({ settings, patience: 200 });

const SASREC: SequenceKind = {
  name: "sasrec",
  summary: "SASRec: self-attention over a user's items",
  settings: sasrecSettings,
  recipes: {
    cpu: cpu({ ...QUICK, loss: "softmax", tied: true }),
    wide: cpu({ ...QUICK, ...WIDE, loss: "softmax", tied: true }),
    published: published({ ...PORT, negatives: 1 }),
    tf2: published({ ...TF2, tied: true, scaled: true }),
  },
  configure: configureSasRec,
};

const GSASREC: SequenceKind = {
  name: "gsasrec",
  summary: "gSASRec: SASRec with many negatives and gBCE",
  settings: sasrecSettings,
  recipes: {
    cpu: cpu({ ...QUICK, loss: "gbce", negatives: 256, t: 0.75, balanced: true }),
    clicks: cpu({ ...QUICK, ...CLICKS, loss: "gbce", t: 0.75, balanced: true }),
    published: published({ ...PORT, negatives: 256, t: 0.75 }),
  },
  configure: configureSasRec,
};

const SSEPT: SequenceKind = {
  name: "ssept",
  summary: "SSE-PT: SASRec with a user's vector at every position, ids replaced at random",
  settings: ssePtSettings,
  recipes: {
    cpu: cpu({ ...LONG, ...SMALL_BATCHES, decayEnd: 6000, itemWidth: 48, userWidth: 16, loss: "softmax", ...SHARED }),
    published: published({ ...LONG, itemWidth: 50, userWidth: 50, loss: "gbce", beta2: 0.98, ...SHARED }),
  },
  configure: configureSsePt,
};

export const SEQUENCE_KINDS: readonly SequenceKind[] = [SASREC, GSASREC, SSEPT];

export interface ResolvedRecipe {
  /** Rounds until the learning rate is down to nothing; none where it never is. */
  readonly rounds?: number;
  readonly patience: number;
  configure(population: Population): SequenceConfiguration;
}

/** A recipe with some of its settings changed (`length=100,dropout=0.2`). Throws a UsageError that names what is wrong. */
export function resolveRecipe(kind: SequenceKind, { recipe, set }: { recipe: string; set?: string }): ResolvedRecipe {
  if (!Object.hasOwn(kind.recipes, recipe)) throw unknownName("recipe", recipe, Object.keys(kind.recipes));
  const { settings: base, patience } = kind.recipes[recipe];
  const changes = set === undefined ? {} : parseSpec(`set(${set})`, "--set").settings;
  const settings = readSettings(kind.settings, { ...base, ...changes }, `${kind.name}, recipe ${recipe}`);
  const configure = (population: Population) => kind.configure(settings as never, population);
  const { decayEnd, steps } = settings as SasRecRecipe;
  return { patience, configure, ...(decayEnd > 0 && steps ? { rounds: Math.ceil(decayEnd / steps) } : {}) };
}

function configureSasRec(recipe: SasRecRecipe, population: Population): SequenceConfiguration {
  const { length, width, blocks, heads, dropout, tied, scaled, epsilon } = recipe;
  const settings = { items: population.items, length, width, blocks, heads, dropout, tied, scaled, epsilon };
  return {
    ...configuration(recipe, population, { architecture: "sasrec", settings }),
    sampling: samplingOf(recipe),
    ...(recipe.balanced ? { startScore: balancedScore(recipe, population) } : {}),
  };
}

function samplingOf({ sampler, negatives, wholeHistory, shuffled }: SasRecRecipe): Sampling {
  if (sampler === "epochs") return { sampler, negatives, wholeHistory, ...(shuffled ? { shuffled } : {}) };
  if (shuffled) throw expected("the sampler epochs, to shuffle", sampler, "shuffled");
  return { sampler };
}

/** The score s of all items at which positives push as hard as k negatives: β σ(−s) = k σ(s). */
function balancedScore({ loss, t, negatives }: SasRecRecipe, { items }: Population): number {
  if (loss !== "gbce" || negatives < 1)
    throw expected("loss gbce with negatives, to start balanced", { loss, negatives });
  return Math.log(gbceBeta({ negatives, items, t }) / negatives);
}

function configureSsePt(recipe: SsePtRecipe, population: Population): SequenceConfiguration {
  const { length, itemWidth, userWidth, blocks, heads, dropout, epsilon, keepItem, keepUser } = recipe;
  const settings = { ...population, length, itemWidth, userWidth, blocks, heads, dropout, epsilon };
  return {
    ...configuration(recipe, population, { architecture: "sse-pt", settings }),
    sampling: { sampler: "warp", shared: { keepItem, keepUser } },
  };
}

/** Most steps of a round, as in the port. */
const MOST_STEPS = 100;

function configuration(recipe: SasRecRecipe | SsePtRecipe, { users }: Population, model: SequenceArchitecture) {
  const { loss, t, batchSize } = recipe;
  const objective: Objective = loss === "softmax" ? { loss } : { loss, t };
  const steps = recipe.steps ?? Math.min(MOST_STEPS, Math.ceil(users / batchSize));
  return { model, objective, batchSize, steps, optimiser: optimiser(recipe) };
}

function optimiser(recipe: SasRecRecipe | SsePtRecipe): AdamSettings {
  const { learningRate, beta2, warmUp, decayEnd, averageDecay } = recipe;
  if (decayEnd > 0 && decayEnd <= warmUp)
    throw expected(`an end after ${warmUp} steps of warm-up`, decayEnd, "decayEnd");
  const changing = warmUp > 0 || decayEnd > 0;
  return {
    ...{ ...ADAM, learningRate, beta2 },
    ...(changing ? { schedule: { warmUp, end: decayEnd || null } } : {}),
    ...(averageDecay > 0 ? { averageDecay } : {}),
  };
}
