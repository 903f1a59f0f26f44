/** A cache of every item's nearest items (by text embedding), so that a catalogue is searched once. */
import type { Statement } from "better-sqlite3";
import type { NeighbourList } from "../core/agents.ts";
import { bytesOf } from "../core/arrays.ts";
import { expected } from "../core/errors.ts";
import { type Store, write } from "./database.ts";

/** The stored neighbour lists of one catalogue under one embedder. The hashes name contents, so an entry never goes stale. */
export class NeighbourCache {
  readonly #store: Store;
  readonly #key: readonly [string, string];
  readonly #get: Statement;

  constructor(store: Store, { catalogueHash, embedderHash }: { catalogueHash: string; embedderHash: string }) {
    this.#store = store;
    this.#key = [catalogueHash, embedderHash];
    this.#get = store
      .prepare("SELECT neighbours FROM neighbours WHERE catalogue_hash = ? AND embedder_hash = ? AND item = ?")
      .pluck();
  }

  get(item: number): NeighbourList | undefined {
    const blob = this.#get.get(...this.#key, item) as Buffer | undefined;
    return blob && unpack(blob);
  }

  /** Stores lists in one transaction, over earlier ones of the same items. */
  putAll(lists: Iterable<readonly [item: number, neighbours: NeighbourList]>): void {
    const put = this.#store.prepare("INSERT OR REPLACE INTO neighbours VALUES (?, ?, ?, ?)");
    write(this.#store, () => {
      for (const [item, neighbours] of lists) put.run(...this.#key, item, pack(neighbours));
    });
  }
}

const BYTES_PER_NEIGHBOUR = Int32Array.BYTES_PER_ELEMENT + Float32Array.BYTES_PER_ELEMENT;

/** k items, then k scores. */
function pack({ items, scores }: NeighbourList): Buffer {
  if (items.length !== scores.length) throw expected(`${items.length} scores, one an item`, scores.length);
  return Buffer.concat([bytesOf(items), bytesOf(scores)]);
}

function unpack(blob: Buffer): NeighbourList {
  const k = blob.length / BYTES_PER_NEIGHBOUR;
  const aligned = new Uint8Array(blob).buffer;
  return { items: new Int32Array(aligned, 0, k), scores: new Float32Array(aligned, k * 4, k) };
}
