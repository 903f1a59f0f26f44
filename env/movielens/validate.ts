import { expected } from "../../src/core/errors.ts";
import type { Stream } from "../../src/core/random.ts";
import type { Situation } from "./tables.ts";

/** A user's real next item that no fit has seen, and all the user's items before it. */
export interface HeldOutItem {
  readonly user: number;
  readonly history: ArrayLike<number>;
  readonly target: number;
}

/** Random items that a held-out one is ranked among. */
export const NEGATIVES = 100;
/** Places that count as a hit. */
const CUTOFF = 10;

/** What a hit rate is measured of. */
export interface HitRateOptions {
  /** Higher is better. */
  readonly score: (situation: Situation, item: number) => number;
  readonly heldOut: readonly HeldOutItem[];
  /** Items of the catalogue. */
  readonly items: number;
  readonly random: Stream;
}

/**
 * HR@10: the share of held-out items that rank among the first ten of themselves and 100 random items their users do not
 * know. Ties are broken by chance, in expectation: a constant score gets 10/101 = .099. Throws a UsageError for a user
 * who knows too many items.
 */
export function hitRateAmongNegatives(options: HitRateOptions): number {
  const { score, heldOut, items, random } = options;
  if (heldOut.length === 0) throw expected("at least one held-out item", 0, "hit rate");
  let hits = 0;
  for (const { user, history, target } of heldOut) {
    const situation = { user, last: history[history.length - 1] };
    const mark = score(situation, target);
    const unseen = drawUnseen({ history, target, items, count: NEGATIVES, random });
    const others = unseen.map((item) => score(situation, item));
    const better = others.filter((other) => other > mark).length;
    const equal = others.filter((other) => other === mark).length;
    hits += Math.min(1, Math.max(0, (CUTOFF - better) / (equal + 1)));
  }
  return hits / heldOut.length;
}

interface Draw {
  readonly history: ArrayLike<number>;
  readonly target: number;
  readonly items: number;
  readonly count: number;
  readonly random: Stream;
}

/** Distinct items, neither known nor the target (a partial Fisher–Yates shuffle): [count]. */
function drawUnseen({ history, target, items, count, random }: Draw): number[] {
  const known = new Set(Array.from(history)).add(target);
  const pool = Array.from({ length: items }, (_, item) => item).filter((item) => !known.has(item));
  if (pool.length < count) throw expected(`${count} items the user does not know`, pool.length, "hit rate");
  for (let i = 0; i < count; i++) {
    const j = i + random.int(pool.length - i);
    [pool[i], pool[j]] = [pool[j], pool[i]];
  }
  return pool.slice(0, count);
}
