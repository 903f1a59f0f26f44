import { roundUp } from "../core/round-up.ts";
import { growTo, MOST_PAGES, openKernel } from "../engine/kernel.ts";
import type { TermRows } from "./tf-idf.ts";

/** Shapes: src/engine/assembly/lsa.ts. Addresses come from `allocate`. */
interface Exports {
  project(offsets: number, terms: number, weights: number, rows: number, q: number, width: number, out: number): void;
  power(
    offsets: number,
    terms: number,
    weights: number,
    rows: number,
    q: number,
    z: number,
    width: number,
    y: number,
  ): void;
  gram(z: number, rows: number, width: number, out: number): void;
  rotate(z: number, rows: number, width: number, w: number, out: number): void;
}

type Numbers = Float32Array | Float64Array | Uint32Array;
type NumbersType<T> = { new (buffer: ArrayBuffer, at: number, length: number): T; BYTES_PER_ELEMENT: number };

/** Addresses of sparse rows in the kernel's memory. */
export interface PlacedRows {
  readonly offsets: number;
  readonly terms: number;
  readonly weights: number;
  readonly count: number;
}

/** Columns that the kernel of LSA takes at a time; of dense rows it takes `ROW_GROUP`. */
export const COLUMN_GROUP = 16;
/** Dense rows that the kernel of LSA takes at a time. */
export const ROW_GROUP = 4;
const LINE = 64;

/** The compiled functions of LSA, and the memory that their arguments live in: a stack of arrays. */
export class LsaKernel {
  readonly #memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
  readonly run: Exports = openKernel<Exports>("lsa.wasm", this.#memory);
  #top = LINE;

  /** Room for `length` numbers of any content; answers its address. */
  allocate(Type: NumbersType<Numbers>, length: number): number {
    const at = this.#top;
    this.#top = roundUp(at + length * Type.BYTES_PER_ELEMENT, LINE);
    growTo(this.#memory, this.#top, "the topics of the texts");
    return at;
  }

  /** Frees what was allocated from this address on. */
  release(address: number): void {
    this.#top = address;
  }

  /** The numbers at an address; good until the next allocation. */
  view<T extends Numbers>(Type: NumbersType<T>, at: number, length: number): T {
    return new Type(this.#memory.buffer, at, length);
  }

  place({ offsets, terms, weights }: TermRows): PlacedRows {
    return {
      offsets: this.#put(Uint32Array, offsets),
      terms: this.#put(Uint32Array, terms),
      weights: this.#put(Float32Array, weights),
      count: offsets.length - 1,
    };
  }

  /** The first `kept` columns of A Q for Q at an address, [terms × width], and 0 beyond its own: [rows × kept]. */
  project(rows: TermRows, { q, width, kept }: { q: number; width: number; kept: number }): Float32Array {
    const { offsets, terms, weights, count } = this.place(rows);
    const out = this.allocate(Float32Array, count * width);
    this.run.project(offsets, terms, weights, count, q, width, out);
    const values = this.view(Float32Array, out, count * width);
    const result = new Float32Array(count * kept);
    const used = Math.min(width, kept);
    for (let row = 0; row < count; row++) result.set(values.subarray(row * width, row * width + used), row * kept);
    this.release(offsets);
    return result;
  }

  #put<T extends Numbers>(Type: NumbersType<T>, values: T): number {
    const at = this.allocate(Type as NumbersType<Numbers>, values.length);
    this.view(Type, at, values.length).set(values);
    return at;
  }
}
