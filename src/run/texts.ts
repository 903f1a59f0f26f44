/** What agents of public text get: an embedder, its embeddings and the neighbours kept in the store. */
import type { AgentResources, NeighbourList } from "../core/agents.ts";
import type { Catalogue, World } from "../core/types.ts";
import { openStore, type Store } from "../store/database.ts";
import { NeighbourCache } from "../store/neighbours.ts";
import { autoEmbedder } from "../texts/auto-embedder.ts";
import type { Embedder } from "../texts/embedder.ts";
import { AUTO, type EmbedderChoice, openEmbedder } from "../texts/embedders.ts";
import { type Embeddings, embedCatalogue } from "../texts/embeddings.ts";
import { textResources } from "../texts/memory-resources.ts";
import { NeighbourIndex, type NeighbourLists } from "../texts/neighbours.ts";

/** Which embedder is to be used, and where its model is: plain data. */
export interface TextChoice {
  readonly embedder: EmbedderChoice;
  readonly modelDir?: string;
}

/** Where embeddings are kept and models are, and who hears of the work. */
export interface TextPlace extends TextChoice {
  /** Folder of caches. */
  readonly home: string;
  /** Gets the neighbours. */
  readonly database: string;
  readonly signal?: AbortSignal;
  /** Told which embedder `auto` took, and of damaged neighbours. */
  readonly notify?: (message: string) => void;
  /** Told of texts embedded and items searched, with those that were there before. */
  readonly onProgress?: (what: "texts embedded" | "items with neighbours", done: number, total: number) => void;
}

/** The same for embeddings alone. */
export type EmbeddingPlace = Omit<TextPlace, "database">;

/** The embedder of a choice; `auto` says which it took. */
async function chooseEmbedder(catalogue: Catalogue, place: EmbeddingPlace): Promise<Embedder> {
  const { embedder: choice, modelDir, home } = place;
  if (choice !== AUTO) return openEmbedder(choice, { modelDir });
  const { embedder, reason } = await autoEmbedder({ catalogue, cacheDir: home, modelDir });
  place.notify?.(reason);
  return embedder;
}

/** Embeddings in shared memory and their name: workers get them without a copy. */
export interface SharedTexts extends Embeddings {
  readonly embedder: string;
}

/** Embeds the catalogue, or takes its embeddings from the cache. Throws Interrupted when the signal fires. */
export async function shareTexts(catalogue: Catalogue, place: EmbeddingPlace): Promise<SharedTexts> {
  const embedder = await chooseEmbedder(catalogue, place);
  const { home: cacheDir, signal, onProgress } = place;
  const embeddings = await embedCatalogue({
    catalogue,
    embedder,
    cacheDir,
    signal,
    onProgress: (done, total) => onProgress?.("texts embedded", done, total),
  }).finally(() => embedder.dispose());
  return { ...embeddings, embedder: embedder.name };
}

/** Embeds the catalogue, or takes its embeddings from the cache, and finds the neighbours of all public clicks. */
export async function prepareTexts({ catalogue, interactions }: World, place: TextPlace): Promise<SharedTexts> {
  const texts = await shareTexts(catalogue, place);
  await fillNeighbours(texts, interactions.items, place);
  return texts;
}

/** Finds the neighbours of items and keeps them in the store. Throws Interrupted when the signal fires. */
export async function fillNeighbours(
  embeddings: Embeddings,
  items: ArrayLike<number>,
  { database, signal, onProgress, notify }: Pick<TextPlace, "database" | "signal" | "onProgress" | "notify">,
): Promise<void> {
  const store = openStore(database);
  try {
    const index = new NeighbourIndex(embeddings, { lists: new NeighbourCache(store, { ...embeddings, notify }) });
    await index.fill(items, {
      signal,
      onProgress: (done, total) => onProgress?.("items with neighbours", done, total),
    });
  } finally {
    store.close();
  }
}

/** What agents may ask of prepared texts: embeddings, and neighbours, which are kept in the store. */
export function openResources(texts: SharedTexts, store: Store): AgentResources {
  return textResources(async () => texts, new KeptLists(new NeighbourCache(store, texts)));
}

/** Lists that were asked for stay in memory: an episode asks for most of them again. */
class KeptLists implements NeighbourLists {
  readonly #cache: NeighbourCache;
  readonly #lists = new Map<number, NeighbourList>();

  constructor(cache: NeighbourCache) {
    this.#cache = cache;
  }

  get(item: number): NeighbourList | undefined {
    const list = this.#lists.get(item) ?? this.#cache.get(item);
    if (list) this.#lists.set(item, list);
    return list;
  }

  putAll(lists: Iterable<readonly [number, NeighbourList]>): void {
    const all = [...lists];
    this.#cache.putAll(all);
    for (const [item, neighbours] of all) this.#lists.set(item, neighbours);
  }
}
