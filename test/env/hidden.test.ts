/** An agent that reaches for hidden state gets nothing, on the way it really runs: through the player of a suite. */
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AgentContext, AgentDefinition } from "../../src/core/agents.ts";
import { NO_CLICK, type Observation, type World } from "../../src/core/types.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { extendTables, type Tables } from "../../src/run/tables.ts";
import { tables } from "../../tables.ts";
import { buildWorld } from "../house.ts";
import { newFolder } from "../store/fixture.ts";
import { handmade, smallData, smallSpecs } from "./fixture.ts";

/** Everything that the spy was ever handed. */
let loot: unknown[] = [];
let context: AgentContext;

const spy: AgentDefinition = {
  name: "spy",
  summary: "walks all it is given",
  settings: z.strictObject({}),
  create(given) {
    context = given;
    loot.push(given);
    return {
      recommend(observation: Observation) {
        loot.push(observation);
        return Array.from({ length: given.slateSize }, (_, i) => (observation.round + i) % given.catalogue.size);
      },
      learn: (transition) => loot.push(transition),
      snapshot: () => null,
      restore: () => {},
      dispose: () => {},
    };
  },
};

const spied: Tables = extendTables(tables, import.meta.url, { agents: [spy] });
beforeEach(() => {
  loot = [];
});

/** Visits everything that can be named from the roots: values, getters, symbols, prototypes, Map and Set entries. */
function* reachable(roots: unknown[]): Generator<{ path: string; value: object }> {
  const queue = roots.map((value, i) => ({ path: `loot[${i}]`, value }));
  const visited = new Set<unknown>([Object.prototype, Function.prototype, Array.prototype]);
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { path, value } = next;
    if (value === null || (typeof value !== "object" && typeof value !== "function") || visited.has(value)) continue;
    visited.add(value);
    yield { path, value };
    if (ArrayBuffer.isView(value)) queue.push({ path: `${path}.buffer`, value: value.buffer });
    else for (const [key, inner] of membersOf(value)) queue.push({ path: `${path}.${key}`, value: inner });
  }
}

function membersOf(value: object): [string, unknown][] {
  const members: [string, unknown][] = [];
  for (let owner = value; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) members.push([String(key), read(value, key)]);
  }
  if (value instanceof Map || value instanceof Set) members.push(["entries", [...value.entries()]]);
  return members;
}

function read(value: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return undefined;
  }
}

/** Signs of hidden state. */
function findings(): string[] {
  const found: string[] = [];
  for (const { path, value } of reachable(loot)) {
    if (value instanceof Float32Array || value instanceof Float64Array) found.push(`${path}: real numbers`);
    if (value instanceof WebAssembly.Memory || value instanceof SharedArrayBuffer) found.push(`${path}: memory`);
    if (ArrayBuffer.isView(value) && value.byteLength < value.buffer.byteLength) found.push(`${path}: a larger buffer`);
    if ("best" in value) found.push(`${path}: an oracle`);
    if ("createEnv" in value || "step" in value) found.push(`${path}: a world or an env`);
    if ("patience" in value || "tastes" in value || "query" in value) found.push(`${path}: a user's state`);
  }
  return found;
}

async function playSpy(world: World, agent = "spy"): Promise<void> {
  const player = new Player({ tables: spied, world });
  await player.play(resolveSuiteAgent(spied, agent), { seed: 1, episode: 0 });
  player.close();
}

describe("an agent finds nothing hidden", () => {
  it.each(smallSpecs())("in %s, generated or from the cache, alone or wrapped", async (spec) => {
    const inputs = { data: smallData(spec), cacheDir: newFolder() };
    for (const agent of ["spy", "spy", "epsilon-greedy(inner=spy)"]) {
      await playSpy(await buildWorld(spec, inputs), agent);
      expect(loot.length).toBeGreaterThan(100);
      expect(findings()).toEqual([]);
    }
  });

  it("but would, were it handed over", () => {
    const open = handmade({ tastes: [[1]], features: [[1], [2]] });
    loot = [{ deep: new Map([["world", open]]) }];
    expect(findings()).toEqual(expect.arrayContaining([expect.stringContaining("a world or an env")]));
    loot = [() => {}, { a: [new Uint8Array(new ArrayBuffer(9), 1)] }, { get b() { return new Float32Array(1); } }]; // biome-ignore format: one line
    expect(
      findings()
        .map((found) => found.split(": ")[1])
        .sort(),
    ).toEqual(["a larger buffer", "real numbers"]);
    loot = [{ [Symbol("x")]: { best: () => {} } }];
    expect(findings()).toEqual([expect.stringContaining("an oracle")]);
  });

  it("nor makes itself an oracle", async () => {
    await playSpy(await buildWorld("cup-small(items=100,users=5)"));
    await expect(context.create("oracle", context.random)).rejects.toThrow("Expected a setting that is an agent");
    await playSpy(await buildWorld("cup-small(items=100,users=5)"), "epsilon-greedy(inner=spy)");
    await expect(context.create("inner", context.random)).rejects.toThrow("Expected a setting that is an agent");
  });
});

describe("an agent cannot reach the users", () => {
  it("by writing into the public clicks it is given", async () => {
    const world = await buildWorld("cup-small(items=100,users=5)");
    const before = world.createEnv().reset(1);
    const [user, history] = [before.user, [...before.history]];
    world.interactions.items.fill(7);
    expect([...world.createEnv().reset(1).history]).toEqual(history);
    expect(world.createEnv().reset(1).user).toBe(user);
  });

  it("by keeping an observation: it shows the user's past as it was", async () => {
    const env = handmade({ tastes: [[1]], features: Array(30).fill([50]) }).createEnv();
    const first = env.reset(1);
    const kept = first.history.length;
    expect(env.step([0, 1, 2, 3, 4]).clicked).not.toBe(NO_CLICK);
    expect(first.history.length).toBe(kept);
    expect([...first.history]).toEqual([]);
  });
});
