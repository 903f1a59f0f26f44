/** The house rules: who may import whom, where SQLite lives, and that the lint catches unseeded randomness. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../src/engine/paths.ts";
import {
  AREAS,
  circles,
  FLOORS,
  importedFiles,
  importsOf,
  offences,
  waysOut,
  withoutTypes,
} from "./architecture-fixture.ts";
import { newFolder } from "./store/fixture.ts";

const ROOT = packageRoot();

/** Paths of all source files from the root, with slashes. */
function sources(): string[] {
  return AREAS.flatMap((area) => (area.endsWith(".ts") ? [area] : sourcesIn(area)));
}

function sourcesIn(area: string): string[] {
  return readdirSync(join(ROOT, area), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

describe("names of types", () => {
  it("mean one thing each, but for what every script or agent has of its own", () => {
    const own = new Set(["Options", "Settings", "Snapshot"]);
    const declared = sources().flatMap((path) => {
      const text = readFileSync(join(ROOT, path), "utf8");
      return Array.from(text.matchAll(/^(?:export )?(?:interface|type|class) (\w+)/gm), ([, name]) => name);
    });
    expect(declared.length).toBeGreaterThan(500);
    expect(declared.filter((name, i) => declared.indexOf(name) < i && !own.has(name))).toEqual([]);
  });
});

describe("imports", () => {
  it("go in the allowed directions only, and SQLite stays in src/store", () => {
    const files = sources();
    const texts = files.map((path) => readFileSync(join(ROOT, path), "utf8"));
    expect(files.length).toBeGreaterThan(100);
    expect(texts.flatMap(importsOf).length).toBeGreaterThan(500);
    expect(files.flatMap((path, i) => offences(path, texts[i]))).toEqual([]);
  });

  it("lead no agent to files, threads or the store, however many hops away", () => {
    const read = (path: string) => importedFiles(path, withoutTypes(readFileSync(join(ROOT, path), "utf8")));
    expect(waysOut(new Map(sources().map((path) => [path, read(path)])))).toEqual([]);
    const way = ["agents/a.ts", "src/models/b.ts", "src/files/c.ts"];
    expect(waysOut(new Map(way.slice(0, 2).map((path, i) => [path, [way[i + 1]]])))).toEqual([way]);
  });

  it("leave no file in a circle", () => {
    const imports = new Map(
      sources().map((path) => [path, importedFiles(path, readFileSync(join(ROOT, path), "utf8"))]),
    );
    expect(circles(imports)).toEqual([]);
    expect(
      circles(
        new Map([
          ["a", ["b", "c"]],
          ["b", []],
          ["c", ["d"]],
          ["d", ["a"]],
        ]),
      ),
    ).toEqual([["a", "c", "d", "a"]]);
  });

  it("have a floor for every room of src", () => {
    const rooms = readdirSync(join(ROOT, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => name).sort()).toEqual(FLOORS.flat().sort());
  });

  it("have the floors that docs/architecture.md shows", () => {
    const page = readFileSync(join(ROOT, "docs", "architecture.md"), "utf8");
    const rows = Array.from(page.matchAll(/^\| (\d+) \| `(\w+)` \|/gm), ([, floor, room]) => [Number(floor), room]);
    expect(rows).toEqual(FLOORS.flatMap((rooms, i) => rooms.map((room) => [i + 1, room])));
  });

  it.each([
    { path: "src/models/a.ts", text: 'import type { B } from "../train/b.ts";', wrong: "models must not see train" },
    { path: "src/models/a.ts", text: 'import { b } from "../evaluate/b.ts";', wrong: "models must not see evaluate" },
    { path: "src/cellar/a.ts", text: 'import { b } from "../core/b.ts";', wrong: "cellar is on no floor" },
    { path: "src/run/a.ts", text: 'import { b } from "../index.ts";', wrong: "above all floors" },
    { path: "src/run/a.ts", text: 'import { cup } from "../../env/index.ts";', wrong: "src must not see env" },
    { path: "src/run/a.ts", text: "import type { A } from '../../agents/index.ts';", wrong: "src must not see agents" },
    { path: "src/a.ts", text: 'export * from "../data/lines.ts";', wrong: "src must not see data" },
    { path: "src/run/deep/a.ts", text: 'import "../../../scripts/x.ts";', wrong: "src must not see scripts" },
    { path: "src/a.ts", text: 'import x from "../test/x.ts";', wrong: "src must not see test" },
    { path: "agents/a.ts", text: 'import { openOracle } from "../env/oracle.ts";', wrong: "agents must not see env" },
    { path: "agents/a.ts", text: 'await import("../env/oracle.ts")', wrong: "agents must not see env" },
    { path: "agents/a.ts", text: 'require("../data/lines.ts")', wrong: "agents must not see data" },
    { path: "env/cup/a.ts", text: 'import {\n  a,\n} from "../../data/lines.ts";', wrong: "env must not see data" },
    { path: "env/a.ts", text: 'export { x } from "../agents/x.ts"', wrong: "env must not see agents" },
    { path: "data/cup/a.ts", text: 'type E = import("../../env/index.ts").World;', wrong: "data must not see env" },
    {
      path: "agents/a.ts",
      text: 'new Worker(new URL("../scripts/w.js", import.meta.url))',
      wrong: "must not see scripts",
    },
    { path: "agents/a.ts", text: 'import "../dist/env/oracle.js";', wrong: "agents must not see dist" },
    { path: "scripts/a.ts", text: 'import { x } from "../test/x.ts";', wrong: "scripts must not see test" },
    { path: "agents/a.ts", text: 'import { x } from "slatelab/env";', wrong: "must not see the package itself" },
    { path: "agents/a.ts", text: 'import "file:///tmp/x.ts"', wrong: "must not see an absolute path" },
    {
      path: "agents/a.ts",
      text: 'import { readFileSync } from "node:fs";',
      wrong: "an agent has what its context gives it",
    },
    {
      path: "agents/a/b.ts",
      text: 'import "../../src/files/blob-file.ts";',
      wrong: "an agent has what its context gives it",
    },
    { path: "agents/a.ts", text: 'import { x } from "fs";', wrong: "an agent has what its context gives it" },
    { path: "agents/a.ts", text: 'import "worker_threads";', wrong: "an agent has what its context gives it" },
    { path: "agents/a.ts", text: 'await import("fs/promises")', wrong: "an agent has what its context gives it" },
    { path: "agents/a.ts", text: 'import(/* c */ "../env/oracle.ts")', wrong: "agents must not see env" },
    { path: "agents/a.ts", text: 'import(// c\n"../env/oracle.ts")', wrong: "agents must not see env" },
    { path: "agents/a.ts", text: 'import { x } from /* c */ "../env/x.ts";', wrong: "agents must not see env" },
    { path: "agents/a.ts", text: "await import(variable)", wrong: "must stand in the text" },
    { path: "agents/a.ts", text: 'import("./" + "../env/oracle.ts")', wrong: "must stand in the text" },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a file
    { path: "agents/a.ts", text: "import(`./${name}.ts`)", wrong: "must stand in the text" },
    { path: "agents/a.ts", text: 'process.getBuiltinModule("fs")', wrong: "must stand in the text" },
    { path: "src/models/a.ts", text: "await import(variable)", wrong: "must stand in the text" },
    { path: "env/a.ts", text: "await import(variable)", wrong: "must stand in the text" },
    { path: "data/a.ts", text: 'process.getBuiltinModule("fs")', wrong: "must stand in the text" },
    { path: "env/a.ts", text: 'import "better-sqlite3/lib/index.js";', wrong: "only src/store/ may use SQLite" },
    { path: "src/run/a.ts", text: 'import { x } from "node:sqlite";', wrong: "only src/store/ may use SQLite" },
    { path: "scripts/a.ts", text: 'import Database from "better-sqlite3";', wrong: "only src/store/ may use SQLite" },
    { path: "src/storekeeper/a.ts", text: 'import("better-sqlite3")', wrong: "only src/store/ may use SQLite" },
  ])("$text in $path is caught", ({ path, text, wrong }) => {
    expect(offences(path, text)).toEqual([expect.stringContaining(wrong)]);
  });

  it.each([
    { path: "env/a.ts", text: 'import { x } from "../src/core/x.ts";' },
    { path: "env/cup/a.ts", text: 'import { x } from "../movielens/x.ts";' },
    {
      path: "scripts/commands/a.ts",
      text: 'import { x } from "../../agents/x.ts"; import { y } from "../../env/y.ts";',
    },
    { path: "src/store/a.ts", text: 'import Database from "better-sqlite3";' },
    { path: "src/run/tables.ts", text: "await import(module)" },
    { path: "env/a.ts", text: 'await import( /* c */ "../src/core/x.ts" ); type A = import("zod").ZodType;' },
    { path: "agents/a.ts", text: 'import { z } from "zod"; import { x } from "../src/core/x.ts";' },
  ])("$text in $path is allowed", ({ path, text }) => {
    expect(offences(path, text)).toEqual([]);
  });
});

/** Lints a file of this text with the project's rules; returns the complaints about randomness. */
function lintRandomness(text: string): number {
  const path = join(newFolder(), "probe.ts");
  writeFileSync(path, text);
  const biome = join(ROOT, "node_modules", "@biomejs", "biome", "bin", "biome");
  const args = [biome, "lint", `--config-path=${ROOT}`, "--vcs-enabled=false", path];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stderr + stdout).toContain("Checked 1 file");
  return (stderr + stdout).split("Unseeded randomness").length - 1;
}

const TENSORS = '"@tensorflow/tfjs-core";\n';

describe("the lint", () => {
  it.each([
    { text: "export const a = Math.random();" },
    { text: "export const a = [1, 2].map(Math.random);" },
    { text: `import * as tf from ${TENSORS}export const a = tf.util.shuffle([1]);` },
    { text: `import * as tf from ${TENSORS}export const a = tf.randomNormal([1]);` },
    { text: `import * as ops from ${TENSORS}export const a = ops.dropout(ops.ones([2]), 0.5);` },
    { text: `import { multinomial } from ${TENSORS}export const a = multinomial;` },
  ])("catches $text", ({ text }) => {
    expect(lintRandomness(text)).toBe(1);
  });

  it("lets seeded draws and other tensor operations pass", () => {
    const text = `import { matMul } from ${TENSORS}export const a = (stream: { uniform(): number }) => stream.uniform();
      export const b = [matMul, { dropout: 0.5 }.dropout, Math.floor(2.5)];`;
    expect(lintRandomness(text)).toBe(0);
  });
});
