import type { Stream } from "../src/core/random.ts";
import type { Interactions, Observation } from "../src/core/types.ts";

/** Picks the click that text neighbours are sought around: one of the user's, at random; undefined where there is none. */
export type PastClick = (observation: Observation, random: Stream) => number | undefined;

/** One of the clicks that the episode shows. */
export const clickOfHistory: PastClick = ({ history }, random) => history.at(random.int(history.length));

/** One of these and of the clicks that the episode shows, each counted once. */
export function clickOfAllKnown({ users, items }: Interactions): PastClick {
  const known = new Map<number, Set<number>>();
  users.forEach((user, i) => {
    known.set(user, (known.get(user) ?? new Set()).add(items[i]));
  });
  return ({ user, history }, random) => {
    const before = known.get(user) ?? new Set();
    const clicks = [...before, ...history.toArray().filter((item) => !before.has(item))];
    return clicks.at(random.int(clicks.length));
  };
}
