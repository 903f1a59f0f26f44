/** A replay of clicks collected on random slates, without playing them: what the agent `replay` knows and does, in a second. */
import { choose } from "../../env/choice.ts";
import type { Stream } from "../../src/core/random.ts";
import { NO_CLICK } from "../../src/core/types.ts";
import { type Clickable, drawClicks } from "./click-model.ts";
import type { HiddenPopulation } from "./population.ts";

/** Clicks that the public replay had collected of 1,000 users. */
const COLLECTED_A_USER = 2137.508;

/** Rounds of each user when what was clicked most is shown first: as `users`. */
export function replayedRounds(
  { settings }: Pick<HiddenPopulation, "settings">,
  users: readonly Clickable[],
  random: Stream,
): number[] {
  // Every user meets every item equally often: who clicks more is known better.
  const showings = (COLLECTED_A_USER * users.length) / users.reduce((sum, { total }) => sum + total, 0);
  return users.map((user) => replayUser(user, { ...settings, showings }, random));
}

interface Replay extends Pick<HiddenPopulation["settings"], "noClick" | "temperature" | "patience" | "patienceLoss"> {
  readonly patienceGain: number;
  readonly horizon: number;
  readonly slateSize: number;
  readonly showings: number;
}

function replayUser(clickable: Clickable, rules: Replay, random: Stream): number {
  const known = mostClicked(clickable, Math.round(rules.showings * clickable.total), random);
  const weights = known.map((place) => Math.exp((clickable.utilities[place] - rules.noClick) / rules.temperature));
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
