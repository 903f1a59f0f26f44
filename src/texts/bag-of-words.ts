/**
 * Exact nearest neighbours of catalogue items by the words they share.
 *
 * An item is the bag of words of its title and description. A word that is in df of N items and tf times in this one
 * weighs (1 + ln tf) · ln(N / df), and items compare by the cosine of their weights (vector space model; Salton,
 * Wong & Yang, CACM 1975). Words in more than 5% of the items (and more than 1,000) weigh little, cost most of a query's
 * time, and are left out.
 */

import type { NeighbourList } from "../core/agents.ts";
import { expected } from "../core/errors.ts";
import { freezeClass } from "../core/frozen.ts";
import type { Catalogue } from "../core/types.ts";
import { type Ranked, TopK } from "../factors/top-k.ts";
import { countWords, type WordCounts } from "./word-counts.ts";

const COMMON_SHARE = 0.05;
/** However large their share, words of so few items are cheap and stay. */
const COMMON_AT_LEAST = 1000;

/** Sparse rows: the entries of row r are at starts[r] .. starts[r + 1]. */
export interface SparseMatrix {
  readonly starts: Uint32Array;
  /** Ascending within a row. */
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** What an index is made of: plain arrays in shared memory, so that other threads have it without a copy. */
export interface WordTables {
  readonly size: number;
  /** Words of each item, of unit length: [size × words]. */
  readonly items: SparseMatrix;
  /** The same, transposed: items of each word. */
  readonly postings: SparseMatrix;
}

let tablesOf: (index: BagOfWords) => WordTables;

/** An index of items by the words of their texts. */
export class BagOfWords {
  static {
    tablesOf = (index) => index.#tables;
    freezeClass(BagOfWords);
  }

  readonly size: number;
  readonly #tables: WordTables;
  /** Words of each item, of unit length: [size × words]. */
  readonly #items: SparseMatrix;
  /** The same, transposed: items of each word. */
  readonly #postings: SparseMatrix;
  /** Scores of the query under way: [size]. */
  readonly #scores: Float32Array;
  /** Items that share a word with the query, in order of discovery, and a place to write to: [size + 1]. */
  readonly #found: Int32Array;

  /** Of a catalogue, whose words are counted, or of the tables of another index. */
  constructor(source: Catalogue | WordTables) {
    this.#tables = "postings" in source ? source : wordTables(source);
    this.size = source.size;
    this.#items = this.#tables.items;
    this.#postings = this.#tables.postings;
    this.#scores = new Float32Array(this.size);
    this.#found = new Int32Array(this.size + 1);
    Object.freeze(this);
  }

  /**
   * Items that share no word score 0 and are listed too, by id, once nothing better is left.
   */
  nearest(item: number, k: number): NeighbourList {
    this.#check(item);
    if (!(Number.isInteger(k) && k >= 0)) throw expected("a number of neighbours of at least 0", k);
    const wanted = Math.min(k, this.size - 1);
    if (wanted === 0) return { items: new Int32Array(0), scores: new Float32Array(0) };
    const { ids, scores } = this.#best(item, wanted);
    return { items: ids, scores: Float32Array.from(scores) };
  }

  /** Cosine of two items, 0..1: the very number `nearest` gives. 0 for an item without words. */
  cosine(a: number, b: number): number {
    this.#check(a);
    this.#check(b);
    const { starts, columns, values } = this.#items;
    let sum = 0;
    for (let i = starts[a], j = starts[b]; i < starts[a + 1] && j < starts[b + 1]; ) {
      // Single precision as in #score, so that equal scores are equal in both.
      if (columns[i] === columns[j]) sum = Math.fround(sum + values[i++] * values[j++]);
      else if (columns[i] < columns[j]) i++;
      else j++;
    }
    return sum;
  }

  /** Few of those that share a word are near: most are left out by a look at the bar, before they are offered. */
  #best(item: number, wanted: number): Ranked {
    const best = new TopK(wanted);
    const [scores, found, count] = [this.#scores, this.#found, this.#score(item)];
    let { bar } = best;
    for (let i = 0; i < count; i++) {
      const other = found[i];
      const score = scores[other];
      if (score < bar || other === item) continue;
      best.offer(other, score);
      bar = best.bar;
    }
    for (let other = 0; best.size < wanted; other++) {
      if (other !== item && scores[other] === 0) best.offer(other, 0);
    }
    return best.drain();
  }

  /** Adds up the scores of all items, 0 for those that share no word; returns how many do, the first entries of `#found`. */
  #score(item: number): number {
    const { starts: begins, columns: words, values: shares } = this.#items;
    const { starts, columns: holders, values: weights } = this.#postings;
    const [scores, list] = [this.#scores.fill(0), this.#found];
    let found = 0;
    for (let e = begins[item]; e < begins[item + 1]; e++) {
      const [word, share] = [words[e], shares[e]];
      for (let p = starts[word]; p < starts[word + 1]; p++) {
        const holder = holders[p];
        const score = scores[holder];
        // Written each time and counted without a branch, which could not be foretold: two thirds of the time.
        list[found] = holder;
        found += Number(score === 0);
        scores[holder] = score + share * weights[p];
      }
    }
    return found;
  }

  #check(item: number): void {
    if (!(Number.isInteger(item) && item >= 0 && item < this.size)) throw expected(`an item 0..${this.size - 1}`, item);
  }
}

/** What an index is made of, for one in another thread. Not for agents: whoever has the arrays can write to them. */
export function wordTablesOf(index: BagOfWords): WordTables {
  return tablesOf(index);
}

function wordTables(catalogue: Catalogue): WordTables {
  const counts = countWords(catalogue);
  const items = unitRows(counts);
  const postings = transposed(items, counts.frequency.length);
  return { size: catalogue.size, items: inSharedMemory(items), postings: inSharedMemory(postings) };
}

function inSharedMemory({ starts, columns, values }: SparseMatrix): SparseMatrix {
  const place = ({ byteLength }: ArrayBufferView) => new SharedArrayBuffer(byteLength);
  const shared = {
    starts: new Uint32Array(place(starts)),
    columns: new Int32Array(place(columns)),
    values: new Float32Array(place(values)),
  };
  shared.starts.set(starts);
  shared.columns.set(columns);
  shared.values.set(values);
  return shared;
}

/** tf-idf rows of unit length, common words left out. */
function unitRows({ starts, words, times, frequency }: WordCounts): SparseMatrix {
  const size = starts.length - 1;
  const mostItems = Math.max(COMMON_AT_LEAST, COMMON_SHARE * size);
  const idf = Float64Array.from(frequency, (df) => (df > mostItems ? 0 : Math.log(size / df)));
  const kept = words.reduce((count, word) => count + (idf[word] > 0 ? 1 : 0), 0);
  const rows = { starts: new Uint32Array(size + 1), columns: new Int32Array(kept), values: new Float32Array(kept) };
  for (let item = 0, end = 0; item < size; item++) {
    let squares = 0;
    for (let e = starts[item]; e < starts[item + 1]; e++) {
      if (idf[words[e]] === 0) continue;
      rows.columns[end] = words[e];
      rows.values[end] = (1 + Math.log(times[e])) * idf[words[e]];
      squares += rows.values[end++] ** 2;
    }
    for (let e = rows.starts[item]; e < end; e++) rows.values[e] /= Math.sqrt(squares);
    rows.starts[item + 1] = end;
  }
  return rows;
}

/** Rows of columns; their columns ascend because rows are visited in order. */
function transposed({ starts, columns, values }: SparseMatrix, width: number): SparseMatrix {
  const result = {
    starts: new Uint32Array(width + 1),
    columns: new Int32Array(columns.length),
    values: new Float32Array(columns.length),
  };
  for (const column of columns) result.starts[column + 1]++;
  for (let c = 0; c < width; c++) result.starts[c + 1] += result.starts[c];
  const next = result.starts.slice();
  for (let row = 0; row + 1 < starts.length; row++) {
    for (let e = starts[row]; e < starts[row + 1]; e++) {
      const place = next[columns[e]]++;
      result.columns[place] = row;
      result.values[place] = values[e];
    }
  }
  return result;
}
