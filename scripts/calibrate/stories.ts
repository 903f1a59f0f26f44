/** What do the embedders find of the hidden stories and labels of the cup? Only this script and tests look at what hides them. */
import { join } from "node:path";
import { cupTruth, NO_LABEL } from "../../env/cup/world.ts";
import { SlateLabError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import type { Catalogue, World } from "../../src/core/types.ts";
import { buildWorld } from "../../src/run/open-world.ts";
import type { BagOfWords } from "../../src/texts/bag-of-words.ts";
import type { Embedder } from "../../src/texts/embedder.ts";
import { EMBEDDERS, openEmbedder } from "../../src/texts/embedders.ts";
import { embedCatalogue, isEmbedded } from "../../src/texts/embeddings.ts";
import { NeighbourIndex } from "../../src/texts/neighbours.ts";
import { wordIndex } from "../../src/texts/word-index.ts";
import { tables } from "../../tables.ts";
import type { Report } from "../measurements.ts";
import { startProgress } from "../progress.ts";
import { headlineIndex } from "./headlines.ts";

const NEAREST = 3;
/** What published policies and the seed's sentence model gained from text neighbours says how near they must be. */
const GOALS: Readonly<Record<string, Readonly<Record<keyof Shares, string>>>> = {
  headlines: { story: "goal .12", labels: "goal .09" },
  lsa: { story: "goal .17–.20", labels: "goal .09–.12" },
  transformer: { story: "goal .17–.20", labels: "goal .09–.12" },
};
/** Items of the smaller cups that slow embedders are measured on: a minute or two of work. */
const SAMPLES: Readonly<Record<string, number>> = { transformer: 10_000, use: 2000 };

interface StorySample {
  readonly world: World;
  /** Random items whose neighbours are looked at, at most all. */
  readonly queries: number;
}

/** Shares of the nearest texts, the item itself left out. */
export interface Shares {
  /** Of the same hidden story. */
  readonly story: number;
  /** Of another story, with the same category and the same second label. */
  readonly labels: number;
}

/** Where the shares are measured, and who hears of them. */
export interface StoriesOptions extends StorySample {
  /** Folder of caches. */
  readonly home: string;
  readonly modelDir?: string;
  readonly report: Report;
}

/**
 * Reports, by the words of headlines, by those of all texts and by each embedder, the shares of the three nearest texts that are of the same hidden story, and
 * of another story with the same category and second label. An embedder other than `lsa` is measured on the whole catalogue
 * where the cache has its embeddings, else on a smaller cup.
 */
export async function calibrateStories(options: StoriesOptions): Promise<void> {
  reportShares("headlines", wordShares(options, headlineIndex), options);
  reportShares("bag-of-words", wordShares(options), options);
  reportShares(
    "lsa",
    await embedderShares({ ...options, embedder: await openEmbedder(EMBEDDERS.resolve("lsa")) }),
    options,
  );
  for (const [name, items] of Object.entries(SAMPLES)) {
    try {
      const embedder = await openEmbedder(EMBEDDERS.resolve(name), options);
      await calibrateEmbedder(embedder, options, Math.min(items, options.world.catalogue.size));
    } catch (error) {
      if (!(error instanceof SlateLabError)) throw error;
      console.error(`Left out: ${name}. ${error.message}`);
    }
  }
}

/** On the whole catalogue, or on a smaller cup beside what `lsa` and bag of words find there. */
async function calibrateEmbedder(embedder: Embedder, options: StoriesOptions, items: number): Promise<void> {
  const { catalogue } = options.world;
  if (isEmbedded({ catalogue, embedder, cacheDir: options.home })) {
    reportShares(embedder.name, await embedderShares({ ...options, embedder }), options);
    return;
  }
  const sample = { ...options, world: await smallerCup(items, options.home) };
  const lsa = await embedderShares({ ...sample, embedder: await openEmbedder(EMBEDDERS.resolve("lsa")) });
  reportShares(embedder.name, await embedderShares({ ...sample, embedder }), {
    ...sample,
    there: { lsa, words: wordShares(sample) },
  });
}

function smallerCup(items: number, home: string): Promise<World> {
  return buildWorld(tables, `cup(items=${items})`, { cacheDir: join(home, "worlds") });
}

interface Reporting extends StorySample {
  readonly report: Report;
  /** What others find in the same smaller cup. */
  readonly there?: { readonly lsa: Shares; readonly words: Shares };
}

function reportShares(name: string, shares: Shares, { world, queries, report, there }: Reporting): void {
  const { size } = world.catalogue;
  const asked = `${Math.min(queries, size).toLocaleString("en-US")} items asked of ${size.toLocaleString("en-US")}`;
  for (const kind of ["story", "labels"] as const) {
    const beside = there && `lsa ${there.lsa[kind].toFixed(3)} and bag of words ${there.words[kind].toFixed(3)} there`;
    const against = [beside ?? GOALS[name]?.[kind], asked].filter((it) => it !== undefined).join("; ");
    report({ name: `stories.${name}.${kind}`, value: shares[kind], unit: "share", against });
  }
}

/** What bag of words finds, of whole texts where no other index is named. */
export function wordShares(options: StorySample, indexOf: (catalogue: Catalogue) => BagOfWords = wordIndex): Shares {
  const index = indexOf(options.world.catalogue);
  return sharesOf(options, (item) => index.nearest(item, NEAREST).items);
}

/** What an embedder finds. Embeds the catalogue unless the cache has that. */
export async function embedderShares(
  options: Omit<StoriesOptions, "report"> & { embedder: Embedder },
): Promise<Shares> {
  const { world, embedder, home: cacheDir } = options;
  const { catalogue } = world;
  const progress = startProgress({ what: "texts embedded" });
  const work = embedCatalogue({ catalogue, embedder, cacheDir, onProgress: progress.update });
  const embeddings = await work.finally(() => Promise.all([progress.stop(), embedder.dispose()]));
  const index = new NeighbourIndex(embeddings, { k: NEAREST });
  await index.fill(itemsAsked(options));
  return sharesOf(options, (item) => index.of(item).items);
}

function itemsAsked({ world: { catalogue }, queries }: StorySample): Int32Array {
  const all = Int32Array.from({ length: catalogue.size }, (_, item) => item);
  return new Stream("calibrate/stories").shuffle(all).subarray(0, queries);
}

function sharesOf(options: StorySample, nearest: (item: number) => Int32Array): Shares {
  const { story, category, second } = cupTruth(options.world);
  const asked = itemsAsked(options);
  const found = { story: 0, labels: 0 };
  for (const item of asked) {
    for (const other of nearest(item)) {
      if (story[other] === story[item]) found.story++;
      else if (isKin(item, other)) found.labels++;
    }
  }
  const all = NEAREST * asked.length;
  return { story: found.story / all, labels: found.labels / all };

  function isKin(item: number, other: number): boolean {
    return category[other] === category[item] && second[other] === second[item] && second[item] !== NO_LABEL;
  }
}
