/** The kinds of interaction files that `slatelab prepare` takes, and what reads each. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { expected, inWords } from "../src/core/errors.ts";
import type { InteractionData } from "../src/core/interaction-data.ts";
import { type Definition, Registry } from "../src/core/registry.ts";
import type { World } from "../src/core/types.ts";
import { type PreparedData, splitAsGiven, withFactors } from "../src/dataset/prepare.ts";
import { openStore } from "../src/store/database.ts";
import { checkWorldOf, getSuite } from "../src/store/suites.ts";
import { readAmazonReviews } from "./amazon/reviews.ts";
import { readClickLog, readWorldClicks } from "./click-log/click-log.ts";
import { type InteractionOptions, readInteractions } from "./interactions/interactions.ts";
import { movieFactors } from "./movielens/factors.ts";
import { readMovieLens } from "./movielens/movielens.ts";
import { readRatings } from "./movielens/ratings.ts";
import { readSplitFolder } from "./movielens/split-folder.ts";
import { readRecBole } from "./recbole/inter.ts";
import { readSasRec } from "./sasrec/sasrec.ts";
import { readSteam } from "./steam/steam.ts";

/** Which episodes of a click log are read, and what the columns of a file are. */
export interface SourceOptions extends InteractionOptions {
  readonly suite?: number;
  readonly agent?: string;
  /** The suite's world: keeps the ids of its catalogue. */
  readonly world?: World;
}

/** A kind of data that models are trained on: interactions that are still to be split, or ones that come split. */
export interface Source extends Definition {
  /** Options that it takes; all others must be absent. */
  readonly takes?: readonly Exclude<keyof SourceOptions, "notify">[];
  read?(path: string, options: SourceOptions): Promise<InteractionData>;
  readSplit?(path: string): Promise<PreparedData>;
}

type Facts = Omit<Source, "name" | "summary" | "settings">;

function source(name: string, summary: string, facts: Facts): Source {
  return { name, summary, settings: z.strictObject({}), ...facts };
}

/** All kinds of data that models are trained on. */
export const SOURCES: Registry<Source> = new Registry("kind", [
  source("interactions", "'user item [time]' or 'user item rating time' lines, any names", {
    read: readInteractions,
    takes: ["columns", "header"],
  }),
  source("sasrec", "'user item [time]' lines, numbers from 1 without gaps", { read: readSasRec }),
  source("movielens", "ratings.dat, ratings.csv or u.data, or a folder with one (and movies)", { read: readRatings }),
  source("amazon", "reviews as JSON lines, .gz or plain", { read: readAmazonReviews }),
  source("recbole", "an .inter file with user_id:token, item_id:token, timestamp:float", { read: readRecBole }),
  source("steam", "a folder with steam_reviews.json and steam_games.json, Python literals, .gz or plain", {
    read: readSteam,
  }),
  source("clicks", "a store's click log, with --suite and --agent", {
    read: readClicks,
    takes: ["suite", "agent", "world"],
  }),
  source("gsasrec", "a folder split by gsasrec-pytorch: train/, val/, dataset_stats.json", { readSplit }),
]);

async function readClicks(path: string, { suite, agent, world }: SourceOptions): Promise<InteractionData> {
  if (suite === undefined) throw expected("the number of a suite", inWords("none"), "suite");
  if (agent === undefined) throw expected("an agent of the suite", inWords("none"), "agent");
  const store = openStore(path, { readonly: true });
  try {
    if (!world) return readClickLog(store, { suite, agent });
    checkWorldOf(getSuite(store, suite), world);
    return readWorldClicks(store, { suite, agent }, world);
  } finally {
    store.close();
  }
}

/** Reads a folder that comes split. Titles, genres and factors come with MovieLens-1M's, where `movies.dat` is in it. */
export async function readSplit(folder: string): Promise<PreparedData> {
  const movies = existsSync(join(folder, "movies.dat")) ? await readMovieLens(folder) : undefined;
  const data = movies ?? (await readSplitFolder(folder));
  const texts = movies && { titles: movies.titles, genres: movies.genres };
  const split = splitAsGiven(data.sequences, data.validation);
  const { items, userNames, itemNames } = data;
  return withFactors({ split, items, userNames, itemNames, texts }, texts && movieFactors(texts));
}
