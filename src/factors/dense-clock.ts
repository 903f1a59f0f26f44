import { expected } from "../core/errors.ts";
import { type AdamWSettings, biasCorrection } from "./adamw.ts";
import type { FactorKernel } from "./factor-memory.ts";
import type { MomentumTail } from "./momentum-tail.ts";
import type { RowArrays } from "./row-arrays.ts";

/** Where a clock is, and which rows still move by their momentum: structured-cloneable. */
export interface ClockState {
  /** Optimiser steps so far, and how many there had been when weights were last whole: [2] */
  readonly times: Uint32Array;
  readonly moving: Int32Array;
}

/** Rows with no farther to go than this, in all their numbers together, rest: float32 weights of a model do not tell. */
const REST = 2 ** -28;

/**
 * One clock for all rows of a table, which makes a row-sparse AdamW a dense one: every row moves by its momentum and shrinks by
 * weight decay at every step, and pays for the steps it slept through when it is next used (src/factors/momentum-tail.ts).
 *
 * Weight decay, which shrinks every row alike, is kept as one number: a weight is `scale` times the number stored, so a step costs
 * the rows that have a gradient, and rows without momentum stay as they are. `becomeWhole` multiplies it out.
 */
export class DenseClock {
  /** What a stored number is worth. */
  scale = 1;
  /** Optimiser steps so far, and at the last `becomeWhole`: [2] */
  readonly times = new Uint32Array(2);
  readonly #tail: MomentumTail;
  readonly #kernel: FactorKernel;
  /** `steps` holds the time at which each row is right; 0 for rows that never had a gradient. */
  readonly #table: RowArrays;
  /** Rows that may still move, and 1 for each of them: [rows] */
  #moving: number[] = [];
  readonly #moves: Uint8Array;
  /** When they were last brought up to date. */
  #settledAt = 0;

  constructor(tail: MomentumTail, kernel: FactorKernel, table: RowArrays) {
    this.#tail = tail;
    this.#kernel = kernel;
    this.#table = table;
    this.#moves = new Uint8Array(table.steps.length);
  }

  /** Begins an optimiser step: every row with a gradient must be up to date. Throws a UsageError for other settings than the clock's. */
  tick({ learningRate, weightDecay }: AdamWSettings): void {
    const own = this.#tail.settings;
    if (learningRate !== own.learningRate || weightDecay !== own.weightDecay)
      throw expected("a step with the clock's settings", { learningRate, weightDecay });
    this.times[0]++;
    this.#rescale();
  }

  /** The running step moves a row: how far for a gradient, in stored numbers. */
  rateOf(row: number): number {
    this.#table.steps[row] = this.times[0];
    this.#startMoving(row);
    return (this.#tail.settings.learningRate * biasCorrection(this.times[0])) / this.scale;
  }

  /** Whether a row is where the steps so far have taken it. */
  isUpToDate(row: number): boolean {
    const step = this.#table.steps[row];
    return step === 0 || step === this.times[0];
  }

  /** Brings a row up to date; how far it moved. */
  bringUpToDate(row: number): number {
    const { steps, weights, moments, width } = this.#table;
    const now = this.times[0];
    const from = steps[row];
    const { terms, first, second } = this.#tail.coast(from, now - from, this.#scaleAt(from));
    const squared = this.#kernel.coast(
      weights.byteOffset + row * width * 4,
      moments.byteOffset + row * width * 8,
      width,
      terms[0],
      terms[1],
      terms[2],
      terms[3],
      first,
      second,
    );
    steps[row] = now;
    return Math.sqrt(squared);
  }

  /** Brings the rows that still move up to date: `advance` does it for one, and says how far it went. Some come to rest. */
  settle(advance: (row: number) => number): void {
    if (this.#settledAt === this.times[0]) return;
    this.#settledAt = this.times[0];
    const moving: number[] = [];
    for (const row of this.#moving) {
      const slept = this.times[0] - this.#table.steps[row];
      if (slept === 0 || advance(row) * this.#tail.leftAfter(slept) > REST) moving.push(row);
      else this.#moves[row] = 0;
    }
    this.#moving = moving;
  }

  /** Brings every row up to date and multiplies the scale into all weights: any of them may change. */
  becomeWhole(): void {
    const { weights } = this.#table;
    this.load(this.times);
    this.settle((row) => this.bringUpToDate(row));
    const { scale } = this;
    if (scale !== 1) for (let i = 0; i < weights.length; i++) weights[i] *= scale;
    this.times[1] = this.times[0];
    this.#rescale();
  }

  /** A copy of where the clock is. */
  state(): ClockState {
    return { times: this.times.slice(), moving: Int32Array.from(this.#moving) };
  }

  /** Goes back to a state, as the table's rows do. */
  restore({ times, moving }: ClockState): void {
    this.times.set(times);
    this.#settledAt = 0;
    this.#rescale();
    for (const row of this.#moving) this.#moves[row] = 0;
    this.#moving = [];
    for (const row of moving) this.#startMoving(row);
  }

  /** Goes to where the table of a checkpoint is: every row with a past may still move. */
  load(times: Uint32Array): void {
    const { steps } = this.#table;
    this.restore({ times, moving: Int32Array.from(steps.keys()).filter((row) => steps[row] > 0) });
  }

  #startMoving(row: number): void {
    if (this.#moves[row]) return;
    this.#moves[row] = 1;
    this.#moving.push(row);
  }

  #rescale(): void {
    this.scale = this.#scaleAt(this.times[0]);
  }

  #scaleAt(step: number): number {
    return this.#tail.keeps ** (step - this.times[1]);
  }
}
