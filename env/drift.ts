/** Drift of a user's taste, for streaming experiments. Keyed by (user, own round): two agents meet the same drift. */
import { keyedUniform, normalPair } from "../src/core/random.ts";

const { floor, fround, min } = Math;

/** How many of a user's highest dimensions count as liked (the cup's users like five categories). */
const LIKED = 5;

/** Whose taste changes, and by how much. */
export interface DriftStep {
  /** One user's taste in single precision, changed in place: [width]. */
  taste: number[] | Float32Array;
  key: number;
  user: number;
  /** The user's own round. */
  round: number;
}

/** Moves every number of a user's taste by a Gaussian step of the given sd. */
export function walk({ taste, key, user, round }: DriftStep, sd: number): void {
  for (let i = 0; i < taste.length; i++)
    taste[i] = fround(taste[i] + sd * keyedNormal(key, user, round * taste.length + i));
}

/** Changes what a user likes: a random one of the five highest dimensions changes places with a random one of the others. */
export function swapLiked({ taste, key, user, round }: DriftStep): void {
  // A key of its own: the same numbers must not drive both kinds of drift.
  const swapKey = ~key;
  const order = ranking(taste);
  const liked = min(LIKED, taste.length - 1);
  const from = order[floor(keyedUniform(swapKey, user, 2 * round) * liked)];
  const to = order[liked + floor(keyedUniform(swapKey, user, 2 * round + 1) * (taste.length - liked))];
  const held = taste[from];
  taste[from] = taste[to];
  taste[to] = held;
}

/** Dimensions, the highest first, equal ones by their number (insertion sort). */
function ranking(taste: ArrayLike<number>): number[] {
  const order: number[] = [];
  for (let dimension = 0; dimension < taste.length; dimension++) {
    let at = dimension;
    for (; at > 0 && taste[order[at - 1]] < taste[dimension]; at--) order[at] = order[at - 1];
    order[at] = dimension;
  }
  return order;
}

function keyedNormal(key: number, user: number, draw: number): number {
  return normalPair(keyedUniform(key, user, 2 * draw), keyedUniform(key, user, 2 * draw + 1))[0];
}
