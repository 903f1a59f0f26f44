import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { compareAll } from "../../src/evaluate/comparisons.ts";
import { letterGroups } from "../../src/evaluate/letters.ts";
import { criticalDifference } from "../../src/evaluate/max-t.ts";
import { studentT } from "../../src/evaluate/student-t.ts";

const random = new Stream("comparisons");
const A = Array.from({ length: 10 }, () => random.normal(6, 0.2));
/** A, worse by so much, with noise of its own. */
const worse = (by: number, noise = 0.1) => A.map((x) => x - by + random.normal(0, noise));

const ranks = (scores: number[][]) => compareAll(scores).places.map(({ rank }) => rank);
const letters = (scores: number[][]) => compareAll(scores).places.map(({ groups }) => groups.join(""));

describe("compareAll", () => {
  it("tells apart what differs and shares letters among what does not", () => {
    const scores = [A, worse(0.02), worse(1), worse(1.02), worse(2)];
    expect(letters(scores)).toEqual(["a", "a", "b", "b", "c"]);
    expect(ranks(scores)).toEqual([1, 1, 3, 3, 5]);
  });

  it("ranks by what is better, in whatever order the agents come", () => {
    expect(ranks([worse(2), A, worse(1)])).toEqual([3, 1, 2]);
    expect(letters([worse(2), A, worse(1)])).toEqual(["a", "b", "c"]);
  });

  it("lets groups overlap: a middle agent belongs to both sides, which are apart", () => {
    const sides = [A, worse(0.5, 0.6), worse(0.6, 0.05)];
    expect(letters(sides)).toEqual(["a", "ab", "b"]);
    expect(ranks(sides)).toEqual([1, 1, 2]);
  });

  it("tells two agents apart exactly when the interval of their difference leaves out zero", () => {
    const scores = [A, worse(0.1), worse(0.15), worse(0.2), worse(0.4, 0.3), worse(0.5)];
    const { places, difference } = compareAll(scores);
    for (const [a, first] of places.entries()) {
      for (const [b, second] of places.entries()) {
        if (a === b) continue;
        const [low, high] = difference(scores[a], scores[b]).interval as [number, number];
        const shared = first.groups.some((letter) => second.groups.includes(letter));
        expect(shared).toBe(low <= 0 && high >= 0);
      }
    }
  });

  it("gives two agents Student's interval, and more agents a wider one", () => {
    const scores = [A, worse(0.2)];
    const differences = A.map((x, seed) => x - scores[1][seed]);
    const centre = differences.reduce((sum, d) => sum + d, 0) / 10;
    const error = Math.sqrt(differences.reduce((sum, d) => sum + (d - centre) ** 2, 0) / 90);
    const [low, high] = compareAll(scores).difference(scores[0], scores[1]).interval as [number, number];
    expect((high - low) / 2).toBeCloseTo(2.2622 * error, 4);
    const [lower, higher] = compareAll([...scores, worse(1), worse(2)]).difference(scores[0], scores[1]).interval as [
      number,
      number,
    ];
    expect(higher - lower).toBeGreaterThan(1.4 * (high - low));
  });

  it("does not see what all agents owe to the seed", () => {
    const luck = [0, 100, -50, 7, 1, 900, -3, 20, 5, -8];
    const scores = [A, worse(0.1), worse(0.3)];
    const lucky = scores.map((own) => own.map((x, seed) => x + luck[seed]));
    expect(compareAll(lucky).places).toEqual(compareAll(scores).places);
  });

  it("says by how much two agents must differ: half the middle interval", () => {
    const { resolution, difference } = compareAll([A, worse(0.1), worse(0.3)]);
    expect(resolution).toBeGreaterThan(0.05);
    expect(resolution).toBeLessThan(0.5);
    const pair = [A, worse(0.1)];
    const [low, high] = compareAll(pair).difference(pair[0], pair[1]).interval as [number, number];
    expect(compareAll(pair).resolution).toBeCloseTo((high - low) / 2, 12);
    expect(difference(A, A)).toEqual({ mean: 0, interval: null });
  });

  it("does not tell identical agents apart, nor anybody on one seed", () => {
    expect(letters([A, A, A])).toEqual(["a", "a", "a"]);
    const one = compareAll([[9], [5], [1]]);
    expect(one.places.map(({ rank, groups }) => [rank, ...groups])).toEqual([
      [1, "a"],
      [1, "a"],
      [1, "a"],
    ]);
    expect(one.resolution).toBeNull();
    expect(one.difference([9], [5])).toEqual({ mean: 4, interval: null });
  });

  it.each([
    [5, 2, false],
    [6, 2, true],
    [6, 3, false],
    [7, 3, true],
    [13, 20, true],
    [12, 20, false],
  ])(
    "of a difference that is the same on %i seeds believes the signs, among %i agents: %j",
    (seeds, agents, isApart) => {
      const constant = Array.from({ length: agents }, (_, agent) => new Array<number>(seeds).fill(agents - agent));
      expect(new Set(letters(constant)).size).toBe(isApart ? agents : 1);
    },
  );

  it("compares an agent without spread with one that has some", () => {
    const constant = new Array<number>(10).fill(3);
    expect(letters([A, constant])).toEqual(["a", "b"]);
  });

  it("places one agent alone, and nobody where there is nobody", () => {
    expect(compareAll([A])).toMatchObject({ places: [{ rank: 1, groups: ["a"] }], resolution: null });
    expect(compareAll([])).toMatchObject({ places: [], resolution: null });
  });

  it("refuses agents with different numbers of seeds", () => {
    expect(() => compareAll([A, A.slice(1)])).toThrow(UsageError);
  });

  it("stands with a hundred agents", () => {
    const chain = Array.from({ length: 100 }, (_, agent) => worse(agent * 0.1));
    const { places } = compareAll(chain);
    expect(places[0].groups).toEqual(["a"]);
    expect(places[99].rank).toBeGreaterThan(80);
    expect(new Set(places.flatMap(({ groups }) => groups)).size).toBeGreaterThan(26);
  });
});

describe("criticalDifference", () => {
  it("is Student's t for two agents", () => {
    expect(criticalDifference(10, 2)).toBe(studentT(0.95, 9));
  });

  it.each([
    // The studentised range q(.05; agents, ∞)/√2, of which many seeds come near.
    [1000, 3, 2.344],
    [1000, 10, 3.164],
    [1000, 20, 3.544],
  ])("on %i seeds among %i agents is near %d", (seeds, agents, golden) => {
    const critical = criticalDifference(seeds, agents);
    expect(critical).toBeGreaterThan(golden);
    expect(critical).toBeLessThan(1.06 * golden);
  });

  it.each([
    [5, 4],
    [10, 10],
    [20, 20],
    [3, 20],
  ])("on %i seeds among %i agents stays just below Bonferroni's", (seeds, agents) => {
    const bonferroni = studentT(1 - 0.05 / ((agents * (agents - 1)) / 2), seeds - 1);
    const critical = criticalDifference(seeds, agents);
    expect(critical / bonferroni).toBeGreaterThan(0.94);
    expect(critical / bonferroni).toBeLessThan(1.06);
  });

  it.each([
    [Number.NaN, 3, "seeds, got NaN"],
    [1, 2, "seeds, got 1"],
    [Number.POSITIVE_INFINITY, 2, "seeds, got Infinity"],
    [5, Number.NaN, "agents, got NaN"],
    [5, 2.5, "agents, got 2.5"],
  ])("refuses %d seeds of %d agents", (seeds, agents, message) => {
    expect(() => criticalDifference(seeds, agents)).toThrow(`Expected a whole number of at least 2 ${message}`);
    expect(() => compareAll([A, A], Number.NaN)).toThrow("Expected a critical difference above 0, got NaN");
  });

  it("is the same every time", () => {
    expect(criticalDifference(7, 5)).toBe(criticalDifference(7, 5));
  });
});

describe("letterGroups", () => {
  const within = (reach: number) => (a: number, b: number) => Math.abs(a - b) > reach;

  it.each([
    ["nobody is apart", 3, () => false, ["a", "a", "a"]],
    ["all are apart", 3, within(0), ["a", "b", "c"]],
    ["neighbours are not apart", 4, within(1), ["a", "ab", "bc", "c"]],
    ["one is apart from the middle only", 3, (a: number, b: number) => a + b === 1, ["a", "b", "ab"]],
    ["nobody is there", 0, () => false, []],
  ])("where %s", (_, count, apart, golden) => {
    expect(letterGroups(count, apart).map((own) => own.join(""))).toEqual(golden);
  });

  it("gives two agents a common letter exactly when they are not apart, whoever is", () => {
    const draw = new Stream("letters");
    for (let round = 0; round < 50; round++) {
      const table = Array.from({ length: 9 }, () => Array.from({ length: 9 }, () => draw.uniform() < 0.4));
      const apart = (a: number, b: number) => a !== b && table[Math.max(a, b)][Math.min(a, b)];
      const groups = letterGroups(9, apart);
      for (let a = 0; a < 9; a++) {
        for (let b = 0; b < 9; b++) {
          expect(groups[a].some((letter) => groups[b].includes(letter))).toBe(!apart(a, b));
        }
      }
    }
  });

  it("needs no letter that the others make spare", () => {
    // A square of four: ab, bc, cd, da share; each of the four groups is needed, and no fifth.
    const square = (a: number, b: number) => Math.abs(a - b) === 2;
    expect(new Set(letterGroups(4, square).flat()).size).toBe(4);
  });

  it("goes on after z", () => {
    expect(letterGroups(53, within(0)).map(([only]) => only)).toEqual(expect.arrayContaining(["z", "a2", "z2", "a3"]));
  });
});
