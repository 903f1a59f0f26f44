import { writeFileSync } from "node:fs";
import type { Section } from "../core/checkpoint.ts";
import { expected, UsageError } from "../core/errors.ts";
import { canonicalJson, contentHash } from "../core/hash.ts";
import type { Seed } from "../core/random.ts";
import { readBlobFile, writeBlobFile } from "../files/blob-file.ts";
import type { WeightValues } from "../models/weights.ts";
import type { AdamState } from "./adam.ts";

const FILE = { kind: "checkpoint", version: "1" } as const;

/** What is trained on what. A checkpoint is continued only by a run of which all of this is the same. */
export interface RunIdentity {
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

export type Metrics = Readonly<Record<string, number>>;

/** All that a fit needs to go on as if it had never stopped. Random draws are functions of seed and step: no more is needed. */
export interface Checkpoint {
  readonly identity: RunIdentity;
  readonly position: FitPosition;
  /** Of the last validation; none before the first. */
  readonly metrics: Metrics | null;
  readonly weights: WeightValues;
  /** By phase. */
  readonly optimisers: Readonly<Record<string, AdamState>>;
}

type Header = Omit<Checkpoint, "weights" | "optimisers"> & {
  readonly optimisers: Readonly<Record<string, Pick<AdamState, "steps" | "decays">>>;
};

/**
 * Writes a checkpoint whole or not at all, and beside it, for people, what its header says (`best.json` beside `best.ckpt`).
 * Throws a SlateLabError when the disk does not take it.
 */
export function writeCheckpoint(path: string, checkpoint: Checkpoint): void {
  const { weights, optimisers, ...facts } = checkpoint;
  const sections: Record<string, Section> = {};
  for (const [name, values] of Object.entries(weights)) sections[`weights/${name}`] = values;
  for (const [phase, { moments }] of Object.entries(optimisers)) {
    moments.forEach((values, i) => {
      sections[`adam/${phase}/${i}`] = values;
    });
  }
  const counters = Object.entries(optimisers).map(([phase, { steps, decays }]) => [phase, { steps, decays }]);
  const header: Header = { ...facts, optimisers: Object.fromEntries(counters) };
  writeBlobFile(path, { ...FILE, header, sections });
  writeFileSync(path.replace(/\.ckpt$/, ".json"), `${JSON.stringify(facts, null, 2)}\n`);
}

/** Reads a checkpoint. Throws a UsageError that says why when the file is not a sound one. */
export function readCheckpoint(path: string): Checkpoint {
  const file = readBlobFile<Record<string, Float32Array>, Header>(path, FILE);
  if (!file.ok) throw new UsageError(`${path}: Expected a checkpoint, got ${file.detail}`);
  const { optimisers, ...facts } = file.header;
  const under = (prefix: string) => Object.entries(file.sections).filter(([name]) => name.startsWith(prefix));
  const weights = under("weights/").map(([name, values]) => [name.slice("weights/".length), values]);
  const states = Object.entries(optimisers).map(([phase, counters]) => {
    return [phase, { ...counters, moments: under(`adam/${phase}/`).map(([, values]) => values) }];
  });
  return { ...facts, weights: Object.fromEntries(weights), optimisers: Object.fromEntries(states) };
}

/** SHA-256 of the weights: what tables show of a checkpoint. Throws as `readCheckpoint`. */
export function checkpointHash(path: string): string {
  return contentHash(...Object.entries(readCheckpoint(path).weights).flat());
}

/** Throws a UsageError that names what differs, unless both runs train the same on the same. */
export function checkSameRun(saved: RunIdentity, asked: RunIdentity, path: string): void {
  const [theirs, ours] = [saved, asked].map(({ configuration, ...rest }) => ({ ...rest, ...configuration }));
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
  for (const key of keys) {
    const [was, is] = [theirs, ours].map((facts) => canonicalJson((facts as Record<string, unknown>)[key] ?? null));
    if (was !== is) throw expected(`a run with ${key} ${was}, as in the checkpoint`, is, path);
  }
}
