/**
 * Recipes of NMRN. `published` has what the paper says: vectors of 20 numbers, ten slots, a margin of 3, up to 50 tries among 100
 * candidates; the rest is the seed's (nmrn of docs/sources.md). `cpu` is for two cores.
 */
import { z } from "zod";
import { expected, unknownName } from "../../core/errors.ts";
import { readSettings } from "../../core/settings.ts";
import { parseSettings } from "../../core/spec.ts";
import { ADAM, type AdamSettings } from "../adam-settings.ts";
import type { DataSize } from "../sequence-model.ts";
import { count, trainingSettings } from "../training-settings.ts";
import type { NmrnSettings } from "./nmrn.ts";
import type { NoiseSamplerSettings } from "./noise-sampler.ts";

/** Samplers of negatives that NMRN learns with. */
export const NMRN_SAMPLERS = ["uniform", "popularity", "adversarial"] as const;

/** What events change. */
export const NMRN_LEARNS = ["all", "memory", "nothing"] as const;

const { learningRate, beta2 } = trainingSettings;

/** Settings of NMRN and its training. */
export const nmrnRecipeSettings = z.strictObject({
  width: count.max(1000).describe("numbers of a vector"),
  slots: count.max(1000).describe("rows of the memory"),
  margin: z
    .number()
    .positive()
    .max(1000)
    .describe("by how much a negative should be further away than the item that was met"),
  sampler: z
    .enum(NMRN_SAMPLERS)
    .describe("who proposes negatives: every item alike, items as often as they were met, or the noise sampler"),
  tries: count.max(1000).describe("most negatives tried for an event"),
  candidates: count.min(2).max(10_000).describe("items that the noise sampler chooses from"),
  itemTerm: z.boolean().default(false).describe("give each item a number by which it is nearer to all"),
  learningRate: learningRate.describe("of Adam, the noise sampler's too"),
  beta2,
  blockSize: count.max(10_000).describe("events of a block: all are scored, then learnt from in one step"),
  passes: count.max(1000).describe("most passes over the first half of the stream"),
  patience: count.max(1000).describe("passes without a better nDCG@10 after which they end"),
  learns: z
    .enum(NMRN_LEARNS)
    .default("all")
    .describe("what the second half changes: weights and memory, the memory alone, or nothing"),
  window: count.describe("events of the sliding window, and between two lines of the log"),
});
/** Checked settings of NMRN and its training. */
export type NmrnRecipeSettings = z.infer<typeof nmrnRecipeSettings>;

const PAPER = { width: 20, slots: 10, margin: 3, sampler: "adversarial", tries: 50, candidates: 100 };

/** By name; the first is the default. */
export const NMRN_RECIPES: Readonly<Record<string, object>> = {
  cpu: {
    ...{ ...PAPER, slots: 50, itemTerm: true },
    ...{ learningRate: 0.01, blockSize: 64, passes: 2, patience: 2, window: 10_000 },
  },
  published: { ...PAPER, learningRate: 0.01, blockSize: 32, passes: 50, patience: 5, window: 10_000 },
};

/** Reads a recipe by name, with some settings changed (`sampler=uniform,passes=3`). Throws a UsageError that names what is wrong. */
export function resolveNmrn({ recipe, set = "" }: { recipe: string; set?: string }): NmrnRecipeSettings {
  if (!Object.hasOwn(NMRN_RECIPES, recipe)) throw unknownName("recipe", recipe, Object.keys(NMRN_RECIPES));
  const changes = parseSettings(set, "set");
  return readSettings(nmrnRecipeSettings, { ...NMRN_RECIPES[recipe], ...changes }, `nmrn, recipe ${recipe}`);
}

/** How NMRN learns from a stream: plain JSON. */
export interface NmrnLearning {
  readonly sampler: (typeof NMRN_SAMPLERS)[number];
  /** Most negatives tried for an event. */
  readonly tries: number;
  readonly optimiser: AdamSettings;
  /** Of the sampler `adversarial`. */
  readonly noise: NoiseSamplerSettings;
  /** What events change: the weights and the memory, the memory alone, or nothing, which are controls. */
  readonly learns: (typeof NMRN_LEARNS)[number];
}

/** An NMRN and how it learns: what its checkpoints say. */
export interface NmrnConfiguration {
  readonly model: NmrnSettings;
  readonly learning: NmrnLearning;
}

/** Widths of the noise sampler's hidden layers, the paper's. */
const HIDDEN = [32, 16] as const;

/** Most numbers of one tensor of a block: 256 MB. */
const MOST_OF_BLOCK = 2 ** 26;

/** What a recipe comes to for a data set. Throws a UsageError for blocks that no machine can hold. */
export function configureNmrn(settings: NmrnRecipeSettings, { users, items }: DataSize): NmrnConfiguration {
  const { width, slots, margin, itemTerm, sampler, tries, candidates, learns } = settings;
  checkBlock(settings, items);
  const optimiser = { ...ADAM, learningRate: settings.learningRate, beta2: settings.beta2 };
  return {
    model: { users, items, width, slots, margin, itemTerm },
    learning: { sampler, tries, optimiser, noise: { candidates, hidden: HIDDEN }, learns },
  };
}

/** The largest tensors: scores, the memory at each event, negatives, pairs that the sampler judges. */
function checkBlock(settings: NmrnRecipeSettings, items: number): void {
  const { blockSize, width, slots, tries, candidates } = settings;
  const ofEvent = Math.max(items, slots * width, tries * width, candidates * Math.max(2 * width, HIDDEN[0]));
  const most = Math.floor(MOST_OF_BLOCK / ofEvent);
  if (blockSize > most)
    throw expected(`blocks of at most ${most} events, of ${ofEvent} numbers each`, blockSize, "blockSize");
}
