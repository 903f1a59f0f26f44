import { expected, SlateLabError } from "../core/errors.ts";
import { checkSection } from "../core/section-rules.ts";
import { type AdamWSettings, biasCorrection } from "./adamw.ts";
import { DenseClock } from "./dense-clock.ts";
import type { FactorKernel, FactorMemory } from "./factor-memory.ts";
import type { MomentumTail } from "./momentum-tail.ts";
import type { RowArrays } from "./row-arrays.ts";
import { RowAverage } from "./row-average.ts";
import { type PackedRows, RowUndo } from "./row-undo.ts";

const MOST_SLOTS = 2048;

/** Everything a table of parameters holds between two batches. */
export interface TableState {
  /** [rows × width] */
  weights: Float32Array;
  /** Each row's first moments, then its second ones: [rows × 2 × width] */
  moments: Float32Array;
  /** Optimiser steps that each row has had or, of one clock for all, the time that it is right at: [rows] */
  steps: Uint32Array;
  /** Of a table with one clock for all rows: where it is (src/factors/dense-clock.ts). [2] */
  times?: Uint32Array;
}

/** Hears what happens to a table's rows, so that an index over them stays exact. */
export interface RowWatcher {
  /** A row moved by a vector of this Euclidean length. */
  moved(row: number, distance: number): void;
  /** The rows that had moved, these, are back where they were at the last `replaced`. */
  reverted(rows: readonly number[]): void;
  /** Any row may be new: what was known of them is void. */
  replaced(): void;
}

/**
 * A parameter table [rows × width] with row-sparse AdamW (Loshchilov & Hutter, ICLR 2019). A step costs the rows that
 * have a gradient, whatever the size of the table.
 *
 * Every row has its own step counter and its moments advance only when it has a gradient: each row is a dense AdamW on
 * its own clock. With one global clock a row first met late would find the bias correction already worn off and leap
 * (1−β1)/√(1−β2) = 3.2 times as far as the learning rate says; on its own clock a row's first step is about the learning
 * rate for each number, and a row met again after a long time goes on as if no time had passed. Weight decay likewise
 * acts on the rows of the batch only. Where every row has a gradient in every step this is dense AdamW.
 *
 * What it gives up: a dense AdamW goes on moving a row by its momentum after the gradient is gone, by up to MOMENTUM_REACH
 * learning rates in all. Rows that are met now and then learn as much here only at a rate larger by about that factor.
 *
 * `startClock` makes it that dense AdamW, at nearly the same cost: one clock for all rows (src/factors/dense-clock.ts).
 */
export class RowTable {
  readonly rows: number;
  readonly width: number;
  /** [rows × width] */
  readonly weights: Float32Array;
  /** Gradients of the running batch, one slot a row: see `gradientAt`. */
  readonly gradients: Float32Array;
  watcher: RowWatcher | undefined;
  readonly #kernel: FactorKernel;
  readonly #weightsAt: number;
  /** First and second moments side by side, so that a row costs one page: [rows × 2 × width] */
  readonly #moments: Float32Array;
  readonly #steps: Uint32Array;
  /** Slot + 1 of each row in the running batch, 0 without one: [rows] */
  readonly #slots: Int32Array;
  /** Rows of the running batch, by slot. */
  readonly #touched: number[] = [];
  /** Of the row stepped last: [width] */
  readonly #move: Float32Array;
  #average: RowAverage | undefined;
  /** One for all rows; without it each has its own. */
  #clock: DenseClock | undefined;
  /** The way back to the mark; undefined where there is none. */
  #undo: RowUndo | undefined;

  /** Memory blocks of a table. */
  static blocks(rows: number, width: number): number[] {
    if (!(rows >= 1 && width >= 1)) throw expected("a table of at least one row and column", [rows, width]);
    const floats = [rows * width, rows * 2 * width, slotsOf(rows) * width, width];
    return floats.map((count) => count * 4);
  }

  /** A table of zeros. */
  constructor(memory: FactorMemory, rows: number, width: number) {
    this.rows = rows;
    this.width = width;
    this.#kernel = memory.kernel;
    this.weights = memory.floats(rows * width);
    this.#weightsAt = this.weights.byteOffset;
    this.#moments = memory.floats(rows * 2 * width);
    this.gradients = memory.floats(slotsOf(rows) * width);
    this.#move = memory.floats(width);
    this.#steps = new Uint32Array(rows);
    this.#slots = new Int32Array(rows);
  }

  /**
   * Offset into `gradients` of a row's gradient in the running batch, zero when first asked for: examples that share a row
   * add to one slot. With one clock the row is up to date from then on. Throws a UsageError when a batch has more than 2048
   * different rows, or one that the table does not have.
   */
  gradientAt(row: number): number {
    // Not `=== 0`: beyond the table there is no slot, and its kernels would write into the next table.
    if (!(this.#slots[row] > 0)) this.#open(row);
    return (this.#slots[row] - 1) * this.width;
  }

  /** Where a row of weights lies in the memory, for kernels. */
  address(row: number): number {
    return this.#weightsAt + row * this.width * 4;
  }

  /** What a number of `weights` is worth: 1 but between two marks of a table with one clock. */
  get scale(): number {
    return this.#clock?.scale ?? 1;
  }

  /** Applies the gradients of the running batch and starts the next one. Throws a UsageError for other settings than the clock's. */
  step(settings: AdamWSettings): void {
    this.#clock?.tick(settings);
    this.#apply((row, slot) => this.#update(row, slot, settings));
  }

  /** The same by plain gradient descent. Moments and steps stay as they are. */
  descend(learningRate: number): void {
    this.#requireOwnClocks();
    this.#apply((row, slot) => this.#descend(row, slot, learningRate));
  }

  /** `update` moves a row by the gradient of its slot, leaves the move in `#move` and returns its length. */
  #apply(update: (row: number, slot: number) => number): void {
    this.#average?.tick();
    for (let slot = 0; slot < this.#touched.length; slot++) {
      const row = this.#touched[slot];
      this.#undo?.keep(row);
      const distance = update(row, slot);
      this.#slots[row] = 0;
      this.#average?.moved(row, this.#move);
      this.watcher?.moved(row, distance);
    }
    this.#touched.length = 0;
  }

  /**
   * From now on one clock is kept for all rows: a dense AdamW. For a table without a past. Between marks a weight is `scale` times what
   * `weights` says, and rows are where they would be after `settle`.
   */
  startClock(tail: MomentumTail): void {
    this.#clock = new DenseClock(tail, this.#kernel, this.#rowArrays());
  }

  /** Brings rows that still move by their momentum up to date, for readers of the weights. */
  settle(): void {
    this.#clock?.settle((row) => this.#bringUpToDate(row));
  }

  /** Starts an exponential moving average of the weights, which counts from their present values. */
  startAverage(decay: number): void {
    this.#requireOwnClocks();
    this.#average = new RowAverage(this.rows, this.width, decay);
  }

  /** Replaces the weights by their average and ends it, as Keras does at the end of training. */
  adoptAverage(): void {
    if (!this.#average) throw new SlateLabError("There is no running average to adopt: start one first");
    this.#average.adopt(this.weights);
    this.#average = undefined;
    this.#replaced();
  }

  /** Makes the present state the one that `changes` counts from and `restore` goes back to. With one clock, `scale` is 1 again. */
  mark(): void {
    this.#clock?.becomeWhole();
    this.#replaced();
    this.#undo = new RowUndo(this.#rowArrays(), this.#clock);
  }

  /** A copy of the rows that differ from the mark: what a snapshot needs, and as long as what was learnt since. */
  changes(): PackedRows {
    return this.#marked().changes();
  }

  /** Puts the rows back as they were at the mark. Costs the rows that changed. */
  revert(): void {
    const rows = this.#marked().revert();
    this.watcher?.reverted(rows);
  }

  /** Applies `changes` of the same mark; the table must be at it. */
  apply(changes: PackedRows): void {
    this.#marked().apply(changes, (row, distance) => this.watcher?.moved(row, distance));
  }

  /** The table's own arrays, for checkpoints. */
  state(): TableState {
    const { weights, moments, steps } = this.#rowArrays();
    return { weights, moments, steps, ...(this.#clock && { times: this.#clock.times }) };
  }

  /** Throws a SlateLabError when a saved state is of another shape or type, or not finite. */
  checkShape(saved: TableState, where: string): void {
    const times = saved.times?.[0];
    for (const [name, { length, constructor: type }] of Object.entries(this.state())) {
      const most = name === "steps" && times !== undefined ? { most: times } : {};
      checkSection(saved[name as keyof TableState], { type, length, ...most }, `${where}.${name}`);
    }
  }

  /** Copies a saved state of the same shape in. A running average and the mark end. */
  load(saved: TableState): void {
    this.weights.set(saved.weights);
    this.#moments.set(saved.moments);
    this.#steps.set(saved.steps);
    if (saved.times) this.#clock?.load(saved.times);
    this.#average = undefined;
    this.#replaced();
  }

  #requireOwnClocks(): void {
    if (this.#clock)
      throw new SlateLabError("A table with one clock for all rows knows AdamW alone: no average, no plain descent");
  }

  #marked(): RowUndo {
    if (!this.#undo) throw new SlateLabError("The table has no mark: call mark() once it is trained");
    return this.#undo;
  }

  #replaced(): void {
    this.#undo = undefined;
    this.watcher?.replaced();
  }

  #open(row: number): void {
    const slot = this.#touched.length;
    if (this.#slots[row] !== 0) throw expected(`a row below ${this.rows}`, row);
    if (slot === slotsOf(this.rows)) throw expected(`a batch of at most ${slot} different rows`, slot + 1);
    if (this.#clock && !this.#clock.isUpToDate(row)) this.#bringUpToDate(row);
    this.#touched.push(row);
    this.#slots[row] = slot + 1;
    this.gradients.fill(0, slot * this.width, (slot + 1) * this.width);
  }

  /** With one clock: how far it moved. */
  #bringUpToDate(row: number): number {
    this.#undo?.keep(row);
    const distance = this.#clock?.bringUpToDate(row) ?? 0;
    this.watcher?.moved(row, distance);
    return distance;
  }

  #rowArrays(): RowArrays {
    return { width: this.width, weights: this.weights, moments: this.#moments, steps: this.#steps };
  }

  #descend(row: number, slot: number, learningRate: number): number {
    const { width, weights, gradients } = this;
    let squares = 0;
    for (let i = 0, at = row * width, from = slot * width; i < width; i++, at++, from++) {
      const old = weights[at];
      weights[at] = old - learningRate * gradients[from];
      this.#move[i] = weights[at] - old;
      squares += (weights[at] - old) ** 2;
    }
    return Math.sqrt(squares);
  }

  /** AdamW on one row. */
  #update(row: number, slot: number, { learningRate, weightDecay }: AdamWSettings): number {
    const rate = this.#clock?.rateOf(row) ?? learningRate * biasCorrection(++this.#steps[row]);
    const squared = this.#kernel.adamw(
      this.address(row),
      this.#moments.byteOffset + row * this.width * 8,
      this.gradients.byteOffset + slot * this.width * 4,
      this.#move.byteOffset,
      this.width,
      rate,
      this.#clock ? 0 : learningRate * weightDecay,
    );
    return Math.sqrt(squared);
  }
}

/** Different rows that one batch can touch. */
function slotsOf(rows: number): number {
  return Math.min(rows, MOST_SLOTS);
}
