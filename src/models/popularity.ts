/** Popularity: the score of an item is how often it occurs in training, the same for everybody. The baseline that any model must beat. */

import { z } from "zod";
import { checkIds } from "../core/check-ids.ts";
import type { Scorer, ScoringBatch } from "../core/scorer.ts";
import type { Sequences } from "../core/sequences.ts";
import type { BaselineDefinition } from "./definition.ts";

/** Scores items by how often they occur, alike for everybody. */
export class Popularity implements Scorer {
  readonly items: number;
  /** [items] */
  readonly counts: Float32Array;

  private constructor(counts: Float32Array) {
    this.items = counts.length;
    this.counts = counts;
  }

  static fit(train: Sequences, items: number): Popularity {
    checkIds(train.items, { what: "items", last: items - 1 }, "training sequences");
    const counts = new Float32Array(items);
    for (const item of train.items) counts[item]++;
    return new Popularity(counts);
  }

  score({ users }: ScoringBatch): Float32Array {
    const scores = new Float32Array(users.length * this.items);
    for (let row = 0; row < users.length; row++) scores.set(this.counts, row * this.items);
    return scores;
  }
}

/** The model `popularity`. */
export const popularity: BaselineDefinition = {
  name: "popularity",
  summary: "how often an item occurs, the same for everybody",
  settings: z.strictObject({}),
  fit: Popularity.fit,
};
