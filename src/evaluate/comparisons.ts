/**
 * All agents of a suite compared with one another at once: among agents of equal worth anybody at all is told apart from another in at
 * most 5% of suites, however many agents there are. That holds where the differences of agents are not skewed: noise of one shape
 * cancels its skewness, a steady agent beside a skewed one does not, and is told apart too often (docs/coverage.md). One statement, seen
 * twice: two agents are told apart exactly when the simultaneous interval of their difference leaves out zero.
 */
import { median } from "d3-array";
import { expected } from "../core/errors.ts";
import { differenceMoments, type Estimate } from "./intervals.ts";
import { letterGroups } from "./letters.ts";
import { criticalDifference } from "./max-t.ts";

const LEVEL = 0.05;

/** Where an agent stands among those it was compared with. */
export interface RankAndGroups {
  /** 1 + the number of agents that are better and told apart from it. */
  readonly rank: number;
  /** Agents that share one of these letters are not told apart. */
  readonly groups: readonly string[];
}

/** All pairs of agents, compared at once. */
export interface Comparisons {
  /** In the order of the agents. */
  readonly places: readonly RankAndGroups[];
  /** Half the width of the simultaneous intervals, median over pairs: what two agents must differ by; null where there is none. */
  readonly resolution: number | null;
  /** Mean of a − b over the seeds with its simultaneous interval. `b` may be an agent that is not among those compared. */
  difference(a: readonly number[], b: readonly number[]): Estimate;
}

/**
 * Compares agents in pairs. `scores`: [agents][seeds]; letters are given in the order of the agents, so best mean first reads best.
 * `critical`: what `criticalDifference` says of so many, where it is known already. On one seed nobody is told apart. Throws a UsageError
 * when agents differ in their number of seeds, on no scores of an agent, and on NaN or Infinity.
 */
export function compareAll(scores: readonly (readonly number[])[], critical = criticalOf(scores)): Comparisons {
  if (!(critical > 0)) throw expected("a critical difference above 0", critical);
  const pairs = Math.max(1, (scores.length * (scores.length - 1)) / 2);
  const leads = scores.map((own) => scores.map((other) => difference(other, own)));
  const apart = (a: number, b: number) => isApart(leads[a][b], critical, pairs);
  const widths = leads
    .flatMap((own, a) => own.slice(0, a))
    .flatMap(({ error }) => (error > 0 ? [critical * error] : []));
  return {
    places: letterGroups(scores.length, apart).map((groups, agent) => ({
      rank: 1 + leads[agent].filter((lead, other) => lead.mean > 0 && apart(agent, other)).length,
      groups,
    })),
    resolution: median(widths) ?? null,
    difference: (a, b) => estimateAt(difference(a, b), critical),
  };
}

/** Two agents' difference over seeds. */
interface PairDifference {
  readonly mean: number;
  /** Standard error; 0 where the difference is the same on every seed, or there is one seed. */
  readonly error: number;
  readonly seeds: number;
}

function criticalOf(scores: readonly (readonly number[])[]): number {
  const seeds = scores[0]?.length ?? 0;
  return seeds < 2 ? Number.POSITIVE_INFINITY : criticalDifference(seeds, Math.max(2, scores.length));
}

function difference(a: readonly number[], b: readonly number[]): PairDifference {
  const { mean, deviation } = differenceMoments(a, b);
  return { mean, error: deviation / Math.sqrt(a.length), seeds: a.length };
}

function estimateAt({ mean, error }: PairDifference, critical: number): Estimate {
  return { mean, interval: error === 0 ? null : [mean - critical * error, mean + critical * error] };
}

/**
 * A difference that is the same on every seed has no spread to be measured by: what speaks is that every seed has its sign, which a
 * fair coin would do in one of 2^(seeds − 1) suites, shared among all pairs (Bonferroni).
 */
function isApart({ mean, error, seeds }: PairDifference, critical: number, pairs: number): boolean {
  if (error > 0) return Math.abs(mean) > critical * error;
  return mean !== 0 && pairs * 2 ** (1 - seeds) <= LEVEL;
}
