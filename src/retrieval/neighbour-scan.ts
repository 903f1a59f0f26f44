/** The exact search for a block of items: the int16 filter passes candidates, double precision ranks them. */
import { readFileSync } from "node:fs";
import { kernelPath } from "../engine/paths.ts";
import type { Neighbours } from "../store/neighbours.ts";
import { errorBound, exactScore, type NeighbourTable, SCALE } from "./neighbour-table.ts";
import { TopK } from "./top-k.ts";

/** Items that are looked up together: their rows and a panel's stay in the second-level cache. */
export const BLOCK = 192;
/** Items scanned between two updates of the thresholds; multiples of 4. */
const PANEL = 480;
/** Queries go through the kernel by threes. */
const TRIPLE = 3;
const EVERYTHING = -(2 ** 31);
const NOTHING = 2 ** 31 - 1;
/** Bytes that one scanner works in: queries, limits, candidates. */
export const REGION_BYTES = BLOCK * 4 * 2 + BLOCK * PANEL * 4;

interface Kernel {
  scan(
    table: number,
    rowBytes: number,
    first: number,
    last: number,
    queries: number,
    limits: number,
    count: number,
    out: number,
  ): number;
}

export class NeighbourScanner {
  readonly #table: NeighbourTable;
  readonly #kernel: Kernel;
  readonly #queries: Uint32Array;
  readonly #limits: Int32Array;
  readonly #found: Uint32Array;

  /** Scanners that work at once need a region of the table's memory each. */
  constructor(table: NeighbourTable, region: number) {
    const { buffer } = table.memory;
    const start = table.regionsAt + region * table.regionBytes;
    this.#table = table;
    this.#kernel = instantiate(table.memory);
    this.#queries = new Uint32Array(buffer, start, BLOCK);
    this.#limits = new Int32Array(buffer, start + BLOCK * 4, BLOCK);
    this.#found = new Uint32Array(buffer, start + BLOCK * 8, BLOCK * PANEL);
  }

  /** The k best neighbours of each of at most BLOCK items; itself is none of them. */
  block(items: ArrayLike<number>, k: number): Neighbours[] {
    const best = Array.from(items, () => new TopK(k));
    const slack = Float64Array.from(items, (item) => errorBound(this.#table, item));
    this.#queries.fill(items[0]).set(items);
    this.#limits.fill(NOTHING);
    for (let first = 0; first < this.#table.size; first += PANEL) {
      for (let q = 0; q < items.length; q++) this.#limits[q] = limitFor(best[q].bar, slack[q]);
      this.#rank(items, first, best);
    }
    return best.map((top) => {
      const { ids, scores } = top.drain();
      return { items: ids, scores: Float32Array.from(scores) };
    });
  }

  /** Offers a panel's candidates, in rising order of item for each query. */
  #rank(items: ArrayLike<number>, first: number, best: readonly TopK[]): void {
    const table = this.#table;
    const found = this.#scanPanel(first, items.length);
    for (let i = 0; i < found; i++) {
      const query = this.#found[i] >>> 16;
      const item = first + (this.#found[i] & 0xffff);
      if (item >= table.size || item === items[query]) continue;
      best[query].offer(item, exactScore(table, items[query], item));
    }
  }

  #scanPanel(first: number, queries: number): number {
    const { size, rowBytes } = this.#table;
    return this.#kernel.scan(
      0,
      rowBytes,
      first,
      Math.min(first + PANEL, Math.ceil(size / 4) * 4),
      this.#queries.byteOffset,
      this.#limits.byteOffset,
      Math.ceil(queries / TRIPLE) * TRIPLE,
      this.#found.byteOffset,
    );
  }
}

/**
 * The whole-number product that an item must exceed to be worth an exact look. Items come in rising order, so a tie
 * with the k-th best loses: only a score above `bar` can enter, and its product is above (bar − slack)·S².
 */
function limitFor(bar: number, slack: number): number {
  return bar === Number.NEGATIVE_INFINITY ? EVERYTHING : Math.floor((bar - slack) * SCALE * SCALE);
}

let compiled: WebAssembly.Module | undefined;

function instantiate(memory: WebAssembly.Memory): Kernel {
  compiled ??= new WebAssembly.Module(readFileSync(kernelPath("neighbours.wasm")));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernel;
}
