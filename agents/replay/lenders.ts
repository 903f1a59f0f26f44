/** What a stranger is likely to click: what users clicked whose public first clicks have like texts. */
import type { AgentContext, ItemVectors } from "../../src/core/agents.ts";
import type { Interactions } from "../../src/core/types.ts";
import { TopK } from "../../src/factors/top-k.ts";
import type { ClickLists } from "./click-lists.ts";

/** Items kept of what others clicked: most strangers leave within a few dozen rounds. */
const SHORTLIST = 200;

/** Finds the users whose first clicks are most like somebody's, and what they clicked most. */
export class Lenders {
  readonly #users: number;
  readonly #neighbours: number;
  readonly #width: number;
  /** Mean vector of each user's first clicks, of length 1 or 0: [users × width]. */
  readonly #tastes: Float32Array;

  constructor({ users, interactions }: AgentContext, vectors: ItemVectors, neighbours: number) {
    this.#users = users;
    this.#neighbours = neighbours;
    this.#width = vectors.dimensions;
    this.#tastes = meanVectors(interactions, vectors, users);
  }

  /** Items by the clicks of the nearest users that have any, weighted by nearness, most first. */
  borrow(user: number, clicks: ClickLists): Int32Array {
    const weights = new Map<number, number>();
    const { ids: lenders, scores: cosines } = this.#nearest(user, clicks);
    lenders.forEach((lender, n) => {
      const { items, counts } = clicks.of(lender);
      items.forEach((item, i) => {
        weights.set(item, (weights.get(item) ?? 0) + cosines[n] * counts[i]);
      });
    });
    const best = new TopK(SHORTLIST);
    for (const [item, weight] of weights) best.offer(item, weight);
    return best.drain().ids;
  }

  #nearest(user: number, clicks: ClickLists) {
    const nearest = new TopK(this.#neighbours);
    for (let other = 0; other < this.#users; other++) {
      if (other === user || clicks.of(other).items.length === 0) continue;
      const cosine = this.#cosine(user, other);
      if (cosine > 0) nearest.offer(other, cosine);
    }
    return nearest.drain();
  }

  #cosine(user: number, other: number): number {
    const [a, b] = [user * this.#width, other * this.#width];
    let sum = 0;
    for (let d = 0; d < this.#width; d++) sum += this.#tastes[a + d] * this.#tastes[b + d];
    return sum;
  }
}

function meanVectors({ users: column, items }: Interactions, vectors: ItemVectors, users: number): Float32Array {
  const { dimensions: width } = vectors;
  const tastes = new Float32Array(users * width);
  const vector = new Float32Array(width);
  column.forEach((user, n) => {
    vectors.row(items[n], vector);
    for (let d = 0; d < width; d++) tastes[user * width + d] += vector[d];
  });
  for (let user = 0; user < users; user++) scaleToOne(tastes.subarray(user * width, (user + 1) * width));
  return tastes;
}

/** One of zeros is left as it is. */
function scaleToOne(vector: Float32Array): void {
  const length = Math.hypot(...vector);
  if (length > 0) for (let d = 0; d < vector.length; d++) vector[d] /= length;
}
