/** Users who click the same item: what do they have in common? */
import type { Stream } from "../../src/core/random.ts";
import { type Clickable, drawClicks } from "./click-model.ts";
import type { HiddenPopulation } from "./population.ts";

/** Clicks drawn for each user: more than the three first clicks, so that few users make many pairs. */
const DRAWS = 150;
/** A taste above this is for a liked category. */
const LIKED = 0.45;

/** What users who share a click have in common. */
export interface SharedClicks {
  /** Share of such pairs of users who like 0, 1, 2, … of the same categories. */
  readonly likes: readonly number[];
  /** Pairs that share one of their `startClicks` first clicks, expected among all users of the world. */
  readonly pairs: number;
}

/** Measures shared clicks among some users, by clicks drawn from the click model. */
export function sharedClicks(
  { settings, tastes }: Pick<HiddenPopulation, "settings" | "tastes">,
  users: readonly Clickable[],
  random: Stream,
): SharedClicks {
  const width = tastes.length / settings.users;
  const liked = users.map(({ user }) => likedOf(tastes.subarray(user * width, (user + 1) * width)));
  const readers = new Map<number, number[]>();
  users.forEach((clickable, index) => {
    for (const place of drawClicks(clickable, DRAWS, random)) {
      const item = clickable.items[place];
      readers.set(item, [...(readers.get(item) ?? []), index]);
    }
  });
  const counts: number[] = Array(width + 1).fill(0);
  for (const found of readers.values()) {
    for (const [a, b] of pairsOf(found)) if (a !== b) counts[liked[a].filter((d) => liked[b].includes(d)).length]++;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  const pairs = (n: number) => (n * (n - 1)) / 2;
  const scale = (settings.startClicks / DRAWS) ** 2 * (pairs(settings.users) / pairs(users.length));
  return { likes: counts.map((count) => count / total), pairs: total * scale };
}

function likedOf(taste: Float32Array): number[] {
  return Array.from(taste.keys()).filter((d) => taste[d] > LIKED);
}

function* pairsOf(values: readonly number[]): Generator<[number, number]> {
  for (let i = 0; i < values.length; i++) for (let j = i + 1; j < values.length; j++) yield [values[i], values[j]];
}
