import { expect, it } from "vitest";
import { bytesOf, chunks, joined } from "../../src/core/arrays.ts";

it.each([
  { values: [], size: 2, groups: [] },
  { values: [1], size: 2, groups: [[1]] },
  {
    values: [1, 2, 3, 4],
    size: 2,
    groups: [
      [1, 2],
      [3, 4],
    ],
  },
  { values: [1, 2, 3, 4, 5], size: 2, groups: [[1, 2], [3, 4], [5]] },
])("$values in groups of $size", ({ values, size, groups }) => {
  expect(chunks<number>(values, size)).toEqual(groups);
});

it("joins parts of any length", () => {
  expect(joined([])).toEqual(new Float32Array());
  expect(joined([Float32Array.of(1, 2), Float32Array.of(), Float32Array.of(3)])).toEqual(Float32Array.of(1, 2, 3));
});

it("shows the bytes of a part of an array, and copies nothing", () => {
  const numbers = Int32Array.of(1, 2, 3);
  const bytes = bytesOf(numbers.subarray(1, 2));
  expect([bytes.length, bytes.buffer]).toEqual([4, numbers.buffer]);
  bytes.fill(0);
  expect(numbers).toEqual(Int32Array.of(1, 0, 3));
});
