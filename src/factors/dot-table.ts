import { expected } from "../core/errors.ts";
import { freezeClass } from "../core/frozen.ts";
import { roundUp } from "../core/round-up.ts";
import type { Slate } from "../core/types.ts";
import type { WasmMemory } from "../core/wasm-memory.ts";
import { growTo, openKernel } from "../engine/kernel.ts";

const { isInteger } = Number;

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
  static {
    freezeClass(DotTable);
  }

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
  readonly #queryCount: number;
  readonly #queryAt: number;
  readonly #queriesAt: number;
  readonly #allAt: number;
  readonly #rowsAt: number;
  readonly #slateAt: number;
  readonly #outAt: number;

  constructor(count: number, width: number, queries = 0) {
    if (!(count > 0 && width > 0)) throw expected("a table of at least one row and column", [count, width]);
    this.count = count;
    this.width = width;
    this.stride = aligned(width * 4) / 4;
    const kernel = openKernel<WorldKernel>("world.wasm");
    this.#queryCount = queries;
    this.#queryAt = aligned(kernel.memory.buffer.byteLength);
    this.#slateAt = aligned(this.#queryAt + this.stride * 4);
    this.#outAt = this.#slateAt + MAX_SLATE * 4;
    this.#queriesAt = aligned(this.#outAt + MAX_SLATE * 4);
    this.#allAt = this.#queriesAt + queries * this.stride * 4;
    this.#rowsAt = aligned(this.#allAt + count * 4);
    growTo(kernel.memory, this.#rowsAt + count * this.stride * 4, "the vectors of the items");
    const { buffer } = kernel.memory;
    this.#kernel = kernel;
    this.query = new Float32Array(buffer, this.#queryAt, this.stride);
    this.queries = new Float32Array(buffer, this.#queriesAt, queries * this.stride);
    this.#slate = new Int32Array(buffer, this.#slateAt, MAX_SLATE);
    this.#out = new Float32Array(buffer, this.#outAt, MAX_SLATE);
    this.#all = new Float32Array(buffer, this.#allAt, count);
    this.rows = new Float32Array(buffer, this.#rowsAt, count * this.stride);
    Object.freeze(this);
  }

  /** Copies unpadded rows [count × width] in. */
  fill(values: Float32Array): this {
    return this.#copyPadded(values, this.rows);
  }

  /** Copies unpadded queries [queries × width] in. */
  fillQueries(values: Float32Array): this {
    return this.#copyPadded(values, this.queries);
  }

  /**
   * `query` · row of each of the first `count` items of a slate, at most 64, in a view that the next call overwrites: [64]. Throws
   * a UsageError for what is no row: the kernel reads any address that it is told.
   */
  dots(slate: Slate, count: number = slate.length): Float32Array {
    return this.#dots(this.#queryAt, slate, count);
  }

  /** The same for the query kept at an index of `queries`. */
  dotsOf(index: number, slate: Slate, count: number = slate.length): Float32Array {
    if (!isIndex(index, this.#queryCount)) throw expected(`a query of 0..${this.#queryCount - 1}`, index);
    return this.#dots(this.#queriesAt + index * this.stride * 4, slate, count);
  }

  /** query · every row. The answer is a view that the next call overwrites: [count]. */
  dotAll(): Float32Array {
    this.#kernel.scores(this.#queryAt, this.#rowsAt, this.stride * 4, this.count, this.#allAt);
    return this.#all;
  }

  #copyPadded(from: Float32Array, to: Float32Array): this {
    const { width, stride } = this;
    if (from.length * stride !== to.length * width) throw expected(`rows of ${width} numbers`, from.length);
    for (let i = 0; i * stride < to.length; i++) to.set(from.subarray(i * width, (i + 1) * width), i * stride);
    return this;
  }

  #dots(query: number, slate: Slate, count: number): Float32Array {
    const ids = this.#slate;
    if (!isIndex(count, MAX_SLATE + 1)) throw expected(`at most ${MAX_SLATE} items`, count);
    for (let i = 0; i < count; i++) {
      const id = slate[i];
      if (!isIndex(id, this.count)) throw expected(`an item of 0..${this.count - 1}`, id);
      ids[i] = id;
    }
    this.#kernel.utilities(query, this.#rowsAt, this.stride * 4, this.#slateAt, count, this.#outAt);
    return this.#out;
  }
}

function isIndex(value: number, count: number): boolean {
  return isInteger(value) && value >= 0 && value < count;
}

function aligned(bytes: number): number {
  return roundUp(bytes, LINE);
}
