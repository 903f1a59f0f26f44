import type { Catalogue } from "../../src/core/types.ts";
import { wordIndex } from "../../src/texts/word-index.ts";
import type { RelatedItem } from "./posterior.ts";

/** Bag-of-words cosines between which the probability of one story goes from 0 to 1. */
const UNLIKE = 0.2;
const ALIKE = 0.8;

/** Finds the items that may be of an item's story: at most `count`, each item's found once. */
export function storyFinder(catalogue: Catalogue, count: number): (item: number) => readonly RelatedItem[] {
  const found = new Map<number, readonly RelatedItem[]>();
  return (item) => {
    const known = found.get(item);
    if (known) return known;
    const { items, scores } = wordIndex(catalogue).nearest(item, count);
    const likenesses = Array.from(scores, (score) => Math.min(1, (score - UNLIKE) / (ALIKE - UNLIKE)));
    const related = likenesses
      .map((likeness, n) => ({ item: items[n], likeness }))
      .filter(({ likeness }) => likeness > 0);
    found.set(item, related);
    return related;
  };
}
