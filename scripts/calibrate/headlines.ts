/** The weak text model that published policies are measured with: the words of headlines, descriptions unread. */
import type { Catalogue } from "../../src/core/types.ts";
import { BagOfWords } from "../../src/texts/bag-of-words.ts";

const kept = new WeakMap<Catalogue, BagOfWords>();

/** A catalogue's index of headlines, built once. */
export function headlineIndex(catalogue: Catalogue): BagOfWords {
  const index = kept.get(catalogue) ?? new BagOfWords(headlinesOf(catalogue));
  kept.set(catalogue, index);
  return index;
}

function headlinesOf(catalogue: Catalogue): Catalogue {
  const { size, hash } = catalogue;
  return { size, hash, title: (item) => catalogue.title(item), description: () => "" };
}
