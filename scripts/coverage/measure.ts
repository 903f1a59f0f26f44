/** How often the statistics of a leaderboard are right, on suites whose truth is known. */
import { mean } from "d3-array";
import { Stream } from "../../src/core/random.ts";
import { compareAll } from "../../src/evaluate/comparisons.ts";
import {
  type Estimate,
  estimateMean,
  type Interval,
  interquartileMean,
  pairedDifference,
  probabilityOfImprovement,
} from "../../src/evaluate/intervals.ts";
import { criticalDifference } from "../../src/evaluate/max-t.ts";
import { equals, type Noise, type NoiseScene, type SuiteSize, sample, truthOf } from "./noise.ts";
import { percentileInterval, type Resamples, resampledMaxT, resamplesOf, tieGroups } from "./other-ways.ts";

/** How much is simulated, from which seed. */
export interface Effort {
  readonly suites: number;
  readonly seed: string;
}

/** Comparisons to try: how agents score, how many suites of what size. */
export interface Trial extends Effort {
  readonly scene: NoiseScene;
  readonly size: Size;
}

/** A size of suites, with what all suites of that size share. */
export interface Size extends SuiteSize {
  readonly critical: number;
  readonly resamples: Resamples;
}

/** Share of suites whose 95% interval holds the truth. */
export interface IntervalCoverage {
  readonly noise: string;
  readonly seeds: number;
  readonly mean: number;
  readonly difference: number;
  readonly iqm: number;
  /** P(improvement), of agents of equal worth and where it is .8. */
  readonly evenChance: number;
  readonly fourFifths: number;
}

/** The percentile bootstrap's share. */
export interface BootstrapCoverage {
  readonly mean: number;
  readonly difference: number;
}

/** How a way of comparing does: suites of equal agents in which it tells any two apart, and true differences that it finds. */
export interface Rates {
  readonly falseDifference: number;
  readonly power: number;
}

/** Ways of comparing all agents: one takes scores, best mean first, and tells which two are apart. */
const WAYS = {
  ours: (scores, { critical }) => {
    const { places } = compareAll(scores, critical);
    return (a, b) => !places[a].groups.some((letter) => places[b].groups.includes(letter));
  },
  tieGroups: (scores, { resamples }) => {
    const ranks = tieGroups(scores, resamples);
    return (a, b) => ranks[a] !== ranks[b];
  },
  resampledMaxT: (scores, { resamples }) => resampledMaxT(scores, resamples),
} satisfies Record<string, (scores: readonly (readonly number[])[], size: Size) => Apart>;

type Apart = (a: number, b: number) => boolean;

/** A true difference, in standard errors of the difference of two agents. */
const LEAD = 4;

/** Coverage of each interval under a noise on so many seeds; two agents a suite. */
export function measureIntervals(noise: Noise, seeds: number, { suites, seed }: Effort): IntervalCoverage {
  const random = twoAgents(noise, seeds, seed);
  const { iqm, lead } = truthOf(noise);
  const rates = averages(suites, () => {
    const [a, b] = [sample(noise, seeds, random), sample(noise, seeds, random)];
    const better = a.map((score) => score + lead);
    return {
      mean: holds(estimateMean(a), 0),
      difference: holds(pairedDifference(a, b), 0),
      iqm: holds(interquartileMean(a), iqm),
      evenChance: holds(probabilityOfImprovement(a, b), 0.5),
      fourFifths: holds(probabilityOfImprovement(better, b), 0.8),
    };
  });
  return { noise: noise.name, seeds, ...rates };
}

/** Coverage of the percentile bootstrap on the same suites. */
export function measureBootstrap(noise: Noise, seeds: number, { suites, seed }: Effort): BootstrapCoverage {
  const random = twoAgents(noise, seeds, seed);
  const resamples = resamplesOf(seeds);
  return averages(suites, () => {
    const [a, b] = [sample(noise, seeds, random), sample(noise, seeds, random)];
    const difference = a.map((score, i) => score - b[i]);
    return {
      mean: isWithin(percentileInterval(a, resamples), 0),
      difference: isWithin(percentileInterval(difference, resamples), 0),
    };
  });
}

function twoAgents(noise: Noise, seeds: number, seed: string): Stream {
  return new Stream(`${seed}/intervals/${noise.name}/${seeds}`);
}

/** A size of suites. */
export function sizeOf(agents: number, seeds: number): Size {
  return { agents, seeds, critical: criticalDifference(seeds, agents), resamples: resamplesOf(seeds) };
}

/** What a way of comparing all agents tells apart where all are equal, and where half of them are better. */
export function measureComparisons(way: keyof typeof WAYS, { scene, size, suites, seed }: Trial): Rates {
  const random = new Stream(`${seed}/comparisons/${scene.name}/${size.seeds}/${size.agents}`);
  const lead = LEAD * scene.noises[0].sd * Math.sqrt(2 / size.seeds);
  return averages(suites, () => {
    const equal = equals(scene, size, random).map((scores) => ({ scores, lead: 0 }));
    const unequal = equals(scene, size, random).map((scores, agent) =>
      ahead(scores, agent < size.agents / 2 ? lead : 0),
    );
    return { falseDifference: Number(found(way, equal, size).any), power: found(way, unequal, size).share };
  });
}

/** An agent of a made-up suite. */
interface MadeUp {
  readonly scores: readonly number[];
  /** How much better than the others it truly is. */
  readonly lead: number;
}

function ahead(scores: readonly number[], lead: number): MadeUp {
  return { scores: scores.map((score) => score + lead), lead };
}

/** Whether any two agents are apart, and the share of the pairs of a better and a worse one that are, the better one first. */
function found(way: keyof typeof WAYS, unsorted: readonly MadeUp[], size: Size) {
  const agents = [...unsorted].sort((a, b) => (mean(b.scores) ?? 0) - (mean(a.scores) ?? 0));
  const apart: Apart = WAYS[way](
    agents.map(({ scores }) => scores),
    size,
  );
  const pairs = agents.flatMap((above, a) =>
    agents.slice(a + 1).map((below, i) => ({ isRight: above.lead > below.lead, isApart: apart(a, a + 1 + i) })),
  );
  const better = agents.filter(({ lead }) => lead > 0).length;
  const right = pairs.filter(({ isRight, isApart }) => isRight && isApart).length;
  return { any: pairs.some(({ isApart }) => isApart), share: right / Math.max(1, better * (agents.length - better)) };
}

function holds({ interval }: Estimate, truth: number): number {
  return interval ? isWithin(interval, truth) : 0;
}

function isWithin([low, high]: Interval, truth: number): number {
  return Number(low <= truth && truth <= high);
}

/** Averages of each figure over suites. */
function averages<K extends string>(suites: number, simulate: () => Record<K, number>): Record<K, number> {
  const totals = simulate();
  for (let suite = 1; suite < suites; suite++) {
    for (const [name, value] of Object.entries(simulate()) as [K, number][]) totals[name] += value;
  }
  return Object.fromEntries(
    Object.entries(totals).map(([name, total]) => [name, (total as number) / suites]),
  ) as Record<K, number>;
}
