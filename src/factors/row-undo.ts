import { expected } from "../core/errors.ts";
import type { ClockState, DenseClock } from "./dense-clock.ts";
import type { RowArrays } from "./row-arrays.ts";

/** The state of some rows of a table: structured-cloneable, and no longer than the rows it is about. */
export interface PackedRows {
  /** [n] */
  readonly rows: Int32Array;
  /** Optimiser steps of each row: [n] */
  readonly steps: Uint32Array;
  /** Each row's weights, then its moments: [n × 3 × width] */
  readonly values: Float32Array;
  /** Of a table with one clock for all rows. */
  readonly clock?: ClockState;
}

/** Kept rows are stored this many together: what is kept is never moved. */
const SLAB = 256;

/** Remembers rows as they were before their first change, so that all changes can be listed and taken back. */
export class RowUndo {
  readonly #table: RowArrays;
  /** Numbers of one packed row. */
  readonly #size: number;
  /** 1 for rows that have been kept: [rows] */
  readonly #kept: Uint8Array;
  /** Kept rows and their steps, in the order of their first change. */
  readonly #rows: number[] = [];
  readonly #steps: number[] = [];
  /** Their values: each [SLAB × 3 × width] */
  readonly #slabs: Float32Array[] = [];
  readonly #clock: DenseClock | undefined;
  /** Where the clock was. */
  readonly #start: ClockState | undefined;

  /** The clock: of a table with one for all rows. */
  constructor(table: RowArrays, clock?: DenseClock) {
    this.#table = table;
    this.#clock = clock;
    this.#start = clock?.state();
    this.#size = 3 * table.width;
    this.#kept = new Uint8Array(table.steps.length);
  }

  /** Call before a row changes. */
  keep(row: number): void {
    if (this.#kept[row]) return;
    this.#kept[row] = 1;
    const place = this.#rows.push(row) - 1;
    this.#steps.push(this.#table.steps[row]);
    if (place === this.#slabs.length * SLAB) this.#slabs.push(new Float32Array(SLAB * this.#size));
    this.#pack(row, this.#slab(place), (place % SLAB) * this.#size);
  }

  /** The present state of the rows that were kept. */
  changes(): PackedRows {
    const rows = Int32Array.from(this.#rows);
    const values = new Float32Array(rows.length * this.#size);
    rows.forEach((row, i) => {
      this.#pack(row, values, i * this.#size);
    });
    const steps = Uint32Array.from(rows, (row) => this.#table.steps[row]);
    return { rows, steps, values, ...(this.#clock && { clock: this.#clock.state() }) };
  }

  /** Takes every change back; returns the rows that were kept. */
  revert(): readonly number[] {
    for (const [place, row] of this.#rows.entries()) {
      this.#unpack(row, this.#slab(place), (place % SLAB) * this.#size);
      this.#table.steps[row] = this.#steps[place];
      this.#kept[row] = 0;
    }
    this.#steps.length = 0;
    if (this.#start) this.#clock?.restore(this.#start);
    return this.#rows.splice(0);
  }

  /** Puts packed rows in, and tells how far the weights of each moved. Throws a UsageError on rows of another width. */
  apply({ rows, steps, values, clock }: PackedRows, moved: (row: number, distance: number) => void): void {
    if (values.length !== rows.length * this.#size) {
      throw expected(`a snapshot with ${this.#size} numbers a row`, values.length / rows.length);
    }
    rows.forEach((row, i) => {
      this.keep(row);
      const distance = this.#distance(row, values, i * this.#size);
      this.#unpack(row, values, i * this.#size);
      this.#table.steps[row] = steps[i];
      moved(row, distance);
    });
    if (clock) this.#clock?.restore(clock);
  }

  #slab(place: number): Float32Array {
    return this.#slabs[Math.floor(place / SLAB)];
  }

  #pack(row: number, into: Float32Array, start: number): void {
    const { width, weights, moments } = this.#table;
    into.set(weights.subarray(row * width, (row + 1) * width), start);
    into.set(moments.subarray(row * 2 * width, (row + 1) * 2 * width), start + width);
  }

  #unpack(row: number, from: Float32Array, start: number): void {
    const { width, weights, moments } = this.#table;
    weights.set(from.subarray(start, start + width), row * width);
    moments.set(from.subarray(start + width, start + 3 * width), row * 2 * width);
  }

  /** Between a row's weights and packed ones. */
  #distance(row: number, packed: Float32Array, start: number): number {
    const { width, weights } = this.#table;
    let squared = 0;
    for (let i = 0; i < width; i++) squared += (weights[row * width + i] - packed[start + i]) ** 2;
    return Math.sqrt(squared);
  }
}
