import { expect, it } from "vitest";
import { chooseArms } from "../../scripts/mfgan-study/arms.ts";
import { walks } from "../train/mfgan-fixture.ts";

const DATA = walks();

it("chooses the arms of a study, those whose name holds a text, and of its parts where they are asked for", () => {
  const names = (choice: object) => chooseArms({ ablation: false, ...choice }, DATA).map((arm) => arm.name);
  expect(names({})).toHaveLength(5);
  expect(names({ only: "reward" })).toEqual(["constant_reward", "shuffled_reward"]);
  expect(names({ ablation: true, only: "lambda" })).toEqual(["lambda_1", "lambda_5"]);
});

it.each([
  ["no arm", { only: "nothing" }, "--only: Expected a part of adversarial, more_training"],
  ["factors that the data do not have", { ablation: true }, "Unknown factor 'genre'"],
  ["a setting that an arm has too", { set: "adversarial.reward=constant" }, "each setting once"],
])("refuses %s before anything is run", (_, choice, says) => {
  expect(() => chooseArms({ ablation: false, ...choice }, DATA)).toThrow(says);
});
