/** Drift of a user's taste, for streaming experiments. Keyed by (user, own round): two agents meet the same drift. */
import { keyedUniform, normalPair } from "../src/core/random.ts";

/** How many of a user's highest dimensions count as liked (the cup's users like five categories). */
const LIKED = 5;

export interface DriftStep {
  /** One user's taste, changed in place: [width]. */
  taste: Float32Array;
  key: number;
  user: number;
  /** The user's own round. */
  round: number;
}

/** Gaussian random-walk step of the given sd on every number. */
export function walk({ taste, key, user, round }: DriftStep, sd: number): void {
  for (let i = 0; i < taste.length; i++) taste[i] += sd * keyedNormal(key, user, round * taste.length + i);
}

/** Exchanges a random one of the user's five highest dimensions with a random one of the others. */
export function swapLiked({ taste, key, user, round }: DriftStep): void {
  // A key of its own: the same numbers must not drive both kinds of drift.
  const swapKey = ~key;
  const order = Array.from(taste.keys()).sort((a, b) => taste[b] - taste[a] || a - b);
  const liked = Math.min(LIKED, taste.length - 1);
  const from = order[Math.floor(keyedUniform(swapKey, user, 2 * round) * liked)];
  const to = order[liked + Math.floor(keyedUniform(swapKey, user, 2 * round + 1) * (taste.length - liked))];
  [taste[from], taste[to]] = [taste[to], taste[from]];
}

function keyedNormal(key: number, user: number, draw: number): number {
  return normalPair(keyedUniform(key, user, 2 * draw), keyedUniform(key, user, 2 * draw + 1))[0];
}
