import type { AgentResources, ItemVectors, NeighbourFinder, NeighbourList } from "../core/agents.ts";
import { freezeClass } from "../core/frozen.ts";
import type { Catalogue } from "../core/types.ts";
import { itemTexts } from "./embedder.ts";
import { SharedVectors } from "./item-vectors.ts";
import { LsaEmbedder } from "./lsa.ts";
import type { Rows } from "./neighbour-table.ts";
import { NeighbourIndex, type NeighbourLists } from "./neighbours.ts";

const resourcesOf = new WeakMap<Catalogue, AgentResources>();

/**
 * Embeddings and neighbours of a catalogue that are kept in memory only, by the embedder that needs no model. For small
 * catalogues.
 */
export function memoryResources(catalogue: Catalogue): AgentResources {
  const known = resourcesOf.get(catalogue) ?? textResources(() => embedInMemory(catalogue));
  resourcesOf.set(catalogue, known);
  return known;
}

/**
 * Embeddings and neighbours over rows that are asked for once, when an agent first needs them. Neighbour lists go to `lists`.
 */
export function textResources(open: () => Promise<Rows>, lists?: NeighbourLists): AgentResources {
  let rows: Promise<Rows> | undefined;
  let vectors: Promise<ItemVectors> | undefined;
  let index: Promise<NeighbourIndex> | undefined;
  const opened = () => {
    rows ??= open();
    return rows;
  };
  return Object.freeze({
    embeddings() {
      vectors ??= opened().then((found) => new SharedVectors(found));
      return vectors;
    },
    neighbours() {
      index ??= opened().then((found) => new NeighbourIndex(found, { lists, threads: 1 }));
      return index;
    },
  });
}

async function embedInMemory(catalogue: Catalogue): Promise<Rows> {
  const embedder = new LsaEmbedder();
  await embedder.fit(catalogue);
  const rows = await embedder.embed(itemTexts(catalogue));
  await embedder.dispose();
  return { rows, size: catalogue.size, dimensions: embedder.dimensions };
}

/** The same for one agent: a list of neighbours is copied for it once, and not each time that it asks,
 * and no promise is another agent's too. */
export function ownResources(shared: AgentResources): AgentResources {
  return {
    embeddings: async () => shared.embeddings(),
    neighbours: async () => new OwnLists(await shared.neighbours()),
  };
}

class OwnLists implements NeighbourFinder {
  static {
    freezeClass(OwnLists);
  }

  readonly #shared: NeighbourFinder;
  readonly #lists = new Map<number, NeighbourList>();

  constructor(shared: NeighbourFinder) {
    this.#shared = shared;
  }

  of(item: number): NeighbourList {
    const known = this.#lists.get(item) ?? this.#shared.of(item);
    this.#lists.set(item, known);
    return known;
  }
}
