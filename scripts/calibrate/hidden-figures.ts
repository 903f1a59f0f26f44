/** The published figures that follow from hidden users and items alone: seconds, where texts and training take minutes. */
import { Stream } from "../../src/core/random.ts";
import { type Clickable, clickableOf } from "./click-model.ts";
import type { HiddenPopulation } from "./population.ts";
import { replay } from "./replayed.ts";
import { sharedClicks } from "./shared-clicks.ts";

const QUANTILES = { q05: 0.05, q10: 0.1, q25: 0.25, q50: 0.5, q75: 0.75, q90: 0.9, q95: 0.95 };

/** The figures of some of a population's users, by name. `random` is of all users: its clicks on random slates. */
export function hiddenFigures(population: HiddenPopulation, count: number): Record<string, number> {
  const users = firstUsers(population, count);
  const replayed = replay(population, users, streamOf(population).fork("replay"));
  return {
    "random.clicks": randomClicks(population, users),
    ...sharedFigures(population, users),
    "replay.pairs": replayed.pairs,
    ...roundsFigures("replay", replayed.rounds),
  };
}

/** The first users of a population with what they may click, at most all. */
export function firstUsers(population: HiddenPopulation, count: number): Clickable[] {
  return Array.from({ length: Math.min(count, population.settings.users) }, (_, user) => clickableOf(population, user));
}

/** What users who share a click have in common, and how many share a first one, by name. */
export function sharedFigures(population: HiddenPopulation, users: readonly Clickable[]): Record<string, number> {
  const { likes, pairs } = sharedClicks(population, users, streamOf(population).fork("shared clicks"));
  const shares = likes.slice(0, 5).map((share, n) => [`shared-likes.${n}`, share]);
  return { ...Object.fromEntries(shares), "shared-starts": pairs };
}

function streamOf({ settings }: HiddenPopulation): Stream {
  return new Stream(`calibrate/${settings.seed}`);
}

/** Mean and quantiles of users' rounds. */
export function roundsFigures(name: string, rounds: readonly number[]): Record<string, number> {
  const sorted = [...rounds].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))];
  const quantiles = Object.entries(QUANTILES).map(([quantile, share]) => [`${name}.${quantile}`, at(share)]);
  return { [`${name}.mean`]: mean, ...Object.fromEntries(quantiles) };
}

/** Expected clicks of all users on random slates, whose items hardly compete: patience lasts a little longer by each click. */
function randomClicks({ settings }: HiddenPopulation, users: readonly Clickable[]): number {
  const { slateSize, items, patience, patienceLoss, patienceGain } = settings;
  const expected = users.map(({ total, gain }) => {
    const rate = (slateSize * total) / items;
    const lost = (1 - rate) * patienceLoss - (slateSize / items) * gain * patienceGain;
    return (rate * patience) / lost;
  });
  return (expected.reduce((sum, value) => sum + value, 0) * settings.users) / users.length;
}
