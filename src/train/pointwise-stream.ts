import type { StreamModel } from "../core/stream-model.ts";
import { NO_CLICK } from "../core/types.ts";
import { type Click, type ClickLearning, learnClick } from "./pointwise.ts";

/** A pointwise model on a stream, and how it learns. */
export interface PointwiseStreamSettings extends ClickLearning {
  readonly users: number;
  /** The model's score of an item for a user whose last one is known. */
  scoreOf(click: Click): number;
}

/** A pointwise model as a stream meets it: every event is a click, learnt from as agents learn, one after the other. */
export function pointwiseStream({ users, scoreOf, ...learning }: PointwiseStreamSettings): StreamModel {
  const { items } = learning;
  const lasts = new Int32Array(users).fill(NO_CLICK);
  return {
    items,
    score: (who) => {
      const scores = new Float32Array(who.length * items);
      for (let row = 0, i = 0; row < who.length; row++) {
        const [user, last] = [who[row], lasts[who[row]]];
        for (let item = 0; item < items; item++) scores[i++] = scoreOf({ user, item, last });
      }
      return scores;
    },
    learn: (events) => {
      for (const [i, user] of events.users.entries()) {
        const item = events.items[i];
        learnClick(learning, { user, item, last: lasts[user] });
        lasts[user] = item;
      }
    },
  };
}
