import type { Catalogue } from "../core/types.ts";
import { BagOfWords, type WordTables } from "./bag-of-words.ts";

const kept = new WeakMap<Catalogue, BagOfWords>();

/** The catalogue's bag-of-words index, built once: texts are public and never change. */
export function wordIndex(catalogue: Catalogue): BagOfWords {
  let index = kept.get(catalogue);
  if (!index) {
    index = new BagOfWords(catalogue);
    kept.set(catalogue, index);
  }
  return index;
}

/** Takes the index of the same catalogue from another thread, which saves counting its words again. */
export function adoptWordIndex(catalogue: Catalogue, tables: WordTables): void {
  kept.set(catalogue, new BagOfWords(tables));
}
