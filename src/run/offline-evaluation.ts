/** Ranks held-out items with a model, and writes the lists for TREC tools. */
import { join } from "node:path";
import type { HeldOut } from "../core/hold-out.ts";
import type { Seed } from "../core/random.ts";
import { bestItems, rankAmongNegatives, rankInCatalogue, ranksInLists, withNegatives } from "../evaluate/held-out.ts";
import { type RankingMetrics, rankingMetrics } from "../evaluate/ranking.ts";
import { writeTextFile } from "../files/text-file.ts";
import { trecQrels, trecRun } from "../report/trec.ts";
import type { OfflineModel } from "./offline-model.ts";

/** Items of each user in a TREC run. */
export const RUN_DEPTH = 100;

/** Metrics of an offline evaluation, by its two protocols: the whole catalogue, and 100 negatives. */
export interface OfflineMetrics {
  readonly catalogue: RankingMetrics;
  /** Among 100 negatives; null where nobody leaves so many items. */
  readonly sampled: RankingMetrics | null;
  /** How many users `sampled` is of: those whose history leaves 100 items for negatives. */
  readonly sampledUsers: number;
}

/**
 * Evaluates a model on held-out items: ranks in the whole catalogue and, of the users whose histories leave enough items, among
 * negatives that `seed` draws. Throws as `rankInCatalogue`.
 */
export async function evaluateOffline(
  { scorer }: Pick<OfflineModel, "scorer">,
  heldOut: readonly HeldOut[],
  seed: Seed,
): Promise<OfflineMetrics> {
  const catalogue = rankingMetrics(await rankInCatalogue({ scorer, heldOut }));
  const able = withNegatives(heldOut, scorer.items);
  const ranks = await rankAmongNegatives({ scorer, heldOut: able, seed });
  return { catalogue, sampled: able.length > 0 ? rankingMetrics(ranks) : null, sampledUsers: able.length };
}

/**
 * Writes the files that TREC tools read: `run.txt`, `qrels.txt` and `metrics.json`, which holds the numbers of the lists as
 * written, ties broken by item: those that TREC tools print. Makes the folder where there is none.
 */
export async function writeTrecFiles(
  folder: string,
  { name, scorer }: Pick<OfflineModel, "name" | "scorer">,
  heldOut: readonly HeldOut[],
): Promise<void> {
  const lists = await bestItems({ scorer, heldOut, k: RUN_DEPTH });
  await writeTextFile(join(folder, "run.txt"), trecRun(lists, name.replace(/\s+/g, "_")));
  await writeTextFile(join(folder, "qrels.txt"), trecQrels(heldOut));
  const metrics = rankingMetrics(ranksInLists(lists, heldOut), RUN_DEPTH);
  await writeTextFile(join(folder, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
}
