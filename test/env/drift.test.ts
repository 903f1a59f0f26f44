/** Tastes that change while they are served. */
import { describe, expect, it } from "vitest";
import { swapLiked, walk } from "../../env/drift.ts";
import { openOracle } from "../../env/index.ts";
import type { Rules } from "../../env/rules.ts";
import { Stream } from "../../src/core/random.ts";
import { chiSquare, chiSquareLimit, mean, sd } from "../evaluate/fixture.ts";
import { handmade, turns } from "./fixture.ts";

const WIDTH = 42;

describe("a random walk", () => {
  /** One user's taste after so many steps from zero. */
  function walked(user: number, rounds: number, key = 99): Float32Array {
    const taste = new Float32Array(WIDTH);
    for (let round = 1; round <= rounds; round++) walk({ taste, key, user, round }, 0.01);
    return taste;
  }

  const users = Array.from({ length: 300 }, (_, user) => user);

  it.each([{ rounds: 1 }, { rounds: 4 }, { rounds: 100 }])(
    "spreads as the root of time: $rounds rounds",
    ({ rounds }) => {
      const ends = users.flatMap((user) => Array.from(walked(user, rounds)));
      // 12,600 draws: the sd is known to 0.6%, the mean to 0.009 sd.
      expect(Math.abs(sd(ends) / (0.01 * Math.sqrt(rounds)) - 1)).toBeLessThan(0.025);
      expect(Math.abs(mean(ends)) / (0.01 * Math.sqrt(rounds))).toBeLessThan(0.035);
    },
  );

  it("takes steps that are normal and independent of each other, over users, rounds and dimensions", () => {
    const steps = users.map((user) => Array.from(walked(user, 1), (step) => step / 0.01));
    const all = steps.flat();
    expect(Math.abs(mean(all.map((step) => step ** 4)) - 3)).toBeLessThan(0.25);
    expect(Math.abs(all.filter((step) => Math.abs(step) > 1.96).length / all.length - 0.05)).toBeLessThan(0.008);
    const second = users.map((user) => Array.from(walked(user, 2), (end, d) => end / 0.01 - steps[user][d]));
    const product = (a: number[][], b: number[][]) => mean(a.flatMap((row, u) => row.map((step, d) => step * b[u][d])));
    expect(Math.abs(product(steps, second))).toBeLessThan(0.035);
    expect(Math.abs(product(steps, [...steps.slice(1), steps[0]]))).toBeLessThan(0.035);
    expect(
      Math.abs(
        product(
          steps,
          steps.map((row) => [...row.slice(1), row[0]]),
        ),
      ),
    ).toBeLessThan(0.035);
  });

  it("is the same for the same key, user and round only", () => {
    expect(walked(3, 5)).toEqual(walked(3, 5));
    expect(walked(3, 5)).not.toEqual(walked(4, 5));
    expect(walked(3, 5)).not.toEqual(walked(3, 5, 98));
  });
});

describe("a swap", () => {
  it("exchanges one of the five best liked with one of the others, all alike", () => {
    const before = Float32Array.from({ length: 12 }, (_, d) => 12 - d);
    const liked: number[] = Array(5).fill(0);
    const others: number[] = Array(7).fill(0);
    for (let user = 0; user < 4000; user++) {
      const taste = before.slice();
      swapLiked({ taste, key: 5, user, round: 3 });
      const moved = [...taste.keys()].filter((d) => taste[d] !== before[d]);
      expect(moved.length).toBe(2);
      const [from, to] = moved;
      expect([taste[from], taste[to]]).toEqual([before[to], before[from]]);
      liked[from]++;
      others[to - 5]++;
    }
    expect(chiSquare(liked, Array(5).fill(1 / 5))).toBeLessThan(chiSquareLimit(4));
    expect(chiSquare(others, Array(7).fill(1 / 7))).toBeLessThan(chiSquareLimit(6));
  });

  it("needs no more than two dimensions", () => {
    const taste = Float32Array.of(1, 2);
    swapLiked({ taste, key: 5, user: 0, round: 1 });
    expect([...taste]).toEqual([2, 1]);
  });
});

/** Item d shows dimension d of a taste alone, so that the oracle's order is the order of the taste. */
function mirror(rules: Partial<Rules>) {
  const features = Array.from({ length: WIDTH }, (_, d) => Array.from({ length: WIDTH }, (_, k) => Number(k === d)));
  const random = new Stream("tastes");
  const tastes = Array.from({ length: 4 }, () => features.map(() => random.normal(0, 0.3)));
  return handmade({ tastes, features, rules: { noClick: 100, patience: 40, ...rules } }).createEnv();
}

describe("in an episode", () => {
  /** Own rounds of user 0 after which the order of the taste was another one. */
  function changesOf(rules: Partial<Rules>, seed = "episode"): { after: number[]; rounds: number; orders: string[] } {
    const env = mirror(rules);
    const orders: string[] = [];
    const after: number[] = [];
    let rounds = 0;
    for (const { observation, step } of turns(env, seed, () => [0, 1, 2, 3, 4])) {
      if (observation.user !== 0) continue;
      rounds++;
      if (step.terminated || !step.observation) break;
      orders.push(openOracle(env).best(0, WIDTH).join());
      if (orders.length > 1 && orders.at(-1) !== orders.at(-2)) after.push(rounds);
    }
    return { after, rounds, orders };
  }

  it("tastes stand still without drift", () => {
    expect(changesOf({}).after).toEqual([]);
  });

  it("tastes walk after every own round", () => {
    const { after, rounds } = changesOf({ drift: 0.2 });
    expect(rounds).toBe(40);
    expect(after).toEqual(Array.from({ length: rounds - 2 }, (_, i) => i + 2));
  });

  it("liked dimensions are swapped after every n-th own round", () => {
    expect(changesOf({ swapEvery: 6 }).after).toEqual([6, 12, 18, 24, 30, 36]);
  });

  it("both kinds go together", () => {
    expect(changesOf({ swapEvery: 6, drift: 0.0001 }).after).toEqual(expect.arrayContaining([6, 12, 18, 24, 30, 36]));
  });

  it("drift is the same under the same seed, and forgotten by the next episode", () => {
    expect(changesOf({ drift: 0.2 }).orders).toEqual(changesOf({ drift: 0.2 }).orders);
    expect(changesOf({ drift: 0.2 }, "other").orders).not.toEqual(changesOf({ drift: 0.2 }).orders);
    const env = mirror({ drift: 0.2 });
    env.reset("first");
    const fresh = openOracle(env).best(0, WIDTH);
    for (let t = 0; t < 100; t++) env.step([0, 1, 2, 3, 4]);
    expect(openOracle(env).best(0, WIDTH)).not.toEqual(fresh);
    env.reset("second");
    expect(openOracle(env).best(0, WIDTH)).toEqual(fresh);
  });
});
