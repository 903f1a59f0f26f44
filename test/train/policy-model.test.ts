/** The policy gradient of item vectors: what its sparse steps are expected to be. */
import { describe, expect, it } from "vitest";
import { UserClicks } from "../../src/core/clicks.ts";
import { Stream } from "../../src/core/random.ts";
import { NO_CLICK, type Transition } from "../../src/core/types.ts";
import { DotTopK } from "../../src/factors/dot-top-k.ts";
import { type PlayedPlace, PolicyModel } from "../../src/train/policy-model.ts";
import { ServedVectors } from "../../src/train/served-vectors.ts";
import { numbers } from "../engine/engines.ts";

const [ITEMS, WIDTH, TEMPERATURE, RATE] = [6, 4, 0.7, 0.5];
const ROWS = numbers(ITEMS * WIDTH, 3);
const STATE = numbers(WIDTH, 4);
/** What each item earns. */
const REWARDS = [0.1, 0.9, 0.4, 0, 0.7, 0.3];
const ALL = REWARDS.map((_, item) => item);

function newPolicy({ draws = 1, baseline = 0, share = 0 } = {}) {
  const vectors = new ServedVectors({ users: 1, items: ITEMS, width: WIDTH });
  const index = new DotTopK(vectors.scan, 8).watch(vectors.watched);
  vectors.load(ROWS);
  vectors.setState(0, STATE);
  vectors.level.weights[0] = baseline;
  const judge = {
    judge: (_: Iterable<number>, items: readonly number[]) => items.map((item) => REWARDS[item]),
    dispose() {},
  };
  const learning = { draws, judged: share > 0 ? { share, judge } : undefined };
  const model = new PolicyModel(vectors, { index, scan: vectors.scan, temperature: TEMPERATURE }, learning);
  return { vectors, model };
}

/** How far a step on a slate moves each number of the item vectors. */
function moveOf(places: readonly PlayedPlace[], baseline = 0): Float64Array {
  const { vectors, model } = newPolicy({ baseline });
  model.step([{ user: 0, places }], RATE);
  return Float64Array.from(vectors.watched.factors.weights, (weight, i) => weight - ROWS[i]);
}

/** π among the items that are not taken. */
function policy(rows: ArrayLike<number>, taken: readonly number[]): number[] {
  const odds = ALL.map((item) => {
    const score = STATE.reduce((sum, value, i) => sum + value * rows[item * WIDTH + i], 0);
    return taken.includes(item) ? 0 : Math.exp(score / TEMPERATURE);
  });
  const total = odds.reduce((sum, odd) => sum + odd, 0);
  return odds.map((odd) => odd / total);
}

/** Σ_i π(i) r(i) ∇ log π(i) = ∇ Σ_i π(i) r(i), by central differences. */
function slopes(value: (rows: Float64Array) => number): Float64Array {
  const step = 1e-5;
  return Float64Array.from(ROWS, (_, i) => {
    const at = (by: number) => value(Float64Array.from(ROWS, (row, j) => row + (i === j ? by : 0)));
    return (at(step) - at(-step)) / (2 * step);
  });
}

const earned = (rows: ArrayLike<number>, taken: readonly number[]) =>
  policy(rows, taken).reduce((sum, share, item) => sum + share * REWARDS[item], 0);

function addTo(sum: Float64Array, move: Float64Array, weight: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += weight * move[i];
}

/** The mean step over all draws of an item and of what stands for the rest, weighed by their probabilities. */
function expectedMove(reward: (item: number) => number, baseline: number, taken: readonly number[] = []): Float64Array {
  const shares = policy(ROWS, taken);
  const sum = new Float64Array(ITEMS * WIDTH);
  const left = ALL.filter((item) => !taken.includes(item));
  for (const item of left) {
    for (const other of left) {
      const move = moveOf([{ item, reward: reward(item), others: [other] }], baseline);
      addTo(sum, move, shares[item] * shares[other]);
    }
  }
  return sum;
}

function expectClose(found: Float64Array, wanted: Float64Array): void {
  for (const [i, value] of wanted.entries()) expect(Math.abs(found[i] - value)).toBeLessThan(2e-6);
}

describe("the expected step", () => {
  it.each([0, 0.4])("is the gradient Σ π r ∇ log π, whatever the baseline: %s", (baseline) => {
    const wanted = slopes((rows) => earned(rows, [])).map((slope) => RATE * slope);
    expect(Math.max(...wanted)).toBeGreaterThan(0.01);
    expectClose(
      expectedMove((item) => REWARDS[item], baseline),
      wanted,
    );
  });

  it("at a later place is that of the policy among the items that are left", () => {
    const taken = [4, 1];
    const wanted = slopes((rows) => earned(rows, taken)).map((slope) => RATE * slope);
    expectClose(
      expectedMove((item) => REWARDS[item], 0.25, taken),
      wanted,
    );
  });

  it("is none where the reward is the same for all, and each single step is none where it is the baseline", () => {
    const none = new Float64Array(ITEMS * WIDTH);
    expectClose(
      expectedMove(() => 0.5, 0),
      none,
    );
    expect(moveOf([{ item: 2, reward: 0.5, others: [5] }], 0.5)).toEqual(none);
  });

  it("is the same for several draws as for one", () => {
    const one = [3, 5].map((other) => moveOf([{ item: 2, reward: 1, others: [other] }]));
    const both = moveOf([{ item: 2, reward: 1, others: [3, 5] }]);
    expectClose(
      both,
      one[0].map((move, i) => (move + one[1][i]) / 2),
    );
  });

  it("is met by what is noted of many slates that are drawn from the policy", () => {
    const { model } = newPolicy({ share: 1 });
    const random = new Stream("slates");
    const sum = new Float64Array(ITEMS * WIDTH);
    const moves = new Map<string, Float64Array>();
    const rounds = 20_000;
    const shares = policy(ROWS, []);
    for (let round = 0; round < rounds; round++) {
      const item = drawn(shares, random.uniform());
      const { places } = model.note(transition([item], NO_CLICK), random);
      const key = `${item} ${places[0].others}`;
      if (!moves.has(key)) moves.set(key, moveOf(places, 0.4));
      addTo(sum, moves.get(key) as Float64Array, 1 / rounds);
    }
    const wanted = slopes((rows) => earned(rows, [])).map((slope) => RATE * slope);
    // Of a size of up to .06; a number's standard error is about .001.
    for (const [i, value] of wanted.entries()) expect(Math.abs(sum[i] - value)).toBeLessThan(0.005);
  });
});

function drawn(shares: readonly number[], u: number): number {
  let left = u;
  return shares.findIndex((share) => {
    left -= share;
    return left < 0;
  });
}

function transition(slate: number[], clicked: number, history: number[] = []): Transition {
  const observation = { user: 0, history: new UserClicks(history).view(), round: 0 };
  return { observation, slate, clicked, reward: Number(clicked !== NO_CLICK), terminated: false, truncated: false };
}

describe("PolicyModel", () => {
  it("notes each place with its own reward and items drawn from what was left for it", () => {
    const { model } = newPolicy({ draws: 200 });
    const { places } = model.note(transition([5, 0, 2], 0, [3]), new Stream("note"));
    expect(places.map(({ item, reward }) => [item, reward])).toEqual([
      [5, 0],
      [0, 1],
      [2, 0],
    ]);
    const drawn = places.map(({ others }) => [...new Set(others)].sort());
    expect(drawn).toEqual([
      [0, 1, 2, 4, 5],
      [0, 1, 2, 4],
      [1, 2, 4],
    ]);
  });

  it("mixes the click with what a judge says", () => {
    const { model } = newPolicy({ share: 0.25 });
    const { places } = model.note(transition([4, 1], 1), new Stream("note"));
    expect(places[0].reward).toBeCloseTo(0.25 * REWARDS[4], 12);
    expect(places[1].reward).toBeCloseTo(0.75 + 0.25 * REWARDS[1], 12);
  });

  it("moves nothing where nobody ever clicks", () => {
    const { vectors, model } = newPolicy();
    const random = new Stream("misses");
    for (let round = 0; round < 100; round++) model.step([model.note(transition([1, 2], NO_CLICK), random)], RATE);
    expect(vectors.watched.factors.weights).toEqual(newPolicy().vectors.watched.factors.weights);
    expect(vectors.level.weights[0]).toBe(0);
  });

  it("has a baseline that comes to the mean reward of a place, and goes back with a snapshot", () => {
    const { vectors, model } = newPolicy();
    const fresh = vectors.parameters.changes();
    const random = new Stream("clicks");
    for (let round = 0; round < 2000; round++)
      model.step([model.note(transition([1, 2], round % 2 ? 1 : NO_CLICK), random)], 0);
    expect(Math.abs(vectors.level.weights[0] - 0.25)).toBeLessThan(0.01);
    const learnt = structuredClone(vectors.parameters.changes());
    const [baseline] = vectors.level.weights;
    vectors.parameters.restore(fresh);
    expect(vectors.level.weights[0]).toBe(0);
    vectors.parameters.restore(learnt);
    expect(vectors.level.weights[0]).toBe(baseline);
  });

  it("a click lifts its item's probability, and a miss lowers it", () => {
    const { vectors, model } = newPolicy({ baseline: 0.2 });
    const shareOf = (item: number) => policy(vectors.watched.factors.weights, [])[item];
    const before = [1, 3].map(shareOf);
    const random = new Stream("steps");
    for (let n = 0; n < 50; n++) {
      model.step([model.note(transition([1], 1), random)], 0.05);
      model.step([model.note(transition([3], NO_CLICK), random)], 0.05);
    }
    expect(shareOf(1)).toBeGreaterThan(before[0] + 0.1);
    expect(shareOf(3)).toBeLessThan(before[1]);
  });
});
