/**
 * A model of row tables (FunkSVD, NeuMF, FM) on disk, as agents start from it: `NAME.json`, readable, says all there is to
 * know and names the file with the numbers beside it, `weights-HASH.bin`. The numbers are written first and the JSON takes
 * the place of an older one in one move, so a checkpoint is there whole or not at all. Equal numbers share a file.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Checkpoint, Sections } from "../core/checkpoint.ts";
import { expected, SlateLabError, UsageError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import type { Seed } from "../core/random.ts";
import { readBlobFile, writeBlobFile } from "../files/blob-file.ts";
import { writeWholeFile } from "../files/whole-file.ts";

const FORMAT = 1;
const BLOB = { kind: "tables", version: "1" } as const;

export interface CheckpointFacts<Configuration = unknown, Metrics = unknown> {
  /** Name of the model, e.g. `funksvd`. */
  readonly model: string;
  /** What it takes to build the model again. */
  readonly configuration: Configuration;
  readonly seed: Seed;
  readonly worldHash: string;
  readonly metrics: Metrics;
  /** Of the program that wrote it. */
  readonly version: string;
  readonly commit: string | null;
}

/** What the JSON holds. */
export interface CheckpointCard<C = unknown, M = unknown> extends CheckpointFacts<C, M> {
  readonly format: number;
  /** SHA-256 of all numbers: what tables show as the weights' hash. */
  readonly weightsHash: string;
  /** File with the numbers, in the same folder. */
  readonly weights: string;
}

export interface TableCheckpoint<C = unknown, M = unknown> {
  readonly card: CheckpointCard<C, M>;
  /** Named arrays, as they were written. */
  readonly sections: Sections;
}

/** Writes a checkpoint over an older one of the same path, which ends in `.json`. Returns its card. */
export function writeTableCheckpoint(path: string, facts: CheckpointFacts, sections: Sections): CheckpointCard {
  if (!path.endsWith(".json")) throw expected("a path that ends in .json", path, "checkpoint");
  const weightsHash = hashOf(sections);
  const card = { format: FORMAT, ...facts, weightsHash, weights: `weights-${weightsHash.slice(0, 16)}.bin` };
  const older = readCard(path);
  writeBlobFile(join(dirname(path), card.weights), { ...BLOB, header: { weightsHash }, sections });
  writeWholeFile(path, [Buffer.from(`${JSON.stringify(card, null, 2)}\n`)]);
  if (older) removeUnused(dirname(path), older.weights);
  return card;
}

/** The card alone. Throws a UsageError where there is no checkpoint. */
export function readCheckpointCard<C = unknown, M = unknown>(path: string): CheckpointCard<C, M> {
  const card = readCard(path);
  if (!card) throw new UsageError(`${path}: Expected a checkpoint, got no such file`);
  return card as CheckpointCard<C, M>;
}

/** Reads a checkpoint whole. Throws a UsageError for a missing or foreign file, a SlateLabError for a damaged one. */
export function readTableCheckpoint<C = unknown, M = unknown>(path: string): TableCheckpoint<C, M> {
  const card = readCheckpointCard<C, M>(path);
  const weights = join(dirname(path), card.weights);
  const blob = readBlobFile<Sections, { weightsHash: string }>(weights, BLOB);
  if (!blob.ok) throw new SlateLabError(`${weights}: The weights of ${path} are ${blob.reason}: ${blob.detail}`);
  if (blob.header.weightsHash !== card.weightsHash) {
    throw new SlateLabError(`${weights}: The weights of ${path} are another checkpoint's`);
  }
  return { card, sections: blob.sections };
}

function hashOf(sections: Sections): string {
  return contentHash(...Object.entries(sections).flat());
}

function readCard(path: string): CheckpointCard | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new SlateLabError(`${path}: Cannot read the checkpoint: ${(error as Error).message}`, { cause: error });
  }
  const card = parse(text, path);
  if (card?.format !== FORMAT || !/^weights-[0-9a-f]{16}\.bin$/.test(card.weights)) {
    throw new UsageError(`${path}: Expected a checkpoint of format ${FORMAT}, got another JSON file`);
  }
  return card;
}

function parse(text: string, path: string): CheckpointCard | null {
  try {
    return JSON.parse(text) as CheckpointCard | null;
  } catch (error) {
    throw new UsageError(`${path}: Expected the JSON file of a checkpoint: ${(error as Error).message}`);
  }
}

/** Removes numbers that no checkpoint of the folder names any more. */
function removeUnused(folder: string, weights: string): void {
  const cards = readdirSync(folder).filter((name) => name.endsWith(".json"));
  const isUsed = cards.some((name) => readFileSync(join(folder, name), "utf8").includes(weights));
  if (!isUsed) rmSync(join(folder, weights), { force: true });
}

/** A checkpoint of a path, as agents get it handed in. Throws as `readTableCheckpoint`. */
export function openTableCheckpoint(path: string): Checkpoint {
  const { card, sections } = readTableCheckpoint<Record<string, unknown>>(path);
  return { path, model: card.model, configuration: card.configuration, sections, hash: card.weightsHash };
}
