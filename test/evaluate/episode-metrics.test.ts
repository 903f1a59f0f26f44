import { describe, expect, it } from "vitest";
import { EpisodeLog } from "../../src/core/episode-log.ts";
import { UsageError } from "../../src/core/errors.ts";
import { NO_CLICK } from "../../src/core/types.ts";
import { coverage, diversity, gini, novelty, summarise } from "../../src/evaluate/episode-metrics.ts";
import { logSpacedRounds } from "../../src/evaluate/log-spaced-rounds.ts";

type Row = [user: number, slate: number[], clicked: number];

function logOf(rows: Row[], slateSize = 2): EpisodeLog {
  const log = new EpisodeLog(slateSize);
  for (const [user, slate, clicked] of rows) log.add(user, slate, { clicked, reward: clicked === NO_CLICK ? 0 : 1 });
  return log;
}

const facts = {
  users: 2,
  horizon: 10,
  catalogueSize: 4,
  publicClicks: { users: Int32Array.of(0, 0, 1, 1), items: Int32Array.of(0, 0, 0, 1) },
  similarity: (a: number, b: number) => (a + b === 1 ? 0.25 : 0),
};

describe("summarise", () => {
  const log = logOf([
    [0, [0, 1], NO_CLICK],
    [1, [0, 1], 1],
    [0, [0, 2], 2],
    [0, [1, 0], NO_CLICK],
  ]);
  const summary = summarise({ ...facts, log });

  it("counts rounds and clicks, over all and for each user", () => {
    expect(summary).toMatchObject({ rounds: 4, clicks: 2, reward: 2, clickRate: 0.5 });
    expect([...summary.userRounds]).toEqual([3, 1]);
  });

  it("sums the logged rewards, whatever a click is worth", () => {
    const paid = new EpisodeLog(2);
    paid.add(0, [0, 1], { clicked: 1, reward: 2.5 });
    paid.add(1, [0, 1], { clicked: NO_CLICK, reward: -0.5 });
    expect(summarise({ ...facts, log: paid })).toMatchObject({ clicks: 1, reward: 2 });
  });

  it("scores rounds/horizon, and its distance to ones, for each user", () => {
    expect(summary.score).toBeCloseTo((0.3 + 0.1) / 2, 15);
    expect(summary.errorToOnes).toBeCloseTo((0.7 + 0.9) / 2, 15);
  });

  it("measures exposure over the whole catalogue", () => {
    expect(summary.coverage).toBe(3 / 4);
    // Shown 4, 3, 1 and 0 times; ascending 0, 1, 3, 4 weighted by -3, -1, 1, 3 is 14; n times the total is 32.
    expect(summary.gini).toBeCloseTo(14 / 32, 15);
  });

  it("measures diversity and novelty of what was shown", () => {
    expect(summary.diversity).toBeCloseTo((0.75 + 0.75 + 1 + 0.75) / 4, 15);
    // Public clicks 3, 1, 0, 0 and 4 items: probabilities 4/8, 2/8, 1/8, so 1, 2 and 3 bits.
    expect(summary.novelty).toBeCloseTo((4 * 1 + 3 * 2 + 1 * 3) / 8, 15);
  });

  it("keeps the clicks so far at log-spaced rounds", () => {
    expect([...summary.clickCurve]).toEqual([0, 1, 2, 2]);
  });

  it("gives the cup's .0025 to users who leave after five rounds of 2,000", () => {
    const rows: Row[] = Array.from({ length: 10 }, (_, round) => [round % 2, [0, 1], NO_CLICK]);
    const clickless = summarise({ ...facts, horizon: 2000, log: logOf(rows) });
    expect(clickless).toMatchObject({ score: 0.0025, errorToOnes: 0.9975, clicks: 0, clickRate: 0, reward: 0 });
  });

  it("gives zeros, not NaN, for a log without rounds", () => {
    const empty = summarise({ ...facts, log: logOf([]) });
    const { userRounds, clickCurve, ...numbers } = empty;
    expect(Object.values(numbers).every((value) => value === 0 || value === 1)).toBe(true);
    expect(empty).toMatchObject({ rounds: 0, score: 0, errorToOnes: 1, gini: 0, diversity: 0, novelty: 0 });
    expect([...userRounds, ...clickCurve]).toEqual([0, 0, 0]);
  });

  it.each<[string, Row[]]>([
    ["user ids of the log in 0..1, got 2", [[2, [0, 1], NO_CLICK]]],
    ["item ids of the log in 0..3, got 4", [[0, [0, 4], NO_CLICK]]],
    ["item ids of the log in 0..3, got -1", [[0, [0, -1], NO_CLICK]]],
  ])("refuses a log with strangers: %s", (message, rows) => {
    expect(() => summarise({ ...facts, log: logOf(rows) })).toThrow(UsageError);
    expect(() => summarise({ ...facts, log: logOf(rows) })).toThrow(message);
  });
});

describe("gini", () => {
  it.each([
    ["even", [3, 3, 3, 3], 0],
    ["all on one item", [0, 8, 0, 0], 3 / 4],
    ["a line 1..4", [4, 2, 3, 1], 10 / 40],
    ["nothing shown", [0, 0], 0],
  ])("%s", (_, exposure, golden) => {
    expect(gini(Int32Array.from(exposure))).toBeCloseTo(golden, 15);
  });

  it("leaves the exposure in its order and does not change with scale", () => {
    const exposure = Int32Array.of(5, 1, 2);
    expect(gini(exposure)).toBeCloseTo(gini(Int32Array.of(50, 10, 20)), 15);
    expect([...exposure]).toEqual([5, 1, 2]);
  });
});

describe("coverage and novelty", () => {
  it("coverage counts items, not times", () => {
    expect(coverage(Int32Array.of(9, 0, 1, 0, 0))).toBe(2 / 5);
  });

  it("novelty without public clicks is log2 of the catalogue", () => {
    expect(novelty(Int32Array.of(1, 5, 0, 0), new Int32Array(4))).toBe(2);
  });

  it("novelty of popular items is lower", () => {
    const publicCounts = Int32Array.of(10, 0);
    expect(novelty(Int32Array.of(1, 0), publicCounts)).toBeLessThan(novelty(Int32Array.of(0, 1), publicCounts));
  });
});

describe("diversity", () => {
  it("looks at no more than 1,000 slates, spaced through the episode", () => {
    const log = logOf(Array.from({ length: 3000 }, (_, round) => [0, [0, 1 + (round % 3)], NO_CLICK] as Row));
    const seen: number[] = [];
    const value = diversity(log, (a) => seen.push(a) && 1);
    expect([seen.length, value]).toEqual([1000, 0]);
    expect(new Set(seen)).toEqual(new Set([1]));
  });

  it("is 0 for slates of one item", () => {
    expect(diversity(logOf([[0, [3], NO_CLICK]], 1), () => 1)).toBe(0);
  });
});

it("logSpacedRounds starts with every round and ends at or beyond the limit", () => {
  expect(logSpacedRounds(15)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  expect(logSpacedRounds(20).slice(-3)).toEqual([17, 19, 21]);
  expect(logSpacedRounds(0)).toEqual([1]);
  expect(logSpacedRounds(800_000).length).toBeLessThan(150);
});

it("summarises 800,000 rounds over 209,527 items", () => {
  const log = new EpisodeLog(5);
  for (let r = 0; r < 800_000; r++)
    log.add(
      r % 2000,
      [r, r + 1, r + 2, r + 3, r + 4].map((i) => i % 209_527),
      { clicked: NO_CLICK, reward: 0 },
    );
  const summary = summarise({ ...facts, log, users: 2000, horizon: 2000, catalogueSize: 209_527 });
  expect(summary).toMatchObject({ rounds: 800_000, coverage: 1, score: 0.2 });
});
