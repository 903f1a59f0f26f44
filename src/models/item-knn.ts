/**
 * Item-based nearest neighbours (B. Sarwar et al., WWW 2001; M. Deshpande, G. Karypis, TOIS 2004): items are alike as far as
 * the same users have them, and a user's score of an item is the sum of its likeness to the items of the history.
 *
 *   likeness(i, j) = c_ij / (√(c_i · c_j) + shrinkage)
 *
 * with c_ij users of both and c_i users of i: the cosine of two columns of the user × item matrix, which shrinkage lowers
 * where few users tell of it. Of each item of the history only the nearest `neighbours` count. One departure: only the newest
 * items of a history count, unless told otherwise. On MovieLens-1M, whose histories are long, that triples nDCG@10
 * (docs/offline.md).
 */
import { z } from "zod";
import { checkIds } from "../core/check-ids.ts";
import type { Scorer, ScoringBatch } from "../core/scorer.ts";
import { packSequences, type Sequences, sequenceOf, toInteractions, toSequences } from "../core/sequences.ts";
import { type Ranked, TopK } from "../factors/top-k.ts";
import type { BaselineDefinition } from "./definition.ts";

/** Settings of item-based nearest neighbours. */
export interface ItemKnnSettings {
  /** Neighbours kept of each item. */
  readonly neighbours: number;
  /** Users added to the denominator; 0 is the plain cosine. */
  readonly shrinkage: number;
  /** Only this many of the newest items of a history count; 0: all of them. */
  readonly recent: number;
}

/** Neighbours of every item, nearest first, in compressed sparse rows. */
interface Neighbours {
  readonly items: Int32Array;
  readonly likeness: Float32Array;
  /** [items + 1] */
  readonly offsets: Uint32Array;
}

/** Scores items by their likeness to those of a history. */
export class ItemKnn implements Scorer {
  readonly items: number;
  readonly #neighbours: Neighbours;
  readonly #recent: number;

  private constructor(items: number, neighbours: Neighbours, recent: number) {
    this.items = items;
    this.#neighbours = neighbours;
    this.#recent = recent;
  }

  /**
   * `train` holds an item at most once a user, as `prepare` leaves it. Costs the sum over users of their squared number of
   * items, whatever the size of the catalogue.
   */
  static fit(train: Sequences, items: number, settings: ItemKnnSettings): ItemKnn {
    return new ItemKnn(items, findNeighbours(train, items, settings), settings.recent);
  }

  score({ users, histories }: ScoringBatch): Float32Array {
    const scores = new Float32Array(users.length * this.items);
    for (const [row, history] of histories.entries()) {
      checkIds(history, { what: "items", last: this.items - 1 }, "histories");
      this.#addRow(scores.subarray(row * this.items, (row + 1) * this.items), history.subarray(-this.#recent));
    }
    return scores;
  }

  #addRow(scores: Float32Array, history: Int32Array): void {
    const { items, likeness, offsets } = this.#neighbours;
    for (const item of history) {
      for (let i = offsets[item]; i < offsets[item + 1]; i++) scores[items[i]] += likeness[i];
    }
  }
}

function findNeighbours(train: Sequences, items: number, { neighbours, shrinkage }: ItemKnnSettings): Neighbours {
  checkIds(train.items, { what: "items", last: items - 1 }, "training sequences");
  const { users: ofUsers, items: ofItems } = toInteractions(train);
  const owners = toSequences({ users: ofItems, items: ofUsers }, items);
  const usersOf = (item: number) => owners.offsets[item + 1] - owners.offsets[item];
  const together = new CoOccurrence(train, items);
  const best = new TopK(neighbours);
  const lists = Array.from({ length: items }, (_, item) => {
    together.count(sequenceOf(owners, item), (other, count) => {
      if (other !== item) best.offer(other, count / (Math.sqrt(usersOf(item) * usersOf(other)) + shrinkage));
    });
    return best.drain();
  });
  return packed(lists);
}

/** Counts which items some users have. */
class CoOccurrence {
  readonly #train: Sequences;
  /** Zero but for the items touched: [items]. */
  readonly #counts: Int32Array;
  readonly #touched: Int32Array;

  constructor(train: Sequences, items: number) {
    this.#train = train;
    this.#counts = new Int32Array(items);
    this.#touched = new Int32Array(items);
  }

  /** Visits each item that any of the users has, with how many of them have it. */
  count(users: Int32Array, visit: (item: number, count: number) => void): void {
    let touched = 0;
    const { items, offsets } = this.#train;
    const counts = this.#counts;
    for (const user of users) {
      // Indexed: this innermost loop is all the cost of a fit.
      for (let i = offsets[user]; i < offsets[user + 1]; i++) {
        if (counts[items[i]]++ === 0) this.#touched[touched++] = items[i];
      }
    }
    for (const item of this.#touched.subarray(0, touched)) {
      visit(item, counts[item]);
      counts[item] = 0;
    }
  }
}

function packed(lists: readonly Ranked[]): Neighbours {
  const { items, offsets } = packSequences(lists.map(({ ids }) => ids));
  const likeness = new Float32Array(items.length);
  for (const [item, { scores }] of lists.entries()) likeness.set(scores, offsets[item]);
  return { items, likeness, offsets };
}

/** The model `item-knn`. */
export const itemKnn: BaselineDefinition = {
  name: "item-knn",
  summary: "likeness to a user's newest items, by who else has both",
  settings: z.strictObject({
    neighbours: z.int().min(1).max(10_000).default(300).describe("neighbours kept of each item"),
    shrinkage: z.number().min(0).max(1_000_000).default(0).describe("users added to the denominator of the cosine"),
    recent: z.int().min(0).max(10_000).default(5).describe("newest items of a history that count; 0: all"),
  }),
  fit: ItemKnn.fit,
};
