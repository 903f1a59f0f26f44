/** How long a catalogue's embeddings and cosine neighbours take. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stream } from "../../src/core/random.ts";
import type { Catalogue } from "../../src/core/types.ts";
import { buildWorld } from "../../src/run/open-world.ts";
import { openStore } from "../../src/store/database.ts";
import { NeighbourCache } from "../../src/store/neighbours.ts";
import { type Embedder, itemTexts } from "../../src/texts/embedder.ts";
import { type Embeddings, embedCatalogue } from "../../src/texts/embeddings.ts";
import { LsaEmbedder } from "../../src/texts/lsa.ts";
import { NeighbourIndex, type NeighbourOptions } from "../../src/texts/neighbours.ts";
import { createTransformer, isLocalTransformer } from "../../src/texts/transformer.ts";
import { tables } from "../../tables.ts";
import type { Report } from "../measurements.ts";

/** What embeddings and neighbours are measured on. */
export interface PerfNeighboursOptions {
  /** The goals are for 209,527 short news texts. */
  readonly catalogue: Catalogue;
  /** Folder of transformer models, as for `createTransformer`; without a local model its row is left out. */
  readonly modelDir?: string;
  /** Milliseconds. */
  readonly now?: () => number;
}

const TRANSFORMER_TEXTS = 2000;
const WARM_UP_TEXTS = 64;
const ON_DEMAND = 6000;

/**
 * `npm run perf -- neighbours`: time of the embeddings and neighbours of the full cup. Everything is made in a temporary
 * folder, from nothing.
 */
export async function perfNeighbours(report: Report): Promise<void> {
  const { catalogue } = await buildWorld(tables, "cup");
  await perfCatalogue(report, { catalogue });
}

/** Measures the embeddings and neighbours of one catalogue; reports one row a measurement, as it is made. */
export async function perfCatalogue(report: Report, options: PerfNeighboursOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-perf-"));
  const bench: Bench = { ...options, report, seconds: stopwatch(options.now) };
  try {
    const embeddings = await perfLsa(bench, folder);
    if (isLocalTransformer(options)) await perfTransformer(bench);
    else console.error("Left out: the transformer. SLATELAB_MODELS names no folder with its model");
    await perfOnDemand(bench, embeddings);
    await perfBulk(bench, embeddings, join(folder, "neighbours.sqlite"));
    const value = process.resourceUsage().maxRSS / 1024;
    report({ name: "neighbours.peak_mb", value, unit: "MB", against: "goal 3,000; resident set of all the above" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Bench extends PerfNeighboursOptions {
  readonly report: Report;
  readonly seconds: Stopwatch;
}

async function perfLsa({ report, seconds, catalogue }: Bench, cacheDir: string): Promise<Embeddings> {
  const embedder = new LsaEmbedder();
  const [value, embeddings] = await seconds(() => embedCatalogue({ catalogue, embedder, cacheDir }));
  await embedder.dispose();
  report({ name: "embed.lsa_s", value, unit: "s", against: "goal 180 for 209,527 texts" });
  return embeddings;
}

async function perfTransformer({ report, seconds, ...options }: Bench): Promise<void> {
  const { catalogue } = options;
  const embedder: Embedder = await createTransformer(options);
  const texts = itemTexts(catalogue, 0, Math.min(TRANSFORMER_TEXTS, catalogue.size));
  await embedder.embed(texts.slice(0, WARM_UP_TEXTS));
  const [time] = await seconds(() => embedder.embed(texts));
  await embedder.dispose();
  const against = "goal 175: 209,527 texts in 20 minutes";
  report({ name: "embed.transformer_texts_per_s", value: texts.length / time, unit: "texts/s", against });
}

async function perfOnDemand({ report, seconds }: Bench, embeddings: Embeddings): Promise<void> {
  const items = someItems(embeddings.size, ON_DEMAND);
  const [value] = await seconds(() => fillNew(embeddings, items));
  const against = "goal 60 for 6,000 of 209,527 items";
  report({ name: `neighbours.${items.length}_s`, value, unit: "s", against });
}

async function perfBulk({ report, seconds }: Bench, embeddings: Embeddings, database: string): Promise<void> {
  const store = openStore(database);
  const lists = new NeighbourCache(store, embeddings);
  const [value] = await seconds(() => fillNew(embeddings, someItems(embeddings.size, embeddings.size), { lists }));
  store.close();
  report({ name: "neighbours.bulk_s", value, unit: "s", against: "goal 1,200 for 209,527 items" });
}

function fillNew(embeddings: Embeddings, items: Int32Array, options: NeighbourOptions = {}): Promise<void> {
  return new NeighbourIndex(embeddings, options).fill(items);
}

/** Distinct items in random order; all of them, in order, when there are no more. */
function someItems(size: number, count: number): Int32Array {
  const all = Int32Array.from({ length: size }, (_, item) => item);
  return count < size ? new Stream("perf/neighbours").shuffle(all).subarray(0, count) : all;
}

type Stopwatch = <T>(work: () => Promise<T>) => Promise<[seconds: number, result: T]>;

function stopwatch(now = () => performance.now()): Stopwatch {
  return async (work) => {
    const start = now();
    const result = await work();
    return [(now() - start) / 1000, result];
  };
}
