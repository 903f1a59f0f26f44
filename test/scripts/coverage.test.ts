import { describe, expect, it } from "vitest";
import { measureBootstrap, measureComparisons, measureIntervals, sizeOf } from "../../scripts/coverage/measure.ts";
import { NOISES, SCENES } from "../../scripts/coverage/noise.ts";

const [NORMAL, SKEWED, VERY_SKEWED, HEAVY] = NOISES;

/** Three standard errors of a share of 95% or 5% over so many suites. */
const within = (suites: number) => 3 * Math.sqrt((0.95 * 0.05) / suites);

function sceneOf(name: string) {
  const scene = SCENES.find((it) => it.name === name);
  if (!scene) throw new Error(`no scene ${name}`);
  return scene;
}

describe("95% intervals", () => {
  const effort = { suites: 3000, seed: "test" };

  it.each([
    { noise: NORMAL, seeds: 10 },
    { noise: NORMAL, seeds: 20 },
    { noise: SKEWED, seeds: 10 },
    { noise: VERY_SKEWED, seeds: 10 },
    { noise: VERY_SKEWED, seeds: 20 },
    { noise: HEAVY, seeds: 10 },
  ])("of $noise.name noise on $seeds seeds hold the truth in 93.5 to 96.5 of 100 suites", ({ noise, seeds }) => {
    const { mean, difference, iqm, evenChance, fourFifths } = measureIntervals(noise, seeds, effort);
    for (const share of [mean, difference, iqm]) {
      expect(share).toBeGreaterThan(0.935 - within(3000));
      expect(share).toBeLessThan(0.965 + within(3000));
    }
    expect(Math.min(evenChance, fourFifths)).toBeGreaterThan(0.95 - within(3000));
  });

  it("hold it more often than percentile bootstraps where seeds are few", () => {
    const fewer = { suites: 500, seed: "test" };
    const ours = measureIntervals(NORMAL, 5, fewer);
    const bootstrap = measureBootstrap(NORMAL, 5, fewer);
    expect(ours.mean - bootstrap.mean).toBeGreaterThan(0.08);
    expect(ours.difference - bootstrap.difference).toBeGreaterThan(0.08);
  });
});

describe("comparisons", () => {
  it.each([
    ["normal", 5, 4],
    ["normal", 10, 10],
    ["log-normal σ = 1", 10, 4],
    ["heavy-tailed (t, 3 degrees)", 5, 10],
    ["normal, seeds in common", 10, 4],
    ["normal, unequal spread", 10, 4],
  ])(
    "under %s noise on %i seeds tell any of %i equal agents apart in 5 of 100 suites at most",
    (name, seeds, agents) => {
      const trial = { scene: sceneOf(name), size: sizeOf(agents, seeds), suites: 800, seed: "test" };
      expect(measureComparisons("ours", trial).falseDifference).toBeLessThan(0.05 + within(800));
    },
  );

  it.each([
    ["log-normal σ = 1 beside steady", 2],
    ["exponential, opposite tails", 10],
  ])("do not hold under %s noise, as the docs say: %i agents on 10 seeds", (name, agents) => {
    const trial = { scene: sceneOf(name), size: sizeOf(agents, 10), suites: 400, seed: "test" };
    expect(measureComparisons("ours", trial).falseDifference).toBeGreaterThan(0.08);
  });

  it("find differences, where tie groups find some that are not there", () => {
    const trial = { scene: sceneOf("normal"), size: sizeOf(4, 10), suites: 200, seed: "test" };
    expect(measureComparisons("ours", trial).power).toBeGreaterThan(0.6);
    expect(measureComparisons("resampledMaxT", trial).power).toBeLessThan(measureComparisons("ours", trial).power);
    expect(measureComparisons("tieGroups", trial).falseDifference).toBeGreaterThan(0.15);
  });
});
