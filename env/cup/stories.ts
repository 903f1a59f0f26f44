/** Stories of the cup: a category, and further labels of related ones. */
import type { Stream } from "../../src/core/random.ts";
import type { CupSettings } from "./settings.ts";
import { CATEGORIES } from "./vocabulary.ts";

/** Numbers of a hidden vector of the cup: one a category. */
export const DIMENSIONS: number = CATEGORIES.length;

/** A category that a story belongs to beside its own. */
export interface Label {
  readonly category: number;
  /** Beside the 1 of the story's own category: over 0, at most 1. */
  readonly weight: number;
}

/** What the items of a story have in common. */
export interface Story {
  readonly category: number;
  /** Further labels, heaviest first. */
  readonly labels: readonly Label[];
  /** In each category, before the item's own variation: [DIMENSIONS]. */
  readonly weights: readonly number[];
}

/** The settings that a story depends on. */
export type StorySettings = Pick<CupSettings, "labels" | "labelPower" | "traceSd">;

/** Draws the story of one category. `affinities`: how likely a further label is to be of each category, [DIMENSIONS]. */
export function drawStory(
  category: number,
  { affinities, settings }: { affinities: readonly number[]; settings: StorySettings },
  random: Stream,
): Story {
  const heaviest = new Map<number, number>();
  for (let left = poisson(settings.labels, random); left > 0; left--) {
    const label = pickWeighted(affinities, random);
    const weight = (1 - random.uniform()) ** settings.labelPower;
    heaviest.set(label, Math.max(weight, heaviest.get(label) ?? 0));
  }
  const labels = Array.from(heaviest, ([label, weight]) => ({ category: label, weight }));
  labels.sort((a, b) => b.weight - a.weight || a.category - b.category);
  const weights = Array.from({ length: DIMENSIONS }, (_, d) => {
    const trace = Math.abs(random.normal(0, settings.traceSd));
    return d === category ? 1 : (heaviest.get(d) ?? trace);
  });
  return { category, labels, weights };
}

/** A Poisson number: arrivals of a unit rate within `mean` (Knuth's product of uniforms, in logarithms). */
function poisson(mean: number, random: Stream): number {
  let count = -1;
  for (let time = 0; time <= mean; count++) time += random.exponential(1);
  return count;
}

/** An index drawn with the given probabilities, whose sum is 1. */
function pickWeighted(probabilities: readonly number[], random: Stream): number {
  let left = random.uniform();
  for (let i = 0; i < probabilities.length; i++) {
    left -= probabilities[i];
    if (left < 0) return i;
  }
  // Rounding may leave a crumb: the last one that can be drawn takes it.
  return probabilities.findLastIndex((probability) => probability > 0);
}
