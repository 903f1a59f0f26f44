/** Online metrics of one episode, computed from its click log alone, after the loop. */
import { sum } from "d3-array";
import type { EpisodeLog } from "../core/episode-log.ts";
import { expected } from "../core/errors.ts";
import { type Interactions, NO_CLICK } from "../core/types.ts";
import { logSpacedRounds } from "./log-spaced-rounds.ts";
import type { EpisodeSummary } from "./summary.ts";

/** Most slates whose diversity is measured: text similarity costs far more than counting. */
const DIVERSITY_SLATES = 1000;

/** What a summary needs to know of an episode's world. */
export interface EpisodeFacts {
  readonly log: EpisodeLog;
  /** Users of the world, served or not. */
  readonly users: number;
  /** Most rounds of one user. */
  readonly horizon: number;
  readonly catalogueSize: number;
  /** Clicks that were public before the episode: what novelty is measured against. */
  readonly publicClicks: Interactions;
  /** Likeness of two items in 0..1 (bag-of-words cosine of their texts). */
  readonly similarity: (a: number, b: number) => number;
}

/**
 * Summarises an episode in one pass over its log and one over the catalogue. A log without rounds gives zeros, never NaN.
 * Throws a UsageError when the log names a user or an item that the facts do not allow.
 */
export function summarise(facts: EpisodeFacts): EpisodeSummary {
  const { log, users, horizon, catalogueSize, publicClicks, similarity } = facts;
  const userRounds = tally(log.users, users, "user ids of the log");
  const exposure = tally(log.slates, catalogueSize, "item ids of the log");
  const clickCurve = cumulativeClicks(log);
  const clicks = clickCurve[clickCurve.length - 1];
  return {
    rounds: log.length,
    clicks,
    score: ratio(sum(userRounds), users * horizon),
    errorToOnes: ratio(sum(userRounds.map((rounds) => Math.abs(horizon - rounds))), users * horizon),
    clickRate: ratio(clicks, log.length),
    reward: sum(log.rewards),
    coverage: coverage(exposure),
    gini: gini(exposure),
    diversity: diversity(log, similarity),
    novelty: novelty(exposure, tally(publicClicks.items, catalogueSize, "item ids of the public clicks")),
    userRounds,
    clickCurve,
  };
}

/** Coverage: share of the items shown at least once. `exposure`: times shown, [items]. */
export function coverage(exposure: Int32Array): number {
  let shown = 0;
  for (const count of exposure) if (count > 0) shown++;
  return ratio(shown, exposure.length);
}

/**
 * Gini coefficient of exposure over all items, unshown ones included: Σ (2i − n − 1)·x_i / (n·Σ x), x ascending, i from 1.
 * 0 when all are shown alike, (n − 1)/n when one item has it all; 0 when nothing was shown.
 */
export function gini(exposure: Int32Array): number {
  const sorted = exposure.slice().sort();
  const n = sorted.length;
  let weighted = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    weighted += (2 * i + 1 - n) * sorted[i];
    total += sorted[i];
  }
  return ratio(weighted, n * total);
}

/**
 * Novelty: mean self-information of the items shown, in bits: −log2((c_i + 1) / (C + N)) with c_i public clicks of item i, C of
 * all, N items (add-one smoothing, so that an item nobody clicked is finite).
 */
export function novelty(exposure: Int32Array, publicCounts: Int32Array): number {
  const total = sum(publicCounts) + publicCounts.length;
  let bits = 0;
  for (let item = 0; item < exposure.length; item++) {
    if (exposure[item] > 0) bits -= exposure[item] * Math.log2((publicCounts[item] + 1) / total);
  }
  return ratio(bits, sum(exposure));
}

/**
 * Intra-list diversity: 1 − mean pairwise similarity of a slate's items, averaged over at most 1,000 slates spaced
 * evenly through the episode. A slate of one item has no pairs and counts 0.
 */
export function diversity(log: EpisodeLog, similarity: (a: number, b: number) => number): number {
  const sampled = Math.min(log.length, DIVERSITY_SLATES);
  let distance = 0;
  for (let s = 0; s < sampled; s++) {
    const start = Math.floor((s * log.length) / sampled) * log.slateSize;
    distance += meanDistance(log.slates.subarray(start, start + log.slateSize), similarity);
  }
  return ratio(distance, sampled);
}

function meanDistance(items: Int32Array, similarity: (a: number, b: number) => number): number {
  let distance = 0;
  for (let i = 1; i < items.length; i++) {
    for (let j = 0; j < i; j++) distance += 1 - similarity(items[i], items[j]);
  }
  return ratio(distance, (items.length * (items.length - 1)) / 2);
}

/** Clicks so far after each round of the log-spaced grid: [logSpacedRounds(log.length)]. */
function cumulativeClicks({ clicked, length }: EpisodeLog): Int32Array {
  const grid = logSpacedRounds(length);
  const curve = new Int32Array(grid.length);
  let clicks = 0;
  let point = 0;
  for (let round = 0; round < length; round++) {
    if (clicked[round] !== NO_CLICK) clicks++;
    if (round + 1 === grid[point]) curve[point++] = clicks;
  }
  return curve.fill(clicks, point);
}

/** How often each id of 0..size-1 occurs: [size]. */
function tally(ids: Int32Array, size: number, what: string): Int32Array {
  const counts = new Int32Array(size);
  for (const id of ids) {
    if (id < 0 || id >= size) throw expected(`${what} in 0..${size - 1}`, id);
    counts[id]++;
  }
  return counts;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
