/** What `npm run calibrate` measures and searches, on small worlds. */
import { describe, expect, it } from "vitest";
import { cupSchema } from "../../env/cup/settings.ts";
import { clickableOf, drawClicks } from "../../scripts/calibrate/click-model.ts";
import { hiddenFigures, roundsFigures } from "../../scripts/calibrate/hidden-figures.ts";
import { drawPopulation } from "../../scripts/calibrate/population.ts";
import { PUBLISHED, verdictOf } from "../../scripts/calibrate/published.ts";
import { CONSTANTS, distanceOf, quantileOf, RANGES, searchConstants } from "../../scripts/calibrate/search.ts";
import { Stream } from "../../src/core/random.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { tables } from "../../tables.ts";
import { chiSquare, chiSquareLimit } from "../evaluate/fixture.ts";
import { buildWorld } from "../house.ts";

const SMALL = { items: 20_000, users: 400, seed: 5 };

describe("a world of 20,000 items", () => {
  const population = drawPopulation(cupSchema.parse(SMALL));
  const figures = hiddenFigures(population, SMALL.users);

  it("has users who share a click and mostly two liked categories, seldom none or four", () => {
    const [none, one, two, three, four] = [0, 1, 2, 3, 4].map((n) => figures[`shared-likes.${n}`]);
    expect(two).toBeGreaterThan(one);
    expect(one).toBeGreaterThan(three);
    expect(three).toBeGreaterThan(0.08);
    expect(none + four).toBeLessThan(0.06);
  });

  it("keeps few users long in a replay, and most of them briefly", () => {
    const [q25, q50, q95, mean] = ["q25", "q50", "q95", "mean"].map((name) => figures[`replay.${name}`]);
    expect(q25).toBeGreaterThan(5);
    expect(mean).toBeGreaterThan(1.5 * q50);
    expect(q95).toBeGreaterThan(4 * q50);
  });

  it("expects as many clicks on random slates as are played", async () => {
    const { items, users, seed } = SMALL;
    const world = await buildWorld(`cup(items=${items},users=${users},seed=${seed})`);
    const player = new Player({ tables, world });
    const random = resolveSuiteAgent(tables, "random");
    let clicks = 0;
    for (let n = 1; n <= 20; n++) clicks += (await player.play(random, { seed: n, episode: 0 })).summary.clicks;
    player.close();
    // Some 500 clicks: two standard errors, and what competes on a slate.
    expect(clicks / 20 / figures["random.clicks"]).toBeGreaterThan(0.85);
    expect(clicks / 20 / figures["random.clicks"]).toBeLessThan(1.1);
  });
});

it("draws clicks in proportion to the click model's probabilities", () => {
  const settings = cupSchema.parse({ items: 60, users: 1, itemLength: 2 });
  const clickable = clickableOf(drawPopulation(settings), 0);
  const { sums, total, items } = clickable;
  const counts = Array.from(items, () => 0);
  for (const place of drawClicks(clickable, 20_000, new Stream("clicks"))) counts[place]++;
  const chances = Array.from(sums, (sum, i) => (sum - (sums[i - 1] ?? 0)) / total);
  const common = chances.map((_, i) => i).filter((i) => chances[i] > 0.001);
  const within = common.reduce((sum, i) => sum + chances[i], 0);
  const fit = chiSquare(
    common.map((i) => counts[i]),
    common.map((i) => chances[i] / within),
  );
  expect(fit).toBeLessThan(chiSquareLimit(common.length - 1));
});

it("takes mean and quantiles of users' rounds", () => {
  const rounds = Array.from({ length: 101 }, (_, n) => 100 - n);
  expect(roundsFigures("x", rounds)).toEqual({
    ...{ "x.mean": 50, "x.q05": 5, "x.q10": 10, "x.q25": 25, "x.q50": 50, "x.q75": 75, "x.q90": 90, "x.q95": 95 },
  });
});

it.each([
  { value: 150, verdict: "inside" },
  { value: 99, verdict: "1.0% under" },
  { value: 300, verdict: "50.0% over" },
])("calls $value $verdict", ({ value, verdict }) => {
  expect(verdictOf({ name: "x", unit: "rounds", low: 100, high: 200 }, value)).toBe(verdict);
});

it("tells by how much a share misses, not by what part of it", () => {
  expect(verdictOf({ name: "x", unit: "share", low: 0, high: 0 }, 0.006)).toBe("0.006 over");
});

describe("the search of the constants", () => {
  const published = Object.fromEntries(PUBLISHED.map(({ name, low }) => [name, low]));

  it("measures distance in what may be missed: a factor of 1.5, .07 of a share", () => {
    expect(distanceOf(published)).toBe(0);
    expect(distanceOf({ "replay.mean": 248 * 1.5 })).toBeCloseTo(1);
    expect(distanceOf({ "shared-likes.1": 0.23 })).toBeCloseTo(1);
    expect(distanceOf({ "replay.mean": 248, "shared-likes.1": 0.3 })).toBeCloseTo(Math.sqrt(2));
  });

  const search = { seed: 1, kept: 4, users: 6, settings: { items: 2000, users: 6 } };

  it("comes nearer by generations, within the ranges, and finds the same again", () => {
    const first = searchConstants({ ...search, generations: 1 });
    const third = searchConstants({ ...search, generations: 3 });
    expect(third[0].distance).toBeLessThanOrEqual(first[0].distance);
    expect(third[3].distance).toBeLessThan(first[3].distance);
    expect(searchConstants({ ...search, generations: 3 })).toEqual(third);
    for (const name of CONSTANTS) {
      const [low, high] = RANGES[name];
      const [least, most] = [quantileOf(third, name, 0), quantileOf(third, name, 1)];
      expect(low <= least && least <= most && most <= high).toBe(true);
    }
  });
});
