/**
 * Statistics of a leaderboard. The unit is the seed: every array here holds one value a seed, in the suite's order,
 * so that `a[i]` and `b[i]` met the same users and the same luck.
 *
 * After Agarwal et al., "Deep Reinforcement Learning at the Edge of the Statistical Precipice", NeurIPS 2021. One
 * departure: the probability of improvement compares the same seed with itself, since seeds are paired here.
 */
import { mean, quantile } from "d3-array";
import { expected, inWords } from "../core/errors.ts";
import { type Seed, Stream } from "../core/random.ts";

const TAIL = 0.025;

/** Lower and upper end of a 95% interval. */
export type Interval = readonly [low: number, high: number];

/** A mean over seeds; a single seed gives no interval. */
export interface Estimate {
  readonly mean: number;
  readonly interval: Interval | null;
}

/** How a bootstrap draws. */
export interface BootstrapOptions {
  /** Seed of the resampling: the same values give the same interval. */
  readonly seed?: Seed;
  readonly resamples?: number;
}

/** Mean over seeds with its 95% percentile bootstrap interval. Throws a UsageError on no values. */
export function bootstrapMean(values: readonly number[], options: BootstrapOptions = {}): Estimate {
  if (values.length === 0) throw expected("values of at least one seed", inWords("none"));
  return { mean: meanOf(values), interval: values.length === 1 ? null : percentileInterval(values, options) };
}

/**
 * Mean of a − b over the same seeds with its 95% paired bootstrap interval: seeds are drawn, not values, so what two
 * agents owe to the same users and luck cancels. Throws a UsageError when the lengths differ.
 */
export function pairedDifference(a: readonly number[], b: readonly number[], options?: BootstrapOptions): Estimate {
  return bootstrapMean(
    paired(a, b, (x, y) => x - y),
    options,
  );
}

/** Interquartile mean: of the middle half, the lowest and the highest ⌊n/4⌋ values left out. */
export function interquartileMean(values: readonly number[]): number {
  const cut = Math.floor(values.length / 4);
  const sorted = [...values].sort((x, y) => x - y);
  return meanOf(sorted.slice(cut, sorted.length - cut));
}

/** Probability of improvement, P(A > B): the share of seeds on which A does better; a tie counts half. */
export function probabilityOfImprovement(a: readonly number[], b: readonly number[]): number {
  return meanOf(paired(a, b, (x, y) => (Math.sign(x - y) + 1) / 2));
}

/**
 * Optimality gap, 1 − mean over seeds of min(score/oracle, 1): how far an agent stays below the oracle, 0 at its level, 1 at
 * nothing.
 */
export function optimalityGap(scores: readonly number[], oracle: readonly number[]): number {
  return 1 - meanOf(paired(scores, oracle, (score, best) => Math.min(score / best, 1)));
}

/** Regret: the reward of an episode that the oracle earned and the agent did not, mean over seeds. */
export function regret(rewards: readonly number[], oracle: readonly number[]): number {
  return meanOf(paired(oracle, rewards, (best, reward) => best - reward));
}

/**
 * Ranks agents in groups between which the results tell and within which they do not. `scores` is one array of seeds an agent,
 * best mean first. An agent shares the rank of its group's leader while the interval of their difference holds 0; otherwise it
 * leads a group whose rank is its position: 1, 1, 3. One seed has no interval and so tells nobody apart.
 */
export function tieGroups(scores: readonly (readonly number[])[], options?: BootstrapOptions): number[] {
  let leader = 0;
  return scores.map((own, position) => {
    if (!holdsZero(pairedDifference(scores[leader], own, options).interval)) leader = position;
    return leader + 1;
  });
}

function holdsZero(interval: Interval | null): boolean {
  return interval === null || (interval[0] <= 0 && interval[1] >= 0);
}

function percentileInterval(values: readonly number[], options: BootstrapOptions): Interval {
  const { seed = "bootstrap", resamples = 10_000 } = options;
  const random = new Stream(seed);
  const means = new Float64Array(resamples).map(() => resampledMean(values, random));
  return [quantile(means, TAIL) as number, quantile(means, 1 - TAIL) as number];
}

function resampledMean(values: readonly number[], random: Stream): number {
  const n = values.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += values[random.int(n)];
  return total / n;
}

function meanOf(values: readonly number[]): number {
  return mean(values) ?? Number.NaN;
}

function paired(a: readonly number[], b: readonly number[], f: (x: number, y: number) => number): number[] {
  if (a.length !== b.length) throw expected(`values of the same ${a.length} seeds`, inWords(`${b.length} values`));
  return a.map((x, seed) => f(x, b[seed]));
}
