import { expected } from "../core/errors.ts";

/** Ids with their scores, best first. */
export interface Ranked {
  ids: Int32Array;
  scores: Float64Array;
}

/**
 * Keeps the k best of the ids offered to it, in any order: higher scores first, ties by smaller id. A binary heap with
 * the worst of them on top.
 */
export class TopK {
  readonly k: number;
  readonly #ids: Int32Array;
  readonly #scores: Float64Array;
  #size = 0;

  constructor(k: number) {
    if (!Number.isInteger(k) || k < 1) throw expected("k to be a whole number of at least 1", k);
    this.k = k;
    this.#ids = new Int32Array(k);
    this.#scores = new Float64Array(k);
  }

  get size(): number {
    return this.#size;
  }

  /** Score of the k-th best so far; -Infinity while there are fewer. Nothing lower can enter. */
  get bar(): number {
    return this.#size < this.k ? Number.NEGATIVE_INFINITY : this.#scores[0];
  }

  clear(): void {
    this.#size = 0;
  }

  offer(id: number, score: number): void {
    if (this.#size < this.k) this.#siftUp(this.#size++, id, score);
    else if (isWorse(this.#scores[0], this.#ids[0], score, id)) this.#siftDown(id, score);
  }

  /** Takes out what is held, best first. */
  drain(): Ranked {
    const ids = new Int32Array(this.#size);
    const scores = new Float64Array(this.#size);
    while (this.#size > 0) {
      const last = --this.#size;
      ids[last] = this.#ids[0];
      scores[last] = this.#scores[0];
      this.#siftDown(this.#ids[last], this.#scores[last]);
    }
    return { ids, scores };
  }

  #siftUp(from: number, id: number, score: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isWorse(score, id, this.#scores[parent], this.#ids[parent])) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, id, score);
  }

  /** Puts an entry in place of the worst. */
  #siftDown(id: number, score: number): void {
    let at = 0;
    for (let child = this.#worseChild(at); child < this.#size; child = this.#worseChild(at)) {
      if (!isWorse(this.#scores[child], this.#ids[child], score, id)) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, id, score);
  }

  #worseChild(at: number): number {
    const left = 2 * at + 1;
    const right = left + 1;
    if (right >= this.#size) return left;
    return isWorse(this.#scores[right], this.#ids[right], this.#scores[left], this.#ids[left]) ? right : left;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#ids[from], this.#scores[from]);
  }

  #put(at: number, id: number, score: number): void {
    this.#ids[at] = id;
    this.#scores[at] = score;
  }
}

function isWorse(score: number, id: number, otherScore: number, otherId: number): boolean {
  return score < otherScore || (score === otherScore && id > otherId);
}

/**
 * The ids (places in `scores`) of the k highest scores, best first, ties by smaller id. Items for which `exclude` is
 * true and scores of -Infinity or NaN are never chosen, so the answer may be shorter than k. `exclude` is asked only
 * about items that would enter.
 */
export function topK(scores: ArrayLike<number>, k: number, exclude?: (id: number) => boolean): Int32Array {
  const best = new TopK(k);
  let { bar } = best;
  // Ids rise, so a tie with the k-th best loses.
  for (let id = firstAbove(bar, scores, 0); id < scores.length; id = firstAbove(bar, scores, id + 1)) {
    if (exclude?.(id)) continue;
    best.offer(id, scores[id]);
    bar = best.bar;
  }
  return best.drain().ids;
}

/**
 * The first place from `from` on whose score is above the bar, or the number of scores. Most places are passed by, and eight at
 * a time that takes a third of the time.
 */
function firstAbove(bar: number, scores: ArrayLike<number>, from: number): number {
  let i = from;
  const eight = () =>
    scores[i] > bar ||
    scores[i + 1] > bar ||
    scores[i + 2] > bar ||
    scores[i + 3] > bar ||
    scores[i + 4] > bar ||
    scores[i + 5] > bar ||
    scores[i + 6] > bar ||
    scores[i + 7] > bar;
  while (i + 8 <= scores.length && !eight()) i += 8;
  while (i < scores.length && !(scores[i] > bar)) i++;
  return i;
}
