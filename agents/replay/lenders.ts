/** What a user is likely to click: what those clicked who clicked the same items. */
import type { AgentContext } from "../../src/core/agents.ts";
import { TopK } from "../../src/factors/top-k.ts";
import type { ClickLists } from "./click-lists.ts";

/** Items kept of what others clicked: more than most strangers are shown between two clicks. */
const SHORTLIST = 200;

/** Finds the users who share most clicks with somebody, and what they clicked most. */
export class Lenders {
  readonly #clicks: ClickLists;
  readonly #neighbours: number;
  /** Of each item, between two calls 0: [items]. */
  readonly #weights: Float64Array;

  constructor({ catalogue }: Pick<AgentContext, "catalogue">, clicks: ClickLists, neighbours: number) {
    this.#clicks = clicks;
    this.#neighbours = neighbours;
    this.#weights = new Float64Array(catalogue.size);
  }

  /**
   * Items by how often the user's neighbours clicked them, most first; ties by id. A neighbour weighs as much as the cosine of
   * the two users' sets of clicks, but for a constant of the user.
   */
  borrow(user: number, history: Iterable<number>): Int32Array {
    const { ids: lenders, scores: shared } = this.#nearest(user, history);
    const found: number[] = [];
    lenders.forEach((lender, n) => {
      const { items, counts } = this.#clicks.of(lender);
      const weight = shared[n] / Math.sqrt(items.length);
      for (let i = 0; i < items.length; i++) {
        if (this.#weights[items[i]] === 0) found.push(items[i]);
        this.#weights[items[i]] += weight * counts[i];
      }
    });
    return this.#drain(found);
  }

  /** Users by how many of the items they clicked. */
  #nearest(user: number, history: Iterable<number>) {
    const shared = new Map<number, number>();
    for (const item of history) {
      for (const other of this.#clicks.clickersOf(item)) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    const nearest = new TopK(this.#neighbours);
    for (const [other, count] of shared) if (other !== user) nearest.offer(other, count);
    return nearest.drain();
  }

  #drain(items: readonly number[]): Int32Array {
    const best = new TopK(SHORTLIST);
    for (const item of items) {
      best.offer(item, this.#weights[item]);
      this.#weights[item] = 0;
    }
    return best.drain().ids;
  }
}
