import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { binomialInterval } from "../../src/evaluate/binomial.ts";
import { compareAll } from "../../src/evaluate/comparisons.ts";
import {
  type Estimate,
  estimateMean,
  type Interval,
  interquartileMean,
  pairedDifference,
  probabilityOfImprovement,
} from "../../src/evaluate/intervals.ts";
import { studentT } from "../../src/evaluate/student-t.ts";

const A = [5.2, 6.1, 5.9, 6.4, 5.5, 6.0, 5.8, 6.3];
const B = [5.0, 5.7, 5.8, 6.1, 5.6, 5.5, 5.9, 5.8];
/** Far to one side: the skewness of log-normal noise. */
const SKEWED = [1, 1.1, 1.3, 1.4, 1.6, 1.9, 2.4, 3.1, 4.6, 9.8];

function intervalOf({ interval }: Estimate): Interval {
  if (!interval) throw new Error("no interval");
  return interval;
}

describe("estimateMean", () => {
  it("is Student's interval where values lie evenly about their mean", () => {
    // Of −2 … 2: s = √2.5, t(4) = 2.7764.
    const [low, high] = intervalOf(estimateMean([-2, -1, 0, 1, 2]));
    expect(high).toBeCloseTo(2.7764 * Math.sqrt(2.5 / 5), 4);
    expect(low).toBeCloseTo(-high, 12);
  });

  it("reaches further to the side of the tail", () => {
    const { mean, interval } = estimateMean(SKEWED);
    const [low, high] = interval as Interval;
    expect(high - mean).toBeGreaterThan(1.5 * (mean - low));
    const [mirroredLow, mirroredHigh] = intervalOf(estimateMean(SKEWED.map((x) => -x)));
    expect(mirroredLow).toBeCloseTo(-high, 12);
    expect(mirroredHigh).toBeCloseTo(-low, 12);
  });

  it("shifts and scales with the values, and holds the mean", () => {
    const [low, high] = intervalOf(estimateMean(A));
    expect(estimateMean(A).mean).toBeCloseTo(5.9, 12);
    expect(low < 5.9 && 5.9 < high).toBe(true);
    const moved = intervalOf(estimateMean(A.map((x) => 3 * x + 100)));
    expect(moved[0]).toBeCloseTo(3 * low + 100, 9);
    expect(moved[1]).toBeCloseTo(3 * high + 100, 9);
  });

  it("knows how little two seeds say", () => {
    // t(1) = 12.706, standard error 1/2.
    const [low, high] = intervalOf(estimateMean([0, 1]));
    expect([low, high]).toEqual([expect.closeTo(0.5 - 6.3531, 3), expect.closeTo(0.5 + 6.3531, 3)]);
  });

  it("has no interval where nothing shows a spread: one seed, or seeds that agree but for rounding", () => {
    expect(estimateMean([7])).toEqual({ mean: 7, interval: null });
    expect(estimateMean([7, 7, 7])).toEqual({ mean: 7, interval: null });
    expect(estimateMean([0.3 - 0.2, 0.5 - 0.4, 0.1]).interval).toBeNull();
    expect(() => estimateMean([])).toThrow(UsageError);
  });

  it.each([3, 4, 5, 10])("keeps its mean inside for the most skewed of %i values", (n) => {
    const [low, high] = intervalOf(estimateMean([...Array.from({ length: n - 1 }, () => 0), 1]));
    expect(low).toBeLessThan(1 / n);
    expect(high).toBeGreaterThan(1 / n);
  });
});

describe("pairedDifference", () => {
  it("is antisymmetric", () => {
    const forth = pairedDifference(A, B);
    const back = pairedDifference(B, A);
    expect(back.mean).toBeCloseTo(-forth.mean, 12);
    expect(intervalOf(back)[0]).toBeCloseTo(-intervalOf(forth)[1], 9);
    expect(intervalOf(back)[1]).toBeCloseTo(-intervalOf(forth)[0], 9);
  });

  it("does not see what both agents owe to the seed", () => {
    const luck = [0, 100, -50, 7, 1, 900, -3, 20];
    const shifted = pairedDifference(
      A.map((x, seed) => x + luck[seed]),
      B.map((x, seed) => x + luck[seed]),
    );
    expect(intervalOf(shifted)[0]).toBeCloseTo(intervalOf(pairedDifference(A, B))[0], 9);
  });

  it("is zero, with no spread to speak of, for identical agents", () => {
    expect(pairedDifference(A, A)).toEqual({ mean: 0, interval: null });
  });

  it("refuses different numbers of seeds", () => {
    expect(() => pairedDifference(A, [1])).toThrow(/same 8 seeds/);
  });
});

describe("every statistic", () => {
  const STATISTICS: [string, (values: number[]) => unknown][] = [
    ["estimateMean", estimateMean],
    ["interquartileMean", interquartileMean],
    ["pairedDifference", (values) => pairedDifference(values, [1, 2, 3])],
    ["probabilityOfImprovement", (values) => probabilityOfImprovement([1, 2, 3], values)],
    ["compareAll", (values) => compareAll([[1, 2, 3], values])],
  ];

  it.each(STATISTICS)("%s refuses what is no number, and no seeds", (_, statistic) => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => statistic([1, wrong, 3])).toThrow(new UsageError(`Expected finite values of seeds, got ${wrong}`));
    }
    expect(() => statistic([])).toThrow("Expected values of at least one seed, got none");
  });

  it.each([1e-300, 1e-110, 1e103, 1e300])("is the same in every unit: %d", (unit) => {
    const scaled = SKEWED.map((x) => x * unit);
    const zero = SKEWED.map(() => 0);
    for (const statistic of [estimateMean, interquartileMean, (values: number[]) => pairedDifference(values, zero)]) {
      const [own, other] = [statistic(SKEWED), statistic(scaled)];
      expect(other.mean / unit).toBeCloseTo(own.mean, 9);
      expect(intervalOf(other)[0] / unit).toBeCloseTo(intervalOf(own)[0], 9);
      expect(intervalOf(other)[1] / unit).toBeCloseTo(intervalOf(own)[1], 9);
    }
  });

  it("takes the rounding of scores for no difference", () => {
    const [a, b] = [new Array<number>(8).fill(0.3), new Array<number>(8).fill(0.1 + 0.2)];
    expect(pairedDifference(b, a)).toEqual({ mean: 0, interval: null });
    expect(probabilityOfImprovement(b, a).mean).toBe(0.5);
    expect(compareAll([a, b]).places).toEqual([
      { rank: 1, groups: ["a"] },
      { rank: 1, groups: ["a"] },
    ]);
  });

  it("takes one round of one user more on every seed for a difference without spread", () => {
    const rounds = 20_000 * 2_000;
    for (let first = 1_000_000; first < 1_000_050; first++) {
      const own = [0, 1_234_567, 7_654_321].map((more) => first + more);
      const [a, b] = [0, 1].map((more) => own.map((k) => (k + more) / rounds));
      expect(pairedDifference(b, a)).toEqual({ mean: expect.closeTo(1 / rounds, 12), interval: null });
      expect(compareAll([b, a]).places.map(({ rank }) => rank)).toEqual([1, 1]);
    }
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
    expect(interquartileMean(values).mean).toBe(golden);
  });

  it("has the interval of Yuen: the deviation of values drawn in, over those kept", () => {
    // 1 … 8 drawn in to 3 … 6: squares about 4.5 add up to 14; h = 4, t(3) = 3.1824.
    const [low, high] = intervalOf(interquartileMean([8, 7, 6, 5, 4, 3, 2, 1]));
    expect(high - 4.5).toBeCloseTo(3.1824 * Math.sqrt(14 / (4 * 3)), 3);
    expect(low - 4.5).toBeCloseTo(4.5 - high, 12);
  });

  it("does not feel one lucky seed", () => {
    const lucky = [...A.slice(0, 3), 1e6, ...A.slice(4)];
    expect(interquartileMean(lucky)).toEqual(interquartileMean(A));
  });

  it("has no interval for one seed or seeds that agree", () => {
    expect(interquartileMean([4]).interval).toBeNull();
    expect(interquartileMean([4, 4, 4, 4, 9]).interval).toBeNull();
    expect(() => interquartileMean([])).toThrow(UsageError);
  });
});

describe("probabilityOfImprovement", () => {
  it.each([
    [[2, 2, 2], [1, 1, 1], 1],
    [[1, 1, 1], [1, 1, 1], 0.5],
    [[2, 1, 0, 5], [1, 1, 1, 1], (1 + 0.5 + 0 + 1) / 4],
  ])("%j against %j is %d", (a, b, golden) => {
    expect(probabilityOfImprovement(a, b).mean).toBe(golden);
    const [low, high] = intervalOf(probabilityOfImprovement(a, b));
    const back = probabilityOfImprovement(b, a);
    expect(back.mean).toBe(1 - golden);
    expect(intervalOf(back)[0]).toBeCloseTo(1 - high, 12);
    expect(intervalOf(back)[1]).toBeCloseTo(1 - low, 12);
  });

  it("counts every win, whatever their number", () => {
    for (let n = 2; n <= 60; n++) {
      for (let wins = 0; wins <= n; wins++) {
        const a = Array.from({ length: n }, (_, seed) => (seed < wins ? 1 : -1));
        const { interval } = probabilityOfImprovement(a, new Array<number>(n).fill(0));
        expect(interval).toEqual(binomialInterval(wins, n));
      }
    }
  });

  it("says nothing of the spread on one seed", () => {
    expect(probabilityOfImprovement([2], [1])).toEqual({ mean: 1, interval: null });
  });
});

describe("binomialInterval", () => {
  it.each([
    // Published tables of Clopper and Pearson.
    [10, 10, [0.6915, 1]],
    [0, 5, [0, 0.5218]],
    [3, 10, [0.0667, 0.6525]],
    [15, 20, [0.509, 0.9134]],
    [15, 22, [0.4513, 0.8614]],
  ])("of %d in %d is %j", (successes, trials, golden) => {
    for (const [i, end] of binomialInterval(successes, trials).entries()) expect(end).toBeCloseTo(golden[i], 4);
  });

  it("rounds half a success outwards", () => {
    expect(binomialInterval(2.5, 10)).toEqual([binomialInterval(2, 10)[0], binomialInterval(3, 10)[1]]);
  });

  it("covers 95% whatever the probability, counted exactly", () => {
    for (const n of [2, 5, 10, 20]) {
      for (let p = 0.01; p < 1; p += 0.01) expect(exactCoverage(n, p)).toBeGreaterThanOrEqual(0.95);
    }
  });

  it("stands with a hundred thousand seeds", () => {
    const [low, high] = binomialInterval(50_000, 100_000);
    expect([low, high]).toEqual([expect.closeTo(0.5 - 0.0031, 4), expect.closeTo(0.5 + 0.0031, 4)]);
  });
});

/** P(the interval of X holds p), X binomial. */
function exactCoverage(n: number, p: number): number {
  let [total, mass] = [0, (1 - p) ** n];
  for (let x = 0; x <= n; x++) {
    const [low, high] = binomialInterval(x, n);
    if (low <= p && p <= high) total += mass;
    mass *= ((n - x) / (x + 1)) * (p / (1 - p));
  }
  return total;
}

describe("studentT", () => {
  it.each([
    [0.95, 1, 12.7062],
    [0.95, 2, 4.3027],
    [0.95, 9, 2.2622],
    [0.99, 30, 2.75],
    [0.999, 4, 8.6103],
    [0.95, 99_999, 1.96],
  ])("P(|T| ≤ t) = %d with %i degrees at %d", (confidence, degrees, golden) => {
    expect(studentT(confidence, degrees)).toBeCloseTo(golden, 3);
  });

  it("agrees with what normal draws do", () => {
    const random = new Stream("student");
    const t = studentT(0.8, 3);
    const within = Array.from({ length: 20_000 }, () => {
      const squares = random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2;
      return Math.abs(random.normal()) <= t * Math.sqrt(squares / 3);
    });
    expect(within.filter(Boolean).length / within.length).toBeCloseTo(0.8, 2);
  });
});
