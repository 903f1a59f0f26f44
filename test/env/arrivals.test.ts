/** Who is served next, and what two agents under one seed have in common. */
import { describe, expect, it } from "vitest";
import { Arrivals } from "../../env/arrivals.ts";
import { Stream } from "../../src/core/random.ts";
import type { Env } from "../../src/core/types.ts";
import { chiSquare, chiSquareLimit } from "../evaluate/fixture.ts";
import { turns, worldOfUtilities } from "./fixture.ts";

const ROUNDS = 20_000;

function removeAll(arrivals: Arrivals, users: readonly number[]): Arrivals {
  for (const user of users) arrivals.remove(user);
  return arrivals;
}

describe("arrivals are uniform among the users present", () => {
  it.each([
    { users: 12, present: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], why: "all" },
    { users: 12, present: [0, 4, 5, 11], why: "some gone" },
    { users: 5000, present: [7, 1234, 4999], why: "nearly all gone, so that most draws miss" },
    { users: 3, present: [2], why: "one" },
  ])("$why", ({ users, present, why }) => {
    const gone = Array.from({ length: users }, (_, user) => user).filter((user) => !present.includes(user));
    const arrivals = removeAll(new Arrivals(users, new Stream(why).key()), gone);
    const counts = new Map<number, number>();
    for (let round = 0; round < ROUNDS; round++) {
      const user = arrivals.at(round);
      counts.set(user, (counts.get(user) ?? 0) + 1);
    }
    expect(arrivals.count).toBe(present.length);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(present);
    const uniform = present.map(() => 1 / present.length);
    const found = present.map((user) => counts.get(user) ?? 0);
    if (present.length > 1) expect(chiSquare(found, uniform)).toBeLessThan(chiSquareLimit(present.length - 1));
  });

  it("whoever was served before: successive users are independent", () => {
    const arrivals = new Arrivals(4, new Stream("pairs").key());
    const pairs: number[] = Array(16).fill(0);
    for (let round = 0; round < ROUNDS; round += 2) pairs[4 * arrivals.at(round) + arrivals.at(round + 1)]++;
    expect(chiSquare(pairs, Array(16).fill(1 / 16))).toBeLessThan(chiSquareLimit(15));
  });
});

describe("two agents under one seed", () => {
  it("meet the same user in a round when both users met are still there with both", () => {
    const random = new Stream("both");
    const users = 40;
    for (let trial = 0; trial < 50; trial++) {
      const key = random.key();
      const [a, b] = [random.shuffle(everyone(users)), random.shuffle(everyone(users))].map((order) =>
        order.slice(0, 12),
      );
      const [one, other] = [removeAll(new Arrivals(users, key), a), removeAll(new Arrivals(users, key), b)];
      for (let round = 0; round < 100; round++) {
        const [x, y] = [one.at(round), other.at(round)];
        if (!b.includes(x) && !a.includes(y)) expect(x).toBe(y);
      }
    }
  });

  it("meet the same users in the same rounds until the first of them leaves", () => {
    const utilities = Array.from({ length: 40 }, (_, item) => 1.3 + 0.01 * item);
    const world = worldOfUtilities(utilities, { users: 30 });
    const random = new Stream("slates");
    const play = (env: Env) => [...turns(env, "seed", () => random.shuffle(everyone(40)).slice(0, 5))];
    const [one, other] = [play(world.createEnv()), play(world.createEnv())];
    const leaves = (turn: (typeof one)[number]) => turn.step.terminated;
    const together = Math.min(one.findIndex(leaves), other.findIndex(leaves)) + 1;
    expect(together).toBeGreaterThan(20);
    const met = (played: typeof one) => played.slice(0, together).map(({ observation }) => observation.user);
    expect(met(one)).toEqual(met(other));
  });

  it("meet the same luck in a user's own round: the better slate is clicked whenever the worse is", () => {
    const [poor, rich] = [1.5, 1.6];
    const play = (utility: number) =>
      firstRounds(worldOfUtilities(Array(5).fill(utility), { users: 5000 }).createEnv());
    const [worse, better] = [play(poor), play(rich)];
    const clickedBy = (choices: Map<number, number>) =>
      new Set([...choices].filter(([, c]) => c >= 0).map(([user]) => user));
    const [few, many] = [clickedBy(worse), clickedBy(better)];
    expect(few.size).toBeGreaterThan(500);
    expect(many.size).toBeGreaterThan(few.size);
    expect([...few].every((user) => many.has(user))).toBe(true);
  });

  it("meet other users and other luck under another seed", () => {
    const world = worldOfUtilities(Array(5).fill(1.6), { users: 200 });
    const play = (seed: string) => [...turns(world.createEnv(), seed, () => [0, 1, 2, 3, 4])];
    const facts = (seed: string) => play(seed).map(({ observation, step }) => `${observation.user} ${step.clicked}`);
    expect(facts("a")).toEqual(facts("a"));
    expect(facts("a")).not.toEqual(facts("b"));
  });
});

/** What each user chooses in the first round. */
function firstRounds(env: Env): Map<number, number> {
  const choices = new Map<number, number>();
  for (const { observation, step } of turns(env, "luck", () => [0, 1, 2, 3, 4])) {
    if (!choices.has(observation.user)) choices.set(observation.user, step.clicked);
  }
  return choices;
}

function everyone(users: number): number[] {
  return Array.from({ length: users }, (_, user) => user);
}

describe("an env", () => {
  it("takes a number and the same number in words for one seed, and refuses what is neither", () => {
    const env = worldOfUtilities(Array(5).fill(1.6), { users: 50 }).createEnv();
    expect(env.reset(7).user).toBe(env.reset("7").user);
    for (const seed of [Number.NaN, Number.POSITIVE_INFINITY, undefined, null, {}]) {
      expect(() => env.reset(seed as never)).toThrow(/seed: Expected a finite number or a string, got/);
    }
  });

  it("refuses a step before the first reset", () => {
    const env = worldOfUtilities(Array(5).fill(1.6)).createEnv();
    expect(() => env.step([0, 1, 2, 3, 4])).toThrow("Expected reset() before step(), got a step with no user waiting");
  });
});
