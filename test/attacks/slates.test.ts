/** Slates and propensities that are not what they seem. */
import { beforeAll, describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import type { Env, Slate, Transition, World } from "../../src/core/types.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { shiftySlates } from "../../src/run/shifty-slates.ts";
import { buildWorld } from "../house.ts";
import { type Attack, attacker, type Logged, logOf } from "./fixture.ts";

const ITEMS = 300;
let world: World;
let honest: Logged;
beforeAll(async () => {
  world = await buildWorld(`cup-small(items=${ITEMS},users=40)`);
  honest = logOf(world.createEnv(), attacker(world));
});

const play = (attack: Attack, env: Env = world.createEnv()) => logOf(env, attacker(world, attack));
const kinds = shiftySlates([0, 1, 2, 3, 4], ITEMS).map(({ name }, kind) => ({ name, kind }));

describe("a slate that changes as it is read gains nothing:", () => {
  it.each(kinds)("$name", ({ kind }) => {
    expect(honest.clicked.some((item) => item >= 0)).toBe(true);
    expect(play({ recommend: (_, slate) => shiftySlates(slate, ITEMS)[kind].slate })).toEqual(honest);
  });

  it("nor does one whose length is read twice, or that is changed when propensities are asked", () => {
    class Growing extends Array<number> {}
    let asked = 0;
    const grown = (slate: number[]) =>
      new Proxy(Growing.from(slate), {
        get: (target, key) => (key === "length" && asked++ % 2 ? 1e8 : Reflect.get(target, key)),
      });
    let last: number[] = [];
    const log = play({
      recommend(_, slate) {
        asked = 0;
        last = slate;
        return grown(slate);
      },
      propensities() {
        last.fill(-5);
        return undefined;
      },
    });
    expect(log).toEqual(honest);
  });

  it("nor one that is kept and changed later, even where recorders keep what they are told", () => {
    const kept: Transition[] = [];
    const mine: number[][] = [];
    const agent = attacker(world, {
      recommend(_, slate) {
        for (const old of mine) old.fill(-9);
        mine.push(slate);
        return slate;
      },
      learn(transition) {
        mine[mine.length - 1].fill(-9);
        Object.assign(transition, { clicked: 7, reward: 99 });
        Object.assign(transition.observation, { user: 3, round: -1, history: [] });
      },
    });
    expect(logOf(world.createEnv(), agent, [{ record: (transition) => kept.push(transition) }])).toEqual(honest);
    expect(kept.flatMap(({ slate }) => Array.from(slate))).toEqual(honest.slates);
    expect(kept.map(({ observation }) => observation.user)).toEqual(honest.users);
    expect(kept.map(({ clicked }) => clicked)).toEqual(honest.clicked);
  });

  it("nor one whose reading plays a round of the env", () => {
    const env = world.createEnv();
    env.reset(1);
    const slate = [0, 1, 2, 3, 4];
    const playRound = () => env.step([10, 11, 12, 13, 14]);
    Object.defineProperty(slate, 3, { get: () => playRound().observation && 3 });
    const { observation } = env.step(slate);
    expect(observation?.round).toBe(2);
    expect([observation?.user]).toEqual([honest.users[2]]);
  });
});

/** A trap that fails when it is read at all. */
function unread(target: object): Slate {
  return new Proxy(target, {
    get(_, key) {
      if (key === "length") return 1e8;
      throw new Error("read, and it should not be");
    },
  }) as Slate;
}

const revoked = Proxy.revocable([], {});
revoked.revoke();
const hostile = {
  [Symbol.toPrimitive]: () => {
    throw new Error("asked for a text");
  },
};
const withLast = (last: unknown) => [0, 1, 2, 3, last];
const BAD: { name: string; slate: unknown; says: string }[] = [
  { name: "10⁸ numbers", slate: new Uint8Array(1e8), says: "Expected a slate of 5 items, got Uint8Array(0,0,0" },
  { name: "10⁸ holes", slate: new Array(1e8), says: "Expected a slate of 5 items, got [undefined,undefined" },
  { name: "a claim of 10⁸", slate: { length: 1e8 }, says: 'Expected a slate of 5 items, got {"length":100000000}' },
  { name: "a claim that must not be read", slate: unread([]), says: "Expected a slate of 5 items, got an object" },
  { name: "a length that is a text", slate: { length: "5" }, says: 'got {"length":"5"}' },
  { name: "a length that throws", slate: { get length() { throw new TypeError("no length"); } }, says: "Expected a list that can be read, got TypeError: no length" }, // biome-ignore format: one line
  { name: "a revoked proxy", slate: revoked.proxy, says: "Expected a list that can be read, got TypeError" },
  { name: "a function", slate: (..._: number[]) => 5, says: "got a function" },
  { name: "a symbol", slate: Symbol("slate"), says: "got Symbol(slate)" },
  { name: "symbols", slate: withLast(Symbol("item")), says: "at position 4, got Symbol(item)" },
  { name: "a whole number of another kind", slate: withLast(4n), says: "at position 4, got 4" },
  { name: "a number in an object", slate: withLast(Object(4)), says: "at position 4, got {}" },
  { name: "a text that throws", slate: withLast(hostile), says: "at position 4, got {}" },
  {
    name: "a value that counts",
    slate: withLast({ valueOf: () => 4 }),
    says: 'at position 4, got {"valueOf":a function}',
  },
  { name: "nothing that has a text", slate: withLast(Object.create(null)), says: "at position 4, got {}" },
  { name: "a list in itself", slate: withLast(cycle()), says: "at position 4, got [[[…]]]" },
  { name: "a getter that throws", slate: { length: 5, get 0() { throw new RangeError("boom"); } }, says: "got RangeError: boom" }, // biome-ignore format: one line
  { name: "a throw of what has no text", slate: { length: 5, get 0() { throw Object.create(null); } }, says: "got {}" }, // biome-ignore format: one line
];

function cycle(): unknown[] {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

describe("refused at once, with nothing changed:", () => {
  it.each(BAD)("$name", ({ slate, says }) => {
    const env = world.createEnv();
    const calm = world.createEnv();
    calm.reset(1);
    env.reset(1);
    expect(() => env.step(slate as Slate)).toThrow(UsageError);
    expect(() => env.step(slate as Slate)).toThrow(says);
    expect(() => play({ recommend: () => slate as Slate })).toThrow(says);
    expect(env.step([5, 6, 7, 8, 9])).toEqual(calm.step([5, 6, 7, 8, 9]));
  });

  it.each([
    { name: "10⁸ of them", said: new Float64Array(1e8), says: "Expected 5 propensities" },
    {
      name: "a claim that must not be read",
      said: unread([]),
      says: "Expected 5 propensities, one a place, got an object",
    },
    { name: "symbols", said: [1, 1, 1, 1, Symbol("p")], says: "at position 4, got Symbol(p)" },
    { name: "a number in an object", said: [1, 1, 1, 1, Object(1)], says: "at position 4, got {}" },
    { name: "a getter that throws", said: { length: 5, get 0() { throw new RangeError("boom"); } }, says: "got RangeError: boom" }, // biome-ignore format: one line
  ])("propensities: $name", ({ said, says }) => {
    expect(() => play({ propensities: () => said as ArrayLike<number> })).toThrow(says);
  });
});

it("propensities are read once", () => {
  const first = [0.5, 0.25, 0.125, 0.5, 1];
  const log = play({ propensities: () => shiftySlates(first, ITEMS)[0].slate });
  expect(log.propensities?.slice(0, 5)).toEqual(first);
  expect({ ...log, propensities: undefined }).toEqual(honest);
});

describe("the item table reads no memory that is not its own:", () => {
  const table = new DotTable(4, 3, 2).fill(new Float32Array(12).fill(1));
  it.each([-1, 4, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "1", undefined, {}, 2 ** 32])("item %s", (item) => {
    expect(() => table.dots([0, item as number])).toThrow("Expected an item of 0..3");
    expect(() => table.dotsOf(0, [item as number])).toThrow("Expected an item of 0..3");
  });

  it.each([-1, 2, 0.5, Number.NaN])("query %s", (query) => {
    expect(() => table.dotsOf(query, [0])).toThrow("Expected a query of 0..1");
  });

  it.each([65, 1e8, Number.NaN])("%s items", (length) => {
    expect(() => table.dots({ length } as Slate)).toThrow("Expected at most 64 items");
  });

  it("nor more of it, once it is made", () => {
    expect(Reflect.set(table, "count", 1e9)).toBe(false);
    expect(Reflect.set(table, "stride", 1)).toBe(false);
  });
});
