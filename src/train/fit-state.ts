/** What a fit saves, so that it goes on as if it had never stopped, and when it may. */
import { z } from "zod";
import type { Sections } from "../core/checkpoint.ts";
import { expected, inWords } from "../core/errors.ts";
import { canonicalJson, isPlainObject } from "../core/hash.ts";
import type { Seed } from "../core/random.ts";
import { readCheckpointCard, resumeCheckpoint, writeCheckpoint } from "../files/checkpoint.ts";
import type { WeightValues } from "../models/weights.ts";
import type { AdamState } from "./adam.ts";
import { COUNTERS, countersOf, momentSections, optimisersOf } from "./optimiser-state.ts";

/** What a fit trains, and on what. A checkpoint is continued only by a run of which all of this is the same. */
export interface RunIdentity {
  /** Name of the model, e.g. `sasrec`. */
  readonly model: string;
  /** Model, objective, sampler and optimiser, as plain JSON. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly seed: Seed;
  readonly dataHash: string;
}

/** How far a fit has come. */
export interface FitPosition {
  /** Whole rounds done. */
  readonly round: number;
  /** Steps of the round under way, by phase; those of a phase that is over are all there. */
  readonly steps: Readonly<Record<string, number>>;
  /** Sums of their losses, by phase. */
  readonly lossSums: Readonly<Record<string, number>>;
  /** Seconds of training so far. */
  readonly seconds: number;
  /** Processor seconds of it, over all threads. */
  readonly cpuSeconds: number;
  readonly best: { readonly round: number; readonly metrics: Metrics } | null;
}

/** Metrics of a round by name. */
export type Metrics = Readonly<Record<string, number>>;

/** All that a fit needs to go on. Random draws are functions of seed and step: no more is needed. */
export interface FitState {
  readonly identity: RunIdentity;
  readonly position: FitPosition;
  /** Of the last validation; none before the first. */
  readonly metrics: Metrics | null;
  readonly weights: WeightValues;
  /** What the checkpoint holds beside them for its readers, and no step moves. */
  readonly facts?: Sections;
  /** By phase. */
  readonly optimisers: Readonly<Record<string, AdamState>>;
}

/** A number as JSON has it, which says null for what is not finite. */
export const METRIC: z.ZodType<number> = z.number().or(z.null().transform(() => Number.NaN));
/** Metrics as JSON has them. */
export const METRICS: z.ZodType<Metrics> = z.record(z.string(), METRIC);
const counter = z.int().min(0);
const seconds = z.number().min(0);

/** Folder of facts among the arrays of a checkpoint. */
const FACTS = "facts/";

/** What the checkpoint of a training says of what it was trained on. */
export const TRAINED_ON = { seed: z.union([z.string(), z.number()]), dataHash: z.string() };

/** What the checkpoint says of the training. */
const TRAINING = z.object({
  ...TRAINED_ON,
  position: z.object({
    round: counter,
    steps: z.record(z.string(), counter),
    lossSums: z.record(z.string(), z.number()),
    seconds,
    // Checkpoints of before say nothing of it.
    cpuSeconds: seconds.default(0),
    best: z.object({ round: counter, metrics: METRICS }).nullable(),
  }),
  metrics: METRICS.nullable(),
  optimisers: COUNTERS,
});
type Training = z.infer<typeof TRAINING>;

/** Writes the state of a fit as a checkpoint, whole or not at all. Throws a SlateLabError when the disk does not take it. */
export function writeFitState(path: string, fit: FitState): void {
  const { identity, position, metrics, weights, facts = {}, optimisers } = fit;
  const { model, configuration, ...trainedOn } = identity;
  const training: Training = { ...trainedOn, position, metrics, optimisers: countersOf(optimisers) };
  const sections = { ...weights, ...within(FACTS, facts) };
  writeCheckpoint(path, { model, configuration, training, sections, state: momentSections(optimisers) });
}

/**
 * Reads the state of a fit from its checkpoint, to go on from it. Throws a UsageError where there is none, a SlateLabError for a
 * damaged one.
 */
export function readFitState(path: string): FitState {
  const { model, configuration, training, sections, state } = resumeCheckpoint(path, TRAINING);
  const { position, metrics, optimisers: counters, ...trainedOn } = training;
  return {
    identity: { model, configuration, ...trainedOn },
    position,
    metrics,
    weights: without(FACTS, sections) as WeightValues,
    optimisers: optimisersOf(counters, state, path),
  };
}

function within(folder: string, sections: Sections): Sections {
  return Object.fromEntries(Object.entries(sections).map(([name, values]) => [folder + name, values]));
}

function without(folder: string, sections: Sections): Sections {
  return Object.fromEntries(Object.entries(sections).filter(([name]) => !name.startsWith(folder)));
}

/** Reads of the state of a fit what it trains, in no time. Throws as `readFitState`. */
export function readFitIdentity(path: string): RunIdentity {
  const { model, configuration, training } = readCheckpointCard(path, z.object(TRAINED_ON));
  const { seed, dataHash } = training;
  return { model, configuration, seed, dataHash };
}

/** Throws a UsageError that names what differs, unless both runs train the same on the same. */
export function checkSameRun(saved: RunIdentity, asked: RunIdentity, path: string): void {
  const [theirs, ours] = [saved, asked].map(({ configuration, ...rest }) => ({ ...rest, ...configuration }));
  checkSameFacts(theirs, ours, path);
}

/** What a run is known by: plain JSON. */
export type PlainFacts = Readonly<Record<string, unknown>>;

/** Throws a UsageError that names what a checkpoint has otherwise, unless both are the same. */
export function checkSameFacts(theirs: PlainFacts, ours: PlainFacts, path: string): void {
  const difference = firstDifference(theirs, ours);
  if (!difference) return;
  const { name, was, is } = difference;
  throw expected(`a run with ${name} ${was}, as in the checkpoint`, inWords(is), path);
}

/** A fact that two have differently: where it is, `settings.factors`, and what it is in each, as JSON. */
export interface FactDifference {
  readonly name: string;
  readonly was: string;
  readonly is: string;
}

/** The first fact that is not the same in both, in whatever it is held. */
export function firstDifference(theirs: PlainFacts, ours: PlainFacts): FactDifference | undefined {
  const names = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  for (const name of names) {
    const [was, is] = [theirs, ours].map((facts) => facts[name] ?? null);
    if (canonicalJson(was) === canonicalJson(is)) continue;
    const within = isPlainObject(was) && isPlainObject(is) ? firstDifference(was, is) : undefined;
    if (within) return { ...within, name: `${name}.${within.name}` };
    return { name, was: canonicalJson(was), is: canonicalJson(is) };
  }
  return undefined;
}
