/** How long a catalogue's embeddings and cosine neighbours take. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stream } from "../../src/core/random.ts";
import type { Catalogue } from "../../src/core/types.ts";
import { type Embedder, itemTexts } from "../../src/retrieval/embedder.ts";
import { type Embeddings, embedCatalogue } from "../../src/retrieval/embeddings.ts";
import { LsaEmbedder } from "../../src/retrieval/lsa.ts";
import { NeighbourIndex, type NeighbourOptions } from "../../src/retrieval/neighbours.ts";
import { createTransformer, isLocalTransformer } from "../../src/retrieval/transformer.ts";
import { openStore } from "../../src/store/database.ts";
import { NeighbourCache } from "../../src/store/neighbours.ts";

export interface PerfRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What to hold the value against. */
  readonly against: string;
}

export interface PerfNeighboursOptions {
  /** The targets are for 209,527 short news texts. */
  readonly catalogue: Catalogue;
  /** Measure the bulk search on this many items and extrapolate; left out: all of them. */
  readonly sample?: number;
  /** Folder of transformer models, as for `createTransformer`; without a local model its row is left out. */
  readonly modelDir?: string;
}

const TRANSFORMER_TEXTS = 2000;
const WARM_UP_TEXTS = 64;
const ON_DEMAND = 6000;

/** Reports one row a measurement, as it is made. Everything is made in a temporary folder, from nothing. */
export async function perfNeighbours(report: (row: PerfRow) => void, options: PerfNeighboursOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-perf-"));
  try {
    const embeddings = await perfLsa(report, options.catalogue, folder);
    if (isLocalTransformer(options)) await perfTransformer(report, options);
    await perfOnDemand(report, embeddings);
    await perfBulk(report, { embeddings, sample: options.sample, database: join(folder, "neighbours.sqlite") });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function perfLsa(report: (row: PerfRow) => void, catalogue: Catalogue, cacheDir: string): Promise<Embeddings> {
  const embedder = new LsaEmbedder();
  const [value, embeddings] = await seconds(() => embedCatalogue({ catalogue, embedder, cacheDir }));
  await embedder.dispose();
  report({ name: "embed.lsa_s", value, unit: "s", against: "at most 180 s for 209,527 texts" });
  return embeddings;
}

async function perfTransformer(report: (row: PerfRow) => void, options: PerfNeighboursOptions): Promise<void> {
  const { catalogue } = options;
  const embedder: Embedder = await createTransformer(options);
  const texts = itemTexts(catalogue, 0, Math.min(TRANSFORMER_TEXTS, catalogue.size));
  await embedder.embed(texts.slice(0, WARM_UP_TEXTS));
  const [time] = await seconds(() => embedder.embed(texts));
  await embedder.dispose();
  const against = "190 texts/s one at a time in one session";
  report({ name: "embed.transformer_texts_per_s", value: texts.length / time, unit: "texts/s", against });
}

async function perfOnDemand(report: (row: PerfRow) => void, embeddings: Embeddings): Promise<void> {
  const items = someItems(embeddings.size, ON_DEMAND);
  const [value] = await seconds(() => fillNew(embeddings, items));
  report({ name: "neighbours.6000_s", value, unit: "s", against: "at most 60 s of 209,527 items" });
}

async function perfBulk(
  report: (row: PerfRow) => void,
  { embeddings, sample, database }: { embeddings: Embeddings; sample?: number; database: string },
): Promise<void> {
  const { size, catalogueHash, embedderHash } = embeddings;
  const store = openStore(database);
  const lists = new NeighbourCache(store, { catalogueHash, embedderHash });
  const items = someItems(size, sample ?? size);
  const [time] = await seconds(() => fillNew(embeddings, items, { lists }));
  store.close();
  const unit = items.length < size ? `s, EXTRAPOLATED from ${items.length} of ${size} items` : "s";
  const value = (time * size) / items.length;
  report({ name: "neighbours.bulk_s", value, unit, against: "at most 1,200 s for 209,527 items" });
}

function fillNew(embeddings: Embeddings, items: Int32Array, options: NeighbourOptions = {}): Promise<void> {
  return new NeighbourIndex(embeddings, options).fill(items);
}

/** Distinct items in random order; all of them, in order, when there are no more. */
function someItems(size: number, count: number): Int32Array {
  const all = Int32Array.from({ length: size }, (_, item) => item);
  return count < size ? new Stream("perf/neighbours").shuffle(all).subarray(0, count) : all;
}

async function seconds<T>(work: () => Promise<T>): Promise<[number, T]> {
  const start = performance.now();
  const result = await work();
  return [(performance.now() - start) / 1000, result];
}
