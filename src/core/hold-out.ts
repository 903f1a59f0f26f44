import type { Stream } from "./random.ts";
import { packSequences, type Sequences, sequenceCount, sequenceOf } from "./sequences.ts";

/** A user's real next item, kept away from training. */
export interface HeldOut {
  readonly user: number;
  /** The user's items before the target, oldest first. */
  readonly history: Int32Array;
  readonly target: number;
}

/** Fewer items than this and a user keeps them all. */
const SHORTEST = 3;

/** Holds out the last item of some random users: what is left to train on, and what was held out. */
export function holdOutLast(
  sequences: Sequences,
  users: number,
  random: Stream,
): { train: Sequences; heldOut: HeldOut[] } {
  const everyone = Array.from({ length: sequenceCount(sequences) }, (_, user) => user);
  const able = everyone.filter((user) => sequenceOf(sequences, user).length >= SHORTEST);
  const chosen = new Set(random.shuffle(able).slice(0, users));
  const lists = everyone.map((user) => sequenceOf(sequences, user).subarray(0, chosen.has(user) ? -1 : undefined));
  const heldOut = [...chosen]
    .sort((a, b) => a - b)
    .map((user) => {
      return { user, history: lists[user], target: sequenceOf(sequences, user).at(-1) as number };
    });
  return { train: packSequences(lists), heldOut };
}
