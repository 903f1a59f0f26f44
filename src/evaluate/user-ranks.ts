/** Each held-out item with its two ranks, and the metrics of some of them: of all, or of the sparse slice. */
import type { HeldOut } from "../core/hold-out.ts";
import type { Seed } from "../core/random.ts";
import { type RankingTask, rankAmongNegatives, rankInCatalogue, withNegatives } from "./held-out.ts";
import {
  type Rank,
  type RankingIntervals,
  type RankingMetrics,
  type Ranks,
  rankingIntervals,
  rankingMetrics,
} from "./ranking.ts";

/** Items that were met less often than this in training are the sparse slice. */
export const SPARSE_BELOW = 32;

/** A held-out item and where it came. */
export interface UserRank {
  readonly heldOut: HeldOut;
  /** How often the item is met in what is trained on. */
  readonly events: number;
  readonly catalogue: Rank;
  /** Among 100 negatives; null where the user leaves fewer. */
  readonly sampled: Rank | null;
}

/** Metrics of some held-out items, by both protocols. */
export interface SliceMetrics {
  readonly users: number;
  /** In the whole catalogue; null of nobody. */
  readonly catalogue: RankingMetrics | null;
  /** Among 100 negatives; null where nobody leaves so many items. */
  readonly sampled: RankingMetrics | null;
  /** How many users `sampled` is of: those whose history leaves 100 items for negatives. */
  readonly sampledUsers: number;
  /** Of both, over users. */
  readonly intervals: { readonly catalogue: RankingIntervals | null; readonly sampled: RankingIntervals | null };
}

/**
 * Ranks each held-out item by both protocols. `events`: how often each item is met in training, [items]; `seed` draws the negatives.
 * Throws as `rankInCatalogue`.
 */
export async function rankUsers(
  { scorer, heldOut }: RankingTask,
  { events, seed }: { readonly events: Int32Array; readonly seed: Seed },
): Promise<UserRank[]> {
  const able = withNegatives(heldOut, scorer.items);
  const catalogue = await rankInCatalogue({ scorer, heldOut });
  const among = await rankAmongNegatives({ scorer, heldOut: able, seed });
  const sampled = new Map(able.map((it, i) => [it, rankAt(among, i)]));
  return heldOut.map((it, i) => ({
    heldOut: it,
    events: events[it.target],
    catalogue: rankAt(catalogue, i),
    sampled: sampled.get(it) ?? null,
  }));
}

/** Those whose item is rare in training. */
export function sparseSlice(ranks: readonly UserRank[]): UserRank[] {
  return ranks.filter(({ events }) => events < SPARSE_BELOW);
}

/** The metrics of some users. */
export function sliceMetrics(ranks: readonly UserRank[]): SliceMetrics {
  const catalogue = packRanks(ranks.map((it) => it.catalogue));
  const sampled = packRanks(ranks.flatMap((it) => it.sampled ?? []));
  return {
    users: ranks.length,
    catalogue: ofSome(catalogue, rankingMetrics),
    sampled: ofSome(sampled, rankingMetrics),
    sampledUsers: sampled.better.length,
    intervals: { catalogue: ofSome(catalogue, rankingIntervals), sampled: ofSome(sampled, rankingIntervals) },
  };
}

function ofSome<T>(ranks: Ranks, measure: (ranks: Ranks) => T): T | null {
  return ranks.better.length > 0 ? measure(ranks) : null;
}

function rankAt({ better, tied }: Ranks, i: number): Rank {
  return { better: better[i], tied: tied[i] };
}

function packRanks(ranks: readonly Rank[]): Ranks {
  return {
    better: Int32Array.from(ranks, ({ better }) => better),
    tied: Int32Array.from(ranks, ({ tied }) => tied),
  };
}
