import { expected } from "../core/errors.ts";
import { roundUp } from "../core/round-up.ts";
import type { Slate } from "../core/types.ts";
import type { WasmMemory } from "../core/wasm-memory.ts";
import { growTo, openKernel } from "../engine/kernel.ts";

interface WorldKernel {
  memory: WasmMemory;
  utilities(query: number, rows: number, bytes: number, slate: number, count: number, out: number): void;
  scores(query: number, rows: number, bytes: number, count: number, out: number): void;
}

/** Rows start on cache lines: a 42-number row then costs three lines, never four. */
const LINE = 64;
const MAX_SLATE = 64;

/**
 * A table of rows in WebAssembly memory that answers dot products with one query at a time. float32, deterministic on
 * every machine.
 */
export class DotTable {
  readonly count: number;
  readonly width: number;
  /** Floats from one row to the next; the padding is zero. */
  readonly stride: number;
  /** The rows themselves: [count × stride]. */
  readonly rows: Float32Array;
  /** The query: [stride], zero beyond `width`. Write it, then ask. */
  readonly query: Float32Array;
  /** Queries kept ready, for `dotsOf`: [queries × stride]. */
  readonly queries: Float32Array;
  readonly #kernel: WorldKernel;
  readonly #slate: Int32Array;
  readonly #out: Float32Array;
  readonly #all: Float32Array;
  readonly #rowsAt: number;
  readonly #slateAt: number;
  readonly #outAt: number;

  constructor(count: number, width: number, queries = 0) {
    if (!(count > 0 && width > 0)) throw expected("a table of at least one row and column", [count, width]);
    this.count = count;
    this.width = width;
    this.stride = aligned(width * 4) / 4;
    const kernel = openKernel<WorldKernel>("world.wasm");
    const queryAt = aligned(kernel.memory.buffer.byteLength);
    this.#slateAt = aligned(queryAt + this.stride * 4);
    this.#outAt = this.#slateAt + MAX_SLATE * 4;
    const queriesAt = aligned(this.#outAt + MAX_SLATE * 4);
    const allAt = queriesAt + queries * this.stride * 4;
    this.#rowsAt = aligned(allAt + count * 4);
    growTo(kernel.memory, this.#rowsAt + count * this.stride * 4, "the vectors of the items");
    const { buffer } = kernel.memory;
    this.#kernel = kernel;
    this.query = new Float32Array(buffer, queryAt, this.stride);
    this.queries = new Float32Array(buffer, queriesAt, queries * this.stride);
    this.#slate = new Int32Array(buffer, this.#slateAt, MAX_SLATE);
    this.#out = new Float32Array(buffer, this.#outAt, MAX_SLATE);
    this.#all = new Float32Array(buffer, allAt, count);
    this.rows = new Float32Array(buffer, this.#rowsAt, count * this.stride);
  }

  /** Copies unpadded rows [count × width] in. */
  fill(values: Float32Array): this {
    return this.#copyPadded(values, this.rows);
  }

  /** Copies unpadded queries [queries × width] in. */
  fillQueries(values: Float32Array): this {
    return this.#copyPadded(values, this.queries);
  }

  /** `query` · row of each item of the slate. The answer is a view that the next call overwrites: [slate.length]. */
  dots(slate: Slate): Float32Array {
    return this.#dots(this.query.byteOffset, slate);
  }

  /** The same for the query kept at an index of `queries`. */
  dotsOf(index: number, slate: Slate): Float32Array {
    return this.#dots(this.queries.byteOffset + index * this.stride * 4, slate);
  }

  /** query · every row. The answer is a view that the next call overwrites: [count]. */
  dotAll(): Float32Array {
    this.#kernel.scores(this.query.byteOffset, this.#rowsAt, this.stride * 4, this.count, this.#all.byteOffset);
    return this.#all;
  }

  #copyPadded(from: Float32Array, to: Float32Array): this {
    const { width, stride } = this;
    if (from.length * stride !== to.length * width) throw expected(`rows of ${width} numbers`, from.length);
    for (let i = 0; i * stride < to.length; i++) to.set(from.subarray(i * width, (i + 1) * width), i * stride);
    return this;
  }

  #dots(query: number, slate: Slate): Float32Array {
    const ids = this.#slate;
    const count = slate.length;
    for (let i = 0; i < count; i++) ids[i] = slate[i];
    this.#kernel.utilities(query, this.#rowsAt, this.stride * 4, this.#slateAt, count, this.#outAt);
    return this.#out;
  }
}

function aligned(bytes: number): number {
  return roundUp(bytes, LINE);
}
