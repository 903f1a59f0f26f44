/** Exact cosine neighbours over embeddings: on demand, and in bulk with worker threads. */
import { availableParallelism } from "node:os";
import type { NeighbourList } from "../core/agents.ts";
import { chunks } from "../core/arrays.ts";
import { expected, SlateLabError } from "../core/errors.ts";
import { freezeClass } from "../core/frozen.ts";
import { openCrew, runAll } from "../parallel/crew.ts";
import { module, open } from "./neighbour-crew.ts";
import { BLOCK, NeighbourScanner, REGION_BYTES } from "./neighbour-scan.ts";
import { buildTable, type NeighbourTable, type Rows } from "./neighbour-table.ts";

const DEFAULT_NEIGHBOURS = 100;

/**
 * Items that a search on demand takes along, of those nearest to the item it looked up last: who shows neighbours soon asks for theirs,
 * and a scan of the catalogue for six items costs hardly more than for one.
 */
const AHEAD = 5;

/** Where neighbour lists are kept: the store's NeighbourCache, or memory. */
export interface NeighbourLists {
  get(item: number): NeighbourList | undefined;
  putAll(lists: Iterable<readonly [item: number, neighbours: NeighbourList]>): void;
}

/** How many neighbours are found, where they are kept, and by how many threads. */
export interface NeighbourOptions {
  /** Length of a list; shorter only where the catalogue is. */
  readonly k?: number;
  /** Lists found are looked up and kept here. */
  readonly lists?: NeighbourLists;
  /** Worker threads of `fill`. */
  readonly threads?: number;
}

/** Who hears of a search, and what stops it. */
export interface FillOptions {
  /** Items done and items asked for; lists that were there already count as done. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Finds the k items of highest cosine to an item, best first, ties by smaller id, itself left out. Exact: ranked by the
 * double-precision product of the rows, the same on every machine. A zero row has cosine 0 to everything.
 */
export class NeighbourIndex {
  static {
    freezeClass(NeighbourIndex);
  }

  readonly size: number;
  readonly k: number;
  readonly #source: Rows;
  readonly #lists: NeighbourLists;
  readonly #threads: number;
  #table: NeighbourTable | undefined;
  #scanner: NeighbourScanner | undefined;
  #filling = false;
  /** Items that will soon be asked for. */
  #ahead: readonly number[] = [];

  /** Rows are unit or zero: a UsageError at the first search otherwise. */
  constructor(source: Rows, { k = DEFAULT_NEIGHBOURS, lists, threads }: NeighbourOptions = {}) {
    if (!Number.isInteger(k) || k < 1) throw expected("k to be a whole number of at least 1", k);
    this.size = source.size;
    this.k = Math.min(k, Math.max(1, source.size - 1));
    this.#source = source;
    this.#lists = lists ?? new MemoryLists();
    this.#threads = threads ?? availableParallelism();
    Object.freeze(this);
  }

  /** Neighbours of one item, a copy: from the lists kept, else by a search. Throws a UsageError for no such item. */
  of(item: number): NeighbourList {
    this.#check(item);
    const known = this.#lists.get(item);
    if (known && this.#isLong(known)) return firstOf(known, this.k);
    this.#scanner ??= new NeighbourScanner(this.#buildTable(), 0);
    const asked = [item, ...this.#ahead.filter((it) => it !== item && !this.#isLong(this.#lists.get(it)))];
    const found = this.#scanner.block(asked, this.k);
    this.#lists.putAll(found.map((list, i) => [asked[i], list] as const));
    this.#ahead = Array.from(found[0].items.subarray(0, AHEAD));
    return firstOf(found[0], this.k);
  }

  /**
   * Searches for all items given (default: the catalogue) that have no list yet, in blocks over the worker threads.
   * Each finished block is kept at once, so an interrupted fill goes on where it was.
   */
  async fill(items: ArrayLike<number> = range(this.size), { onProgress, signal }: FillOptions = {}): Promise<void> {
    const wanted = [...new Set(Array.from(items))];
    for (const item of wanted) this.#check(item);
    const missing = wanted.filter((item) => !this.#isLong(this.#lists.get(item)));
    const blocks = chunks(missing, BLOCK).map((block) => Int32Array.from(block));
    let done = wanted.length - missing.length;
    onProgress?.(done, wanted.length);
    await this.#search(blocks, signal, (block, found) => {
      this.#lists.putAll(found.map((neighbours, i) => [block[i], neighbours] as const));
      done += block.length;
      onProgress?.(done, wanted.length);
    });
  }

  async #search(
    blocks: Int32Array[],
    signal: AbortSignal | undefined,
    keep: (block: Int32Array, found: NeighbourList[]) => void,
  ): Promise<void> {
    if (blocks.length === 0) return;
    if (this.#filling) throw new SlateLabError("Neighbours of this index are being filled already: wait for that");
    this.#filling = true;
    const data = { table: this.#buildTable(), k: this.k };
    const crew = openCrew({ module, open, data, threads: Math.min(this.#threads, blocks.length) });
    try {
      await runAll(crew, blocks, { signal, onResult: (found, i) => keep(blocks[i], found) });
    } finally {
      await crew.close();
      this.#filling = false;
    }
  }

  /** Region 0 is for `of`, the others for the threads. */
  #buildTable(): NeighbourTable {
    this.#table ??= buildTable(this.#source, { regions: 1 + this.#threads, regionBytes: REGION_BYTES });
    return this.#table;
  }

  #isLong(list: NeighbourList | undefined): boolean {
    return list !== undefined && list.items.length >= this.k;
  }

  #check(item: number): void {
    if (!(Number.isInteger(item) && item >= 0 && item < this.size)) {
      throw expected(`an item of 0..${this.size - 1}`, item);
    }
  }
}

/** A copy: lists are kept for all who ask. */
function firstOf({ items, scores }: NeighbourList, k: number): NeighbourList {
  return { items: items.slice(0, k), scores: scores.slice(0, k) };
}

class MemoryLists implements NeighbourLists {
  readonly #lists = new Map<number, NeighbourList>();

  get(item: number): NeighbourList | undefined {
    return this.#lists.get(item);
  }

  putAll(lists: Iterable<readonly [number, NeighbourList]>): void {
    for (const [item, neighbours] of lists) this.#lists.set(item, neighbours);
  }
}

function range(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}
