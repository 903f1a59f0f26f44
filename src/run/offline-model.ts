/** What `slatelab evaluate` can rank with, by spec or file: baselines, fitted on the spot, and checkpoints of next-item models. */
import { existsSync } from "node:fs";
import type { EngineChoice } from "../core/engines.ts";
import { UsageError } from "../core/errors.ts";
import { Registry } from "../core/registry.ts";
import type { Scorer } from "../core/scorer.ts";
import { formatSpec, type SpecValue, specName } from "../core/spec.ts";
import type { PreparedData } from "../dataset/prepare.ts";
import { trainingSequences } from "../dataset/split.ts";
import { openEngine } from "../engine/engine.ts";
import { openCheckpoint } from "../files/checkpoint.ts";
import { type BaselineDefinition, isBaseline, type ModelDefinition, nextItemNames } from "../models/definition.ts";
import { servedGenerator } from "../models/mfgan/generator.ts";
import type { DataSize } from "../models/sequence-model.ts";
import { sequenceScorer } from "../models/sequence-scorer.ts";
import {
  checkFits,
  type SequenceCheckpoint,
  sequenceCheckpoint,
  sequenceModelOf,
} from "../train/sequence-checkpoint.ts";

/** A model that is open for evaluation. */
export interface OfflineModel {
  /** Baseline with its settings, or path of the checkpoint. */
  readonly name: string;
  readonly scorer: Scorer;
  /** Frees tensors and engine. */
  close(): void;
}

/** Opens a model for a data set. Throws a UsageError for weights of another catalogue. */
export type OpenModel = (data: PreparedData, engine: EngineChoice) => Promise<OfflineModel>;

type Models = Registry<ModelDefinition>;

/** The models of a table that are fitted on the spot. */
export function baselinesOf(models: Models): Registry<BaselineDefinition> {
  return new Registry(models.kind, models.list.filter(isBaseline));
}

/**
 * Finds the model that a spec or the path of a checkpoint means. Throws a UsageError for an unknown name, or a file that is no
 * checkpoint of a next-item model.
 */
export function findOfflineModel(text: string, models: Models): OpenModel {
  const baselines = baselinesOf(models);
  const name = specName(text);
  if (name !== undefined && baselines.names.includes(name)) return baselineModel(text, baselines);
  if (existsSync(text)) return checkpointModel(text, models);
  if (name !== undefined) return baselineModel(text, baselines);
  throw new UsageError(`${text}: Expected a checkpoint, got no such file, nor a name of ${baselines.names.join(", ")}`);
}

function baselineModel(text: string, baselines: Registry<BaselineDefinition>): OpenModel {
  const { name, settings } = baselines.resolve(text);
  const whole = formatSpec({ name, settings: settings as Record<string, SpecValue> });
  const fit = async ({ split, items }: PreparedData) =>
    baselines.get(name).fit(trainingSequences(split), items, settings);
  return async (data) => ({ name: whole, scorer: await fit(data), close: () => {} });
}

function checkpointModel(place: string, models: Models): OpenModel {
  const checkpoint = openModelCheckpoint(place, models);
  return async (data, choice) => {
    checkFits(checkpoint, sizeOf(data));
    return openNetwork(checkpoint, models, choice);
  };
}

/** How many items and users a data set has. */
export function sizeOf({ items, split }: PreparedData): DataSize {
  return { items, users: split.trainLengths.length };
}

/** Opens the network of a checkpoint, whatever data it is to rank. Throws as `sequenceModelOf`. */
export async function openNetwork(
  checkpoint: SequenceCheckpoint,
  models: Models,
  choice: EngineChoice,
): Promise<OfflineModel> {
  const engine = await openEngine(choice);
  try {
    const model = sequenceModelOf(checkpoint, models);
    const close = () => {
      model.dispose();
      engine.close();
    };
    return { name: checkpoint.path, scorer: sequenceScorer(model), close };
  } catch (error) {
    engine.close();
    throw error;
  }
}

/** Names of the models whose checkpoints can be opened: those of a table that are trained, and MFGAN, whose generator is one. */
export function checkpointNames(models: Models): string[] {
  return [...nextItemNames(models), servedGenerator.name];
}

/**
 * Opens the model in a checkpoint of `slatelab pretrain`; a folder means its best one. Throws a UsageError where there is none,
 * or one of something else.
 */
export function openModelCheckpoint(place: string, models: Models): SequenceCheckpoint {
  return sequenceCheckpoint(openCheckpoint(place), checkpointNames(models));
}
