import { describe, expect, it } from "vitest";
import type { Sections } from "../../src/core/checkpoint.ts";
import { SlateLabError } from "../../src/core/errors.ts";
import { checkSections, type SectionRules } from "../../src/core/section-rules.ts";

const RULES: SectionRules = {
  items: { type: Int32Array, least: 0, most: 4 },
  offsets: { type: Uint32Array, length: 3, offsetsInto: "items" },
  rows: { type: Float32Array, least: 0 },
};
const GOOD: Sections = {
  items: Int32Array.of(0, 4, 2),
  offsets: Uint32Array.of(0, 2, 3),
  rows: Float32Array.of(0.5),
  more: Float64Array.of(Number.NaN),
};

describe("checkSections", () => {
  it("takes arrays by the rules, and others beside them", () => {
    expect(() => checkSections(GOOD, RULES, "f")).not.toThrow();
  });

  it.each<[Sections, string]>([
    [{ items: new Int32Array(0), rows: GOOD.rows }, "f: offsets: Expected numbers (Uint32Array), got none"],
    [{ ...GOOD, items: Float32Array.of(1) }, "f: items: Expected numbers (Int32Array), got Float32Array"],
    [{ ...GOOD, items: Int32Array.of(0, 5, 2) }, "f: items, number 1: Expected a number from 0 to 4, got 5"],
    [{ ...GOOD, items: Int32Array.of(0, 1, -1) }, "f: items, number 2: Expected a number from 0 to 4, got -1"],
    [{ ...GOOD, offsets: Uint32Array.of(0, 3) }, "f: offsets: Expected 3 numbers, got 2"],
    [{ ...GOOD, offsets: Uint32Array.of(1, 2, 3) }, "f: offsets: Expected offsets from 0, got 1"],
    [{ ...GOOD, offsets: Uint32Array.of(0, 2, 1) }, "f: offsets, number 2: Expected an offset of at least 2, got 1"],
    [{ ...GOOD, offsets: Uint32Array.of(0, 2, 9) }, "f: offsets: Expected offsets to 3, got 9"],
    [
      { ...GOOD, rows: Float32Array.of(Number.NaN) },
      "f: rows, number 0: Expected a finite number of at least 0, got NaN",
    ],
    [{ ...GOOD, rows: Float32Array.of(1, Infinity) }, "f: rows, number 1: Expected a finite number of at least 0"],
  ])("refuses %j: %s", (sections, says) => {
    expect(() => checkSections(sections, RULES, "f")).toThrow(SlateLabError);
    expect(() => checkSections(sections, RULES, "f")).toThrow(says);
  });
});
