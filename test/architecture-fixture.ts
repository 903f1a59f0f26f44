/** What a source file imports, and which imports break the house rules. */
import { isBuiltin } from "node:module";
import { join, posix } from "node:path";

/** Folders of the house, and what each may import besides itself. `scripts` and `test` see everything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  src: [],
  env: ["src"],
  agents: ["src"],
  data: ["src"],
  "tables.ts": ["src", "env", "agents", "data"],
  scripts: ["src", "env", "agents", "data", "tables.ts"],
};

export const AREAS = Object.keys(MAY_IMPORT);

/** The only folder with SQLite code. */
const STORE = "src/store/";
const SQLITE = /^(?:better-sqlite3|node:sqlite)(?:\/|$)/;
/** Where an agent has no business, directly or through what it imports: files, threads, the store and what plays it. */
const OUTSIDE = ["src/files/", "src/parallel/", "src/report/", "src/run/", STORE];

/** Rooms of src, floor by floor from the lowest: a file imports from its own room and from lower floors alone. */
export const FLOORS: readonly (readonly string[])[] = [
  ["core"],
  ["files", "parallel"],
  ["engine"],
  ["factors"],
  ["texts", "dataset"],
  ["models", "evaluate"],
  ["train"],
  ["store"],
  ["report"],
  ["run"],
];

/** The files of src that import what they are told of at run time. */
const LOADERS = ["src/engine/engine.ts", "src/parallel/crew-thread.ts", "src/run/import-file.ts", "src/run/tables.ts"];

/** What may stand between two words of code. */
const GAP = String.raw`(?:\s|/\*[^]*?\*/|//[^\n]*)*`;
/** \x60 is the backtick. */
const QUOTE = String.raw`["'\x60]`;
/** `from "x"`, `import "x"`, `import("x")`, `require("x")`, `new URL("x", import.meta.url)`; types count too. */
const SPECIFIER = new RegExp(
  String.raw`(?:\bfrom|\bimport|\b(?:import|require|new\s+URL)${GAP}\()${GAP}${QUOTE}([^"'\x60\n]+)${QUOTE}`,
  "g",
);
/** `import(x)` of anything but one plain string. */
const COMPUTED_IMPORT = new RegExp(
  String.raw`\bimport${GAP}\((?!${GAP}${QUOTE}[^"'\x60$\n]+${QUOTE}${GAP}[,)])[^\n]{0,40}`,
  "g",
);
/** Gives any module of Node without an import. */
const BUILTIN_BY_CALL = /\bgetBuiltinModule\b/g;

export function importsOf(text: string): string[] {
  return Array.from(text.matchAll(SPECIFIER), ([, specifier]) => specifier);
}

/** What is wrong with the imports of one file. `path`: from the root, with slashes. */
export function offences(path: string, text: string): string[] {
  const named = importsOf(text).flatMap((specifier) => {
    const wrong = offence(path, specifier);
    return wrong ? [`${path}: ${wrong} (${specifier})`] : [];
  });
  return [...named, ...unseen(path, text).map((way) => `${path}: what is imported must stand in the text (${way})`)];
}

/** Ways to a module that its specifier does not tell; scripts may take them. */
function unseen(path: string, text: string): string[] {
  if (areaOf(path) === "scripts" || LOADERS.includes(path)) return [];
  return [COMPUTED_IMPORT, BUILTIN_BY_CALL].flatMap((way) => text.match(way) ?? []);
}

function offence(path: string, specifier: string): string | undefined {
  if (path.startsWith("agents/") && isOutside(path, specifier)) return "an agent has what its context gives it";
  if (SQLITE.test(specifier) && !path.startsWith(STORE)) return `only ${STORE} may use SQLite`;
  const to = target(path, specifier);
  if (to === undefined) return undefined;
  const from = areaOf(path);
  const area = areaOf(to);
  if (from === "src" && area === "src") return wrongFloor(path, to);
  if (area === from || MAY_IMPORT[from].includes(area)) return undefined;
  return `${from} must not see ${area}`;
}

/** `src/index.ts` stands on top of all floors. */
function wrongFloor(path: string, to: string): string | undefined {
  const [from, room] = [roomOf(path), roomOf(to)];
  if (from === undefined || from === room) return undefined;
  if (room === undefined) return `${from} must not see what stands above all floors`;
  const [own, other] = [from, room].map((it) => FLOORS.findIndex((floor) => floor.includes(it)));
  if (own < 0 || other < 0) return `${own < 0 ? from : room} is on no floor`;
  return other < own ? undefined : `${from} must not see ${room}, which is not below it`;
}

function roomOf(path: string): string | undefined {
  const parts = path.split("/");
  return parts.length > 2 ? parts[1] : undefined;
}

/** Circles of files that import each other: each as the paths along it. `imports`: of each file, from the root. */
export function circles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path]);
    if (at >= 0 || done.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return found;
}

/** Files of the house that a file imports, from the root. */
export function importedFiles(path: string, text: string): string[] {
  return importsOf(text).flatMap((specifier) => target(path, specifier) ?? []);
}

/** Files, threads and the store: through them an agent could read the world's cache. */
function isOutside(path: string, specifier: string): boolean {
  const to = target(path, specifier) ?? "";
  // isBuiltin knows the modules of this Node alone; a later one has more.
  const builtin = isBuiltin(specifier) || specifier.startsWith("node:");
  return builtin || OUTSIDE.some((room) => to.startsWith(room));
}

/** Where a specifier leads, from the root; undefined for packages. A file may not take the way through the package. */
function target(path: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  if (specifier === "slatelab" || specifier.startsWith("slatelab/")) return posix.join("the package itself", "x");
  return specifier.startsWith("/") || specifier.startsWith("file:") ? join("an absolute path", "x") : undefined;
}

function areaOf(path: string): string {
  return path.split("/")[0];
}

/** The shortest ways from files of `agents` to where an agent has no business, types left out: each as the paths along it. */
export function waysOut(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const trails = [...imports.keys()].filter((path) => path.startsWith("agents/")).map((path) => [path]);
  const seen = new Set(trails.flat());
  const found: string[][] = [];
  for (const trail of trails) {
    for (const next of imports.get(trail[trail.length - 1]) ?? []) {
      if (OUTSIDE.some((room) => next.startsWith(room))) found.push([...trail, next]);
      else if (!seen.has(next)) trails.push([...trail, next]);
      seen.add(next);
    }
  }
  return found;
}

/** The text without imports that are types alone: nothing of them is left when it runs. */
export function withoutTypes(text: string): string {
  return text.replace(/^(?:import|export) type [^;]*;/gm, "");
}
