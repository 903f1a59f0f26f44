/** Do the embedders find the hidden stories of the cup? Only this script and tests look at what hides them. */
import { join } from "node:path";
import { cupTruth } from "../../env/cup/world.ts";
import { SlateLabError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import type { World } from "../../src/core/types.ts";
import { buildWorld } from "../../src/run/open-world.ts";
import type { Embedder } from "../../src/texts/embedder.ts";
import { EMBEDDERS, openEmbedder } from "../../src/texts/embedders.ts";
import { embedCatalogue, isEmbedded } from "../../src/texts/embeddings.ts";
import { NeighbourIndex } from "../../src/texts/neighbours.ts";
import { wordIndex } from "../../src/texts/word-index.ts";
import { tables } from "../../tables.ts";
import type { Report } from "../measurements.ts";
import { startProgress } from "../progress.ts";

const NEAREST = 3;
const GOAL = "goal .60";
/** Items of the smaller cups that slow embedders are measured on: a minute or two of work. */
const SAMPLES: Readonly<Record<string, number>> = { transformer: 10_000, use: 2000 };

interface StorySample {
  readonly world: World;
  /** Random items whose neighbours are looked at, at most all. */
  readonly queries: number;
}

/** Where the shares of stories are measured, and who hears of them. */
export interface StoriesOptions extends StorySample {
  /** Folder of caches. */
  readonly home: string;
  readonly modelDir?: string;
  readonly report: Report;
}

/**
 * Reports the share of the three nearest items that are of the same hidden story, by bag of words and by each embedder.
 * An embedder other than `lsa` is measured on the whole catalogue where the cache has its embeddings, else on a smaller cup.
 */
export async function calibrateStories(options: StoriesOptions): Promise<void> {
  const { world, report } = options;
  const words = wordShare(options);
  report({ name: "stories.bag-of-words.share", value: words, unit: "share", against: describe(options) });
  const lsa = await storyShare({ ...options, embedder: await openEmbedder(EMBEDDERS.resolve("lsa")) });
  report({ name: "stories.lsa.share", value: lsa, unit: "share", against: `${GOAL}; ${describe(options)}` });
  for (const [name, items] of Object.entries(SAMPLES)) {
    try {
      await calibrateEmbedder(
        await openEmbedder(EMBEDDERS.resolve(name), options),
        options,
        Math.min(items, world.catalogue.size),
      );
    } catch (error) {
      if (!(error instanceof SlateLabError)) throw error;
      console.error(`Left out: ${name}. ${error.message}`);
    }
  }
}

async function calibrateEmbedder(embedder: Embedder, options: StoriesOptions, items: number): Promise<void> {
  const { catalogue } = options.world;
  const isWhole = isEmbedded({ catalogue, embedder, cacheDir: options.home });
  const world = isWhole ? options.world : await smallerCup(items, options.home);
  const sample = { ...options, world };
  const value = await storyShare({ ...sample, embedder });
  const [lsa, words] = [
    await storyShare({ ...sample, embedder: await openEmbedder(EMBEDDERS.resolve("lsa")) }),
    wordShare(sample),
  ];
  const others = `lsa ${lsa.toFixed(3)} and bag of words ${words.toFixed(3)} there`;
  const against = `${describe(sample)}; ${others}`;
  options.report({ name: `stories.${embedder.name}.share`, value, unit: "share", against });
}

function smallerCup(items: number, home: string): Promise<World> {
  return buildWorld(tables, `cup(items=${items})`, { cacheDir: join(home, "worlds") });
}

function describe({ world: { catalogue }, queries }: StorySample): string {
  const { size } = catalogue;
  return `${Math.min(queries, size).toLocaleString("en-US")} items asked of ${size.toLocaleString("en-US")}`;
}

/** Share of the three nearest items, by bag of words, that are of the same hidden story. */
export function wordShare(options: StorySample): number {
  const index = wordIndex(options.world.catalogue);
  return shareOfStory(options, (item) => index.nearest(item, NEAREST).items);
}

/**
 * Share of the three nearest items, by an embedder, that are of the same hidden story. Embeds the catalogue unless the cache
 * has that.
 */
export async function storyShare(options: Omit<StoriesOptions, "report"> & { embedder: Embedder }): Promise<number> {
  const { world, embedder, home: cacheDir } = options;
  const { catalogue } = world;
  const progress = startProgress({ what: "texts embedded" });
  const work = embedCatalogue({ catalogue, embedder, cacheDir, onProgress: progress.update });
  const embeddings = await work.finally(() => Promise.all([progress.stop(), embedder.dispose()]));
  const index = new NeighbourIndex(embeddings, { k: NEAREST });
  await index.fill(itemsAsked(options));
  return shareOfStory(options, (item) => index.of(item).items);
}

function itemsAsked({ world: { catalogue }, queries }: StorySample): Int32Array {
  const all = Int32Array.from({ length: catalogue.size }, (_, item) => item);
  return new Stream("calibrate/stories").shuffle(all).subarray(0, queries);
}

function shareOfStory(options: StorySample, nearest: (item: number) => Int32Array): number {
  const { story } = cupTruth(options.world);
  const asked = itemsAsked(options);
  let same = 0;
  for (const item of asked) for (const other of nearest(item)) if (story[other] === story[item]) same++;
  return same / (NEAREST * asked.length);
}
