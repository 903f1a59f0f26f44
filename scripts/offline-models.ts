/** What `slatelab evaluate` can rank with, by name or file: baselines, fitted on the spot, and checkpoints of next-item models. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { expected, UsageError } from "../src/core/errors.ts";
import type { Scorer } from "../src/core/scorer.ts";
import type { PreparedData } from "../src/dataset/prepare.ts";
import { trainingSequences } from "../src/dataset/split.ts";
import { type EngineChoice, openEngine } from "../src/engine/engine.ts";
import { sequenceScorer } from "../src/models/sequence-scorer.ts";
import { readSequenceCheckpoint, type SequenceCheckpoint, sequenceModelOf } from "../src/train/sequence-training.ts";
import { BASELINE_NAMES, resolveBaseline } from "./baselines.ts";

export interface OfflineModel {
  /** Baseline with its settings, or path of the checkpoint. */
  readonly name: string;
  readonly scorer: Scorer;
  /** Frees tensors and engine. */
  close(): void;
}

/** Opens a model for a data set. Throws a UsageError for weights of another catalogue. */
export type OpenModel = (data: PreparedData, engine: EngineChoice) => Promise<OfflineModel>;

/** What a name or path means. Throws a UsageError for an unknown name, or a file that is no checkpoint of a next-item model. */
export function findOfflineModel(text: string): OpenModel {
  if (!isBaseline(text) && (existsSync(text) || looksLikePath(text))) {
    const path = checkpointIn(text);
    const checkpoint = readSequenceCheckpoint(path);
    return (data, engine) => openCheckpoint(path, checkpoint, { data, engine });
  }
  const { name, fit } = resolveBaseline(text);
  return async ({ split, items }) => ({ name, scorer: fit(trainingSequences(split), items), close: () => {} });
}

function isBaseline(text: string): boolean {
  return BASELINE_NAMES.some((name) => text === name || text.startsWith(`${name}(`));
}

function looksLikePath(text: string): boolean {
  return /[\\/]|\.(ckpt|json|bin)$/.test(text);
}

/** A checkpoint of `slatelab pretrain`; a folder means its best one. Throws a UsageError where there is none. */
export function checkpointIn(path: string): string {
  if (!existsSync(path)) throw new UsageError(`${path}: Expected a checkpoint, got no such file`);
  if (!statSync(path).isDirectory()) return path;
  const best = join(path, "best.ckpt");
  if (!existsSync(best)) throw expected("a checkpoint, or a folder with best.ckpt", "a folder without", path);
  return best;
}

async function openCheckpoint(
  path: string,
  checkpoint: SequenceCheckpoint,
  { data, engine: choice }: { data: PreparedData; engine: EngineChoice },
): Promise<OfflineModel> {
  const { architecture, settings } = checkpoint.model;
  const users = data.split.trainLengths.length;
  if (settings.items !== data.items) throw expected(`weights for ${data.items} items`, settings.items, path);
  if (architecture === "sse-pt" && settings.users < users)
    throw expected(`weights for at least ${users} users`, settings.users, path);
  const engine = await openEngine(choice);
  const model = sequenceModelOf(checkpoint, path);
  const close = () => {
    model.dispose();
    engine.close();
  };
  return { name: path, scorer: sequenceScorer(model), close };
}
