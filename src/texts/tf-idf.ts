/**
 * Texts as sparse rows of term weights: (1 + ln tf) · ln((1 + n) / (1 + df)), scaled to length 1. The idf has no
 * constant in it, so a word that nearly every text has counts for next to nothing and no list of stop words is needed.
 */
import { toLength } from "../factors/row-length.ts";
import { words } from "./word-counts.ts";

/**
 * Texts as rows of term weights, compressed: entries from offsets[i] up to offsets[i+1] are row i's. A text
 * without known terms has no entries.
 */
export interface TermRows {
  readonly offsets: Uint32Array;
  readonly terms: Uint32Array;
  readonly weights: Float32Array;
}

/** A term of one document alone links it to nothing. */
const MIN_DOCUMENTS = 2;

/** Weighs the terms of texts by how often they occur and in how few texts. */
export class TfIdf {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #idf: Float64Array;

  private constructor(ids: ReadonlyMap<string, number>, idf: Float64Array) {
    this.#ids = ids;
    this.#idf = idf;
  }

  /**
   * Learns the vocabulary: the `maxTerms` terms that most texts have, of those in two texts and more, most frequent
   * first (ties in order of appearance).
   */
  static fit(texts: Iterable<string>, maxTerms: number): TfIdf {
    const documents = new Map<string, number>();
    let total = 0;
    for (const text of texts) {
      total++;
      for (const term of new Set(words(text))) documents.set(term, (documents.get(term) ?? 0) + 1);
    }
    const kept = [...documents].filter(([, count]) => count >= MIN_DOCUMENTS).sort((a, b) => b[1] - a[1]);
    kept.length = Math.min(kept.length, maxTerms);
    const idf = Float64Array.from(kept, ([, count]) => Math.log((1 + total) / (1 + count)));
    return new TfIdf(new Map(kept.map(([term], id) => [term, id])), idf);
  }

  /** Number of terms. */
  get size(): number {
    return this.#idf.length;
  }

  /** Terms of a row are in order of first appearance. */
  rows(texts: Iterable<string>): TermRows {
    const offsets = [0];
    const terms: number[] = [];
    const weights: number[] = [];
    for (const text of texts) {
      this.#append(text, terms, weights);
      offsets.push(terms.length);
    }
    return { offsets: Uint32Array.from(offsets), terms: Uint32Array.from(terms), weights: Float32Array.from(weights) };
  }

  /** Rows of this vocabulary with every weight times its term's idf once more, at length 1: what is rare counts for more. */
  sharpened({ offsets, terms, weights }: TermRows): TermRows {
    const sharp = weights.map((weight, i) => weight * this.#idf[terms[i]]);
    for (let row = 0; row + 1 < offsets.length; row++) toLength(sharp.subarray(offsets[row], offsets[row + 1]), 1);
    return { offsets, terms, weights: sharp };
  }

  #append(text: string, terms: number[], weights: number[]): void {
    const counts = this.#count(text);
    let squares = 0;
    for (const [term, count] of counts) {
      const weight = (1 + Math.log(count)) * this.#idf[term];
      squares += weight * weight;
      terms.push(term);
      weights.push(weight);
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = weights.length - counts.size; i < weights.length; i++) weights[i] *= scale;
  }

  #count(text: string): Map<number, number> {
    const counts = new Map<number, number>();
    for (const word of words(text)) {
      const term = this.#ids.get(word);
      if (term !== undefined) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    return counts;
  }
}
