/** The exact search for a block of items: the int16 filter passes candidates, double precision ranks them. */
import type { NeighbourList } from "../core/agents.ts";
import { roundUp } from "../core/round-up.ts";
import { openKernel } from "../engine/kernel.ts";
import type { NeighbourTable } from "./neighbour-table.ts";
import { Shortlist } from "./shortlist.ts";

/** Items whose neighbours are looked up together: their rows and a panel's stay in the second-level cache. */
export const BLOCK = 192;
/** Items scanned between two updates of the thresholds; multiples of 4. */
const PANEL = 480;
/** Queries go through the kernel by threes. */
const TRIPLE = 3;
const NOTHING = 2 ** 31 - 1;
/** Two words a candidate; the kernel may write one candidate beyond the last. */
const FOUND_WORDS = 2 * (BLOCK * PANEL + 1);
/** Bytes that one scanner works in: queries, limits, candidates. */
export const REGION_BYTES: number = 4 * (2 * BLOCK + FOUND_WORDS);

interface ScanKernel {
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

/** Scans the table for the candidates of some items at a time. */
export class NeighbourScanner {
  readonly #table: NeighbourTable;
  readonly #kernel: ScanKernel;
  readonly #queries: Uint32Array;
  readonly #limits: Int32Array;
  readonly #found: Int32Array;

  /** Scanners that work at once need a region of the table's memory each. */
  constructor(table: NeighbourTable, region: number) {
    const { buffer } = table.memory;
    const start = table.regionsAt + region * table.regionBytes;
    this.#table = table;
    this.#kernel = openKernel<ScanKernel>("neighbours.wasm", table.memory);
    this.#queries = new Uint32Array(buffer, start, BLOCK);
    this.#limits = new Int32Array(buffer, start + BLOCK * 4, BLOCK);
    this.#found = new Int32Array(buffer, start + BLOCK * 8, FOUND_WORDS);
  }

  /** The k best neighbours of each of at most BLOCK items; itself is none of them. */
  block(items: ArrayLike<number>, k: number): NeighbourList[] {
    const lists = Array.from(items, (item) => new Shortlist(this.#table, item, k));
    this.#queries.fill(items[0]).set(items);
    this.#limits.fill(NOTHING);
    for (let first = 0; first < this.#table.size; first += PANEL) {
      for (let q = 0; q < items.length; q++) this.#limits[q] = lists[q].limit;
      this.#scan(first, lists);
    }
    return lists.map((list) => list.finish());
  }

  /** Offers a panel's candidates, in rising order of item for each query. */
  #scan(first: number, lists: readonly Shortlist[]): void {
    const { size } = this.#table;
    const words = 2 * this.#scanPanel(first, lists.length);
    for (let i = 0; i < words; i += 2) {
      const item = first + (this.#found[i] & 0xffff);
      if (item < size) lists[this.#found[i] >>> 16].offer(item, this.#found[i + 1]);
    }
  }

  #scanPanel(first: number, queries: number): number {
    const { size, rowBytes } = this.#table;
    return this.#kernel.scan(
      0,
      rowBytes,
      first,
      Math.min(first + PANEL, roundUp(size, 4)),
      this.#queries.byteOffset,
      this.#limits.byteOffset,
      roundUp(queries, TRIPLE),
      this.#found.byteOffset,
    );
  }
}
