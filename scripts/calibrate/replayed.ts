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

/** Rounds of each user when the five items that were clicked most are shown. */
export function replay(
  { settings }: Pick<HiddenPopulation, "settings">,
  users: readonly Clickable[],
  random: Stream,
): Replayed {
  // Every user meets every item equally often, in about as many rounds as patience lasts: who clicks more is known better.
  const rounds = settings.patience / settings.patienceLoss;
  const showings = (EPISODES * rounds * settings.slateSize) / settings.items;
  const known = users.map((user) => mostClicked(user, Math.round(showings * user.total), random));
  const pairs = known.reduce((sum, { length }) => sum + length, 0) * (1000 / users.length);
  return { pairs, rounds: users.map((user, n) => replayUser(user, known[n], { settings, random })) };
}

interface Place extends Pick<HiddenPopulation, "settings"> {
  readonly random: Stream;
}

function replayUser({ utilities }: Clickable, known: readonly number[], { settings: rules, random }: Place): number {
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

/** Places of the items that were clicked, the most often clicked first, ties in random order. */
function mostClicked(clickable: Clickable, clicks: number, random: Stream): number[] {
  const counts = new Map<number, number>();
  for (const place of drawClicks(clickable, clicks, random)) counts.set(place, (counts.get(place) ?? 0) + 1);
  return random
    .shuffle([...counts])
    .sort((a, b) => b[1] - a[1])
    .map(([place]) => place);
}
