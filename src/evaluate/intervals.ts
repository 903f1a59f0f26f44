/**
 * 95% intervals of one mean, one difference and one probability over seeds. The unit is the seed: every array holds one value a
 * seed, in the suite's order, so that `a[i]` and `b[i]` met the same users and the same luck. Of an offline evaluation it is the user.
 *
 * An interval of a mean is Student's, with its ends corrected for skewness by the cubic of Hall (1992, "On the removal of skewness by
 * transformation"). Departures, chosen by simulation, where both alone miss: the skewness of a small sample comes out too small and is
 * taken (1 + 5/n) times; the end that the correction moves inwards goes a quarter of the way. From ten seeds on it holds the truth in 94
 * to 96 of 100 suites, for normal noise as for log-normal noise of σ up to 1 (`npm run coverage`); of percentile bootstrap intervals
 * of ten seeds 80 to 90 do.
 *
 * After Agarwal et al., "Deep Reinforcement Learning at the Edge of the Statistical Precipice", NeurIPS 2021. One departure: the
 * probability of improvement compares the same seed with itself, since seeds are paired here.
 */
import { expected, inWords } from "../core/errors.ts";
import { binomialInterval } from "./binomial.ts";
import { checkSeeds, type Moments, moments, sizeOf, withoutRounding } from "./moments.ts";
import { studentT } from "./student-t.ts";

const CONFIDENCE = 0.95;
/** Part of the way that an end goes which the correction moves inwards. */
const INWARDS = 0.25;

/** Lower and upper end of a 95% interval. */
export type Interval = readonly [low: number, high: number];

/** An average over seeds; no interval where there is one seed, or where seeds agree and so show no spread. */
export interface Estimate {
  readonly mean: number;
  readonly interval: Interval | null;
}

/** Mean over seeds with its 95% interval. Throws a UsageError on no values, and on NaN or Infinity. */
export function estimateMean(values: readonly number[]): Estimate {
  return estimateOf(moments(values), values.length);
}

/**
 * Mean of a − b over the same seeds with its 95% interval: what two agents owe to the same users and luck cancels. For one comparison
 * that was planned; among several agents some pair of equals would look different too often: `compareAll` is for these. Throws a
 * UsageError when the lengths differ, on no values, and on NaN or Infinity.
 */
export function pairedDifference(a: readonly number[], b: readonly number[]): Estimate {
  return estimateOf(differenceMoments(a, b), a.length);
}

/** Moments of a − b over the same seeds; no spread is what is none beside the size of the scores. Throws as `paired` does. */
export function differenceMoments(a: readonly number[], b: readonly number[]): Moments {
  const differences = paired(a, b, (x, y) => x - y);
  return moments(differences, Math.max(sizeOf(a), sizeOf(b)));
}

/**
 * Interquartile mean: of the middle half, the lowest and the highest ⌊n/4⌋ values left out. Its error is that of the values
 * with those left out drawn in to the nearest one kept (Tukey, McLaughlin 1963; Yuen 1974). Throws a UsageError on no values,
 * and on NaN or Infinity.
 */
export function interquartileMean(values: readonly number[]): Estimate {
  checkSeeds(values);
  const n = values.length;
  const cut = Math.floor(n / 4);
  const kept = n - 2 * cut;
  const sorted = [...values].sort((x, y) => x - y);
  const { mean: centre } = moments(sorted.slice(cut, n - cut));
  if (n === 1) return { mean: centre, interval: null };
  const drawnIn = sorted.map((_, i) => sorted[Math.min(Math.max(i, cut), n - 1 - cut)]);
  const { deviation, skewness } = moments(drawnIn);
  const error = deviation * Math.sqrt((n - 1) / (kept * (kept - 1)));
  return { mean: centre, interval: interval({ centre, error, skewness, n, degrees: kept - 1 }) };
}

/**
 * Probability of improvement, P(A > B): the share of seeds on which A does better, a tie counts half; with an interval that
 * covers at least 95%. Throws as `pairedDifference` does.
 */
export function probabilityOfImprovement(a: readonly number[], b: readonly number[]): Estimate {
  const n = a.length;
  const wins = paired(a, b, win).reduce((total, own) => total + own, 0);
  return { mean: wins / n, interval: n === 1 ? null : binomialInterval(wins, n) };
}

/** 1 where x is better, ½ where they tie. */
function win(x: number, y: number): number {
  return (Math.sign(withoutRounding(x - y, sizeOf([x, y]))) + 1) / 2;
}

/** f of the values of each seed. Throws a UsageError when the lengths differ, on no values, and on NaN or Infinity. */
export function paired(a: readonly number[], b: readonly number[], f: (x: number, y: number) => number): number[] {
  checkSeeds(a);
  checkSeeds(b);
  if (a.length !== b.length) throw expected(`values of the same ${a.length} seeds`, inWords(`${b.length} values`));
  return a.map((x, seed) => f(x, b[seed]));
}

function estimateOf({ mean, deviation, skewness }: Moments, n: number): Estimate {
  return { mean, interval: interval({ centre: mean, error: deviation / Math.sqrt(n), skewness, n, degrees: n - 1 }) };
}

/** What an interval is made of. */
interface Centre {
  readonly centre: number;
  /** Standard error of the centre. */
  readonly error: number;
  readonly skewness: number;
  readonly n: number;
  readonly degrees: number;
}

function interval({ centre, error, skewness, n, degrees }: Centre): Interval | null {
  if (error === 0) return null;
  const t = studentT(CONFIDENCE, degrees);
  const bend = ((1 + 5 / n) * skewness) / Math.sqrt(n);
  return [centre - error * reach(t, bend), centre + error * reach(t, -bend)];
}

/** Standard errors from the centre to an end: below it for `bend` as the skewness is, above it for the opposite. */
function reach(t: number, bend: number): number {
  const corrected = unbend(t, bend);
  return corrected > t ? corrected : t + INWARDS * (corrected - t);
}

/** Inverse of Hall's cubic, t + bend t²/3 + bend² t³/27 + bend/6. */
function unbend(t: number, bend: number): number {
  if (Math.abs(bend) < 1e-9) return t;
  return (3 / bend) * (Math.cbrt(1 + bend * (t - bend / 6)) - 1);
}
