/**
 * Draws items by a softmax of their scores, P(i) = e^{s_i/T} / Σ_j e^{s_j/T} over the items that are not excluded: exactly, and
 * without looking at most of them.
 *
 * The best items are known with their scores, the head; any other scores at most as high as the last of them. A try takes an
 * item of the head by its weight e^{s_i/T} or, with the mass N·e^{last/T}, any of the N items at all; one of the tail is kept
 * with probability e^{(s_i − last)/T}, whatever else it is is not, and then there is another try (rejection, von Neumann 1951).
 * No item of the head weighs less than e^{last/T}: at most 1 + N/|head| tries are expected, whatever the scores are.
 */
import type { Stream } from "../core/random.ts";
import type { DotTopK, Excluded } from "./dot-top-k.ts";
import { keyScore } from "./rank-key.ts";
import { RESCORE_LIMIT, type ScanTables } from "./scan-tables.ts";

/** Items of the head; an index should have lists some times as long. */
export const URN_HEAD = 256;
/** Items of a try that are scored in one go: scoring one costs about as much. */
const TRIES = 64;

/** Where items are drawn from. */
export interface UrnSource {
  /** Over `scan`. */
  readonly index: DotTopK;
  readonly scan: ScanTables;
  readonly temperature: number;
}

/** Whose scores they are, which items cannot be drawn, and how many are at most drawn without putting them back. */
export interface UrnQuery {
  readonly user: number;
  readonly excluded: Excluded;
  readonly places: number;
}

/** The items that a user may be shown, with their probabilities: good until vectors or the user's state move. */
export class Urn {
  readonly #source: UrnSource;
  readonly #query: UrnQuery;
  /** Best first. */
  readonly #head: Int32Array;
  /** Of the head, in temperatures. */
  readonly #scores: Float64Array;
  /** Rank key of the last of the head: all of the tail are below. */
  readonly #last: number;
  readonly #hasTail: boolean;
  /** Of the head, by that of the item at `#anchor`. */
  #weights = new Float64Array(0);
  #anchor = -1;

  constructor(source: UrnSource, query: UrnQuery) {
    const { index, scan, temperature } = source;
    const { user, excluded, places } = query;
    const count = URN_HEAD + places;
    this.#source = source;
    this.#query = query;
    this.#head = index.top({ user, k: count, excluded });
    const keys = keysOf(scan, user, this.#head);
    this.#scores = keys.map((key) => keyScore(key) / temperature);
    this.#last = keys.at(-1) ?? Number.NEGATIVE_INFINITY;
    this.#hasTail = this.#head.length === count;
  }

  /** So many items that are not among those taken before, each put back before the next: none where nothing is left. */
  draw(taken: readonly number[], count: number, random: Stream): number[] {
    const best = this.#head.findIndex((item) => !taken.includes(item));
    if (best < 0) return [];
    const weights = this.#weightsBelow(best);
    for (const item of taken) weights[this.#head.indexOf(item)] = 0; // one of the tail is at -1, which is no element
    const ofHead = weights.reduce((sum, weight) => sum + weight, 0);
    const { items } = this.#source.scan.shape;
    const ofTail = this.#hasTail ? items * this.#weight(weights.length - 1, best) : 0;
    const tries = this.#tries(random);
    const one = () => {
      for (;;) {
        const at = random.uniform() * (ofHead + ofTail);
        if (at < ofHead) return this.#head[placeOf(weights, at) ?? best];
        const item = tries();
        if (item !== undefined && !taken.includes(item)) return item;
      }
    };
    return Array.from({ length: count }, one);
  }

  /** Distinct items, each drawn from what those before it leave: fewer where there are no more. */
  drawSlate(random: Stream): number[] {
    const drawn: number[] = [];
    while (drawn.length < this.#query.places) {
      const [item] = this.draw(drawn, 1, random);
      if (item === undefined) break;
      drawn.push(item);
    }
    return drawn;
  }

  /** Weights of the head, of which that at `best` is 1: so it stands for something however sure the scores are. */
  #weightsBelow(best: number): Float64Array {
    if (this.#anchor !== best) this.#weights = this.#scores.map((_, i) => this.#weight(i, best));
    this.#anchor = best;
    return this.#weights.slice();
  }

  #weight(i: number, best: number): number {
    return Math.exp(this.#scores[i] - this.#scores[best]);
  }

  /** Makes tries, one after the other: any of all items, nothing where it is not kept. They are scored some at a time. */
  #tries(random: Stream): () => number | undefined {
    const { scan, temperature } = this.#source;
    const { user, excluded } = this.#query;
    const last = keyScore(this.#last);
    const items = new Int32Array(TRIES);
    let keys = new Float64Array(0);
    let tried = TRIES;
    return () => {
      if (tried === TRIES) {
        for (let i = 0; i < TRIES; i++) items[i] = random.int(scan.shape.items);
        keys = keysOf(scan, user, items);
        tried = 0;
      }
      const [item, key] = [items[tried], keys[tried++]];
      if (key >= this.#last || excluded.includes(item)) return undefined; // of the head, or of neither
      return random.uniform() < Math.exp((keyScore(key) - last) / temperature) ? item : undefined;
    };
  }
}

/** Rank keys of items, in their order. */
function keysOf(scan: ScanTables, user: number, items: Int32Array) {
  const keys = new Float64Array(items.length);
  for (let from = 0; from < items.length; from += RESCORE_LIMIT) {
    const some = items.subarray(from, from + RESCORE_LIMIT);
    scan.ids.set(some);
    keys.set(scan.rescore(user, some.length).subarray(0, some.length), from);
  }
  return keys;
}

/** The first place at which the summed weights pass what is given. */
function placeOf(weights: Float64Array, given: number): number | undefined {
  let left = given;
  for (let place = 0; place < weights.length; place++) {
    left -= weights[place];
    if (left < 0) return place;
  }
  return undefined; // where rounding leaves a little
}
