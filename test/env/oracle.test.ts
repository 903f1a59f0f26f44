/** The oracle against brute force, and its one door. */
import { describe, expect, it } from "vitest";
import { cupTruth } from "../../env/cup/world.ts";
import { walk } from "../../env/drift.ts";
import { openOracle } from "../../env/index.ts";
import { type Situation, utility } from "../../env/movielens/tables.ts";
import { Stream } from "../../src/core/random.ts";
import type { Env, Observation, World } from "../../src/core/types.ts";
import type { AgentRequest } from "../../src/run/create-agent.ts";
import { buildWorld, makeAgent } from "../house.ts";
import { handmade, type Turn, turns } from "./fixture.ts";
import { randomTables } from "./fpmc-fixture.ts";

const COUNT = 5;

/** The unseen items of highest utility, by looking at all of them. */
function bruteForce(items: number, utilityOf: (item: number) => number, seen: Iterable<number>): number[] {
  const known = new Set(seen);
  return Array.from({ length: items }, (_, item) => item)
    .filter((item) => !known.has(item))
    .map((item) => ({ item, value: utilityOf(item) }))
    .sort((a, b) => b.value - a.value)
    .slice(0, COUNT)
    .map(({ item }) => item);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, d) => sum + value * b[d], 0);
}

/** Half the time what the oracle likes, so that histories grow. */
function mixedSlates(env: Env, random: Stream) {
  return ({ user }: Observation) =>
    random.uniform() < 0.7 ? openOracle(env).best(user, COUNT) : randomSlate(env.catalogue.size, random);
}

function randomSlate(items: number, random: Stream): number[] {
  const slate = new Set<number>();
  while (slate.size < COUNT) slate.add(random.int(items));
  return [...slate];
}

/** Checks the oracle before each round; `expectedFor` gives what it should say. Returns the turns played. */
function checkRounds(env: Env, expectedFor: (observation: Observation) => number[], rounds: number): Turn[] {
  const random = new Stream("oracle test");
  const slateFor = mixedSlates(env, random);
  const check = (observation: Observation) => {
    expect([...openOracle(env).best(observation.user, COUNT)]).toEqual(expectedFor(observation));
    return slateFor(observation);
  };
  return [...turns(env, "oracle", check, rounds)];
}

describe("the oracle shows the unseen items of highest true utility", () => {
  it("in the cup world, over several episodes", async () => {
    const world = await buildWorld("cup(items=600,users=40,seed=5)");
    const { tastes, features } = cupTruth(world);
    const width = 42;
    const env = world.createEnv();
    const row = (table: Float32Array, i: number) => table.subarray(i * width, (i + 1) * width);
    const expectedFor = ({ user, history }: Observation) =>
      bruteForce(600, (item) => dot(row(tastes, user), row(features, item)), history);
    for (let episode = 0; episode < 3; episode++) {
      const played = checkRounds(env, expectedFor, 300);
      expect(played.some(({ observation }) => observation.history.length > 6)).toBe(true);
    }
  });

  it("under drift", () => {
    const random = new Stream("drift tables");
    const rows = (count: number) => Array.from({ length: count }, () => [1, 2, 3, 4].map(() => random.normal()));
    const [tastes, features] = [rows(5), rows(200)];
    const env = handmade({ tastes, features, rules: { drift: 0.3, patience: 30 } }).createEnv();
    const now = tastes.map((taste) => Float32Array.from(taste));
    const ownRounds = tastes.map(() => 0);
    const key = new Stream("oracle").fork("drift").key();
    let last: number | undefined;
    const expectedFor = ({ user, history }: Observation) => {
      if (last !== undefined) walk({ taste: now[last], key, user: last, round: ++ownRounds[last] }, 0.3);
      last = user;
      return bruteForce(200, (item) => dot(now[user], features[item]), history);
    };
    const played = checkRounds(env, expectedFor, 400);
    expect(played.length).toBeGreaterThan(150);
  });

  it("where the last click matters", () => {
    const { tables, histories } = randomTables({ users: 8, items: 150, factors: 4 });
    const rows = (table: Float32Array, width: number) =>
      Array.from({ length: table.length / width }, (_, i) => Array.from(table.subarray(i * width, (i + 1) * width)));
    const env = handmade({
      tastes: rows(tables.userTable, 4),
      features: rows(tables.itemTable, 9),
      transitions: rows(tables.transitionTable, 4),
      starts: rows(Float32Array.from(histories.items), 10),
      rules: { temperature: 1, noClick: 5 },
    }).createEnv();
    const situation = ({ user, history }: Observation): Situation => ({ user, last: history.at(-1) as number });
    const played = checkRounds(
      env,
      (it) => bruteForce(150, (item) => utility(tables, situation(it), item), it.history),
      300,
    );
    expect(played.filter(({ step }) => step.clicked >= 0).length).toBeGreaterThan(20);
  });

  it("and the best seen ones again when too few are left", () => {
    const env = handmade({ tastes: [[1]], features: [[9], [8], [7], [6], [5], [4], [3]] }).createEnv();
    const played = [...turns(env, "few", ({ user }) => openOracle(env).best(user, COUNT))];
    expect(played.at(-1)?.observation.history.length).toBeGreaterThan(2);
    for (const { slate } of played) expect(new Set(Array.from(slate)).size).toBe(COUNT);
  });

  it("in arrays of their own: what an agent does to one changes no later answer", () => {
    const env = handmade({ tastes: [[1]], features: Array.from({ length: 30 }, (_, i) => [i / 100]) }).createEnv();
    env.reset(1);
    openOracle(env).best(0, COUNT).fill(3);
    expect([...openOracle(env).best(0, COUNT)]).toEqual([29, 28, 27, 26, 25]);
  });
});

describe("the door", () => {
  const context = (world: World): AgentRequest => ({ ...world, random: new Stream("door") });

  it("refuses an env that it does not know", async () => {
    const env = (await buildWorld("cup-small(items=100,users=5)")).createEnv();
    expect(() => openOracle({ ...env } as Env)).toThrow("This env has no oracle");
    expect(() => openOracle(Object.create(env) as Env)).toThrow("This env has no oracle");
  });

  it("is shut to the oracle agent where the runner does not open it", async () => {
    const world = await buildWorld("cup-small(items=100,users=5)");
    await expect(makeAgent("oracle", context(world))).rejects.toThrow(
      "Expected a world that opens its oracle, got one without",
    );
  });
});
