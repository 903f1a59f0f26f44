import { SlateLabError } from "../core/errors.ts";

/** Throws a SlateLabError unless these are so many scores, all numbers. */
export function checkScores(scores: Float32Array, size: number): void {
  if (scores.length !== size) throw new SlateLabError(`Expected ${size} scores of the model, got ${scores.length}`);
  for (let i = 0; i < size; i++) {
    if (!Number.isNaN(scores[i])) continue;
    throw new SlateLabError("Expected scores of the model that are numbers, got NaN: it has diverged");
  }
}
