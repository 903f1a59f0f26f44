import { checkIds } from "../core/check-ids.ts";
import type { Scorer, ScoringBatch } from "../core/scorer.ts";
import type { UserSequenceBatch } from "../dataset/sequence-batch.ts";
import type { SequenceModel } from "./sequence-model.ts";

/**
 * Wraps a next-item model for evaluations: ids from 0, histories of any length, the most recent L of which count. Scoring throws a
 * UsageError for items that are not of the catalogue.
 */
export function sequenceScorer(model: SequenceModel): Scorer {
  return {
    items: model.settings.items,
    score: async (batch) => {
      const scores = model.scores(leftPadded(batch, model.settings));
      const values = (await scores.data()) as Float32Array; // [B × (N + 2)]
      scores.dispose();
      return withoutEnds(values, batch.users.length);
    },
  };
}

/** The last L items of each history with ids from 1, padded at the left: [B × L] */
function leftPadded(
  { users, histories }: ScoringBatch,
  { items, length }: { items: number; length: number },
): UserSequenceBatch {
  const inputs = new Int32Array(histories.length * length).fill(items + 1);
  for (const [b, history] of histories.entries()) {
    const recent = history.subarray(-length);
    checkIds(recent, { what: "items", last: items - 1 }, "histories");
    for (let i = 0; i < recent.length; i++) inputs[(b + 1) * length - recent.length + i] = recent[i] + 1;
  }
  return { items: inputs, count: histories.length, length, users };
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
