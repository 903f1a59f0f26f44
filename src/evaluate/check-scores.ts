import { SlateLabError } from "../core/errors.ts";
import { compareScores } from "./compare-scores.ts";

/** Throws a SlateLabError unless these are so many scores, all numbers. */
export function checkScores(scores: Float32Array, size: number): void {
  if (scores.length !== size) throw new SlateLabError(`Expected ${size} scores of the model, got ${scores.length}`);
  const { better, tied, worse } = compareScores(scores, 0);
  if (better + tied + worse < size)
    throw new SlateLabError("Expected scores of the model that are numbers, got NaN: it has diverged");
}
