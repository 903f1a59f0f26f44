import type { Store } from "../store/database.ts";
import { NeighbourCache } from "../store/neighbours.ts";
import { type EmbedOptions, embedCatalogue } from "./embeddings.ts";
import { DEFAULT_NEIGHBOURS, NeighbourIndex, type NeighbourOptions } from "./neighbours.ts";

export interface OpenNeighboursOptions extends EmbedOptions, Omit<NeighbourOptions, "lists"> {
  /** Keeps the lists. */
  readonly store: Store;
}

/**
 * The catalogue's neighbours under an embedder, with lists kept in the store. Embeddings are loaded, or made, unless the
 * store has every list.
 */
export async function openNeighbours(options: OpenNeighboursOptions): Promise<NeighbourIndex> {
  const { catalogue, embedder, store, threads } = options;
  const { size, hash: catalogueHash } = catalogue;
  const k = Math.min(options.k ?? DEFAULT_NEIGHBOURS, Math.max(1, size - 1));
  const lists = new NeighbourCache(store, { catalogueHash, embedderHash: embedder.hash });
  const isComplete = lists.count(k) === size;
  const { dimensions } = embedder;
  const source = isComplete ? { rows: new Float32Array(0), size, dimensions } : await embedCatalogue(options);
  return new NeighbourIndex(source, { k, lists, threads });
}
