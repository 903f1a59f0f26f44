import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../core/errors.ts";
import { type FitState, type Metrics, readFitState, writeFitState } from "./fit-state.ts";

/** Name of the log of a fit, one line a round. */
export const LOG_FILE = "log.jsonl";

/** A line of a fit's `log.jsonl`: one round. */
export interface LogRow {
  /** From 1. */
  readonly round: number;
  /** Optimiser steps so far, by phase. */
  readonly steps: Readonly<Record<string, number>>;
  /** Seconds of training so far, validation left out. */
  readonly seconds: number;
  /** Processor seconds of it, over all threads: what a machine that is shared does not stretch. */
  readonly cpuSeconds: number;
  readonly stepsPerSecond: number;
  /** Mean over the round, by phase. */
  readonly losses: Readonly<Record<string, number>>;
  readonly metrics: Metrics;
  /** Whether it is the best round so far. */
  readonly best: boolean;
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
    const last = this.path("last");
    if (existsSync(last))
      throw new UsageError(`${last}: Expected no checkpoint of an earlier run: resume it, or name another folder`);
    writeFileSync(this.#log, "");
  }

  /** The checkpoint to go on from, if there is one; the log then ends where it does. */
  continue(): FitState | undefined {
    const last = this.path("last");
    if (!existsSync(last)) return undefined;
    const saved = readFitState(last);
    const lines = existsSync(this.#log) ? readFileSync(this.#log, "utf8").split("\n") : [];
    const kept = lines.slice(0, saved.position.round);
    writeFileSync(this.#log, kept.map((line) => `${line}\n`).join(""));
    return saved;
  }

  save(name: CheckpointName, state: FitState): void {
    writeFitState(this.path(name), state);
  }

  read(name: CheckpointName): FitState {
    return readFitState(this.path(name));
  }

  log(row: LogRow): void {
    appendFileSync(this.#log, `${JSON.stringify(row)}\n`);
  }

  get #log(): string {
    return join(this.#folder, LOG_FILE);
  }
}
