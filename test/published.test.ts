/** What is published: the files of the packed package, what they need of other packages, and what its documents name. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { compileKernels } from "../src/engine/kernel.ts";
import { packageRoot } from "../src/engine/paths.ts";
import { importsOf } from "./architecture-fixture.ts";

const ROOT = packageRoot();
const PACKAGE = readJson("package.json") as {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { optional: boolean }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const FILES = packedFiles();
const FOLDERS = new Set([...FILES].flatMap(foldersOf));
const MODULES = [...FILES].filter((path) => path.startsWith("dist/") && path.endsWith(".js"));

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, path), "utf8"));
}

/** As npm would pack it: paths with slashes. */
function packedFiles(): ReadonlySet<string> {
  const args = ["pack", "--dry-run", "--ignore-scripts", "--json"];
  const printed = execFileSync("npm", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [{ files }] = JSON.parse(printed) as [{ files: { path: string }[] }];
  return new Set(files.map(({ path }) => path));
}

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

/** The code of a file, comments left out. */
function codeOf(path: string): string {
  return readFileSync(join(ROOT, path), "utf8").replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

const PACKAGE_NAME = /^(@[a-z\d-]+\/)?[a-z\d.-]+$/;

/** The package that a specifier is of; undefined for a file of ours and for what Node has. */
function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || isBuiltin(specifier)) return undefined;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function packagesIn(paths: readonly string[]): string[] {
  const all = paths.flatMap((path) => importsOf(codeOf(path)).flatMap((specifier) => packageOf(specifier) ?? []));
  return [...new Set(all)].filter((name) => PACKAGE_NAME.test(name)).sort();
}

/** All modules of `dist` that these lead to, however many imports away. */
function reached(entries: readonly string[]): ReadonlySet<string> {
  const found = new Set(entries);
  for (const path of found) {
    const relative = importsOf(codeOf(path)).filter((specifier) => specifier.startsWith("."));
    for (const specifier of relative) found.add(posix.join(posix.dirname(path), specifier));
  }
  return found;
}

describe("the published package", () => {
  const targets = Object.values(PACKAGE.exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );

  it("has what its entries and its command lead to, and no script beside it", () => {
    const entries = [...targets, ...Object.values(PACKAGE.bin)].map((path) => path.replace("./", ""));
    expect(entries.filter((path) => !FILES.has(path))).toEqual([]);
    const all = reached(entries.filter((path) => path.endsWith(".js")));
    expect(all.size).toBeGreaterThan(250);
    expect([...all].filter((path) => !FILES.has(path))).toEqual([]);
    expect(MODULES.filter((path) => path.startsWith("dist/scripts/") && !all.has(path))).toEqual([]);
  });

  it("has the kernels, and nothing of what only a checkout has", () => {
    const kernels = [...FILES].filter((path) => path.endsWith(".wasm")).map((path) => posix.basename(path));
    expect(kernels.sort()).toEqual([...compileKernels(), "tensor-relaxed.wasm"].sort());
    const own = /tsbuildinfo|places\.json|(^|\/)test\/|^\.|scripts\/(perf|stranger|calibrate)/;
    expect([...FILES].filter((path) => own.test(path))).toEqual([]);
    expect(MODULES.filter((path) => codeOf(path).includes("shared/data"))).toEqual([]);
  });

  it("has the source of every map", () => {
    const maps = [...FILES].filter((path) => path.endsWith(".js.map"));
    expect(maps).toHaveLength(MODULES.length);
    for (const path of maps) {
      const { sources } = readJson(path) as { sources: string[] };
      for (const source of sources) expect(FILES).toContain(posix.join(posix.dirname(path), source));
    }
  });
});

describe("what it depends on", () => {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta, devDependencies } = PACKAGE;

  it("comes with it; sentence models are optional, and here for the tests", () => {
    const optional = Object.keys({ ...optionalDependencies, ...peerDependencies });
    const used = packagesIn(MODULES);
    expect(used.filter((name) => !(name in dependencies) && !optional.includes(name))).toEqual([]);
    for (const [name, range] of Object.entries(peerDependencies)) {
      expect(peerDependenciesMeta[name]).toEqual({ optional: true });
      expect(devDependencies[name]).toBe(range);
    }
    const asked = ["commander", "better-sqlite3", "seedrandom", "@tensorflow/tfjs-node", "@huggingface/transformers"];
    expect([...Object.keys(dependencies), ...optional]).toEqual(expect.arrayContaining(asked));
  });

  it("is not loaded before it is asked for where it is optional", () => {
    const optional = Object.keys({ ...optionalDependencies, ...peerDependencies });
    const early = new RegExp(`^(?:import|export)\\b[^;]*from\\s*["'](?:${optional.join("|")})`, "m");
    expect(MODULES.filter((path) => early.test(codeOf(path)))).toEqual([]);
  });

  it("has types, or a package of types that comes with it, wherever a declaration names it", () => {
    const declarations = [...FILES].filter((path) => path.endsWith(".d.ts"));
    const named = packagesIn(declarations);
    expect(named).toContain("seedrandom");
    const untyped = named.filter(
      (name) => !(name in dependencies && (hasTypes(name) || `@types/${name}` in dependencies)),
    );
    expect(untyped).toEqual([]);
  });

  it("runs no install script but SQLite's, unless it is optional", () => {
    const { packages } = readJson("package-lock.json") as { packages: Record<string, LockedPackage> };
    const running = Object.entries(packages).filter(([, it]) => it.hasInstallScript && !it.dev && !it.optional);
    expect(running.map(([path]) => path)).toEqual(["node_modules/better-sqlite3"]);
  });
});

interface LockedPackage {
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

function hasTypes(name: string): boolean {
  const { types, typings, exports = {} } = readJson(`node_modules/${name}/package.json`) as Record<string, unknown>;
  return Boolean(types ?? typings) || JSON.stringify(exports).includes(".d.");
}

/** Where people put data sets that may not be published. */
const OF_THE_USER = /^data\/(ml1m|cup4)\b/;
/** What the readme says of the repository, which the package has not. */
const OF_THE_REPOSITORY = ["test/attacks"];
const TOP = ["src", "env", "agents", "data", "scripts", "test", "docs", "dist", ".ci", ".biome"];
/** A path in code by itself: `src/run/episode.ts`. */
const PATH = new RegExp(`\`((?:${TOP.join("|").replaceAll(".", "\\.")})/[\\w./-]*|tables\\.ts)\``, "g");
const LINK = /\]\((?!https?:|#)([^)\s#]+)[^)]*\)/g;

/** Files that a document names, from the root. */
function namedIn(document: string): string[] {
  const text = readFileSync(join(ROOT, document), "utf8");
  const links = Array.from(text.matchAll(LINK), ([, link]) => posix.join(posix.dirname(document), link));
  return [...links, ...Array.from(text.matchAll(PATH), ([, path]) => path)];
}

describe("the published documents", () => {
  const documents = [...FILES].filter((path) => path.endsWith(".md"));

  it.each(documents)("%s names published files", (document) => {
    const known = (path: string) => FILES.has(path) || FOLDERS.has(path.replace(/\/$/, ""));
    const others = namedIn(document).filter((path) => !known(path) && !OF_THE_USER.test(path));
    expect(others.filter((path) => !OF_THE_REPOSITORY.includes(path))).toEqual([]);
  });

  it("are found, with what they name", () => {
    expect(documents).toEqual(expect.arrayContaining(["README.md", "docs/commands.md", "data/cup/README.md"]));
    expect(namedIn("docs/architecture.md")).toEqual(
      expect.arrayContaining(["docs/architecture.svg", "src/run/episode.ts"]),
    );
    for (const path of OF_THE_REPOSITORY) {
      expect(existsSync(join(ROOT, path))).toBe(true);
      expect(namedIn("README.md")).toContain(path);
    }
  });
});
