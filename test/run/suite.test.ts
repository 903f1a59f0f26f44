/** What a program asks of a suite is checked at the door, and nothing is changed by the asking. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { AgentDefinition } from "../../src/core/agents.ts";
import { contentHash } from "../../src/core/hash.ts";
import { Stream } from "../../src/core/random.ts";
import { checkpointSetting, specSetting } from "../../src/core/settings.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { createAgent } from "../../src/run/create-agent.ts";
import { openWorld, resolveWorld } from "../../src/run/open-world.ts";
import { runSuite } from "../../src/run/play-suite.ts";
import { resolveSuite, resolveSuiteAgent, type SuiteRequest } from "../../src/run/suite.ts";
import { extendTables, loadTables } from "../../src/run/tables.ts";
import { tables } from "../../tables.ts";
import { newFolder } from "../store/fixture.ts";

const SMALL: SuiteRequest = { world: "cup-small(items=100,users=10)", agents: ["random"], seeds: 1 };

const WRONG: readonly (readonly [change: Readonly<Record<string, unknown>>, message: string])[] = [
  [{ world: undefined }, "suite: world: Expected a text, got undefined"],
  [{ world: "cup-smal" }, "Unknown world 'cup-smal'. Did you mean 'cup-small'?"],
  [{ agents: "random" }, 'suite: agents: Expected a list, got "random"'],
  [{ agents: [] }, "agents: Expected at least one agent"],
  [{ agents: ["random", " random"] }, "agents: Expected distinct agents"],
  [{ agents: [{ name: "random" }] }, "suite: agents.0: Expected a text"],
  [{ seeds: undefined }, "suite: seeds: Expected a number or an object, got undefined"],
  [{ seeds: 0 }, "suite: seeds: Expected a number of at least 1, got 0"],
  [{ seeds: 1.5 }, "suite: seeds: Expected a whole number"],
  [{ seeds: { kind: "training", values: [1] } }, "one of development, test"],
  [{ seeds: { kind: "test", values: [] } }, "a list of at least 1"],
  [{ seeds: { kind: "development", values: [1, "1"] } }, 'seeds: Expected distinct seeds, got "1,1"'],
  [{ seeds: { kind: "development", values: [1, "test-2"] } }, 'seeds: Expected no test seeds, got "1,test-2"'],
  [{ seeds: { kind: "test", values: [1, 2] } }, 'seeds: Expected test seeds, such as test-1, got "1,2"'],
  [
    { seeds: { kind: "development", values: [1, null] } },
    "suite: seeds.values.1: Expected a seed: a whole number or a text, got null",
  ],
  [{ seeds: { kind: "development", values: [1.5] } }, "Expected a seed: a whole number or a text, got 1.5"],
  [{ seeds: 1e12 }, "suite: seeds: Expected a number of at most 100000"],
  [{ episodesPerSeed: 0 }, "suite: episodesPerSeed: Expected a number of at least 1, got 0"],
  [{ episodes: 2 }, "suite: Unknown setting 'episodes'. Did you mean 'episodesPerSeed'?"],
  [
    { files: { users: "/nowhere/users.csv" } },
    'users: Expected a file or folder that is there, got "/nowhere/users.csv"',
  ],
  [{ files: { user: "users.csv" } }, "Unknown file of a world 'user'. Did you mean 'users'?"],
  [{ files: { constructor: "users.csv" } }, "Unknown file of a world 'constructor'"],
  [{ embedder: { name: "lsa" } }, "suite: embedder.settings: Expected an object, got undefined"],
  [{ embedder: "tranformer" }, "Did you mean 'transformer'?"],
  [{ logRounds: "no" }, 'suite: logRounds: Expected true or false, got "no"'],
];

describe("a suite that cannot be", () => {
  it.each(WRONG)("is refused before anything is made: %j", (change, message) => {
    const folder = newFolder();
    const files = change.files && "users" in (change.files as object) ? { world: "cup" } : {};
    const request = { ...SMALL, ...files, home: join(folder, "home"), ...change } as SuiteRequest;
    expect(() => resolveSuite(tables, request)).toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN])("is not played by %d workers", async (workers) => {
    const home = join(newFolder(), "home");
    await expect(runSuite(tables, { ...SMALL, home }, { workers })).rejects.toThrow(
      `workers: Expected a whole number of at least 1, got ${workers}`,
    );
    expect(existsSync(home)).toBe(false);
  });

  it("is not played with other tables than it was resolved with", async () => {
    const suite = resolveSuite(tables, { ...SMALL, home: newFolder() });
    const others = extendTables(tables, "file:///others.js", {});
    await expect(runSuite(others, suite)).rejects.toThrow('got "file:///others.js"');
  });
});

describe("what is no suite", () => {
  it.each([null, undefined, 3, "cup"])("is refused: %s", async (asked) => {
    await expect(runSuite(tables, asked as unknown as SuiteRequest)).rejects.toThrow(
      `suite: Expected an object, got ${typeof asked === "string" ? '"cup"' : asked}`,
    );
  });

  it("has tables whose address means the same everywhere", () => {
    const others = extendTables(tables, "./own.js", {});
    expect(() => resolveSuite(others, { ...SMALL, home: newFolder() })).toThrow(
      'tables: Expected the address of a module, such as import.meta.url, got "./own.js"',
    );
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("is not played within %d seconds", async (roundTimeout) => {
    await expect(runSuite(tables, { ...SMALL, home: newFolder() }, { roundTimeout })).rejects.toThrow(
      `roundTimeout: Expected a number of seconds of at least 0, got ${roundTimeout}`,
    );
  });
});

describe("a suite that is resolved", () => {
  it("leaves a store of an older schema as it is", () => {
    const database = join(newFolder(), "lab.db");
    copyFileSync(join(import.meta.dirname, "..", "store", "version-1.db"), database);
    const before = readFileSync(database);
    expect(resolveSuite(tables, { ...SMALL, database, home: newFolder() }).database).toBe(database);
    expect(readFileSync(database).equals(before)).toBe(true);
  });
});

/** Weights of one number; the file's name is of the number. */
function checkpointOf(folder: string, value: number): string {
  const path = join(folder, `${value}.ckpt`);
  writeCheckpoint(path, { model: "m", configuration: {}, training: {}, sections: { w: Float32Array.of(value) } });
  return path;
}

describe("the weights of a suite's agent", () => {
  const pair: AgentDefinition = {
    name: "pair",
    summary: "starts from two checkpoints, and wraps another agent",
    settings: z.strictObject({
      first: checkpointSetting(),
      second: checkpointSetting().optional(),
      inner: specSetting().default("random"),
    }),
    create: () => {
      throw new Error("not played");
    },
  };
  const agents = tables.agents.with([pair]);
  const weightsOf = (settings: Record<string, string>) =>
    resolveSuiteAgent({ agents }, { name: "pair", settings }).weights;

  it("are all those that it and the agents in it start from", () => {
    const folder = newFolder();
    const [first, second, third] = [1, 2, 3].map((value) => checkpointOf(folder, value));
    const hashes = [first, second, third].map((path) => weightsOf({ first: path }));
    expect(new Set(hashes).size).toBe(3);
    expect(weightsOf({ first, second })).toBe(contentHash(hashes.slice(0, 2)));
    expect(weightsOf({ first, second })).not.toBe(weightsOf({ first, second: third }));
    expect(weightsOf({ first, inner: `pair(first=${second})` })).not.toBe(weightsOf({ first }));
    expect(resolveSuiteAgent({ agents }, "random").weights).toBeNull();
  });

  it("are those of the start, or none: a file that was replaced meanwhile is refused", async () => {
    const path = checkpointOf(newFolder(), 5);
    const agent = resolveSuiteAgent({ agents }, { name: "pair", settings: { first: path } });
    const world = await openWorld(tables, resolveWorld(tables, { spec: SMALL.world, home: newFolder() }));
    const make = () =>
      createAgent(agents, agent, { ...world, random: new Stream(1), checkpointHashes: agent.checkpointHashes });
    await expect(make()).rejects.toThrow("not played");
    writeFileSync(path, readFileSync(checkpointOf(newFolder(), 6)));
    await expect(make()).rejects.toThrow(
      /5.ckpt: Expected the weights \w{12} of the start, got \w{12}: the file was replaced/,
    );
  });

  it("may be in a folder of any name", () => {
    const folder = newFolder();
    expect(weightsOf({ first: checkpointOf(folder, 4) })).toBe(
      weightsOf({ first: checkpointOf(join(folder, "a, (b=c"), 4) }),
    );
  });
});

describe("a module of tables", () => {
  const DIST = new URL("../../dist/", import.meta.url).href;
  const writeModule = (text: string) => {
    const path = join(newFolder(), "own.mjs");
    writeFileSync(path, text);
    return path;
  };

  it("exports them", async () => {
    const url = pathToFileURL(writeModule("export const table = {};")).href;
    await expect(loadTables(url)).rejects.toThrow(
      `tables: Expected a module that exports 'tables', got "${url.slice(0, 80)}`,
    );
  });

  it("plays no suite as a worker loads it", () => {
    const home = newFolder();
    const request = JSON.stringify({ ...SMALL, home });
    const path = writeModule(
      `import { extendTables, runSuite } from "${DIST}src/index.js";
      import { tables as builtIn } from "${DIST}tables.js";
      export const tables = extendTables(builtIn, import.meta.url, {});
      await runSuite(tables, ${request}, { workers: 1 });`,
    );
    const { status, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8" });
    expect(stderr).toContain("Expected a module of tables that plays no suite as it is loaded");
    expect(status).not.toBe(0);
  });
});
