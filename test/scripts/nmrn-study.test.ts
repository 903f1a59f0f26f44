import { expect, it } from "vitest";
import { streamedOf } from "../../scripts/nmrn-study/arm-run.ts";
import { chooseArms } from "../../scripts/nmrn-study/arms.ts";

const SIZE = { users: 5, items: 12 };

it("chooses the arms of a study, or those whose name holds a text", () => {
  const names = (choice: object) => chooseArms(choice, SIZE).map(({ name }) => name);
  expect(names({})).toHaveLength(9);
  expect(names({ only: "popularity" })).toEqual(["nmrn_popularity", "popularity"]);
  expect(names({ only: "o" })).toContain("frozen");
});

it.each([
  ["no arm", { only: "nothing" }, "--only: Expected a part of nmrn_uniform, nmrn_popularity"],
  ["a setting that there is not", { set: "slot=3" }, "slots"],
  ["a setting that an arm has too", { set: "sampler=uniform" }, "each setting once"],
  ["blocks that no machine can hold", { set: "blockSize=10000,slots=1000,width=1000" }, "blocks of at most"],
])("refuses %s before anything is run", (_, choice, says) => {
  expect(() => chooseArms(choice, SIZE)).toThrow(says);
});

it("keeps the windows that are whole, and the means at the end", () => {
  const rows = [12, 20, 33, 37].map((events) => ({
    ...{ events, total: { MPR: events / 100 }, window: { MPR: events / 50 } },
    milliseconds: { scoring: 1, learning: 2 },
  }));
  const { windows, total } = streamedOf(rows, 10);
  expect(windows.map(({ events }) => events)).toEqual([12, 20, 33]);
  expect(total).toEqual({ MPR: 0.37 });
});
