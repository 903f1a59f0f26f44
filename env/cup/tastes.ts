/** Generates the users of the cup. */
import type { Stream } from "../../src/core/random.ts";
import type { CupSettings } from "./settings.ts";
import { DIMENSIONS } from "./stories.ts";

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
