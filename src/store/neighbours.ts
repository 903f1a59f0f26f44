/** A cache of every item's nearest items (by text embedding), so that a catalogue is searched once. */
import { crc32 } from "node:zlib";
import type { Statement } from "better-sqlite3";
import type { NeighbourList } from "../core/agents.ts";
import { bytesOf } from "../core/arrays.ts";
import { expected } from "../core/errors.ts";
import { type Store, write } from "./database.ts";

/** Which lists a cache holds: of one catalogue under one embedder. The hashes name contents, so an entry never goes stale. */
export interface NeighbourCacheKey {
  readonly catalogueHash: string;
  readonly embedderHash: string;
  /** Items of the catalogue, where that is known. */
  readonly size?: number;
  /** Told once where lists are not as they were stored. */
  readonly notify?: (message: string) => void;
}

/** The stored neighbour lists of one catalogue under one embedder. */
export class NeighbourCache {
  readonly #store: Store;
  readonly #key: NeighbourCacheKey;
  readonly #get: Statement;
  #isDamageTold = false;

  constructor(store: Store, key: NeighbourCacheKey) {
    this.#store = store;
    this.#key = key;
    this.#get = store
      .prepare("SELECT neighbours FROM neighbours WHERE catalogue_hash = ? AND embedder_hash = ? AND item = ?")
      .pluck();
  }

  /** The list of an item; undefined where there is none, or one that is not as it was stored: it is to be found again. */
  get(item: number): NeighbourList | undefined {
    const { catalogueHash, embedderHash, size = Number.POSITIVE_INFINITY } = this.#key;
    const blob = this.#get.get(catalogueHash, embedderHash, item) as Buffer | undefined;
    if (!blob) return undefined;
    const list = isWhole(blob, this.#seal(item)) ? unpack(blob) : undefined;
    if (list && isOfCatalogue(list, size)) return list;
    if (!this.#isDamageTold) this.#key.notify?.(`${this.#store.name}: ${DAMAGE}`);
    this.#isDamageTold = true;
    return undefined;
  }

  /** Stores lists in one transaction, over earlier ones of the same items. */
  putAll(lists: Iterable<readonly [item: number, neighbours: NeighbourList]>): void {
    const { catalogueHash, embedderHash } = this.#key;
    const put = this.#store.prepare("INSERT OR REPLACE INTO neighbours VALUES (?, ?, ?, ?)");
    write(this.#store, () => {
      for (const [item, neighbours] of lists)
        put.run(catalogueHash, embedderHash, item, pack(neighbours, this.#seal(item)));
    });
  }

  /** Where a checksum starts from: a list in the place of another's is damage too. */
  #seal(item: number): number {
    const { catalogueHash, embedderHash } = this.#key;
    return crc32(`${catalogueHash}/${embedderHash}/${item}`);
  }
}

const DAMAGE = "Neighbour lists have no checksum, or are not as they were stored; they are searched for again";
const BYTES_PER_NEIGHBOUR = Int32Array.BYTES_PER_ELEMENT + Float32Array.BYTES_PER_ELEMENT;
const BYTES_OF_CHECKSUM = 4;

/** k items, then k scores, then their checksum (CRC-32). */
function pack({ items, scores }: NeighbourList, seal: number): Buffer {
  if (items.length !== scores.length) throw expected(`${items.length} scores, one an item`, scores.length);
  const content = Buffer.concat([bytesOf(items), bytesOf(scores), Buffer.alloc(BYTES_OF_CHECKSUM)]);
  content.writeUInt32LE(checksumOf(content, seal), content.length - BYTES_OF_CHECKSUM);
  return content;
}

/** Stores of before had lists without a checksum. */
function isWhole(blob: Buffer, seal: number): boolean {
  const end = blob.length - BYTES_OF_CHECKSUM;
  return end >= 0 && end % BYTES_PER_NEIGHBOUR === 0 && blob.readUInt32LE(end) === checksumOf(blob, seal);
}

function checksumOf(blob: Buffer, seal: number): number {
  const content = blob.subarray(0, -BYTES_OF_CHECKSUM);
  return content.length > 0 ? crc32(content, seal) : seal;
}

function isOfCatalogue({ items, scores }: NeighbourList, size: number): boolean {
  return items.every((item) => item >= 0 && item < size) && scores.every(Number.isFinite);
}

function unpack(blob: Buffer): NeighbourList {
  const k = (blob.length - BYTES_OF_CHECKSUM) / BYTES_PER_NEIGHBOUR;
  const aligned = new Uint8Array(blob).buffer;
  return { items: new Int32Array(aligned, 0, k), scores: new Float32Array(aligned, k * 4, k) };
}
