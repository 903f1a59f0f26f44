/** Ways that were left, for comparison: percentile bootstrap with tie groups, and the max-T of resampled seeds. */
import { quantile } from "d3-array";
import { Stream } from "../../src/core/random.ts";
import type { Interval } from "../../src/evaluate/intervals.ts";

const RESAMPLES = 500;
/** Of the max-T, whose every resample looks at all pairs. */
const JOINT_RESAMPLES = 100;

/** Seeds drawn with replacement, [resamples][seeds]: the same for every mean, as it was. */
export type Resamples = readonly Int32Array[];

/** The resamples of so many seeds. */
export function resamplesOf(seeds: number): Resamples {
  const random = new Stream("bootstrap");
  return Array.from({ length: RESAMPLES }, () => Int32Array.from({ length: seeds }, () => random.int(seeds)));
}

/** 95% percentile bootstrap interval of a mean. */
export function percentileInterval(values: readonly number[], resamples: Resamples): Interval {
  const means = new Float64Array(resamples.length);
  for (let r = 0; r < means.length; r++) {
    for (const seed of resamples[r]) means[r] += values[seed] / values.length;
  }
  return [quantile(means, 0.025) as number, quantile(means, 0.975) as number];
}

/** Ranks in tie groups: an agent shares its group's rank while the interval of its difference to the group's first holds 0. */
export function tieGroups(scores: readonly (readonly number[])[], resamples: Resamples): number[] {
  let leader = 0;
  return scores.map((own, position) => {
    const lead = own.map((score, seed) => scores[leader][seed] - score);
    const [low, high] = percentileInterval(lead, resamples);
    if (low > 0 || high < 0) leader = position;
    return leader + 1;
  });
}

/** Whether the difference of two agents exceeds the largest that resampled seeds show of any pair, studentised. */
export function resampledMaxT(
  scores: readonly (readonly number[])[],
  resamples: Resamples,
): (a: number, b: number) => boolean {
  const pairs = scores.flatMap((own, a) =>
    scores.slice(a + 1).map((other) => Float64Array.from(own, (score, seed) => score - other[seed])),
  );
  const played = resamples[0].map((_, seed) => seed);
  const centres = pairs.map((pair) => studentised(pair, played, 0));
  const largest = resamples
    .slice(0, JOINT_RESAMPLES)
    .map((seeds) => Math.max(...pairs.map((pair, i) => studentised(pair, seeds, centres[i].mean).t)));
  const critical = quantile(largest, 0.95) as number;
  const place = (a: number, b: number) => a * scores.length - (a * (a + 3)) / 2 + b - 1;
  return (a, b) => centres[place(a, b)].t > critical;
}

/** |mean − centre| of a pair's differences over some seeds in standard errors; 0 where one seed was drawn again and again. */
function studentised(pair: Float64Array, seeds: Int32Array, centre: number): { mean: number; t: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < seeds.length; i++) {
    const difference = pair[seeds[i]];
    sum += difference;
    squares += difference * difference;
  }
  const mean = sum / seeds.length;
  const variance = squares / seeds.length - mean * mean;
  const isSpread = variance > 1e-12 * mean * mean;
  return { mean, t: isSpread ? Math.abs(mean - centre) / Math.sqrt(variance / (seeds.length - 1)) : 0 };
}
