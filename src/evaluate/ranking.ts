/**
 * Ranking metrics of one relevant item a user. Scores that tie with the relevant item's put it at any of the tied ranks
 * alike: each metric is its mean over them (F. McSherry, M. Najork: Computing Information Retrieval Performance Measures
 * Efficiently in the Presence of Tied Scores, ECIR 2008). So a scorer that says the same of every item does as well as a
 * random one, HR@10 = .0990 and nDCG@10 = .0450 against 100 negatives, not perfectly and not at random.
 */
import { expected, inWords } from "../core/errors.ts";
import { binomialInterval } from "./binomial.ts";
import { estimateMean, type Interval } from "./intervals.ts";

/** Where each user's relevant item came in a ranking. */
export interface Ranks {
  /** Other candidates with a higher score: the best rank it can have, from 0: [users] */
  readonly better: Int32Array;
  /** Other candidates with the same score: [users] */
  readonly tied: Int32Array;
}

/** Where one user's item came: what `Ranks` says of many. */
export interface Rank {
  readonly better: number;
  readonly tied: number;
}

/** Metrics of a ranking with one relevant item a user. */
export interface RankingMetrics {
  /** R@1 as well: one item is relevant. */
  readonly "HR@1": number;
  /** R@10 as well. */
  readonly "HR@10": number;
  readonly "nDCG@10": number;
  readonly "MRR@10": number;
  /** Over all ranks. */
  readonly MRR: number;
}

/** 95% interval over users of each metric; none, but of a hit rate, where all gain the same. */
export type RankingIntervals = Readonly<Record<keyof RankingMetrics, Interval | null>>;

/** HR@k: share of users whose item is among the first k. With one relevant item a user this is R@k (recall) as well. */
export function hitRate(ranks: Ranks, k: number): number {
  return meanGain(ranks, gainsUpTo(k, HIT));
}

/** nDCG@k: 1 / log2(r + 2) at rank r < k from 0, otherwise 0. The ideal is 1, since one item is relevant. */
export function ndcg(ranks: Ranks, k: number): number {
  return meanGain(ranks, gainsUpTo(k, DISCOUNTED));
}

/** MRR: mean of 1 / (r + 1) over all ranks; with `k`, 0 beyond the first k. */
export function mrr(ranks: Ranks, k = lastRank(ranks) + 1): number {
  return meanGain(ranks, gainsUpTo(k, RECIPROCAL));
}

/** The metrics of every table (nDCG@1 is HR@1). Ranks from `depth` on add nothing to MRR. */
export function rankingMetrics(ranks: Ranks, depth?: number): RankingMetrics {
  return ofEach(gainsOf(ranks, depth), (sums) => meanGain(ranks, sums));
}

/**
 * How far each of those metrics may be from that of all such users: Clopper–Pearson's of a hit rate, which says something of no hits too,
 * `estimateMean`'s of the others.
 */
export function rankingIntervals(ranks: Ranks): RankingIntervals {
  const gains = ofEach(gainsOf(ranks), (sums) => userGains(ranks, sums));
  const means = ofEach(gains, (of) => within01(estimateMean(of).interval));
  return { ...means, "HR@1": hitInterval(gains["HR@1"]), "HR@10": hitInterval(gains["HR@10"]) };
}

function hitInterval(gains: readonly number[]): Interval {
  const hits = gains.reduce((total, gain) => total + gain, 0);
  return binomialInterval(Math.min(hits, gains.length), gains.length);
}

function within01(interval: Interval | null): Interval | null {
  return interval && [Math.max(0, interval[0]), Math.min(1, interval[1])];
}

/** What a relevant item gains at a rank, from 0. */
export type Gain = (rank: number) => number;
/** Gain of a hit rate. */
export const HIT: Gain = () => 1;
/** Gain of nDCG. */
export const DISCOUNTED: Gain = (rank) => 1 / Math.log2(rank + 2);
const RECIPROCAL: Gain = (rank) => 1 / (rank + 1);

type OfMetrics<T> = Readonly<Record<keyof RankingMetrics, T>>;

/** Of each metric, sums of the gains of the ranks before each rank. */
function gainsOf(ranks: Ranks, depth = lastRank(ranks) + 1): OfMetrics<Float64Array> {
  return {
    "HR@1": gainsUpTo(1, HIT),
    "HR@10": gainsUpTo(10, HIT),
    "nDCG@10": gainsUpTo(10, DISCOUNTED),
    "MRR@10": gainsUpTo(10, RECIPROCAL),
    MRR: gainsUpTo(depth, RECIPROCAL),
  };
}

function ofEach<T, U>(metrics: OfMetrics<T>, of: (own: T) => U): OfMetrics<U> {
  return Object.fromEntries(Object.entries(metrics).map(([name, own]) => [name, of(own)])) as OfMetrics<U>;
}

/** Sums of the gains of the ranks before each rank, from 0: [k + 1]. Throws a UsageError for a cutoff k that is none. */
export function gainsUpTo(k: number, gain: Gain): Float64Array {
  if (!Number.isInteger(k) || k < 1) throw expected("a cutoff of at least 1", k);
  const sums = new Float64Array(k + 1);
  for (let rank = 0; rank < k; rank++) sums[rank + 1] = sums[rank] + gain(rank);
  return sums;
}

/** Mean over users of the mean gain over the ranks that the user's item may have; ranks from k on gain nothing. */
function meanGain(ranks: Ranks, sums: Float64Array): number {
  const gains = userGains(ranks, sums);
  if (gains.length === 0) throw expected("ranks of at least one user", inWords("none"));
  return gains.reduce((total, gain) => total + gain, 0) / gains.length;
}

/** What each user gains in expectation: [users] */
function userGains({ better, tied }: Ranks, sums: Float64Array): number[] {
  return Array.from(better, (first, user) => expectedGain({ better: first, tied: tied[user] }, sums));
}

/** Mean gain over the ranks that an item may have, from `gainsUpTo`; ranks from k on gain nothing. */
export function expectedGain({ better, tied }: Rank, sums: Float64Array): number {
  const [k, end] = [sums.length - 1, better + tied + 1];
  return (sums[Math.min(k, end)] - sums[Math.min(k, better)]) / (tied + 1);
}

function lastRank({ better, tied }: Ranks): number {
  return better.reduce((last, rank, user) => Math.max(last, rank + tied[user]), 0);
}
