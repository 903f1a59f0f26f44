/** How far an agent stays below the oracle: one value a seed, on the same seeds. */
import { mean } from "d3-array";
import { paired } from "./intervals.ts";

/**
 * Optimality gap, 1 − mean over seeds of min(score/oracle, 1): how far an agent stays below the oracle, 0 at its level, 1 at
 * nothing.
 */
export function optimalityGap(scores: readonly number[], oracle: readonly number[]): number {
  return 1 - (mean(paired(scores, oracle, (score, best) => Math.min(score / best, 1))) ?? Number.NaN);
}

/** Regret: the reward of an episode that the oracle earned and the agent did not, mean over seeds. */
export function regret(rewards: readonly number[], oracle: readonly number[]): number {
  return mean(paired(oracle, rewards, (best, reward) => best - reward)) ?? Number.NaN;
}
