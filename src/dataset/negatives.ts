/** Samplers of negatives: items that users might have met instead of those they met. */
import { checkIds } from "../core/check-ids.ts";
import { expected } from "../core/errors.ts";
import { keyedUniform, Stream } from "../core/random.ts";
import type { Interactions } from "../core/types.ts";
import { CountTree } from "./count-tree.ts";
import type { MetItems } from "./met-items.ts";

/** Draws negatives for what users met. */
export interface NegativeSampler {
  /** k items for each row, never the row's own; a pure function of the rows, the key, and what the sampler has learnt: [P × k] */
  draw(rows: Interactions, k: number, key: number): Int32Array;
}

/** Every item alike, 0..items-1. Throws a UsageError for fewer than two. */
export function uniformSampler(items: number): NegativeSampler {
  checkTwo(items);
  return {
    draw: (rows, k, key) =>
      eachDraw(rows, k, (own, row, j) => {
        const other = Math.floor((items - 1) * keyedUniform(key, row, j));
        return other < own ? other : other + 1;
      }),
  };
}

/** Items as often as they were met so far, each counted once more than it was, so that new ones are drawn too. */
export class PopularitySampler implements NegativeSampler {
  readonly #items: number;
  #met: Int32Array;
  #counts: CountTree;

  /** Throws a UsageError for fewer than two items. */
  constructor(items: number) {
    checkTwo(items);
    this.#items = items;
    this.#met = new Int32Array(items);
    this.#counts = countsOf(this.#met);
  }

  /** How often each item was met: [items] */
  get met(): Int32Array {
    return this.#met;
  }

  set met(counts: Int32Array) {
    this.#met = counts.slice();
    this.#counts = countsOf(counts);
  }

  /** Counts items that were met. Throws a UsageError for one that there is not, before any is counted. */
  count(items: Int32Array): void {
    checkIds(items, { what: "items", last: this.#items - 1 }, "met");
    for (const item of items) {
      this.#met[item]++;
      this.#counts.add(item, 1);
    }
  }

  draw(rows: Interactions, k: number, key: number): Int32Array {
    const counts = this.#counts;
    return eachDraw(rows, k, (own, row, j) => {
      for (let attempt = 0; ; attempt++) {
        const item = counts.indexAt(counts.total * keyedUniform(key, row * k + j, attempt));
        if (item !== own) return item;
      }
    });
  }
}

/** Each item once more than it was met. */
function countsOf(met: Int32Array): CountTree {
  const counts = new CountTree(met.length);
  for (const [item, count] of met.entries()) counts.add(item, count + 1);
  return counts;
}

/** Most times that a draw is made anew: for those who have met nearly all. */
const MOST_ANEW = 20;

/** A sampler whose draws are made anew where the user has met the item. What is still met after 20 times stays. */
export function unmetSampler(sampler: NegativeSampler, met: MetItems): NegativeSampler {
  return {
    draw(rows, k, key) {
      const drawn = sampler.draw(rows, k, key);
      const random = new Stream(key);
      const isMet = (place: number) => met.has(rows.users[Math.floor(place / k)], drawn[place]);
      let places = drawn.map((_, place) => place).filter(isMet);
      for (let time = 0; places.length > 0 && time < MOST_ANEW; time++) {
        const of = (column: Int32Array) => places.map((place) => column[Math.floor(place / k)]);
        const others = sampler.draw({ users: of(rows.users), items: of(rows.items) }, 1, random.key());
        for (const [i, place] of places.entries()) drawn[place] = others[i];
        places = places.filter(isMet);
      }
      return drawn;
    },
  };
}

function eachDraw(
  { items }: Interactions,
  k: number,
  draw: (own: number, row: number, j: number) => number,
): Int32Array {
  const drawn = new Int32Array(items.length * k);
  for (let row = 0, i = 0; row < items.length; row++) {
    for (let j = 0; j < k; j++) drawn[i++] = draw(items[row], row, j);
  }
  return drawn;
}

function checkTwo(items: number): void {
  if (!(items >= 2)) throw expected("at least two items, to draw another than was met", items);
}
