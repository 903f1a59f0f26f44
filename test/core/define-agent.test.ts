/** Agents as a file of one's own writes them: plain settings, and a state in place of snapshots. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkDefinition } from "../../src/core/check-definition.ts";
import { defineAgent, type StateAgent } from "../../src/core/define-agent.ts";
import { type SettingsSource, settingsSchema } from "../../src/core/plain-settings.ts";
import { Stream } from "../../src/core/random.ts";
import { restoreInto } from "../../src/core/restore-into.ts";
import { readSettings, specSetting } from "../../src/core/settings.ts";
import { fillRandomly } from "../../src/core/slates.ts";
import type { Env } from "../../src/core/types.ts";
import { defineWorld } from "../../src/core/worlds.ts";
import { checkAgent } from "../../src/run/check-agent.ts";
import { createAgent } from "../../src/run/create-agent.ts";
import { extendTables } from "../../src/run/tables.ts";
import { tables } from "../../tables.ts";
import { buildWorld, publicFacts } from "../house.ts";

describe("plain settings", () => {
  const source = { alpha: 0.5, inner: specSetting().default("popular").describe("x"), fast: false, word: "a" } as const;

  it("are settings with these defaults, described and bounded", () => {
    const schema = settingsSchema(source);
    expect(readSettings(schema, {}, "agent a")).toEqual({ alpha: 0.5, inner: "popular", fast: false, word: "a" });
    expect(readSettings(schema, { alpha: -3, fast: true }, "agent a")).toMatchObject({ alpha: -3, fast: true });
    expect(checkDefinition({ name: "a", summary: "a", settings: schema })).toEqual([]);
  });

  it.each([
    { given: { alpha: "x" }, message: 'agent a: alpha: Expected a number, got "x"' },
    { given: { alpha: 1e300 }, message: "Expected a number of at most 1000000000000" },
    { given: { fast: 1 }, message: "agent a: fast: Expected true or false, got 1" },
    { given: { word: 1 }, message: "agent a: word: Expected a text, got 1" },
    { given: { alhpa: 1 }, message: "Unknown setting 'alhpa'. Did you mean 'alpha'?" },
  ])("refuse $given", ({ given, message }) => {
    expect(() => readSettings(settingsSchema(source), given, "agent a")).toThrow(message);
  });

  it.each([
    [{ layers: [1, 2] }, "settings: layers: Expected a number, a text, true, false or a zod schema, got [1,2]"],
    [{ alpha: null }, "settings: alpha: Expected a number"],
    [5, "settings: Expected a schema of zod 4, or an object of defaults, got 5"],
    [new Map(), "settings: Expected a schema of zod 4, or an object of defaults"],
  ])("cannot be %j", (wrong, message) => {
    expect(() => settingsSchema(wrong as unknown as SettingsSource)).toThrow(message);
  });

  it("as a schema refuse what they do not name, unless they say that it is welcome", () => {
    const strict = settingsSchema(z.object({ a: z.number().default(1) }));
    expect(() => readSettings(strict, { b: 1 }, "agent a")).toThrow("Unknown setting 'b'");
    expect(readSettings(settingsSchema(z.looseObject({})), { b: 1 }, "agent a")).toEqual({ b: 1 });
  });

  it("are a world's too", () => {
    const { name, settings } = defineWorld({ settings: { users: 5 }, build: () => Promise.reject(new Error("no")) });
    expect([name, readSettings(settings, {}, "world")]).toEqual(["", { users: 5 }]);
  });
});

describe("restoreInto", () => {
  it("gives back what was saved, in the very data that was changed", () => {
    const make = () => ({
      n: 1,
      list: [1, [2, 3]],
      numbers: Float64Array.of(1, 2),
      map: new Map<string, unknown>([["a", { b: [1] }]]),
      set: new Set([1, 2]),
      nested: { deep: Int32Array.of(7) } as Record<string, unknown>,
      nothing: null as unknown,
    });
    const data = make();
    const { list, numbers, map, set, nested } = data;
    const inMap = map.get("a");
    data.n = 9;
    list.push(4, 5);
    (list[1] as number[]).length = 0;
    numbers.fill(0);
    map.set("c", 1);
    (inMap as { b: number[] }).b.push(2);
    set.clear();
    nested.more = 1;
    data.nothing = [];
    expect(restoreInto(data, make())).toBe(data);
    expect(data).toEqual(make());
    expect([data.list, data.numbers, data.map, data.set, data.nested]).toEqual([list, numbers, map, set, nested]);
    expect(data.numbers).toBe(numbers);
    expect(data.map.get("a")).toBe(inMap);
    expect(data.nested.deep).toBe(nested.deep);
  });

  it.each([
    [{ a: 1 }, [1]],
    [Float64Array.of(1), Float64Array.of(1, 2)],
    [Float64Array.of(1), Int32Array.of(1)],
    [new Map(), new Set([1])],
    [3, { a: 1 }],
    [{ a: 1 }, null],
  ])("takes what was saved in place of %j, which is of another kind", (data, saved) => {
    expect(restoreInto(data, saved)).toBe(saved);
  });
});

/** The problems of an agent that draws, counts clicks and says so in its state, changed by `more`. */
async function problemsOf(
  make: (sound: StateAgent & { state: { clicks: number[] } }) => StateAgent,
): Promise<string[]> {
  const world = await buildWorld("cup-small(items=300,users=40)");
  const definition = defineAgent({
    name: "counting",
    create({ catalogue, slateSize: size, random }) {
      const clicks = [0];
      return make({
        state: { clicks },
        recommend({ history: seen }) {
          const slate = [(clicks[0] * 7) % 250];
          return fillRandomly(slate, { size, items: catalogue.size, random, seen });
        },
        learn: () => void clicks[0]++,
      });
    },
  });
  const { agents } = extendTables(tables, import.meta.url, { agents: [definition] });
  const made = (_: Env, random: Stream) => {
    const resolved = { ...agents.resolve("counting"), inner: {}, isPrivileged: false, usesTexts: false, engines: [] };
    return createAgent(agents, resolved, { ...publicFacts(world), random });
  };
  return checkAgent({ make: made, makeEnv: () => world.createEnv() });
}

describe("an agent that names its state", () => {
  it("keeps the contract", async () => {
    expect(await problemsOf((sound) => sound)).toEqual([]);
    expect(await problemsOf((sound) => ({ ...sound, propensities: () => [0.1, 0.1, 0.1, 0.1, 0.1] }))).toEqual([]);
  });

  it("and one that has none, and learns nothing", async () => {
    expect(await problemsOf(() => ({ recommend: () => [1, 2, 3, 4, 5] }))).toEqual([]);
  });

  it("is found where it leaves some out", async () => {
    const found = await problemsOf(({ state: _, ...forgetful }) => forgetful);
    expect(found).toContain("restore and reset do not give the same episode");
  });

  it("is refused with a state that is none, or without a function recommend", async () => {
    await expect(problemsOf((sound) => ({ ...sound, state: 3 as unknown as object }))).rejects.toThrow(
      "state: Expected an object, got 3",
    );
    await expect(problemsOf(() => undefined as unknown as StateAgent)).rejects.toThrow(
      "create: Expected an agent with a function recommend, got undefined",
    );
  });
});

it("a stream that follows a state goes on as its stream would, forks too", () => {
  const [one, other] = [new Stream("one"), new Stream("other")];
  one.uniform();
  other.follow(one.state());
  expect(other.path).toBe("one");
  expect([other.uniform(), other.fork("x").uniform()]).toEqual([one.uniform(), one.fork("x").uniform()]);
});
