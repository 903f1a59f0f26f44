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

/** How a kind of training keeps what it has come to, and its log. */
export interface RunFormat<State, Row, Kept extends string> {
  /** Name of the checkpoint that is kept beside the last one. */
  readonly kept: Kept;
  write(path: string, state: State): void;
  read(path: string): State;
  readonly row: z.ZodType<Row>;
  /** Below 0 where a row of the log comes before another. */
  order(a: Row, b: Row): number;
  /** Whether a row was logged before a state was saved. */
  isBefore(row: Row, state: State): boolean;
}

/** How a fit keeps it. */
export const FIT_FORMAT: RunFormat<FitState, LogRow, "best"> = {
  kept: "best",
  write: writeFitState,
  read: readFitState,
  row: ROW,
  order: (a, b) => a.round - b.round,
  isBefore: ({ round }, { position }) => round <= position.round,
};

/** The rounds of a fit's log, in order; lines that a kill or a full disk has torn are left out. */
export function readLog(folder: string): LogRow[] {
  return readRows(folder, FIT_FORMAT);
}

/** The rows of a training's log, as `readLog`. */
export function readRows<Row>(
  folder: string,
  { row, order }: Pick<RunFormat<unknown, Row, string>, "row" | "order">,
): Row[] {
  const path = join(folder, LOG_FILE);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line) => rowsOf(line, row, path)).sort(order);
}

function rowsOf<Row>(line: string, row: z.ZodType<Row>, path: string): Row[] {
  try {
    return [readPlainJson(line, row, path)];
  } catch {
    return [];
  }
}

/** What a training leaves behind: `last.ckpt`, the one it keeps (`best.ckpt`), what they say as JSON, and `log.jsonl`. */
export class RunFolder<State, Row, Kept extends string> {
  readonly #folder: string;
  readonly #format: RunFormat<State, Row, Kept>;

  /** Makes the folder where there is none. */
  constructor(folder: string, format: RunFormat<State, Row, Kept>) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
    this.#format = format;
  }

  path(name: Kept | "last"): string {
    return join(this.#folder, `${name}.ckpt`);
  }

  /** Starts an empty log. Throws a UsageError where another run has left a checkpoint. */
  begin(): void {
    checkUnused(this.#folder);
    this.#writeLog([]);
  }

  /**
   * Starts an empty log where there is nothing to go on from. A kept checkpoint may be there, of a run that was killed in its first
   * round: throws a UsageError where that is of another identity.
   */
  beginAgain(identity: RunIdentity): void {
    const kept = this.path(this.#format.kept);
    if (existsSync(kept)) checkSameRun(readFitIdentity(kept), identity, kept);
    this.#writeLog([]);
  }

  /** The checkpoint to go on from, if there is one; the log then ends where it does. */
  continue(): State | undefined {
    const last = this.path("last");
    if (!existsSync(last)) return undefined;
    const saved = this.read("last");
    // Rows are written first: a kill may have come between a round's and its checkpoint.
    this.#writeLog(readRows(this.#folder, this.#format).filter((row) => this.#format.isBefore(row, saved)));
    return saved;
  }

  save(name: Kept | "last", state: State): void {
    this.#format.write(this.path(name), state);
  }

  read(name: Kept | "last"): State {
    return this.#format.read(this.path(name));
  }

  /** Adds a row to the log; call it before the checkpoint that holds it is saved as the last one. */
  log(row: Row): void {
    appendFileSync(this.#log, lineOf(row));
  }

  #writeLog(rows: readonly Row[]): void {
    writeWholeFile(this.#log, [Buffer.from(rows.map(lineOf).join(""))]);
  }

  get #log(): string {
    return join(this.#folder, LOG_FILE);
  }
}

function lineOf(row: unknown): string {
  return `${JSON.stringify(row)}\n`;
}
