import { expected } from "../core/errors.ts";
import { CoarseScan } from "./coarse-scan.ts";
import type { FactorKernel, FactorMemory } from "./factor-memory.ts";
import { bestKeys } from "./key-search.ts";
import { RANK_KEY_ITEMS } from "./rank-key.ts";
import type { ScannedTables, ScanShape } from "./scan-shape.ts";

/** Most items that `ScanTables.rescore` takes at once. */
export const RESCORE_LIMIT = 1024;

/**
 * Exact scores of all items for a user, users[u] · items[i] + biases[i], over tables that a model trains in place: float32 with
 * one fixed order of additions (assembly/factors/scan.ts), the same bits in a scan and a rescoring and on every machine.
 * Results are rank keys (rank-key.ts).
 */
export class ScanTables {
  readonly shape: Readonly<ScanShape>;
  readonly tables: Readonly<ScannedTables>;
  /** Where `rescore` finds its items: [RESCORE_LIMIT]. */
  readonly ids: Int32Array;
  /** Faster scans that are nearly right. */
  readonly coarse: CoarseScan;
  readonly #kernel: FactorKernel;
  readonly #keys: Float64Array;

  /**
   * Memory blocks that scans of this shape need for themselves. Throws a UsageError when the width is not a multiple of 4
   * or there are more items than rank keys can hold.
   */
  static blocks(shape: ScanShape): number[] {
    const { items, width } = shape;
    if (!(width > 0 && width % 4 === 0)) throw expected("factors in a multiple of 4", width);
    if (!(items > 0 && items <= RANK_KEY_ITEMS)) throw expected(`1 to ${RANK_KEY_ITEMS} items`, items);
    return [RESCORE_LIMIT * 4, Math.max(items, RESCORE_LIMIT) * 8, ...CoarseScan.blocks(shape)];
  }

  constructor(memory: FactorMemory, shape: ScanShape, tables: ScannedTables) {
    this.shape = shape;
    this.tables = tables;
    this.#kernel = memory.kernel;
    this.ids = memory.ints(RESCORE_LIMIT);
    this.#keys = memory.doubles(Math.max(shape.items, RESCORE_LIMIT));
    this.coarse = new CoarseScan(memory, shape, tables);
    const { users, items, biases } = tables;
    this.#kernel.layout(users.byteOffset, items.byteOffset, biases.byteOffset, shape.width * 4);
  }

  /** Keys of the first `count` items of `ids` for a user, in that order. A view that the next call overwrites. */
  rescore(user: number, count: number): Float64Array {
    this.#kernel.rescore(user, this.ids.byteOffset, count, this.#keys.byteOffset);
    return this.#keys;
  }

  /** Keys of a user's `count` best items, or of all if there are fewer, best first. */
  best(user: number, count: number): Float64Array {
    const { items } = this.shape;
    return bestKeys({ buffer: this.#keys, count, items }, (first, last, threshold, out) =>
      this.#kernel.scan(user, first, last, threshold, out),
    );
  }
}
