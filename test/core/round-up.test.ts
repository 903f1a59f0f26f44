import { expect, it } from "vitest";
import { roundUp } from "../../src/core/round-up.ts";

it.each([
  { value: 0, step: 64, is: 0 },
  { value: 1, step: 64, is: 64 },
  { value: 64, step: 64, is: 64 },
  { value: 65, step: 64, is: 128 },
  { value: 2 ** 31 + 1, step: 64, is: 2 ** 31 + 64 },
])("rounds $value up to $is by $step", ({ value, step, is }) => {
  expect(roundUp(value, step)).toBe(is);
});
