/** The competition's rules, to the letter, on worlds whose every number is known. */
import { describe, expect, it } from "vitest";
import { choose, softmaxWeights } from "../../env/choice.ts";
import { Stream } from "../../src/core/random.ts";
import { type Env, NO_CLICK } from "../../src/core/types.ts";
import { chiSquare, chiSquareLimit } from "../evaluate/fixture.ts";
import { clicked, handmade, turns, worldOfUtilities } from "./fixture.ts";

/** Clicked for certain, and never. */
const LOVED = 50;
const HATED = -50;

/** Softmax over utilities and "no click" (last) at the default temperature, in plain doubles. */
function probabilities(utilities: number[], noClick = 1.7, temperature = 0.1): number[] {
  const weights = [...utilities, noClick].map((utility) => Math.exp((utility - 2) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

describe("patience", () => {
  it("lasts five rounds without a click", () => {
    const env = worldOfUtilities(Array(20).fill(HATED), { users: 3 }).createEnv();
    const rounds = [...turns(env, "five", () => [0, 1, 2, 3, 4])];
    expect(rounds.length).toBe(15);
    expect(rounds.filter(({ step }) => step.terminated).length).toBe(3);
    expect(rounds.some(clicked)).toBe(false);
  });

  it.each([
    { clicks: 0, gain: 0.5, after: 5 },
    { clicks: 1, gain: 0.5, after: 6 },
    { clicks: 2, gain: 0.5, after: 6 },
    { clicks: 3, gain: 0.5, after: 7 },
    { clicks: 10, gain: 0.5, after: 10 },
    { clicks: 3, gain: 0.9, after: 8 },
    { clicks: 3, gain: 7, after: 8 },
    { clicks: 4, gain: 0, after: 5 },
  ])("after $clicks sure clicks at a gain of $gain lasts $after more rounds: at most 1 a click", (row) => {
    const env = worldOfUtilities([HATED, HATED, HATED, HATED, HATED, ...Array(10).fill(LOVED)], {
      rules: { patienceGain: row.gain },
    }).createEnv();
    let shown = 0;
    const played = [...turns(env, "sure", () => [shown++ < row.clicks ? 4 + shown : 4, 0, 1, 2, 3])];
    expect(played.filter(clicked).length).toBe(row.clicks);
    expect(played.length).toBe(row.clicks + row.after);
  });

  it("of a loss and a start of one's own", () => {
    const rules = { patience: 3, patienceLoss: 0.4 };
    const env = worldOfUtilities(Array(5).fill(HATED), { rules }).createEnv();
    expect([...turns(env, "own", () => [0, 1, 2, 3, 4])].length).toBe(8);
  });

  it("gains min(max(p/2, 0), 1) by a click of probability p and loses 1 without, in every round of mixed episodes", () => {
    const random = new Stream("patience");
    const rows = (count: number) =>
      Array.from({ length: count }, () => [1, 2, 3].map(() => Math.fround(random.normal(0, 1))));
    const [tastes, features] = [rows(40), rows(300)];
    const env = handmade({ tastes, features }).createEnv();
    const patience = tastes.map(() => 5);
    let clicks = 0;
    for (const { observation, slate, step } of turns(env, "mixed", () => random.shuffle(allItems(300)).slice(0, 5))) {
      const { user, history } = observation;
      const utilities = Array.from(slate, (item) =>
        history.includes(item) ? -Infinity : tastes[user].reduce((sum, taste, d) => sum + taste * features[item][d], 0),
      );
      const chances = probabilities(utilities);
      clicks += Number(step.clicked !== NO_CLICK);
      const gain = Math.min(Math.max(chances[Array.from(slate).indexOf(step.clicked)] / 2, 0), 1);
      patience[user] += step.clicked === NO_CLICK ? -1 : gain;
      expect(step.terminated).toBe(patience[user] <= 0);
      expect(step.reward).toBe(Number(step.clicked !== NO_CLICK));
    }
    expect(patience.every((left) => left <= 0)).toBe(true);
    expect(clicks).toBeGreaterThan(100);
  });
});

function allItems(count: number): number[] {
  return Array.from({ length: count }, (_, item) => item);
}

describe("the horizon", () => {
  it("truncates users who would have stayed, and terminates those who left in that very round", () => {
    const utilities = [HATED, HATED, HATED, HATED, HATED, ...Array(60).fill(LOVED)];
    const env = worldOfUtilities(utilities, { users: 2, rules: { horizon: 5 } }).createEnv();
    const played = [
      ...turns(env, "end", ({ user, history }) => (user === 0 ? [0, 1, 2, 3, 4] : [5 + history.length, 0, 1, 2, 3])),
    ];
    const ends = played.filter(({ step }) => step.terminated || step.truncated);
    expect(ends.map(({ observation, step }) => [observation.user, step.terminated, step.truncated]).sort()).toEqual([
      [0, true, false],
      [1, false, true],
    ]);
    expect(played.length).toBe(10);
  });
});

describe("an item in the history", () => {
  it("is never clicked again, however loved", () => {
    const env = worldOfUtilities(Array(5).fill(LOVED)).createEnv();
    const played = [...turns(env, "again", () => [0, 1, 2, 3, 4])];
    const items = played.filter(clicked).map(({ step }) => step.clicked);
    expect([...items].sort()).toEqual([0, 1, 2, 3, 4]);
    // Five clicks of probability 1/5, …, 1/1 by which patience grows; then nothing is left to click.
    const gained = [5, 4, 3, 2, 1].reduce((sum, n) => sum + 1 / n / 2, 0);
    expect(played.length).toBe(5 + Math.ceil(5 + gained));
  });

  it("is not clicked where it was public before the episode", () => {
    const world = handmade({ tastes: [[1]], features: Array(5).fill([LOVED]), starts: [[3, 1]] });
    const played = [...turns(world.createEnv(), "before", () => [0, 1, 2, 3, 4])];
    expect(new Set(played.filter(clicked).map(({ step }) => step.clicked))).toEqual(new Set([0, 2, 4]));
    expect([...played[0].observation.history]).toEqual([3, 1]);
  });

  it("counts as if it were not on the slate", () => {
    const features = [[LOVED], ...[1.7, 1.6, 1.8, 1.5].map((utility) => [utility])];
    const users = 20_000;
    const world = handmade({ tastes: Array(users).fill([1]), features, starts: Array(users).fill([0]) });
    const counts = firstChoices(world.createEnv(), () => [0, 1, 2, 3, 4], 5);
    expect(counts[0]).toBe(0);
    const chances = probabilities([1.7, 1.6, 1.8, 1.5]);
    expect(chiSquare(counts.slice(1), chances)).toBeLessThan(chiSquareLimit(4));
  });
});

/** What users choose in their first round: [items + 1], nothing last. */
function firstChoices(env: Env, slateOf: (user: number) => number[], items: number) {
  const counts: number[] = Array(items + 1).fill(0);
  const met = new Set<number>();
  for (const { observation, step } of turns(env, "first", ({ user }) => slateOf(user))) {
    if (met.has(observation.user)) continue;
    met.add(observation.user);
    counts[step.clicked === NO_CLICK ? items : step.clicked]++;
  }
  return counts;
}

describe("the choice", () => {
  const utilities = [1.7, 1.62, 1.5, 1.66, 1.78];
  const users = 30_000;

  it("follows a softmax over the slate and no click, wherever an item stands", () => {
    const env = worldOfUtilities(utilities, { users }).createEnv();
    const random = new Stream("order");
    const counts = firstChoices(env, () => random.shuffle([0, 1, 2, 3, 4]), 5);
    expect(counts.reduce((a, b) => a + b, 0)).toBe(users);
    expect(chiSquare(counts, probabilities(utilities))).toBeLessThan(chiSquareLimit(5));
    // The test would notice a temperature or a level of no click that is a little off.
    expect(chiSquare(counts, probabilities(utilities, 1.7, 0.11))).toBeGreaterThan(chiSquareLimit(5));
    expect(chiSquare(counts, probabilities(utilities, 1.71))).toBeGreaterThan(chiSquareLimit(5));
  });

  it("takes temperature and no click from the rules", () => {
    const env = worldOfUtilities(utilities, { users, rules: { temperature: 0.3, noClick: 2 } }).createEnv();
    const counts = firstChoices(env, () => [0, 1, 2, 3, 4], 5);
    expect(chiSquare(counts, probabilities(utilities, 2, 0.3))).toBeLessThan(chiSquareLimit(5));
  });

  it("clicks a likelier slate whenever it clicks a less likely one under the same draw", () => {
    const chosen = (values: number[], draw: number) => {
      const weights = Float64Array.from(values);
      return choose(weights, softmaxWeights(weights, 0.1), draw);
    };
    for (let draw = 0; draw < 1; draw += 0.001) {
      const poor = chosen([1.3, 1.4, 1.7], draw);
      if (poor !== NO_CLICK) expect(chosen([1.5, 1.4, 1.7], draw)).not.toBe(NO_CLICK);
    }
  });

  it("is none at the lowest draw, a certain item at the highest, and none where every item was seen", () => {
    const weights = Float64Array.of(Number.NEGATIVE_INFINITY, 5, 0);
    const total = softmaxWeights(weights, 0.1);
    expect(choose(weights, total, 0)).toBe(NO_CLICK);
    expect(choose(weights, total, 1 - 2 ** -32)).toBe(1);
    const seen = Float64Array.of(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.7);
    expect(choose(seen, softmaxWeights(seen, 0.1), 1 - 2 ** -32)).toBe(NO_CLICK);
  });
});
