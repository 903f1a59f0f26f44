/** Generates the hidden side of the cup world: items in categories and stories, users with liked categories. */
import type { Stream } from "../../src/core/random.ts";
import type { CupSettings } from "./settings.ts";
import { CATEGORIES } from "./vocabulary.ts";

/** Numbers of a hidden vector of the cup: one a category. */
export const DIMENSIONS: number = CATEGORIES.length;

/** Hidden facts of the generated items. */
export interface Items {
  /** Category of each item: [N]. */
  readonly category: Uint8Array;
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
  const category = new Uint8Array(settings.items);
  const story = new Int32Array(settings.items);
  const order = random.fork("order").shuffle(Int32Array.from({ length: settings.items }, (_, i) => i));
  const sizes = random.fork("stories");
  let filled = 0;
  let stories = 0;
  for (const [c, size] of apportion(
    settings.items,
    CATEGORIES.map((it) => it.weight),
  ).entries()) {
    const end = filled + size;
    while (filled < end) {
      const storyEnd = Math.min(end, filled + Math.max(1, Math.round(sizes.exponential(settings.storySize))));
      for (; filled < storyEnd; filled++) {
        category[order[filled]] = c;
        story[order[filled]] = stories;
      }
      stories++;
    }
  }
  return { category, story, features: generateFeatures({ category, story, stories }, settings, random) };
}

/** item = one-hot(category)·N(.95, .1) + offset of its story + own noise: [N × DIMENSIONS]. */
function generateFeatures(
  { category, story, stories }: Omit<Items, "features"> & { stories: number },
  settings: CupSettings,
  random: Stream,
): Float32Array {
  const storySd = settings.noiseSd * Math.sqrt(settings.storyShare);
  const ownSd = settings.noiseSd * Math.sqrt(1 - settings.storyShare);
  const offsets = normals(stories * DIMENSIONS, storySd, random.fork("offsets"));
  const features = normals(category.length * DIMENSIONS, ownSd, random.fork("noise"));
  const weights = random.fork("weights");
  for (let i = 0; i < category.length; i++) {
    const row = i * DIMENSIONS;
    const offset = story[i] * DIMENSIONS;
    for (let d = 0; d < DIMENSIONS; d++) features[row + d] += offsets[offset + d];
    features[row + category[i]] += weights.normal(settings.categoryMean, settings.categorySd);
  }
  return features;
}

function normals(count: number, sd: number, random: Stream): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = random.normal(0, sd);
  return values;
}

/**
 * Draws the users' tastes: they like some categories, dislike some others and are near neutral to the rest: [users ×
 * DIMENSIONS].
 */
export function generateTastes(settings: CupSettings, random: Stream): Float32Array {
  const { users, liked, disliked, tasteMean, tasteSd, neutralSd } = settings;
  const tastes = new Float32Array(users * DIMENSIONS);
  const dimensions = Array.from({ length: DIMENSIONS }, (_, d) => d);
  for (let u = 0; u < users; u++) {
    random.shuffle(dimensions).forEach((d, rank) => {
      const mean = rank < liked ? tasteMean : rank < liked + disliked ? -tasteMean : 0;
      tastes[u * DIMENSIONS + d] = random.normal(mean, rank < liked + disliked ? tasteSd : neutralSd);
    });
  }
  return tastes;
}
