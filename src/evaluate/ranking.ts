/**
 * Ranking metrics of one relevant item a user. Scores that tie with the relevant item's put it at any of the tied ranks
 * alike: each metric is its mean over them (F. McSherry, M. Najork: Computing Information Retrieval Performance Measures
 * Efficiently in the Presence of Tied Scores, ECIR 2008). So a scorer that says the same of every item does as well as a
 * random one, HR@10 = .0990 and nDCG@10 = .0450 against 100 negatives, not perfectly and not at random.
 */
import { expected, inWords } from "../core/errors.ts";

/** Where each user's relevant item came in a ranking. */
export interface Ranks {
  /** Other candidates with a higher score: the best rank it can have, from 0: [users] */
  readonly better: Int32Array;
  /** Other candidates with the same score: [users] */
  readonly tied: Int32Array;
}

/** Metrics of a ranking with one relevant item a user. */
export interface RankingMetrics {
  /** R@1 as well: one item is relevant. */
  readonly "HR@1": number;
  /** R@10 as well. */
  readonly "HR@10": number;
  readonly "nDCG@10": number;
  readonly MRR: number;
}

/** HR@k: share of users whose item is among the first k. With one relevant item a user this is R@k (recall) as well. */
export function hitRate(ranks: Ranks, k: number): number {
  return meanGain(
    ranks,
    gainsUpTo(k, () => 1),
  );
}

/** nDCG@k: 1 / log2(r + 2) at rank r < k from 0, otherwise 0. The ideal is 1, since one item is relevant. */
export function ndcg(ranks: Ranks, k: number): number {
  return meanGain(ranks, gainsUpTo(k, discount));
}

/** Gain of a relevant item at a rank, from 0, in nDCG. */
export function discount(rank: number): number {
  return 1 / Math.log2(rank + 2);
}

/** MRR: mean of 1 / (r + 1) over all ranks; with `k`, 0 beyond the first k. */
export function mrr(ranks: Ranks, k = lastRank(ranks) + 1): number {
  return meanGain(
    ranks,
    gainsUpTo(k, (rank) => 1 / (rank + 1)),
  );
}

/** The metrics of every table (nDCG@1 is HR@1). Ranks from `depth` on add nothing to MRR. */
export function rankingMetrics(ranks: Ranks, depth?: number): RankingMetrics {
  return {
    "HR@1": hitRate(ranks, 1),
    "HR@10": hitRate(ranks, 10),
    "nDCG@10": ndcg(ranks, 10),
    MRR: mrr(ranks, depth),
  };
}

/** Sums of the gains of the ranks before each rank, from 0: [k + 1]. Throws a UsageError for a cutoff k that is none. */
export function gainsUpTo(k: number, gain: (rank: number) => number): Float64Array {
  if (!Number.isInteger(k) || k < 1) throw expected("a cutoff of at least 1", k);
  const sums = new Float64Array(k + 1);
  for (let rank = 0; rank < k; rank++) sums[rank + 1] = sums[rank] + gain(rank);
  return sums;
}

/** Mean over users of the mean gain over the ranks that the user's item may have; ranks from k on gain nothing. */
function meanGain({ better, tied }: Ranks, sums: Float64Array): number {
  if (better.length === 0) throw expected("ranks of at least one user", inWords("none"));
  let total = 0;
  for (let user = 0; user < better.length; user++) total += gainOf(better[user], tied[user], sums);
  return total / better.length;
}

/** Mean gain over the ranks that an item may have which so many are better than and so many tie with. Ranks from k on gain nothing. */
export function gainOf(better: number, tied: number, sums: Float64Array): number {
  const [k, end] = [sums.length - 1, better + tied + 1];
  return (sums[Math.min(k, end)] - sums[Math.min(k, better)]) / (tied + 1);
}

function lastRank({ better, tied }: Ranks): number {
  return better.reduce((last, rank, user) => Math.max(last, rank + tied[user]), 0);
}
