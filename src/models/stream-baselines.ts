/** Models of streams that are counted rather than trained: what learning online must beat. */
import type { Scorer } from "../core/scorer.ts";
import type { StreamModel } from "../core/stream-model.ts";
import type { Interactions } from "../core/types.ts";

/** Items as often as they were met so far, alike for everybody. */
export function popularityStream(items: number): StreamModel {
  const counts = new Float32Array(items);
  return {
    items,
    score: (users) => repeated(counts, users.length),
    learn: (events) => {
      for (const item of events.items) counts[item]++;
    },
  };
}

/** The items that anybody met last, the latest first; those that nobody met come after all. */
export function recencyStream(items: number): StreamModel {
  const places = new Float64Array(items).fill(Number.NEGATIVE_INFINITY);
  let events = 0;
  return {
    items,
    score: (users) => {
      const order = Uint32Array.from(places.keys()).sort((a, b) => places[a] - places[b]);
      const scores = new Float32Array(items); // places among the items: float32 could not tell the events of a long stream apart
      for (const [place, item] of order.entries()) if (places[item] >= 0) scores[item] = 1 + place;
      return repeated(scores, users.length);
    },
    learn: ({ items: met }) => {
      for (const item of met) places[item] = events++;
    },
  };
}

/**
 * A model that is fitted, as it is: it learns nothing, but sees each user's newest items, at most so many. Histories at first are
 * those of `before`, in time order.
 */
export function frozenStream(
  scorer: Scorer,
  { users, recent, before = [] }: { users: number; recent: number; before?: Iterable<Interactions> },
): StreamModel {
  const histories = Array.from({ length: users }, () => [] as number[]);
  const learn = ({ users: who, items }: Interactions) => {
    for (const [i, user] of who.entries()) {
      histories[user].push(items[i]);
      if (histories[user].length > recent) histories[user].shift();
    }
  };
  for (const events of before) learn(events);
  return {
    items: scorer.items,
    score: (who) =>
      scorer.score({ users: who, histories: Array.from(who, (user) => Int32Array.from(histories[user])) }),
    learn,
  };
}

function repeated(scores: Float32Array, rows: number): Float32Array {
  const all = new Float32Array(rows * scores.length);
  for (let row = 0; row < rows; row++) all.set(scores, row * scores.length);
  return all;
}
