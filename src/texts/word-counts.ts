/** Texts as counted words. */
import type { Catalogue } from "../core/types.ts";
import { itemText } from "./embedder.ts";

const WORD = /[\p{L}\p{N}]+/gu;

/** The words of a text: runs of letters and digits of any script, in lower case. */
export function words(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/** How often each word is in each item's text, in compressed sparse rows. */
export interface WordCounts {
  /** The words of item i are at starts[i] .. starts[i + 1]: [N + 1]. */
  readonly starts: Uint32Array;
  /** Distinct words of each item, ascending; numbered in order of their first appearance. */
  readonly words: Int32Array;
  /** How often the item has the word, in step with `words`. */
  readonly times: Uint16Array;
  /** Items that have each word. */
  readonly frequency: Int32Array;
}

/** Counts the words of every item's title and description. */
export function countWords(catalogue: Catalogue): WordCounts {
  const numbers = new Map<string, number>();
  const frequency: number[] = [];
  const starts = new Uint32Array(catalogue.size + 1);
  const distinct = new GrowingArray(Int32Array);
  const times = new GrowingArray(Uint16Array);
  for (let item = 0; item < catalogue.size; item++) {
    const found = numbered(itemText(catalogue, item), numbers).sort();
    for (let i = 0, run = 0; i < found.length; i++) {
      run++;
      if (found[i] === found[i + 1]) continue;
      distinct.push(found[i]);
      times.push(Math.min(run, 65535));
      frequency[found[i]] = (frequency[found[i]] ?? 0) + 1;
      run = 0;
    }
    starts[item + 1] = distinct.length;
  }
  return { starts, words: distinct.values(), times: times.values(), frequency: Int32Array.from(frequency) };
}

/** Numbers of a text's words; a word not met before gets the next number. A plain loop: `Int32Array.from` asks an iterator for each. */
function numbered(text: string, numbers: Map<string, number>): Int32Array {
  const found = words(text);
  const known = new Int32Array(found.length);
  for (let i = 0; i < found.length; i++) known[i] = numberOf(found[i], numbers);
  return known;
}

function numberOf(word: string, numbers: Map<string, number>): number {
  const known = numbers.get(word);
  if (known !== undefined) return known;
  numbers.set(word, numbers.size);
  return numbers.size - 1;
}

/** A typed array that grows. */
class GrowingArray<A extends Int32Array | Uint16Array> {
  length = 0;
  #values: A;
  readonly #create: new (
    length: number,
  ) => A;

  constructor(create: new (length: number) => A) {
    this.#create = create;
    this.#values = new create(1024);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new this.#create(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  values(): A {
    return this.#values.subarray(0, this.length) as A;
  }
}
