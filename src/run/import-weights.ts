/** Weights that other tools trained, as a checkpoint of ours. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import type { Section } from "../core/checkpoint.ts";
import { expected, inWords } from "../core/errors.ts";
import type { Registry } from "../core/registry.ts";
import { checkFinite } from "../core/section-rules.ts";
import { openEngine } from "../engine/engine.ts";
import { checkpointIn, writeCheckpoint } from "../files/checkpoint.ts";
import { outputFolder } from "../files/folders.ts";
import { readPlainJson } from "../files/plain-json.ts";
import { readSafetensors, type SafetensorsFile } from "../files/safetensors-file.ts";
import {
  architectureOf,
  type Blueprint,
  type ImportedNetwork,
  type ModelDefinition,
  nextItemNames,
} from "../models/definition.ts";
import { SASREC } from "../models/sasrec.ts";
import type { SequenceSettings } from "../models/sequence-model.ts";
import type { GivenTensor } from "../models/weights.ts";
import { type SequenceCheckpoint, sequenceCheckpoint, sequenceModelOf } from "../train/sequence-checkpoint.ts";

/** A file of weights, and what is to become of it. */
export interface WeightsImport {
  /** safetensors, of one network. */
  readonly file: string;
  /** Gets `best.ckpt`: a folder without a checkpoint. */
  readonly folder: string;
  /** Attention heads: needed where the file does not tell. */
  readonly heads?: number;
}

/** Where weights have gone, and of which network they are. */
export interface ImportedWeights {
  readonly path: string;
  readonly model: Blueprint;
  /** How many were read. */
  readonly tensors: number;
}

const TOLD = z.looseObject({
  heads: z.int().min(1).optional(),
  epsilon: z.number().optional(),
  dropout: z.number().optional(),
});

/**
 * Reads weights as gsasrec-pytorch names them and lays them out, or as `exportWeights` wrote them, and makes a checkpoint that
 * evaluates, recommends and plays. Throws a UsageError that names the weight or the setting that is not as expected, before anything
 * is written, and for a folder that has a checkpoint.
 */
export async function importWeights(
  { file, folder, heads }: WeightsImport,
  models: Registry<ModelDefinition>,
): Promise<ImportedWeights> {
  const left = checkpointIn(folder, "best");
  if (existsSync(left)) throw expected("a folder without a checkpoint", inWords(left), "out");
  const read = readSafetensors(file);
  const network = networkOf(read, { heads, file }, models);
  await checkBuilds(network, models);
  const path = checkpointIn(outputFolder(folder, "out"), "best");
  const { model, weights: sections } = network;
  const training = { importedFrom: basename(file) };
  writeCheckpoint(path, { model: model.architecture, configuration: { model }, training, sections });
  return { path, model, tensors: Object.keys(read.tensors).length };
}

function networkOf(
  { metadata, tensors }: SafetensorsFile,
  { heads, file }: Pick<WeightsImport, "heads" | "file">,
  models: Registry<ModelDefinition>,
): SequenceCheckpoint {
  for (const [name, { data }] of Object.entries(tensors)) checkNumbers(data, `${file}: ${name}`);
  // Files of `exportWeights` say both; those of others say neither.
  const { architecture, settings: text } = metadata;
  const isOurs = architecture !== undefined && text !== undefined;
  const { name, imported = asItIs } = isOurs ? architectureOf(models, architecture, file) : SASREC;
  const told = isOurs ? readPlainJson(text, TOLD, `${file}: settings`) : {};
  const { settings, weights } = imported(tensors, { ...told, heads: headsOf(told.heads, heads, file) }, file);
  const configuration = { model: { architecture: name, settings } };
  return sequenceCheckpoint({ path: file, model: name, configuration, sections: weights }, nextItemNames(models));
}

/** Throws a UsageError where the file says otherwise. */
function headsOf(told: number | undefined, given: number | undefined, file: string): number | undefined {
  if (told !== undefined && given !== undefined && told !== given)
    throw expected(`${told}, as ${file} says`, given, "heads");
  return told ?? given;
}

function checkNumbers(data: Section, where: string): void {
  if (!(data instanceof Float32Array || data instanceof Float64Array))
    throw expected("numbers of type F32 or F64", inWords(data.constructor.name), where);
  checkFinite(data, where);
}

/** A network that other tools know by our names: all that it is is in the file. */
function asItIs(tensors: Readonly<Record<string, GivenTensor>>, settings: object): ImportedNetwork {
  const weights = Object.entries(tensors).map(([name, { data }]) => [name, Float32Array.from(data)]);
  return { settings: settings as SequenceSettings, weights: Object.fromEntries(weights) };
}

/** As whoever evaluates it will build it. */
async function checkBuilds(network: SequenceCheckpoint, models: Registry<ModelDefinition>): Promise<void> {
  const engine = await openEngine("wasm");
  try {
    sequenceModelOf(network, models).dispose();
  } finally {
    engine.close();
  }
}
