/** Of a scorer as a policy, π = softmax of its scores: how it ranks held-out items, and whether it has collapsed. */
import type { HeldOut } from "../core/hold-out.ts";
import type { Scorer, ScoringBatch } from "../core/scorer.ts";
import { topK } from "../factors/top-k.ts";
import { rankInCatalogue } from "./held-out.ts";
import { type RankingMetrics, rankingMetrics } from "./ranking.ts";

/** Ranking in the whole catalogue, and how varied the policy is. */
export interface PolicyMetrics extends RankingMetrics {
  /** Mean of −Σ π log π over users, in nats: ln N at most, 0 where one item is certain. */
  readonly entropy: number;
  /** How many different items are in the ten best unseen items of everybody together. */
  readonly "distinct@10": number;
}

/** A policy to be looked at. */
export interface PolicyTask {
  readonly scorer: Scorer;
  readonly heldOut: readonly HeldOut[];
  /** What scores are divided by. */
  readonly temperature: number;
}

/** Scores each held-out user once. Throws as `rankInCatalogue`. */
export async function policyMetrics({ scorer, heldOut, temperature }: PolicyTask): Promise<PolicyMetrics> {
  const items = new Set<number>();
  let entropy = 0;
  const watch = ({ histories }: ScoringBatch, scores: Float32Array) => {
    for (const [b, history] of histories.entries()) {
      const row = scores.subarray(b * scorer.items, (b + 1) * scorer.items);
      const seen = new Set(history);
      for (const item of topK(row, 10, (item) => seen.has(item))) items.add(item);
      entropy += entropyOf(row, temperature) / heldOut.length;
    }
  };
  const ranks = await rankInCatalogue({ scorer: watched(scorer, watch), heldOut });
  return { ...rankingMetrics(ranks), entropy, "distinct@10": items.size };
}

function watched(scorer: Scorer, watch: (batch: ScoringBatch, scores: Float32Array) => void): Scorer {
  return {
    items: scorer.items,
    score: async (batch) => {
      const scores = await scorer.score(batch);
      watch(batch, scores);
      return scores;
    },
  };
}

/** Entropy of the softmax of scores, log Σ e^z − Σ π z, in nats. */
export function entropyOf(scores: Float32Array, temperature: number): number {
  const most = scores.reduce((best, score) => Math.max(best, score), Number.NEGATIVE_INFINITY);
  let total = 0;
  let weighted = 0;
  for (const score of scores) {
    const z = (score - most) / temperature;
    const term = Math.exp(z);
    total += term;
    if (term > 0) weighted += term * z;
  }
  return Math.log(total) - weighted / total;
}
