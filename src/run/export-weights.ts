/** Weights of a trained next-item model for other tools. */
import { resolve } from "node:path";
import type { Registry } from "../core/registry.ts";
import { openEngine } from "../engine/engine.ts";
import { type Safetensor, writeSafetensors } from "../files/safetensors.ts";
import { architectureOf, type Blueprint, type ModelDefinition } from "../models/definition.ts";
import { type SequenceCheckpoint, sequenceModelOf } from "../train/sequence-checkpoint.ts";
import { openModelCheckpoint } from "./offline-model.ts";

/** What was written for other tools, and of which network. */
export interface ExportedWeights {
  readonly model: Blueprint;
  /** How many were written. */
  readonly tensors: number;
}

/**
 * Writes a checkpoint's weights as safetensors, float32, under the names and in the layouts that the model's definition gives
 * for other tools. `from`: a checkpoint or the folder it is in. Throws a UsageError where there is none, or one of something else.
 */
export async function exportWeights(
  from: string,
  to: string,
  models: Registry<ModelDefinition>,
): Promise<ExportedWeights> {
  const checkpoint = openModelCheckpoint(from, models);
  const tensors = await tensorsOf(checkpoint, models);
  const { architecture, settings } = checkpoint.model;
  const facts = { format: "pt", architecture, settings: JSON.stringify(settings), checkpoint: checkpoint.path };
  writeSafetensors(resolve(to), tensors, facts);
  return { model: checkpoint.model, tensors: Object.keys(tensors).length };
}

async function tensorsOf(
  checkpoint: SequenceCheckpoint,
  models: Registry<ModelDefinition>,
): Promise<Record<string, Safetensor>> {
  const { architecture: name, settings } = checkpoint.model;
  const engine = await openEngine("wasm");
  const { weights } = sequenceModelOf(checkpoint, models);
  try {
    const architecture = architectureOf(models, name);
    return architecture.exported ? architecture.exported(settings, weights.read()) : weights.tensors();
  } finally {
    weights.dispose();
    engine.close();
  }
}
