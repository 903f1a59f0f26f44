/** What a stage of a pipeline leaves about itself, so that only a run of the same goes on from it. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { expected, inWords, SlateLabError } from "../core/errors.ts";
import { readPlainJson } from "../files/plain-json.ts";
import { writeWholeFile } from "../files/whole-file.ts";
import type { FitResult } from "./fit.ts";
import { checkSameRun, firstDifference, METRICS, type RunIdentity, readFitIdentity } from "./fit-state.ts";

const EARLIER = z.array(
  z.object({
    stage: z.string(),
    configuration: z.record(z.string(), z.unknown()),
    limits: z.record(z.string(), z.unknown()),
  }),
);

/** What the stages after one are told of it (`stagesBefore` of their configuration): all that makes its results what they are. */
export type StageFacts = z.infer<typeof EARLIER>[number];

/** What the `stage.json` of a finished stage says. */
export interface StageRecord {
  readonly identity: RunIdentity;
  /** None of a task. */
  readonly fit: FitResult | null;
}

const RECORD = z.object({
  identity: z.object({
    model: z.string(),
    seed: z.union([z.string(), z.number()]),
    dataHash: z.string(),
    configuration: z.record(z.string(), z.unknown()),
  }),
  fit: z.nullable(
    z.object({
      rounds: z.number(),
      seconds: z.number(),
      best: z.object({ round: z.number(), metrics: METRICS }),
      stopped: z.enum(["rounds", "patience"]),
    }),
  ),
});

/** Says in a stage's folder that it is finished. Throws a SlateLabError when the disk does not take it. */
export function writeStageRecord(folder: string, record: StageRecord): void {
  writeWholeFile(pathIn(folder), [Buffer.from(`${JSON.stringify(record, null, 2)}\n`)]);
}

/**
 * What the finished stage in a folder says; nothing of one that is not finished. Throws a UsageError that names what differs for
 * one of another identity, a SlateLabError for a damaged file.
 */
export function readStageRecord(folder: string, asked: RunIdentity): StageRecord | undefined {
  const record = storedRecord(folder);
  if (record) checkSameStage(record.identity, asked, pathIn(folder));
  return record;
}

/** What the finished stage in a folder was run with; nothing of one that is not finished. Throws a SlateLabError for a damaged file. */
export function readStageConfiguration(folder: string): RunIdentity["configuration"] | undefined {
  return storedRecord(folder)?.identity.configuration;
}

/** Throws a UsageError that names what differs where the fit in a folder was stopped as one of another identity. */
export function checkStopped(folder: string, asked: RunIdentity): void {
  const last = join(folder, "last.ckpt");
  if (existsSync(last)) checkSameStage(readFitIdentity(last), asked, last);
}

function pathIn(folder: string): string {
  return join(folder, "stage.json");
}

function storedRecord(folder: string): StageRecord | undefined {
  const path = pathIn(folder);
  return existsSync(path) ? parseRecord(readFileSync(path, "utf8"), path) : undefined;
}

function parseRecord(text: string, path: string): StageRecord {
  try {
    return readPlainJson(text, RECORD, path);
  } catch (cause) {
    throw new SlateLabError(`${path}: Expected what a finished stage says, got a damaged file`, { cause });
  }
}

/** As `checkSameRun`; where stages before it differ, the first that does is named, and its setting. */
function checkSameStage(saved: RunIdentity, asked: RunIdentity, path: string): void {
  const [were, are] = [saved, asked].map(
    ({ configuration }) => EARLIER.safeParse(configuration.stagesBefore).data ?? [],
  );
  const [theirs, ours] = [were, are].map((stages) => stages.map(({ stage }) => stage).join(", ") || "none");
  if (theirs !== ours) throw expected(`a run after the stages ${theirs}`, inWords(ours), path);
  for (const [i, { stage, configuration, limits }] of were.entries()) {
    const difference = firstDifference(configuration, are[i].configuration) ?? firstDifference(limits, are[i].limits);
    if (difference)
      throw expected(`a run after '${stage}' with ${difference.name} ${difference.was}`, inWords(difference.is), path);
  }
  checkSameRun(saved, asked, path);
}
