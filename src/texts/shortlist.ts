/**
 * The items that may be among the k nearest of one item, as their whole-number products come in.
 *
 * Products are within `slack` of S² times the scores (neighbour-table.ts). With A the k-th best product so far, k items
 * score at least (A − slack)/S², so an item whose product is below A − 2·slack is none of the k best. Nor is one that
 * only reaches it when its id is larger than theirs: ties go to the smaller id.
 */

import type { NeighbourList } from "../core/agents.ts";
import { TopK } from "../factors/top-k.ts";
import { errorBound, exactScore, type NeighbourTable, SCALE } from "./neighbour-table.ts";

/** Candidates held before they are scored exactly. */
const CAPACITY = 4096;
const EVERYTHING = -(2 ** 31);

/** The candidates for the nearest neighbours of one item. */
export class Shortlist {
  readonly #table: NeighbourTable;
  readonly #query: number;
  /** In units of products. */
  readonly #slack: number;
  /** The best products. */
  readonly #near: TopK;
  /** The best scores, of the items scored so far. */
  readonly #best: TopK;
  readonly #items: number[] = [];
  readonly #products: number[] = [];

  constructor(table: NeighbourTable, query: number, k: number) {
    this.#table = table;
    this.#query = query;
    this.#slack = errorBound(table, query) * SCALE * SCALE;
    this.#near = new TopK(k);
    this.#best = new TopK(k);
  }

  /** Products up to this are of no interest any more, for items with ids above those offered. */
  get limit(): number {
    return Math.max(EVERYTHING, Math.floor(this.#near.bar - 2 * this.#slack));
  }

  /** Takes an item with its product; ids rise from one offer to the next. */
  offer(item: number, product: number): void {
    if (item === this.#query) return;
    this.#near.offer(item, product);
    this.#items.push(item);
    this.#products.push(product);
    if (this.#items.length === CAPACITY) this.#score();
  }

  /** The k nearest, best first. */
  finish(): NeighbourList {
    this.#score();
    const { ids, scores } = this.#best.drain();
    return { items: ids, scores: Float32Array.from(scores) };
  }

  /** Scores exactly what can still be among the best; an item that just reaches the limit can, by a smaller id. */
  #score(): void {
    const { limit } = this;
    for (const [i, item] of this.#items.entries()) {
      if (this.#products[i] >= limit) this.#best.offer(item, exactScore(this.#table, this.#query, item));
    }
    this.#items.length = 0;
    this.#products.length = 0;
  }
}
