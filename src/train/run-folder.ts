import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { checkUnused } from "../files/checkpoint.ts";
import { readPlainJson } from "../files/plain-json.ts";
import { writeWholeFile } from "../files/whole-file.ts";
import {
  checkSameRun,
  type FitState,
  METRIC,
  METRICS,
  type Metrics,
  type RunIdentity,
  readFitIdentity,
  readFitState,
  writeFitState,
} from "./fit-state.ts";

/** Name of the log of a fit, one line a round. */
export const LOG_FILE = "log.jsonl";

/** A line of a fit's `log.jsonl`: one round. */
export interface LogRow {
  /** From 1; 0 is before the first step. */
  readonly round: number;
  /** Optimiser steps so far, by phase. */
  readonly steps: Readonly<Record<string, number>>;
  /** Seconds of training so far, validation left out. */
  readonly seconds: number;
  /** Processor seconds of it, over all threads: what a machine that is shared does not stretch. */
  readonly cpuSeconds: number;
  readonly stepsPerSecond: number;
  /** Mean over the round, by phase; none of round 0. */
  readonly losses: Readonly<Record<string, number>>;
  readonly metrics: Metrics;
  /** Whether it is the best round so far. */
  readonly best: boolean;
}

const numbers = z.record(z.string(), z.number());
const ROW: z.ZodType<LogRow> = z.object({
  round: z.int().min(0),
  steps: numbers,
  seconds: z.number(),
  // Logs of before say nothing of it.
  cpuSeconds: z.number().default(0),
  // Logs of before have none of a round of which the process made no step.
  stepsPerSecond: METRIC,
  losses: numbers,
  metrics: METRICS,
  best: z.boolean(),
});

/** The rounds of a fit's log, in order; lines that a kill or a full disk has torn are left out. */
export function readLog(folder: string): LogRow[] {
  const path = join(folder, LOG_FILE);
  if (!existsSync(path)) return [];
  const rows = readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => rowsOf(line, path));
  return rows.sort((a, b) => a.round - b.round);
}

function rowsOf(line: string, path: string): LogRow[] {
  try {
    return [readPlainJson(line, ROW, path)];
  } catch {
    return [];
  }
}

/** Name of one of a fit's checkpoints. */
export type CheckpointName = "best" | "last";

/** What a fit leaves behind: `best.ckpt`, `last.ckpt`, what they say as JSON, and `log.jsonl`. */
export class RunFolder {
  readonly #folder: string;

  /** Makes the folder where there is none. */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  path(name: CheckpointName): string {
    return join(this.#folder, `${name}.ckpt`);
  }

  /** Starts an empty log. Throws a UsageError where another run has left a checkpoint. */
  begin(): void {
    checkUnused(this.#folder);
    this.#writeLog([]);
  }

  /**
   * Starts an empty log where there is nothing to go on from. A best checkpoint may be there, of a run that was killed in its first
   * round: throws a UsageError where that is of another identity.
   */
  beginAgain(identity: RunIdentity): void {
    const best = this.path("best");
    if (existsSync(best)) checkSameRun(readFitIdentity(best), identity, best);
    this.#writeLog([]);
  }

  /** The checkpoint to go on from, if there is one; the log then ends where it does. */
  continue(): FitState | undefined {
    const last = this.path("last");
    if (!existsSync(last)) return undefined;
    const saved = readFitState(last);
    // Rows are written first: a kill may have come between a round's and its checkpoint.
    this.#writeLog(readLog(this.#folder).filter(({ round }) => round <= saved.position.round));
    return saved;
  }

  save(name: CheckpointName, state: FitState): void {
    writeFitState(this.path(name), state);
  }

  read(name: CheckpointName): FitState {
    return readFitState(this.path(name));
  }

  /** Adds a round to the log; call it before the round's checkpoint is saved as the last one. */
  log(row: LogRow): void {
    appendFileSync(this.#log, lineOf(row));
  }

  #writeLog(rows: readonly LogRow[]): void {
    writeWholeFile(this.#log, [Buffer.from(rows.map(lineOf).join(""))]);
  }

  get #log(): string {
    return join(this.#folder, LOG_FILE);
  }
}

function lineOf(row: LogRow): string {
  return `${JSON.stringify(row)}\n`;
}
