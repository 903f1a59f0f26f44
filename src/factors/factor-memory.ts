import { SlateLabError } from "../core/errors.ts";
import { roundUp } from "../core/round-up.ts";
import type { WasmMemory } from "../core/wasm-memory.ts";
import { growTo, openKernel } from "../engine/kernel.ts";

/** The compiled functions of src/engine/assembly/factors.ts. Addresses are bytes. What each does: assembly/factors/. */
export interface FactorKernel {
  memory: WasmMemory;
  dot(p: number, q: number, width: number): number;
  push(p: number, q: number, dp: number, dq: number, width: number, slope: number, shrink: number): void;
  adamw(
    weights: number,
    moments: number,
    gradients: number,
    moves: number,
    width: number,
    rate: number,
    decay: number,
  ): number;
  coast(
    weights: number,
    moments: number,
    width: number,
    a0: number,
    a1: number,
    a2: number,
    a3: number,
    first: number,
    second: number,
  ): number;
  layout(users: number, items: number, biases: number, rowBytes: number): void;
  rescore(user: number, ids: number, count: number, keys: number): void;
  scan(user: number, first: number, last: number, threshold: number, keys: number): number;
  towerScores(spec: number, count: number, out: number): void;
  coarseLayout(items: number, biases: number, width: number, rows: number, stride: number, scales: number): void;
  pack(first: number, last: number, extremes: number): void;
  coarseFilter(query: number, unit: number, ids: number, count: number, threshold: number): number;
  coarseScan(query: number, unit: number, first: number, last: number, threshold: number, keys: number): number;
}

/** Blocks start on cache lines, so that a row of 128 floats costs eight lines, never nine. */
const LINE = 64;

/**
 * The tables of one model in WebAssembly memory, and the kernels that work on them there: nothing is copied. Made for a
 * known list of blocks, since growing a memory would void the views of it. Fresh memory is zero and costs nothing until
 * it is touched.
 */
export class FactorMemory {
  readonly kernel: FactorKernel = openKernel<FactorKernel>("factors.wasm");
  #next: number;
  readonly #end: number;

  /** `blocks`: the length in bytes of everything that will be taken. */
  constructor(blocks: readonly number[]) {
    const { memory } = this.kernel;
    this.#next = memory.buffer.byteLength;
    this.#end = blocks.reduce((sum, block) => sum + padded(block), this.#next);
    growTo(memory, this.#end, "the model");
  }

  floats(length: number): Float32Array {
    return new Float32Array(this.kernel.memory.buffer, this.#take(length * 4), length);
  }

  ints(length: number): Int32Array {
    return new Int32Array(this.kernel.memory.buffer, this.#take(length * 4), length);
  }

  shorts(length: number): Int16Array {
    return new Int16Array(this.kernel.memory.buffer, this.#take(length * 2), length);
  }

  bytes(length: number): Int8Array {
    return new Int8Array(this.kernel.memory.buffer, this.#take(length), length);
  }

  doubles(length: number): Float64Array {
    return new Float64Array(this.kernel.memory.buffer, this.#take(length * 8), length);
  }

  #take(bytes: number): number {
    const start = this.#next;
    this.#next += padded(bytes);
    if (this.#next > this.#end) throw new SlateLabError("The factor memory was made for fewer blocks");
    return start;
  }
}

function padded(bytes: number): number {
  return roundUp(bytes, LINE);
}
