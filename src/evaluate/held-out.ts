/** Ranks of held-out items under a model, in the whole catalogue or among sampled negatives. Never mix the two in a table. */
import { expected } from "../core/errors.ts";
import type { HeldOut } from "../core/hold-out.ts";
import { type Seed, Stream } from "../core/random.ts";
import type { Scorer } from "../core/scorer.ts";
import { topK } from "../factors/top-k.ts";
import { checkScores } from "./check-scores.ts";
import { compareScores } from "./compare-scores.ts";
import type { Rank, Ranks } from "./ranking.ts";

/** What is ranked, and for whom. */
export interface RankingTask {
  readonly scorer: Scorer;
  readonly heldOut: readonly HeldOut[];
  /** Users scored at once. */
  readonly batchSize?: number;
}

/** A user's best items, best first. */
export interface RankedItems {
  readonly user: number;
  readonly items: Int32Array;
  /** Of `items`, never rising. */
  readonly scores: Float32Array;
}

const BATCH_SIZE = 128;
/** Negatives of the sampled protocol of SASRec and its successors. */
const NEGATIVES = 100;

/** Draws some of the held-out items at random where there are more than `most`; in their order. */
export function sampleHeldOut(heldOut: readonly HeldOut[], most: number, random: Stream): HeldOut[] {
  const drawn = random.shuffle(Int32Array.from(heldOut.keys())).slice(0, most).sort();
  return Array.from(drawn, (i) => heldOut[i]);
}

/**
 * Ranks each target among all items but those of its user's (untruncated) history. Throws a UsageError for items outside
 * the catalogue or a target that is in its own history, and a SlateLabError for a score that is not a number.
 */
export async function rankInCatalogue(task: RankingTask): Promise<Ranks> {
  return rankTargets(task, ({ history, target }, scores) => {
    const all = compareScores(scores, scores[target]);
    const seen = compareScores(scoresOf(new Set(history), scores), scores[target]);
    return { better: all.better - seen.better, tied: all.tied - seen.tied - 1 };
  });
}

/** The held-out items whose users leave enough items for negatives: those that `rankAmongNegatives` takes. */
export function withNegatives(heldOut: readonly HeldOut[], items: number): HeldOut[] {
  return heldOut.filter((it) => items - metBy(it).size >= NEGATIVES);
}

/**
 * Ranks each target among 100 distinct negatives, uniform over the items that are neither the target nor in its user's
 * (untruncated) history. A user's negatives depend on `seed` and the user alone, so that models meet the same ones.
 * Throws as `rankInCatalogue`, and a UsageError where there are too few items.
 */
export async function rankAmongNegatives(task: RankingTask & { readonly seed: Seed }): Promise<Ranks> {
  return rankTargets(task, (it, scores) => {
    const negatives = drawNegatives(metBy(it), task.scorer.items, new Stream(task.seed).fork(it.user));
    return compareScores(scoresOf(negatives, scores), scores[it.target]);
  });
}

/** The k best items of each held-out user outside the history, ties by smaller id: what `trecRun` writes. */
export async function bestItems(task: RankingTask & { readonly k: number }): Promise<RankedItems[]> {
  const lists: RankedItems[] = [];
  await eachScored(task, ({ user, history }, scores) => {
    const seen = new Set(history);
    const items = topK(scores, task.k, (item) => seen.has(item));
    lists.push({ user, items, scores: scoresOf(items, scores) });
  });
  return lists;
}

/**
 * Ranks of the targets in lists of best items as they stand, without ties: what any TREC tool makes of them. A target that is
 * not listed comes after all.
 */
export function ranksInLists(lists: readonly RankedItems[], heldOut: readonly HeldOut[]): Ranks {
  const better = Int32Array.from(lists, ({ items }, i) => {
    const place = items.indexOf(heldOut[i].target);
    return place < 0 ? items.length : place;
  });
  return { better, tied: new Int32Array(lists.length) };
}

async function rankTargets(task: RankingTask, rankOf: (it: HeldOut, scores: Float32Array) => Rank): Promise<Ranks> {
  const ranks = { better: new Int32Array(task.heldOut.length), tied: new Int32Array(task.heldOut.length) };
  await eachScored(task, (it, scores, i) => {
    const { better, tied } = rankOf(it, scores);
    ranks.better[i] = better;
    ranks.tied[i] = tied;
  });
  return ranks;
}

/** Visits each held-out item with its user's scores: [items], valid during the visit. */
async function eachScored(
  task: RankingTask,
  visit: (it: HeldOut, scores: Float32Array, i: number) => void,
): Promise<void> {
  const { scorer, heldOut, batchSize = BATCH_SIZE } = task;
  for (const it of heldOut) checkHeldOut(it, scorer.items);
  for (let start = 0; start < heldOut.length; start += batchSize) {
    const batch = heldOut.slice(start, start + batchSize);
    const scores = await scoreBatch(scorer, batch);
    for (const [i, it] of batch.entries()) {
      visit(it, scores.subarray(i * scorer.items, (i + 1) * scorer.items), start + i);
    }
  }
}

async function scoreBatch(scorer: Scorer, batch: readonly HeldOut[]): Promise<Float32Array> {
  const users = Int32Array.from(batch, ({ user }) => user);
  const scores = await scorer.score({ users, histories: batch.map(({ history }) => history) });
  checkScores(scores, batch.length * scorer.items);
  return scores;
}

function checkHeldOut({ user, history, target }: HeldOut, items: number): void {
  const where = `held-out item of user ${user}`;
  if (!(target >= 0 && target < items)) throw expected(`an item from 0 to ${items - 1}`, target, where);
  if (history.includes(target)) throw expected("an item that is not in the user's history", target, where);
  for (const item of history) {
    if (!(item >= 0 && item < items)) throw expected(`a history of items from 0 to ${items - 1}`, item, where);
  }
}

function scoresOf(items: Iterable<number>, scores: Float32Array): Float32Array {
  return Float32Array.from(items, (item) => scores[item]);
}

/** All items that may not be negatives. */
function metBy({ history, target }: HeldOut): Set<number> {
  return new Set(history).add(target);
}

/** Items that are not in `met`. */
function drawNegatives(met: ReadonlySet<number>, items: number, random: Stream): Set<number> {
  if (items - met.size < NEGATIVES)
    throw expected(`at least ${NEGATIVES} items that the user has not met`, items - met.size);
  const negatives = new Set<number>();
  while (negatives.size < NEGATIVES) {
    const item = random.int(items);
    if (!met.has(item)) negatives.add(item);
  }
  return negatives;
}
