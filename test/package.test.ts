/** The package as a stranger uses it: what the documents show compiles and runs, and what they promise is exported. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examplesOf } from "../scripts/examples.ts";
import { packageRoot } from "../src/engine/paths.ts";
import { unnameable } from "./signatures.ts";

const ROOT = packageRoot();
const PACKAGE = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
};

/** What of ours stands in a program's node_modules beside us: packages that it installs itself. */
const INSTALLED = ["zod", "@types", "@tensorflow"];

/** What the readme and CONTRIBUTING name, by entry; what their examples import is checked by compiling them. */
const PROMISED: Readonly<Record<string, readonly string[]>> = {
  slatelab: [
    ...[
      "runSuite",
      "resolveSuite",
      "extendTables",
      "leaderboardTable",
      "leaderboardJson",
      "writeReport",
      "verifySuite",
    ],
    ...["resolveTraining", "trainAgent", "prepare", "rankInCatalogue", "rankAmongNegatives", "pairedDifference"],
    ...["pretrainSequence", "runStages", "openCheckpoint", "findOfflineModel", "evaluateOffline", "exportWeights"],
    ...["importWeights", "findRecommender", "recommend"],
    ...["prepareTexts", "shareTexts", "fillNeighbours", "resolveEmbedder", "EMBEDDERS"],
    ...["openResources", "memoryResources", "textResources", "trainableAgents", "isWorldKept", "Player"],
    ...["readEpisodeLog", "loggedClicks", "sampleHeldOut", "cupCsv"],
    ...["checkAgent", "checkEnv", "createAgent", "openWorld", "resolveWorld", "runEpisode", "openStore"],
    ...["defineWorld", "DotTable", "PackedCatalogue", "packSequences", "Registry", "checkpointSetting", "specSetting"],
    ...["defineAgent", "defineConfig", "openOwnFiles"],
    ...["fillRandomly", "firstUnseen", "wordIndex", "Stream", "NO_CLICK", "expected", "UsageError", "SlateLabError"],
  ],
  "slatelab/agents": ["AGENTS"],
  "slatelab/data": ["READERS", "SOURCES"],
  "slatelab/env": ["WORLDS", "latentWorld", "rulesSchema", "openOracle"],
  "slatelab/models": ["MODELS", "nextItemModel", "Weights", "pack", "quick"],
  "slatelab/tables": ["tables"],
};

const CONTRIBUTING = examplesOf("CONTRIBUTING.md");
const README = examplesOf("README.md");

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A program outside of the repository, with the package installed. */
function newProgram(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-program-"));
  folders.push(folder);
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  symlinkSync(ROOT, join(modules, "slatelab"), "junction");
  for (const name of INSTALLED) symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "junction");
  const all = { "package.json": '{ "type": "module" }', "tsconfig.json": CONTRIBUTING["tsconfig.json"], ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Runs a script of a program in its folder; returns what it printed. */
function run(folder: string, script: string, args: readonly string[] = []): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: folder, encoding: "utf8" });
  expect(status, `${script}\n${stdout}${stderr}`).toBe(0);
  return stdout;
}

/** Compiles a program with the repository's TypeScript. */
function compile(folder: string): void {
  run(folder, join(ROOT, "node_modules", "typescript", "bin", "tsc"), ["-p", "."]);
}

/** Agents of a printed leaderboard, those without a rank apart. */
function agentsOn(printed: string): { ranked: string[]; others: string[] } {
  const [board] = printed.split("P(> next)");
  const agents = (row: RegExp) => Array.from(board.matchAll(row), ([, agent]) => agent);
  return { ranked: agents(/^\d+ +([a-z]\S*)/gm), others: agents(/^– +([a-z]\S*)/gm) };
}

describe("the program of CONTRIBUTING", () => {
  let folder: string;
  beforeAll(() => {
    folder = newProgram(CONTRIBUTING);
    compile(folder);
  });

  it("is compiled strictly, with library checks", () => {
    const { compilerOptions } = JSON.parse(CONTRIBUTING["tsconfig.json"]);
    expect(compilerOptions).toMatchObject({ strict: true, skipLibCheck: false });
  });

  it("plays a suite of its agent, its world and its model in worker threads", () => {
    const { ranked, others } = agentsOn(run(folder, "out/main.js"));
    expect(ranked[0]).toBe("last-click");
    expect(ranked.sort()).toEqual(["last-click", "popular", "random", "recent-average("]); // broken where its settings begin
    expect(others).toEqual(["oracle*"]);
    expect(existsSync(join(folder, "home", "slatelab.db"))).toBe(true);
  });

  it("finds nothing wrong with its own world and agents", () => {
    const lines = run(folder, "out/check.js").trim().split("\n");
    expect(lines).toEqual(["definitions: []", "world: []", "last-click: []", "recent-average(steps=10): []"]);
  });

  it("has the model that the contract suite holds", () => {
    const held = readFileSync(join(ROOT, "test", "models", "recent-average.ts"), "utf8");
    const network = (text: string) => text.slice(text.indexOf("interface Shape"));
    expect(network(CONTRIBUTING["recent-average.ts"])).toBe(network(held));
  });
});

/** The types that a program names. */
const OWN = `
import { runSuite } from "slatelab";
import type { Agent, Env, Leaderboard, ResolvedSuite, SuiteRequest, SuiteResult, Tables, World } from "slatelab";
import type { Catalogue, Checkpoint, Learner, Observation, Slate, TrainingDefinition, Transition, WorldDefinition } from "slatelab";
import type { ModelDefinition, NextItemDefinition, SequenceModel } from "slatelab/models";
import { tables } from "slatelab/tables";

export type Named = [Agent, Env, ResolvedSuite, World, Catalogue, Checkpoint, Learner, Observation, Slate, Transition];
export type More = [TrainingDefinition, WorldDefinition, ModelDefinition, NextItemDefinition, SequenceModel];

const mine: Tables = tables;
const request: SuiteRequest = { world: "cup-small(items=200,users=10)", agents: ["popular", "random"], seeds: 2 };
const result: SuiteResult = await runSuite(mine, request, { workers: 2 });
const board: Leaderboard = result.board;
console.log(board.ranked.map(({ agent }) => agent).sort().join());
`;

describe("the readme", () => {
  let folder: string;
  beforeAll(() => {
    folder = newProgram({ ...README, "own.ts": OWN });
    compile(folder);
  });

  it("has at most 150 lines", () => {
    expect(readFileSync(join(ROOT, "README.md"), "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(150);
  });

  it("shows a suite that runs", () => {
    const { ranked, others } = agentsOn(run(folder, "out/bench.js"));
    expect(ranked.sort()).toEqual(["epsilon-greedy(", "popular", "random"]);
    expect(others).toEqual(["oracle*"]);
    expect(existsSync(join(folder, ".slatelab", "slatelab.db"))).toBe(true);
  });

  it("names types that a program needs", () => {
    expect(run(folder, "out/own.js").trim().split("\n").at(-1)).toBe("popular,random");
  });

  it("shows the agent of docs/own-agents.md, which plays", () => {
    expect(README["my-agent.ts"]).toBe(examplesOf("docs/own-agents.md")["my-agent.ts"]);
  });
});

describe("docs/own-agents.md", () => {
  it("shows files that compile, and a program that ranks its own agent in its own world", () => {
    const folder = newProgram(examplesOf("docs/own-agents.md"));
    compile(folder);
    expect(agentsOn(run(folder, "out/main.js")).ranked).toEqual(["my-agent", "random"]);
  });
});

/** Prints as JSON what each entry of the package exports. */
const PROBE = `
const names = {};
for (const entry of JSON.parse(process.argv[2])) names[entry] = Object.keys(await import(entry));
console.log(JSON.stringify(names));
`;

describe("the package", () => {
  const modules = Object.entries(PACKAGE.exports).flatMap(([path, target]) =>
    typeof target !== "string" && target.default ? [{ path, types: target.types }] : [],
  );
  const entries = modules.map(({ path }) => path.replace(".", "slatelab"));

  it("has a name for every type that its signatures name", () => {
    expect(unnameable(modules.map(({ types }) => join(ROOT, types)))).toEqual([]);
  });

  it("is caught with a type that no entry exports", () => {
    const folder = mkdtempSync(join(tmpdir(), "slatelab-declarations-"));
    folders.push(folder);
    const files = {
      "index.d.ts": 'export * from "./a.ts";\nexport { type B, b as c } from "./b.ts";\n',
      "a.d.ts":
        'import type { B, Hidden } from "./b.ts";\n/** Not Hidden. */\nexport interface A {\n    of(b: B): Hidden[];\n}\n',
      "b.d.ts": `type Short = Hidden | "Kept";\nexport type B = 1;\nexport type Hidden = 2;\nexport type Kept = 3;
export declare function b(short: Short): import("./c.ts").Far;\nexport {};\n`,
      "c.d.ts": "export interface Far {\n    readonly near?: Far;\n}\n",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const found = unnameable([join(folder, "index.d.ts")]).map((it) => it.replace(join(folder, "/"), ""));
    expect(found.sort()).toEqual(["Far of c.d.ts in b", "Hidden of b.d.ts in A", "Hidden of b.d.ts in b"]);
  });

  it("loads by every entry and has what the documents promise", () => {
    const folder = newProgram({ "probe.js": PROBE });
    const printed = run(folder, "probe.js", [JSON.stringify(entries)])
      .trim()
      .split("\n")
      .at(-1);
    const exported = JSON.parse(printed ?? "") as Record<string, string[]>;
    expect(Object.keys(exported).sort()).toEqual(Object.keys(PROMISED).sort());
    for (const [entry, names] of Object.entries(PROMISED))
      expect(exported[entry], entry).toEqual(expect.arrayContaining([...names]));
  });
});
