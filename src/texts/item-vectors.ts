import type { ItemVectors } from "../core/agents.ts";
import { expected } from "../core/errors.ts";
import { freezeClass } from "../core/frozen.ts";
import type { Rows } from "./neighbour-table.ts";

/** Embeddings that all agents of all worker threads share, to be read by any and written by none. */
export class SharedVectors implements ItemVectors {
  static {
    freezeClass(SharedVectors);
  }

  readonly size: number;
  readonly dimensions: number;
  /** [size × dimensions] */
  readonly #rows: Float32Array;

  constructor({ rows, size, dimensions }: Rows) {
    this.size = size;
    this.dimensions = dimensions;
    this.#rows = rows;
    Object.freeze(this);
  }

  row(item: number, into: Float32Array = new Float32Array(this.dimensions)): Float32Array {
    if (!(Number.isInteger(item) && item >= 0 && item < this.size)) throw expected(`an item 0..${this.size - 1}`, item);
    const from = item * this.dimensions;
    const count = Math.min(into.length, this.dimensions);
    for (let i = 0; i < count; i++) into[i] = this.#rows[from + i];
    return into;
  }
}
