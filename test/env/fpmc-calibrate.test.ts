import { describe, expect, it } from "vitest";
import { type CalibrateOptions, calibrateChoice, clickRate, sampleSlates } from "../../env/movielens/calibrate.ts";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { packSequences } from "../../src/core/sequences.ts";
import { randomTables } from "./fpmc-fixture.ts";

const base: CalibrateOptions = { ...randomTables(), random: new Stream("calibration") };

describe("calibrateChoice", () => {
  it.each<[number, number, number]>([
    [0.015, 0.9, 1],
    [0.02, 0.9, 10],
    [0.1, 0.95, 1],
    [0.05, 0.5, 0.001],
  ])(
    "makes random slates clicked at %f and best slates at %f, utilities scaled by %f",
    (randomClickRate, bestClickRate, scale) => {
      const scaled = { ...base.tables, itemTable: base.tables.itemTable.map((value) => value * scale) };
      const options = { ...base, tables: scaled, randomClickRate, bestClickRate };
      const choice = calibrateChoice(options);
      const { random, best } = sampleSlates(options);
      expect(clickRate(random, choice)).toBeCloseTo(randomClickRate, 6);
      expect(clickRate(best, choice)).toBeCloseTo(bestClickRate, 6);
    },
  );

  it("holds for other random slates of other users", () => {
    const choice = calibrateChoice({ ...base, users: 150 });
    const { random, best } = sampleSlates({ ...base, random: new Stream("fresh"), users: 150 });
    expect(Math.abs(clickRate(random, choice) - 0.015)).toBeLessThan(0.005);
    expect(Math.abs(clickRate(best, choice) - 0.9)).toBeLessThan(0.05);
  });

  it("gives the same scale for the same seed", () => {
    expect(calibrateChoice(base)).toEqual(calibrateChoice({ ...base, random: new Stream("calibration") }));
  });

  it("puts only unseen items on slates, the five best on the best one", () => {
    const { tables } = randomTables({ users: 1, items: 12, factors: 4 });
    // Item utilities 0..11 by their bias alone; the user knows 11, 10 and 0.
    tables.itemTable.fill(0).forEach((_, i, table) => {
      if (i % 9 === 8) table[i] = Math.floor(i / 9);
    });
    const { random, best } = sampleSlates({
      tables,
      histories: packSequences([[11, 10, 0]]),
      random: new Stream("unseen"),
    });
    expect([...best.utilities]).toEqual([5, 6, 7, 8, 9]);
    const drawn = Array.from(random.utilities);
    expect(new Set(drawn)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    for (let slate = 0; slate < drawn.length; slate += 5) expect(new Set(drawn.slice(slate, slate + 5)).size).toBe(5);
  });

  it("says what is out of reach when users are too unlike", () => {
    const unlike = { ...base, ...randomTables({ factors: 4 }) };
    expect(() => calibrateChoice(unlike)).toThrow(SlateLabError);
    expect(() => calibrateChoice(unlike)).toThrow(
      /best slates clicked at 0\.9, random ones are clicked at 0\.\d+ even at the lowest/,
    );
  });

  it.each<[string, Partial<CalibrateOptions>, RegExp]>([
    ["rates in the wrong order", { randomClickRate: 0.95 }, /Expected 0 < randomClickRate < bestClickRate < 1/],
    ["a certain click", { bestClickRate: 1 }, /Expected 0 < randomClickRate < bestClickRate < 1/],
    [
      "utilities that are all one",
      { tables: { ...base.tables, itemTable: new Float32Array(2000 * 65) } },
      /Expected utilities that differ/,
    ],
    [
      "a NaN",
      { tables: { ...base.tables, userTable: base.tables.userTable.map(() => Number.NaN) } },
      /Expected utilities that differ, all finite/,
    ],
    ["users who know every item", { slateSize: 1995 }, /Expected 1995 items that user \d+ has not seen, got 1990/],
  ])("refuses %s", (_, change, message) => {
    expect(() => calibrateChoice({ ...base, ...change })).toThrow(UsageError);
    expect(() => calibrateChoice({ ...base, ...change })).toThrow(message);
  });
});

describe("clickRate", () => {
  it("is the softmax share of the slate, without overflow", () => {
    const slates = { utilities: Float64Array.of(1, 2, 3000, 0), slateSize: 2 };
    const first = (Math.exp(1) + Math.exp(2)) / (Math.exp(1) + Math.exp(2) + 1);
    expect(clickRate(slates, { temperature: 1, noClick: 0 })).toBeCloseTo((first + 1) / 2, 12);
  });
});
