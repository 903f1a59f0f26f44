/** Ranks held-out items with a model, and writes the lists for TREC tools. */
import { join } from "node:path";
import { expected, inWords } from "../core/errors.ts";
import type { HeldOut } from "../core/hold-out.ts";
import type { Seed } from "../core/random.ts";
import type { PreparedData } from "../dataset/prepare.ts";
import { trainingEvents } from "../dataset/split.ts";
import { bestItems, ranksInLists } from "../evaluate/held-out.ts";
import { type RankingMetrics, rankingMetrics } from "../evaluate/ranking.ts";
import { rankUsers, type SliceMetrics, sliceMetrics, sparseSlice, type UserRank } from "../evaluate/user-ranks.ts";
import { writeTextFile } from "../files/text-file.ts";
import { trecQrels, trecRun } from "../report/trec.ts";
import type { OfflineModel } from "./offline-model.ts";

/** Items of each user in a TREC run. */
export const RUN_DEPTH = 100;

/** What is evaluated on. */
export interface OfflineTask {
  /** Of the same data: at least one. */
  readonly heldOut: readonly HeldOut[];
  /** Says how often items are met in training. */
  readonly data: Pick<PreparedData, "split" | "items">;
  /** Draws the negatives. */
  readonly seed: Seed;
}

/** Metrics of an offline evaluation, of everybody and of those whose item is rare in training. */
export interface OfflineMetrics extends SliceMetrics {
  readonly catalogue: RankingMetrics;
  readonly sparse: SliceMetrics;
}

/** An offline evaluation: its metrics, and the ranks that they are of. */
export interface OfflineEvaluation {
  readonly metrics: OfflineMetrics;
  /** In the order of the held-out items. */
  readonly ranks: readonly UserRank[];
}

/**
 * Evaluates a model on held-out items: ranks in the whole catalogue and, of the users whose histories leave enough items, among
 * negatives that `seed` draws. Throws as `rankInCatalogue`, and a UsageError where nothing is held out.
 */
export async function evaluateOffline(
  { scorer }: Pick<OfflineModel, "scorer">,
  { heldOut, data, seed }: OfflineTask,
): Promise<OfflineEvaluation> {
  const events = trainingEvents(data.split, data.items);
  const ranks = await rankUsers({ scorer, heldOut }, { events, seed });
  const everyone = sliceMetrics(ranks);
  const { catalogue } = everyone;
  if (catalogue === null) throw expected("at least one held-out item", inWords("none"));
  return { metrics: { ...everyone, catalogue, sparse: sliceMetrics(sparseSlice(ranks)) }, ranks };
}

/**
 * Writes the files that TREC tools read: `run.txt`, `qrels.txt`, `qrels-sparse.txt` with the judgements of the sparse slice alone, and
 * `metrics.json`, which holds the numbers of the lists as written, ties broken by item: those that TREC tools print. Makes the folder
 * where there is none.
 */
export async function writeTrecFiles(
  folder: string,
  { name, scorer }: Pick<OfflineModel, "name" | "scorer">,
  ranks: readonly UserRank[],
): Promise<void> {
  const heldOut = heldOutOf(ranks);
  const lists = await bestItems({ scorer, heldOut, k: RUN_DEPTH });
  await writeTextFile(join(folder, "run.txt"), trecRun(lists, name.replace(/\s+/g, "_")));
  await writeTextFile(join(folder, "qrels.txt"), trecQrels(heldOut));
  await writeTextFile(join(folder, "qrels-sparse.txt"), trecQrels(heldOutOf(sparseSlice(ranks))));
  const metrics = rankingMetrics(ranksInLists(lists, heldOut), RUN_DEPTH);
  await writeTextFile(join(folder, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
}

function heldOutOf(ranks: readonly UserRank[]): HeldOut[] {
  return ranks.map(({ heldOut }) => heldOut);
}
