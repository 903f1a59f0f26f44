import { readFileSync } from "node:fs";
import { expected } from "../core/errors.ts";
import type { Slate } from "../core/types.ts";
import { kernelPath } from "./paths.ts";

interface WorldKernel {
  memory: WebAssembly.Memory;
  utilities(query: number, rows: number, bytes: number, slate: number, count: number, out: number): void;
  scores(query: number, rows: number, bytes: number, count: number, out: number): void;
}

const PAGE = 65536;
/** Rows start on cache lines: a 42-number row then costs three lines, never four. */
const LINE = 64;
const MAX_SLATE = 64;

let compiled: WebAssembly.Module | undefined;

function instantiate(): WorldKernel {
  compiled ??= new WebAssembly.Module(readFileSync(kernelPath("world.wasm")));
  const abort = () => {
    throw new Error("world kernel aborted");
  };
  return new WebAssembly.Instance(compiled, { env: { abort } }).exports as unknown as WorldKernel;
}

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
  readonly #kernel: WorldKernel;
  readonly #slate: Int32Array;
  readonly #out: Float32Array;
  readonly #all: Float32Array;
  readonly #rowsAt: number;

  constructor(count: number, width: number) {
    if (!(count > 0 && width > 0)) throw expected("a table of at least one row and column", [count, width]);
    this.count = count;
    this.width = width;
    this.stride = aligned(width * 4) / 4;
    const kernel = instantiate();
    const queryAt = aligned(kernel.memory.buffer.byteLength);
    const slateAt = aligned(queryAt + this.stride * 4);
    const outAt = slateAt + MAX_SLATE * 4;
    const allAt = aligned(outAt + MAX_SLATE * 4);
    this.#rowsAt = aligned(allAt + count * 4);
    const end = this.#rowsAt + count * this.stride * 4;
    kernel.memory.grow(Math.ceil((end - kernel.memory.buffer.byteLength) / PAGE));
    const { buffer } = kernel.memory;
    this.#kernel = kernel;
    this.query = new Float32Array(buffer, queryAt, this.stride);
    this.#slate = new Int32Array(buffer, slateAt, MAX_SLATE);
    this.#out = new Float32Array(buffer, outAt, MAX_SLATE);
    this.#all = new Float32Array(buffer, allAt, count);
    this.rows = new Float32Array(buffer, this.#rowsAt, count * this.stride);
  }

  /** Copies unpadded rows [count × width] in. */
  fill(values: Float32Array): this {
    if (values.length !== this.count * this.width) {
      throw expected(`${this.count} × ${this.width} numbers`, values.length);
    }
    for (let i = 0; i < this.count; i++) {
      this.rows.set(values.subarray(i * this.width, (i + 1) * this.width), i * this.stride);
    }
    return this;
  }

  /** query · row of each item of the slate. The answer is a view that the next call overwrites: [slate.length]. */
  dots(slate: Slate): Float32Array {
    const ids = this.#slate;
    for (let i = 0; i < slate.length; i++) ids[i] = slate[i];
    this.#kernel.utilities(
      this.query.byteOffset,
      this.#rowsAt,
      this.stride * 4,
      ids.byteOffset,
      slate.length,
      this.#out.byteOffset,
    );
    return this.#out;
  }

  /** query · every row. The answer is a view that the next call overwrites: [count]. */
  dotAll(): Float32Array {
    this.#kernel.scores(this.query.byteOffset, this.#rowsAt, this.stride * 4, this.count, this.#all.byteOffset);
    return this.#all;
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / LINE) * LINE;
}
