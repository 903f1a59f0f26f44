/** The kinds of interaction files that `slatelab prepare` takes, and what reads each. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readAmazonReviews } from "../data/amazon/reviews.ts";
import { readClickLog, readWorldClicks } from "../data/click-log/click-log.ts";
import { readInteractions } from "../data/interactions/interactions.ts";
import { readMovieLens, readSplitFolder } from "../data/movielens/movielens.ts";
import { readRatings } from "../data/movielens/ratings.ts";
import { readRecBole } from "../data/recbole/inter.ts";
import { readSasRec } from "../data/sasrec/sasrec.ts";
import { expected, unknownName } from "../src/core/errors.ts";
import type { InteractionData } from "../src/core/interaction-data.ts";
import { type PreparedData, splitAsGiven } from "../src/dataset/prepare.ts";
import { openStore } from "../src/store/database.ts";
import { getSuite } from "../src/store/suites.ts";
import { openWorld, type WorldRequest } from "./open-world.ts";

/** Episodes of the click log to read. */
export interface Episodes {
  readonly suite?: number;
  readonly agent?: string;
  /** The suite's world: keeps the ids of its catalogue. */
  readonly world?: WorldRequest;
}

interface SourceKind {
  readonly summary: string;
  read(path: string, episodes: Episodes): Promise<InteractionData>;
}

export const SOURCE_KINDS: Readonly<Record<string, SourceKind>> = {
  interactions: { summary: "'user item [time]' lines, any names", read: readInteractions },
  sasrec: { summary: "'user item [time]' lines, numbers from 1 without gaps", read: readSasRec },
  movielens: { summary: "ratings.dat or ratings.csv, or a folder with one (and movies)", read: readRatings },
  amazon: { summary: "reviews as JSON lines, .gz or plain", read: readAmazonReviews },
  recbole: { summary: "an .inter file with user_id:token, item_id:token, timestamp:float", read: readRecBole },
  clicks: { summary: "a store's click log, with --suite and --agent", read: readClicks },
};

/** Comes split: neither filtered nor split again. */
export const SPLIT_KIND = {
  name: "gsasrec",
  summary: "a folder split by the gSASRec authors: train/, val/, dataset_stats.json",
};

/** Reads a source that is still to be split. Throws a UsageError for an unknown kind or a stray flag. */
export function readSource(kind: string, path: string, episodes: Episodes): Promise<InteractionData> {
  const found = Object.hasOwn(SOURCE_KINDS, kind) ? SOURCE_KINDS[kind] : undefined;
  if (!found) throw unknownName("kind", kind, [...Object.keys(SOURCE_KINDS), SPLIT_KIND.name]);
  for (const flag of ["suite", "agent", "world"] as const) {
    if (kind !== "clicks" && episodes[flag] !== undefined)
      throw expected("the kind 'clicks' with it", kind, `--${flag}`);
  }
  return found.read(path, episodes);
}

async function readClicks(path: string, { suite, agent, world: request }: Episodes): Promise<InteractionData> {
  if (suite === undefined) throw expected("the number of a suite", "none", "--suite");
  if (agent === undefined) throw expected("an agent of the suite", "none", "--agent");
  const store = openStore(path, { readonly: true });
  try {
    if (!request) return readClickLog(store, { suite, agent });
    const world = await openWorld(request);
    const { worldId, worldHash } = getSuite(store, suite);
    if (worldHash !== world.hash) throw expected(`the world of suite ${suite}, a ${worldId}`, request.spec, "--world");
    return readWorldClicks(store, { suite, agent }, world);
  } finally {
    store.close();
  }
}

/** Reads a folder that comes split. Titles and genres come with MovieLens-1M's, where `movies.dat` is in it. */
export async function readSplit(folder: string): Promise<PreparedData> {
  const movies = existsSync(join(folder, "movies.dat")) ? await readMovieLens(folder) : undefined;
  const data = movies ?? (await readSplitFolder(folder));
  const texts = movies && { titles: movies.titles, genres: movies.genres };
  const split = splitAsGiven(data.sequences, data.validation);
  return { split, items: data.items, userNames: numbered(data.users), itemNames: numbered(data.items), texts };
}

/** The files number users (lines) and items from 1. */
function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i + 1));
}
