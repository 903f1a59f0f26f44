/** A replay of clicks collected on random slates, without playing them: what the agent `replay` knows and does, in a second. */
import { choose } from "../../env/choice.ts";
import type { Stream } from "../../src/core/random.ts";
import { NO_CLICK } from "../../src/core/types.ts";
import { type Clickable, drawClicks } from "./click-model.ts";
import type { HiddenPopulation } from "./population.ts";

/** Episodes that the public replay had collected clicks in, on random slates: of 2.1 million distinct pairs of 1,000 users. */
const EPISODES = 100_000;

/** What a replay knows, and how long it keeps users. */
export interface Replayed {
  /** Distinct pairs of user and item that were collected, of 1,000 users. */
  readonly pairs: number;
  /** As `users`. */
  readonly rounds: readonly number[];
}

/** How often the public replay's exploration showed each user each item: a user is served about as long as patience lasts. */
export function showingsOf({ patience, patienceLoss, slateSize, items }: HiddenPopulation["settings"]): number {
  return (EPISODES * (patience / patienceLoss) * slateSize) / items;
}

/** Places of the clicks of a user to whom the whole catalogue is shown so often: who clicks more is known better. */
export function collectClicks(clickable: Clickable, showings: number, random: Stream): Int32Array {
  return drawClicks(clickable, Math.round(showings * clickable.total), random);
}

/** Rounds of each user when the five items that were clicked most are shown. */
export function replay(
  { settings }: Pick<HiddenPopulation, "settings">,
  users: readonly Clickable[],
  random: Stream,
): Replayed {
  const showings = showingsOf(settings);
  const known = users.map((user) => mostClicked(collectClicks(user, showings, random), random));
  const pairs = known.reduce((sum, { length }) => sum + length, 0) * (1000 / users.length);
  return { pairs, rounds: users.map((user, n) => replayUser(user, known[n], { settings, random })) };
}

interface ReplayPlace extends Pick<HiddenPopulation, "settings"> {
  readonly random: Stream;
}

function replayUser(
  { utilities }: Clickable,
  known: readonly number[],
  { settings: rules, random }: ReplayPlace,
): number {
  const weights = known.map((place) => Math.exp((utilities[place] - rules.noClick) / rules.temperature));
  let patience = rules.patience;
  let rounds = 0;
  for (; patience > 0 && rounds < rules.horizon; rounds++) {
    const slate = weights.slice(0, rules.slateSize);
    const total = slate.reduce((sum, weight) => sum + weight, 1);
    const chosen = choose([...slate, 1], total, random.uniform());
    if (chosen === NO_CLICK) patience -= rules.patienceLoss;
    else patience += Math.min(1, (slate[chosen] / total) * rules.patienceGain);
    if (chosen !== NO_CLICK) weights.splice(chosen, 1);
  }
  return rounds;
}

/** Places, the most often clicked first, ties in random order. */
function mostClicked(clicks: Int32Array, random: Stream): number[] {
  const counts = new Map<number, number>();
  for (const place of clicks) counts.set(place, (counts.get(place) ?? 0) + 1);
  return random
    .shuffle([...counts])
    .sort((a, b) => b[1] - a[1])
    .map(([place]) => place);
}
