/** Generates the items of the cup: stories with several labels, and what is a little different in each item of a story. */
import type { Stream } from "../../src/core/random.ts";
import { drawAffinities } from "./affinity.ts";
import type { CupSettings } from "./settings.ts";
import { DIMENSIONS, drawStory, type Story } from "./stories.ts";
import { CATEGORIES } from "./vocabulary.ts";

/** Hidden facts of the generated items. */
export interface Items {
  readonly stories: readonly Story[];
  /** Story of each item: [N]. */
  readonly story: Int32Array;
  /** Hidden features: [N × DIMENSIONS]. */
  readonly features: Float32Array;
}

/** Splits `total` in proportion to the weights, by largest remainder, at least one each. Needs that many at least. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => 1 + (weight / sum) * (total - weights.length));
  const parts = exact.map(Math.floor);
  const left = total - parts.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((share, i) => ({ i, rest: share - parts[i] }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of byRemainder.slice(0, left)) parts[i]++;
  return parts;
}

/**
 * Draws the items of a cup world, grouped in stories of exponential size within their category, then shuffled so that ids say
 * nothing.
 */
export function generateItems(settings: CupSettings, random: Stream): Items {
  const affinities = drawAffinities(settings, random.fork("affinities"));
  const order = random.fork("order").shuffle(Int32Array.from({ length: settings.items }, (_, i) => i));
  const story = new Int32Array(settings.items);
  const stories: Story[] = [];
  const [sizes, labels] = [random.fork("sizes"), random.fork("labels")];
  let filled = 0;
  for (const [category, size] of apportion(
    settings.items,
    CATEGORIES.map(({ weight }) => weight),
  ).entries()) {
    const end = filled + size;
    while (filled < end) {
      const storyEnd = Math.min(end, filled + Math.max(1, Math.round(sizes.exponential(settings.storySize))));
      for (; filled < storyEnd; filled++) story[order[filled]] = stories.length;
      stories.push(drawStory(category, { affinities: affinities[category], settings }, labels));
    }
  }
  return { stories, story, features: generateFeatures({ stories, story }, settings, random.fork("features")) };
}

/** item = story · exp(N(0, itemSd)) in each category, scaled to `itemLength`: [N × DIMENSIONS]. */
function generateFeatures(
  { stories, story }: Omit<Items, "features">,
  { itemSd, itemLength }: CupSettings,
  random: Stream,
): Float32Array {
  const features = new Float32Array(story.length * DIMENSIONS);
  for (let i = 0; i < story.length; i++) {
    const { weights } = stories[story[i]];
    const row = features.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
    let squares = 0;
    for (let d = 0; d < DIMENSIONS; d++) {
      row[d] = weights[d] * Math.exp(random.normal(0, itemSd));
      squares += row[d] ** 2;
    }
    const scale = itemLength / Math.sqrt(squares);
    for (let d = 0; d < DIMENSIONS; d++) row[d] *= scale;
  }
  return features;
}
