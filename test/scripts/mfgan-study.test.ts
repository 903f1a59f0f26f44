import { describe, expect, it } from "vitest";
import { chooseArms } from "../../scripts/mfgan-study/arms.ts";
import { bestCorrection, tryCorrections, withPopularity } from "../../scripts/mfgan-study/popularity-correction.ts";
import type { Scorer } from "../../src/core/scorer.ts";
import { packSequences } from "../../src/core/sequences.ts";
import { leaveOneOut } from "../../src/dataset/split.ts";
import { walks } from "../train/mfgan-fixture.ts";

const DATA = walks();

it("chooses the arms of a study, those whose name holds a text, and of its parts where they are asked for", () => {
  const names = (choice: object) => chooseArms({ ablation: false, ...choice }, DATA).map((arm) => arm.name);
  expect(names({})).toHaveLength(5);
  expect(names({ only: "reward" })).toEqual(["constant_reward", "shuffled_reward"]);
  expect(names({ ablation: true, only: "lambda" })).toEqual(["lambda_1", "lambda_5"]);
  expect(names({ ablation: true, only: "temperature_2" })).toEqual(["temperature_2", "samples_temperature_2"]);
});

it.each([
  ["no arm", { only: "nothing" }, "--only: Expected a part of adversarial, more_training"],
  ["factors that the data do not have", { ablation: true }, "Unknown factor 'genre'"],
  ["a setting that an arm has too", { set: "adversarial.reward=constant" }, "each setting once"],
])("refuses %s before anything is run", (_, choice, says) => {
  expect(() => chooseArms({ ablation: false, ...choice }, DATA)).toThrow(says);
});

describe("a correction by popularity", () => {
  /** Knows nothing: all items alike. */
  const scorer: Scorer = { items: 40, score: ({ users }) => new Float32Array(users.length * 40) };

  /** Half of the users train on item 7, the others on 8; the last two items of each are held out. */
  function heldOut(targetOf: (user: number) => number) {
    const lists = Array.from({ length: 16 }, (_, user) => [user % 7, 7 + (user % 2), targetOf(user), 39]);
    return { ...DATA, split: leaveOneOut(packSequences(lists)), items: 40 };
  }

  it("adds a share of log popularity to each user's scores", async () => {
    const events = new Int32Array(40);
    events.set([0, 1, 3]);
    const scores = await withPopularity(scorer, events, -0.5).score({ users: Int32Array.of(4, 2), histories: [] });
    const own = [0, -0.5 * Math.log(2), -0.5 * Math.log(4)].map(Math.fround);
    expect(Array.from(scores.slice(0, 4))).toEqual([...own, 0]);
    expect(Array.from(scores.slice(40, 43))).toEqual(own);
  });

  it("is as large as the validation users gain by, whichever way", async () => {
    const common = await tryCorrections(
      scorer,
      heldOut((user) => 8 - (user % 2)),
    );
    expect(bestCorrection(common)).toEqual({ beta: 0.05, ndcg10: 1 });
    const strange = await tryCorrections(
      scorer,
      heldOut((user) => 10 + user),
    );
    expect(bestCorrection(strange).beta).toBe(-0.4);
    const untouched = strange.find(({ beta }) => beta === 0)?.ndcg10;
    expect(untouched).toBeLessThan(bestCorrection(strange).ndcg10);
    expect(untouched).toBe(common.find(({ beta }) => beta === 0)?.ndcg10);
  });
});
