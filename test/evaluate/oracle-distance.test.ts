import { describe, expect, it } from "vitest";
import { optimalityGap, regret } from "../../src/evaluate/oracle-distance.ts";

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
