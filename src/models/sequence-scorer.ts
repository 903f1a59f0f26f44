import { checkIds } from "../core/check-ids.ts";
import type { Scorer, ScoringBatch } from "../core/scorer.ts";
import { type BatchShape, leftPadded, type UserSequenceBatch } from "../dataset/sequence-batch.ts";
import type { SequenceModel } from "./sequence-model.ts";

/**
 * Wraps a next-item model for evaluations: ids from 0, histories of any length, the most recent L of which count. Scoring throws a
 * UsageError for items that are not of the catalogue.
 */
export function sequenceScorer(model: SequenceModel): Scorer {
  return {
    items: model.settings.items,
    score: async (batch) => {
      const scores = model.scores(paddedBatch(batch, model.settings));
      const values = (await scores.data()) as Float32Array; // [B × (N + 2)]
      scores.dispose();
      return withoutEnds(values, batch.users.length);
    },
  };
}

/** The last L items of each history with ids from 1, padded at the left: [B × L] */
function paddedBatch({ users, histories }: ScoringBatch, { items, length }: BatchShape): UserSequenceBatch {
  const recent = histories.map((history) => history.subarray(-length));
  for (const list of recent) checkIds(list, { what: "items", last: items - 1 }, "histories");
  return {
    ...leftPadded(
      recent.map((list) => list.map((item) => item + 1)),
      { items, length },
    ),
    users,
  };
}

/** Without id 0 and padding, the first and last of each row: [B × N] */
function withoutEnds(scores: Float32Array, rows: number): Float32Array {
  const width = scores.length / rows;
  const kept = new Float32Array(rows * (width - 2));
  for (let row = 0; row < rows; row++) {
    kept.set(scores.subarray(row * width + 1, (row + 1) * width - 1), row * (width - 2));
  }
  return kept;
}
