/** Built-in functions and the package's own classes, patched while an agent is asked, and left so for the rest of the episode. */
import { describe, expect, it } from "vitest";
import { ClickHistory, UserClicks } from "../../src/core/clicks.ts";
import { EpisodeLog } from "../../src/core/episode-log.ts";
import { Stream } from "../../src/core/random.ts";
import type { World } from "../../src/core/types.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { runEpisode } from "../../src/run/episode.ts";
import { handmade } from "../env/fixture.ts";
import { buildWorld } from "../house.ts";
import { attacker, logOf } from "./fixture.ts";

const WORLDS: { name: string; open(): World | Promise<World> }[] = [
  { name: "cup", open: () => buildWorld("cup-small(items=300,users=40)") },
  { name: "a cup that drifts", open: () => buildWorld("cup-small(items=300,users=40,drift=0.05,swapEvery=2)") },
  { name: "a world where the last click matters", open: ordered },
];

function ordered(): World {
  const random = new Stream("ordered");
  const rows = (count: number, width: number) =>
    Array.from({ length: count }, () => Array.from({ length: width }, () => random.normal()));
  const starts = Array.from({ length: 40 }, (_, user) => [user, user + 1]);
  const rules = { temperature: 1, noClick: 3 };
  return handmade({ tastes: rows(40, 2), features: rows(300, 5), transitions: rows(300, 2), starts, rules });
}

const TypedArray = Object.getPrototypeOf(Int8Array.prototype) as object;

/** What is patched: all functions of these that a world might call. */
const TARGETS: { name: string; of: object; keys: readonly string[] }[] = [
  { name: "Math", of: Math, keys: Object.getOwnPropertyNames(Math) },
  { name: "Number", of: Number, keys: ["isInteger", "isFinite", "isNaN", "isSafeInteger"] },
  { name: "Array", of: Array, keys: ["from", "of"] },
  { name: "Array.prototype", of: Array.prototype, keys: Object.getOwnPropertyNames(Array.prototype) },
  { name: "typed arrays", of: TypedArray, keys: Object.getOwnPropertyNames(TypedArray) },
  { name: "Map.prototype", of: Map.prototype, keys: ["get", "set", "has", "values", "entries", "forEach"] },
  { name: "Object", of: Object, keys: ["keys", "entries", "assign", "defineProperty"] },
];

type Patch = { readonly of: object; readonly key: PropertyKey; readonly was: PropertyDescriptor };

/** Methods and getters that can be patched. */
function patchesOf(of: object, keys: readonly string[]): Patch[] {
  return [...keys, ...Object.getOwnPropertySymbols(of)].flatMap((key) => {
    const was = Object.getOwnPropertyDescriptor(of, key);
    const isCalled = was?.get ?? typeof was?.value === "function";
    return was?.configurable && key !== "constructor" && isCalled ? [{ of, key, was }] : [];
  });
}

const { defineProperty } = Object;

/** Plays with something else in the place of methods and getters. Plain loops: what is patched is not called here either. */
function playPatched(patches: readonly Patch[], instead: () => unknown, play: () => void): void {
  for (let i = 0; i < patches.length; i++) {
    const { of, key, was } = patches[i];
    defineProperty(of, key, was.get ? { ...was, get: instead } : { ...was, value: instead });
  }
  try {
    play();
  } finally {
    for (let i = 0; i < patches.length; i++) defineProperty(patches[i].of, patches[i].key, patches[i].was);
  }
}

describe.each(WORLDS)("in $name", ({ open }) => {
  it.each(TARGETS)("$name", async ({ of, keys }) => {
    const world = await open();
    const env = world.createEnv();
    const honest = logOf(env, attacker(world));
    const log = new EpisodeLog(world.slateSize);
    const patches = patchesOf(of, keys);
    const agent = attacker(world);
    const recorders = [log];
    let calls = 0;
    const instead = () => {
      calls++;
      return 1;
    };
    playPatched(patches, instead, () => {
      runEpisode({ env, agent, seed: 1, recorders });
    });
    expect(patches.length).toBeGreaterThan(1);
    expect(calls).toBe(0);
    expect([[...log.clicked], [...log.users]]).toEqual([honest.clicked, honest.users]);
  });
});

describe("classes through which a world keeps its secrets cannot be patched:", () => {
  it.each([ClickHistory, UserClicks, Stream, EpisodeLog, DotTable].map((of) => ({ name: of.name, of })))(
    "$name",
    ({ of }) => {
      const methods = Reflect.ownKeys(of.prototype);
      expect(methods.length).toBeGreaterThan(3);
      for (const key of methods) expect(Reflect.set(of.prototype, key, () => 0)).toBe(false);
      expect(Reflect.defineProperty(of.prototype, "more", { value: 1 })).toBe(false);
      expect(Reflect.set(of, "more", 1)).toBe(false);
    },
  );

  it("the env's", async () => {
    const env = (await buildWorld("cup-small(items=300,users=40)")).createEnv();
    expect(Object.isFrozen(env)).toBe(true);
    expect(Object.isFrozen(Object.getPrototypeOf(env))).toBe(true);
  });
});
