import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { compareScores } from "../../src/evaluate/compare-scores.ts";

/** One after the other. */
function inTurn(scores: Float32Array, bar: number): ReturnType<typeof compareScores> {
  const counts = { better: 0, tied: 0, worse: 0 };
  for (const score of scores) {
    if (score > bar) counts.better++;
    else if (score === bar) counts.tied++;
    else if (score < bar) counts.worse++;
  }
  return counts;
}

it.each([0, 1, 3, 4, 5, 70, 40_001])("%i scores are counted as one after the other", (count) => {
  const random = new Stream("scores");
  const scores = new Float32Array(count).map(() => random.int(17) - 8); // many ties
  for (const bar of [-9, -1, 0, 3, 8]) expect(compareScores(scores, bar)).toEqual(inTurn(scores, bar));
});

it("what is not a number is above nothing, at nothing and below nothing", () => {
  const { NaN: none, POSITIVE_INFINITY: most } = Number;
  const scores = Float32Array.of(none, -0, 0, most, -most, 1, none, most, 1e-45, none);
  for (const bar of [0, most, -most, none]) expect(compareScores(scores, bar)).toEqual(inTurn(scores, bar));
  expect(compareScores(scores, 0)).toEqual({ better: 4, tied: 2, worse: 1 });
});
