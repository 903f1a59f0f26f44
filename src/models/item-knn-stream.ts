import type { StreamModel } from "../core/stream-model.ts";
import type { Interactions } from "../core/types.ts";

/** Settings of item-based nearest neighbours on a stream. */
export interface ItemKnnStreamSettings {
  readonly users: number;
  readonly items: number;
  /** An item that is met is counted together with so many of its user's newest before it. */
  readonly reach: number;
  /** Only this many of a user's newest items count in a score; at most `reach`. */
  readonly recent: number;
  /** Added to the denominator of a likeness; 0 is the plain cosine. */
  readonly shrinkage: number;
}

/**
 * Item-based nearest neighbours (item-knn.ts) whose counts grow with a stream: likeness(i, j) = c_ij / (√(c_i · c_j) + shrinkage) with c_i
 * the events of i so far, and c_ij those of either not long after the other. All neighbours of an item count.
 */
export function itemKnnStream({ users, items, reach, recent, shrinkage }: ItemKnnStreamSettings): StreamModel {
  const counts = new Float64Array(items);
  const together = Array.from({ length: items }, () => new Map<number, number>());
  const histories = Array.from({ length: users }, () => [] as number[]);

  const meet = (user: number, item: number) => {
    counts[item]++;
    for (const other of histories[user]) {
      if (other === item) continue;
      for (const [a, b] of [
        [item, other],
        [other, item],
      ])
        together[a].set(b, (together[a].get(b) ?? 0) + 1);
    }
    histories[user].push(item);
    if (histories[user].length > reach) histories[user].shift();
  };
  const addRow = (scores: Float32Array, user: number) => {
    for (const item of histories[user].slice(-recent)) {
      for (const [other, count] of together[item])
        scores[other] += count / (Math.sqrt(counts[item] * counts[other]) + shrinkage);
    }
  };

  return {
    items,
    score: (who) => {
      const scores = new Float32Array(who.length * items);
      for (const [row, user] of who.entries()) addRow(scores.subarray(row * items, (row + 1) * items), user);
      return scores;
    },
    learn: ({ users: who, items: met }: Interactions) => {
      for (const [i, user] of who.entries()) meet(user, met[i]);
    },
  };
}
