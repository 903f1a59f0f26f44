/** Agents and worlds of users' files: found, named, checked, played in threads; what is wrong with them is told with file and line. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { examplesOf } from "../../scripts/examples.ts";
import type * as slatelab from "../../src/index.ts";
import type * as contract from "../../src/run/contract.ts";
import { newFolder } from "../store/fixture.ts";

/** Threads load JavaScript only: the package as it is built. */
const DIST = new URL("../../dist/", import.meta.url).href;
const { checkAgent, createAgent, openOwnFiles, openWorld, resolveSuite, resolveWorld, runSuite }: typeof slatelab =
  await import(`${DIST}src/index.js`);
const { contractChecks }: typeof contract = await import(`${DIST}src/run/contract.js`);
const { tables }: { tables: slatelab.Tables } = await import(`${DIST}tables.js`);

const START = process.cwd();
afterAll(() => process.chdir(START));
let folder: string;
beforeEach(() => {
  folder = newFolder();
  process.chdir(folder);
  return () => process.chdir(START);
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** An agent that shows the same items to all, from a number on. */
const FIXED = `import { defineAgent } from "slatelab";
type Items = readonly number[];

export default defineAgent({
  settings: { from: 0 },
  create({ slateSize }, { from }) {
    const slate: Items = Array.from({ length: slateSize }, (_, i) => from + i);
    return { recommend: () => slate };
  },
});
`;

/** Names of what was opened, by kind. */
async function namesOf(...agents: string[]): Promise<string[]> {
  const { own = [] } = await openOwnFiles(tables, { agents });
  return own.map(({ name }) => name);
}

describe("an own agent", () => {
  it("has its file's name, or the one that it gives itself", async () => {
    write({
      "My_Agent.ts": FIXED,
      "b.mts": FIXED.replace("settings", 'name: "fixed", settings'),
      "c.js": "export default { create: () => ({}) };",
    });
    expect(await namesOf("./My_Agent.ts(from=3)", "b.mts", "random", "c.js")).toEqual(["my-agent", "fixed", "c"]);
  });

  it("is told apart by its folder, or a number, from another of its name and from ours", async () => {
    write({ "alice/agent.ts": FIXED, "bob/agent.ts": FIXED, "bob/more/bob/agent.ts": FIXED, "popular.ts": FIXED });
    const names = await namesOf("alice/agent.ts", "bob/agent.ts", "bob/more/bob/agent.ts", "./popular.ts");
    expect(names.slice(0, 3)).toEqual(["alice-agent", "bob-agent", "bob-agent-2"]);
    expect(names[3]).toMatch(/^slatelab-store-.*-popular$/);
  });

  it("is one, whatever leads to it, and may stand in another", async () => {
    write({ "a.ts": FIXED });
    const agents = [
      "./a.ts",
      join(folder, "a.ts(from=1)"),
      'epsilon-greedy(inner="./a.ts(from=2)")',
      "epsilon-greedy(inner=a.ts)",
    ];
    const all = await openOwnFiles(tables, { agents });
    expect(all.own?.length).toBe(1);
    const specs = agents.map((agent) => all.agents.resolve(agent).spec);
    const inner = ["epsilon-greedy(inner=a(from=2))", "epsilon-greedy(inner=a)"];
    expect(specs).toEqual(["a", "a(from=1)", ...inner]);
    expect(await openOwnFiles(all, { agents })).toBe(all);
  });

  it("may be one of several exports, or of an installed package, TypeScript or compiled", async () => {
    const named = FIXED.replace("export default", "export const thompsonSampling =");
    write({
      "several.ts": named,
      "node_modules/@acme/bandits/package.json":
        '{ "name": "@acme/bandits", "type": "module", "exports": { "import": "./src/index.ts" } }',
      "node_modules/@acme/bandits/src/index.ts":
        'export { thompsonSampling as ts } from "./ts.js";\nexport { default } from "./ts.js";',
      "node_modules/@acme/bandits/src/ts.ts": `${named}\nexport default thompsonSampling;`,
      "node_modules/bandits/package.json": '{ "name": "bandits", "main": "main.js" }',
      "node_modules/bandits/main.js": "exports.ucb = { create: () => ({ recommend: () => [1, 2, 3, 4, 5] }) };",
    });
    const all = await openOwnFiles(tables, {
      agents: ["./several.ts#thompsonSampling", "@acme/bandits#ts", "@acme/bandits", "bandits#ucb"],
    });
    expect(all.own?.map(({ name }) => name)).toEqual(["thompson-sampling", "ts", "acme-bandits", "ucb"]);
    expect(all.agents.resolve("@acme/bandits#ts(from=2)").spec).toBe("ts(from=2)");
    expect(all.own?.[1].files.length).toBe(2);
  });

  it("keeps the contract as one of ours does", async () => {
    write({ "a.ts": FIXED });
    const all = await openOwnFiles(tables, { agents: ["./a.ts"] });
    const world = await openWorld(all, resolveWorld(all, { spec: "cup-small(items=100,users=10)", home: folder }));
    const resolved = resolveSuite(all, { world: "cup-small", agents: ["./a.ts"], seeds: 1, home: folder }).agents[0];
    const make = (_: slatelab.Env, random: slatelab.Stream) => createAgent(all.agents, resolved, { ...world, random });
    expect(await checkAgent({ make, makeEnv: () => world.createEnv() })).toEqual([]);
  });
});

const WORLD = `import { defineWorld } from "slatelab";
export default defineWorld({ settings: { size: 3 }, build: async ({ size }) => { if (size > 5) throw new TypeError("too large"); return { size }; } });
`;

describe("what is wrong with a file", () => {
  it.each([
    ["./gone.ts", 'agent: Expected a file that is there, got "./gone.ts"'],
    ["./agnet.ts", `agent: Expected a file that is there, got "./agnet.ts". Did you mean 'agent.ts'?`],
    [".\\agent.txt", 'agent: Expected a file that is there, got ".\\\\agent.txt"'],
    ["./folder/", "agent: Expected a file, got the folder ./folder/"],
    [`./${"x".repeat(300)}.ts`, "agent: Expected a file that is there, got"],
    ["./a\0.ts", "agent: Expected a file that is there, got"],
    ["@acme/none", `agent: Expected a package that is installed here, got "@acme/none"`],
    ["syntax.ts", "syntax.ts:4: Unexpected token"],
    ["helped.ts", "helper.ts:2: Unexpected token"],
    ["throws.ts", "throws.ts:4: no luck today"],
    ["hostile.ts", "hostile.ts: threw something that cannot be told"],
    ["circle.ts", "circle.ts:1: round and round"],
    ["unnamed.ts", "unnamed.ts: name: Expected a text, got 5"],
    ["untold.ts", "untold.ts: summary: Expected a text, got [1]"],
    ["lost.ts", "lost.ts:2: Cannot find module './nowhere.js'"],
    ["misspelt.ts", "misspelt.ts:3: defineAgnet is not a function"],
    ["settings.ts", "settings.ts:3: settings: a: Expected a number, a text, true, false or a zod schema, got [1]"],
    ["plain.mjs", "plain.mjs: settings: a: Expected a number, a text, true, false or a zod schema, got [1]"],
    ["nothing.ts", "nothing.ts: Expected a default export, got no export at all"],
    ["named.ts", "named.ts: Expected a default export, got ts, ucb: name one as named.ts#ts"],
    ["named.ts#usb", "Unknown export of named.ts 'usb'. Did you mean 'ucb'? Known: ts, ucb"],
    ["named.ts#ts", "named.ts: export ts: Expected an agent (an object with a function create), got 1"],
    ["world.ts", "world.ts: default export: Expected an agent (an object with a function create), got a world"],
    ["1.ts#", "1.ts"],
    ["epsilon-greedy(inner=./gone.ts)", 'agent: Expected a file that is there, got "./gone.ts"'],
    ["random#", 'agent: Expected a package that is installed here, got "random"'],
  ])("%s is told: %s", async (agent, message) => {
    write({
      "agent.ts": FIXED,
      "folder/x.txt": "",
      "syntax.ts": "// one\nexport default {\n  create() {\n    const x: number = ;\n  },\n};\n",
      "helper.ts": "export const a = 1;\nexport const b = [;\n",
      "helped.ts": 'import { a } from "./helper.js";\n\nexport default a;\n',
      "throws.ts": "interface A {\n  readonly a: number;\n}\nthrow new Error('no luck today');\nexport default {};\n",
      "hostile.ts":
        "throw new Proxy({}, { getPrototypeOf() { throw 1; }, get() { throw 1; }, ownKeys() { throw 1; } });",
      "circle.ts": "const e = new Error('round and round'); e.cause = e; throw e;",
      "unnamed.ts": "export default { name: 5, create: () => null };",
      "untold.ts": "export default { summary: [1], create: () => null };",
      "lost.ts":
        'import { defineAgent } from "slatelab";\nimport { x } from "./nowhere.js";\n\nexport default x(defineAgent);\n',
      "misspelt.ts": 'import { defineAgnet } from "slatelab";\n\nexport default defineAgnet({});\n',
      "settings.ts": `${FIXED.slice(0, FIXED.indexOf("\n"))}\n\nexport default defineAgent({ settings: { a: [1] }, create: () => null });\n`,
      "plain.mjs": "export default {\n settings: { a: [1] }, create: () => null };\n",
      "nothing.ts": "const a = 1;\n",
      "named.ts": "export const ts = 1;\nexport const ucb = 2;\n",
      "world.ts": WORLD,
      "1.ts": FIXED,
    });
    const wrong = openOwnFiles(tables, { agents: ["random", agent] });
    await expect(wrong).rejects.toThrow(message);
    await expect(wrong).rejects.toMatchObject({ name: "UsageError" });
  });

  it("a setting is told with the line of the file's settings", async () => {
    write({ "a.ts": FIXED });
    const all = await openOwnFiles(tables, { agents: ["./a.ts"] });
    expect(() => all.agents.resolve("./a.ts(form=2)")).toThrow(
      "a.ts:5: agent a: Unknown setting 'form'. Did you mean 'from'?",
    );
    expect(() => all.agents.resolve("./a.ts(from=x)")).toThrow('a.ts:5: agent a: from: Expected a number, got "x"');
  });

  it("a world that cannot be built is told with the line, and one that is none", async () => {
    write({ "world.ts": WORLD });
    const open = async (spec: string) => {
      const all = await openOwnFiles(tables, { world: spec });
      return openWorld(all, resolveWorld(all, { spec, home: folder }));
    };
    await expect(open("./world.ts(size=6)")).rejects.toThrow("world world: too large (world.ts:2)");
    await expect(open("./world.ts")).rejects.toThrow(
      "build: Expected a world with a catalogue and a function createEnv",
    );
  });
});

describe("the contract of own files", () => {
  /** Names of the checks, those that failed with what they found. */
  async function checked(kind: slatelab.OwnKind, spec: string, world = spec): Promise<string[]> {
    const all = await openOwnFiles(tables, kind === "agent" ? { world, agents: [spec] } : { world });
    const results: string[] = [];
    for await (const { name, problems } of contractChecks(all, { kind, spec, world, home: folder }))
      results.push([name, ...problems].join(": "));
    return results;
  }

  it("is that of a world, built twice and played in threads", async () => {
    write({ "two-camps.ts": examplesOf("docs/own-agents.md")["two-camps.ts"] });
    const results = await checked("world", "./two-camps.ts(users=10)");
    expect(results.length).toBe(10);
    expect(results.join()).not.toContain(":");
    write({
      "other.ts": examplesOf("docs/own-agents.md")["two-camps.ts"].replace("hash: ", "hash: performance.now() + "),
    });
    expect((await checked("world", "./other.ts(users=10)"))[1]).toMatch(
      /^is the same world .*: built again .* another hash/,
    );
  });

  it("ends where an agent throws, with the line", async () => {
    write({
      "a.ts": FIXED.replace(
        "() => slate",
        "({ round }) => {\n      if (round === 20) throw new Error('enough');\n      return slate;\n    }",
      ),
    });
    expect(await checked("agent", "./a.ts", "cup-small(items=100,users=10)")).toEqual([
      "says what it is, and has settings that are sound",
      "throws nothing: enough (a.ts:9)",
    ]);
  });
});

const SMALL = { world: "cup-small(items=100,users=10)", seeds: 1 };

describe("a suite of own files", () => {
  it("is played in threads and ranked; its facts have the files' hashes, and its command their paths", async () => {
    write({
      "fixed.ts": FIXED.replace('"slatelab";', '"slatelab";\nimport { first } from "./first.js";').replace(
        "from + i",
        "first + from + i",
      ),
      "first.ts": "export const first: number = 7;\n",
    });
    const request = {
      ...SMALL,
      agents: ["random", "./fixed.ts", "./fixed.ts(from=9)"],
      home: "home",
      logRounds: false,
    };
    const { board } = await runSuite(tables, request, { workers: 1, check: false });
    expect(board.ranked.map(({ agent }) => agent).sort()).toEqual(["fixed", "fixed(from=9)", "random"]);
    expect(board.suite.own).toEqual([{ kind: "agent", name: "fixed", hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    const all = await openOwnFiles(tables, request);
    expect(resolveSuite(all, request).request.specs).toEqual({ world: SMALL.world, agents: request.agents });

    const notes: string[] = [];
    const listener = { notify: (line: string) => void notes.push(line) };
    await runSuite(tables, request, { workers: 1, resume: true, listener, check: false });
    write({ "first.ts": "export const first: number = 8;\n" });
    await runSuite(tables, request, { workers: 1, resume: true, listener, check: false });
    expect(notes.filter((line) => !line.startsWith("Generating"))).toEqual([
      "Suite 1 is finished already",
      "Nothing to resume: suite 1 has this configuration, but the file of agent fixed was changed since. Starting a new one",
    ]);
  });

  it("tells the line where an agent fails, in what it calls and where it is made, too", async () => {
    const failing = (body: string, create = "") =>
      `import { fillRandomly, type Slate } from "slatelab";\nexport default {\n  create() {${create}\n    return {\n      recommend(): Slate {\n        ${body}\n      },\n    };\n  },\n};\n`;
    write({
      "throws.ts": failing("return (undefined as any).items;"),
      "calls.ts": failing("return fillRandomly([], { size: 5, items: 3, random: null as any });"),
      "unmade.ts": failing("return [];", " throw new Error('not today');"),
      "lonely.ts": failing("Promise.reject(new Error('unheard')); return [1, 2, 3, 4, 5];"),
    });
    const agents = ["./throws.ts", "./calls.ts", "./unmade.ts", "./lonely.ts"];
    const { board } = await runSuite(tables, { ...SMALL, agents, home: "home" }, { workers: 1 });
    const reasons = board.failed.map(({ agent, failure }) => `${agent}: ${failure.reason}`).sort();
    expect(reasons).toEqual([
      expect.stringMatching(/^calls: .*\(calls\.ts:6\)$/),
      "lonely: unheard (lonely.ts:6)",
      expect.stringMatching(/^throws: Cannot read properties of undefined .*\(throws\.ts:6\)$/),
      "unmade: not today (unmade.ts:3)",
    ]);
  });
});
