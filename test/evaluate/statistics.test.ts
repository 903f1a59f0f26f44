import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import {
  bootstrapMean,
  type Interval,
  interquartileMean,
  optimalityGap,
  pairedDifference,
  probabilityOfImprovement,
  regret,
  tieGroups,
} from "../../src/evaluate/statistics.ts";

const A = [5.2, 6.1, 5.9, 6.4, 5.5, 6.0, 5.8, 6.3];
const B = [5.0, 5.7, 5.8, 6.1, 5.6, 5.5, 5.9, 5.8];

function intervalOf(values: number[]): Interval {
  const { interval } = bootstrapMean(values);
  if (!interval) throw new Error("no interval");
  return interval;
}

describe("bootstrapMean", () => {
  it("is reproducible, and another seed moves it a little", () => {
    const random = new Stream("values");
    const values = Array.from({ length: 20 }, () => random.normal());
    expect(bootstrapMean(values)).toEqual(bootstrapMean(values));
    const other = bootstrapMean(values, { seed: "other" });
    expect(other.interval).not.toEqual(intervalOf(values));
    expect(other.interval?.[0]).toBeCloseTo(intervalOf(values)[0], 1);
  });

  it("holds the mean and stays within the values", () => {
    const [low, high] = intervalOf(A);
    const { mean } = bootstrapMean(A);
    expect(mean).toBeCloseTo(5.9, 12);
    expect(Math.min(...A) < low && low < mean && mean < high && high < Math.max(...A)).toBe(true);
  });

  it("shifts and scales with the values", () => {
    const [low, high] = intervalOf(A);
    const moved = intervalOf(A.map((x) => 3 * x + 100));
    expect(moved[0]).toBeCloseTo(3 * low + 100, 9);
    expect(moved[1]).toBeCloseTo(3 * high + 100, 9);
  });

  it("knows the exact interval of a fair coin seen twice", () => {
    // Resampled means of {0, 1} are 0, 1/2, 1 with probabilities 1/4, 1/2, 1/4.
    expect(bootstrapMean([0, 1])).toEqual({ mean: 0.5, interval: [0, 1] });
  });

  it("has no interval for one seed, and a point for seeds that agree", () => {
    expect(bootstrapMean([7])).toEqual({ mean: 7, interval: null });
    expect(bootstrapMean([7, 7, 7])).toEqual({ mean: 7, interval: [7, 7] });
  });

  it("refuses no seeds at all", () => {
    expect(() => bootstrapMean([])).toThrow(UsageError);
  });

  it("covers the true mean about 95 times in 100", () => {
    const random = new Stream("coverage");
    const simulations = 400;
    let covered = 0;
    for (let s = 0; s < simulations; s++) {
      const values = Array.from({ length: 40 }, () => random.normal(3, 2));
      const { interval } = bootstrapMean(values, { seed: s, resamples: 1000 });
      if (interval && interval[0] <= 3 && interval[1] >= 3) covered++;
    }
    expect(covered / simulations).toBeGreaterThan(0.91);
    expect(covered / simulations).toBeLessThan(0.98);
  });
});

describe("pairedDifference", () => {
  it("is antisymmetric", () => {
    const forth = pairedDifference(A, B);
    const back = pairedDifference(B, A);
    expect(back.mean).toBeCloseTo(-forth.mean, 12);
    expect(back.interval?.[0]).toBeCloseTo(-(forth.interval as Interval)[1], 9);
    expect(back.interval?.[1]).toBeCloseTo(-(forth.interval as Interval)[0], 9);
  });

  it("does not see what both agents owe to the seed", () => {
    const luck = [0, 100, -50, 7, 1, 900, -3, 20];
    const shifted = pairedDifference(
      A.map((x, seed) => x + luck[seed]),
      B.map((x, seed) => x + luck[seed]),
    );
    expect(shifted.interval?.[0]).toBeCloseTo((pairedDifference(A, B).interval as Interval)[0], 9);
  });

  it("is exactly zero for identical agents", () => {
    expect(pairedDifference(A, A)).toEqual({ mean: 0, interval: [0, 0] });
  });

  it("refuses different numbers of seeds", () => {
    expect(() => pairedDifference(A, [1])).toThrow(/same 8 seeds/);
  });
});

describe("interquartileMean", () => {
  it.each([
    [[1, 2, 3, 4], 2.5],
    [[100, 1, 2, 3], 2.5],
    [[10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 5.5],
    [[0, 0, 1, 2, 3, 4, 5, 6, 1000], 3],
    [[1, 2, 6], 3],
    [[4], 4],
  ])("%j → %d", (values, golden) => {
    expect(interquartileMean(values)).toBe(golden);
  });
});

describe("probabilityOfImprovement", () => {
  it.each([
    [[2, 2, 2], [1, 1, 1], 1],
    [[1, 1, 1], [1, 1, 1], 0.5],
    [[2, 1, 0, 5], [1, 1, 1, 1], (1 + 0.5 + 0 + 1) / 4],
  ])("%j against %j is %d", (a, b, golden) => {
    expect(probabilityOfImprovement(a, b)).toBe(golden);
    expect(probabilityOfImprovement(b, a)).toBe(1 - golden);
  });
});

describe("against the oracle", () => {
  it("the optimality gap is the mean shortfall; better than the oracle is no credit", () => {
    expect(optimalityGap([1, 5], [10, 10])).toBeCloseTo(0.7, 12);
    expect(optimalityGap([10, 20], [10, 10])).toBe(0);
  });

  it("regret is the reward not earned", () => {
    expect(regret([10, 30], [100, 90])).toBe(75);
    expect(regret([100, 90], [100, 90])).toBe(0);
  });
});

describe("tieGroups", () => {
  const shifted = (by: number) => A.map((x) => x - by);
  const noisy = (by: number) => A.map((x, seed) => x - by + (seed % 2 ? 0.5 : -0.5));

  it("gives identical agents one rank", () => {
    expect(tieGroups([A, A, A])).toEqual([1, 1, 1]);
  });

  it("numbers a new group by its position: 1, 1, 3", () => {
    expect(tieGroups([A, noisy(0.01), shifted(1), noisy(1.01), shifted(2)])).toEqual([1, 1, 3, 3, 5]);
  });

  it("compares with the leader of the group, not with the neighbour", () => {
    // Each is within noise of its neighbour, yet the third is clearly behind the first.
    const chain = [A, noisy(0.2), shifted(0.4)];
    expect(pairedDifference(chain[1], chain[2]).interval?.[0]).toBeLessThan(0);
    expect(tieGroups(chain)).toEqual([1, 1, 3]);
  });

  it("tells nobody apart on one seed", () => {
    expect(tieGroups([[9], [5], [1]])).toEqual([1, 1, 1]);
  });

  it("ranks nobody when there is nobody", () => {
    expect(tieGroups([])).toEqual([]);
  });
});
