/** What agents of public text get: an embedder by flag, its embeddings and the neighbours kept in the store. */
import type { Command } from "commander";
import type { AgentResources, NeighbourList } from "../src/core/agents.ts";
import type { Catalogue, World } from "../src/core/types.ts";
import { openStore, type Store } from "../src/store/database.ts";
import { NeighbourCache } from "../src/store/neighbours.ts";
import { autoEmbedder } from "../src/texts/auto-embedder.ts";
import type { Embedder } from "../src/texts/embedder.ts";
import { checkEmbedder, createEmbedder } from "../src/texts/embedders.ts";
import { type Embeddings, embedCatalogue } from "../src/texts/embeddings.ts";
import { textResources } from "../src/texts/memory-resources.ts";
import { NeighbourIndex, type NeighbourLists } from "../src/texts/neighbours.ts";
import { startBar } from "./bar.ts";

export interface TextOptions {
  readonly embedder: string;
  readonly modelDir?: string;
}

export function addTextOptions(command: Command): Command {
  return command
    .option(
      "--embedder <name>",
      "auto, lsa, use, transformer or transformer:MODEL, for agents that read texts",
      checkEmbedder,
      "auto",
    )
    .option("--model-dir <dir>", "folder with transformer models (default: $SLATELAB_MODELS)");
}

export interface TextPlace extends TextOptions {
  /** Folder of caches. */
  readonly home: string;
  readonly database: string;
  readonly signal?: AbortSignal;
  notify(message: string): void;
}

/** The embedder that the flags name; `auto` says which it took. */
export async function chooseEmbedder(catalogue: Catalogue, place: TextPlace): Promise<Embedder> {
  const { embedder: name, modelDir, home } = place;
  if (name !== "auto") return createEmbedder(name, { modelDir });
  const { embedder, reason } = await autoEmbedder({ catalogue, cacheDir: home, modelDir });
  place.notify(reason);
  return embedder;
}

/** Embeddings in shared memory and their name: workers get them without a copy. */
export interface SharedTexts extends Embeddings {
  readonly embedder: string;
}

/** Embeds the catalogue and finds the neighbours of all public clicks, or takes both from the caches. */
export async function prepareTexts({ catalogue, interactions }: World, place: TextPlace): Promise<SharedTexts> {
  const embedder = await chooseEmbedder(catalogue, place);
  const { home: cacheDir, signal } = place;
  const embedding = startBar("texts embedded");
  const embeddings = await embedCatalogue({
    catalogue,
    embedder,
    cacheDir,
    signal,
    onProgress: embedding.update,
  }).finally(() => Promise.all([embedding.stop(), embedder.dispose()]));
  await fillNeighbours(embeddings, interactions.items, place);
  return { ...embeddings, embedder: embedder.name };
}

/** Finds the neighbours of items and keeps them in the store. */
export async function fillNeighbours(
  embeddings: Embeddings,
  items: ArrayLike<number>,
  { database, signal }: Pick<TextPlace, "database" | "signal">,
): Promise<void> {
  const store = openStore(database);
  const bar = startBar("items with neighbours");
  try {
    const index = new NeighbourIndex(embeddings, { lists: new NeighbourCache(store, embeddings) });
    await index.fill(items, { onProgress: bar.update, signal });
  } finally {
    bar.stop();
    store.close();
  }
}

/** Resources over prepared texts; neighbours are kept in the store. */
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
