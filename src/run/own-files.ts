/** Files of users: a commit of this package says nothing of them. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { reasonOf } from "../core/episode-failure.ts";
import { contentHash } from "../core/hash.ts";
import { packageRoot } from "../engine/paths.ts";

/** `from "./x.js"`, `import "./x.js"`, `import("./x.js")` and `require("./x.js")`. */
const RELATIVE_IMPORT = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;
/** What a file's address may leave out. */
const ENDINGS = ["", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json"];

/**
 * Hash of the module of tables and of all that it imports by a relative address, however many imports away; null for the
 * package's own tables.
 */
export function ownFilesHash(module: string): string | null {
  const url = new URL(module);
  if (url.protocol !== "file:") return contentHash(module);
  const path = fileURLToPath(url);
  return isOfPackage(path) ? null : textsHash(importedTexts(path));
}

/** A file and all that it imports by a relative address, however many imports away: the text of each, by path. */
export function importedTexts(path: string): Map<string, string> {
  const found = new Map<string, string>();
  collect(path, found);
  return found;
}

/** Hash of what files say, wherever they are. */
export function textsHash(texts: ReadonlyMap<string, string>): string {
  return contentHash(...[...texts.keys()].sort().map((path) => texts.get(path)));
}

function collect(path: string, found: Map<string, string>): void {
  if (found.has(path)) return;
  const text = readFileSync(path, "utf8");
  found.set(path, text);
  for (const [, address] of text.matchAll(RELATIVE_IMPORT)) {
    const imported = fileOf(resolve(dirname(path), address));
    if (imported !== undefined) collect(imported, found);
  }
}

/** The file of an address: itself, the TypeScript that it is compiled from, or the one whose ending or name (`index`) it leaves out. */
function fileOf(path: string): string | undefined {
  const source = path.replace(/\.([cm]?)js$/, ".$1ts");
  const places = [
    path,
    source,
    ...ENDINGS.map((end) => path + end),
    ...ENDINGS.map((end) => `${path}${sep}index${end}`),
  ];
  return places.find((place) => existsSync(place) && statSync(place).isFile());
}

function isOfPackage(path: string): boolean {
  const inside = relative(packageRoot(), path);
  return !inside.startsWith("..") && !inside.split(sep).includes("node_modules");
}

/** A line of a stack that names a place: `at f (/home/x/a.ts:3:7)`. */
const FRAME = /(?:^|[\s(])((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\n]*?):(\d+):\d+\)?$/gm;

/**
 * Where in the files something was thrown: `a.ts:12`, or nothing where its stack, and that of its cause, leads to none of them. What a user's
 * code calls may throw too: the line that called it counts.
 */
export function placeIn(thrown: unknown, files: readonly string[]): string | undefined {
  try {
    return placeOfCause(thrown, files, DEEPEST_CAUSE);
  } catch {
    return undefined; // what was thrown throws where it is looked at
  }
}

/** Causes of causes that are followed: one may be its own. */
const DEEPEST_CAUSE = 10;

function placeOfCause(thrown: unknown, files: readonly string[], deepest: number): string | undefined {
  if (!(thrown instanceof Error) || deepest === 0) return undefined;
  for (const [, address, line] of String(thrown.stack ?? "").matchAll(FRAME)) {
    const path = address.startsWith("file:") ? fileURLToPath(address) : resolve(address);
    if (files.includes(path)) return `${shownPath(path)}:${line}`;
  }
  return placeOfCause(thrown.cause, files, deepest - 1);
}

/** Why something failed, in one line, with the place in the files where it was thrown. */
export function reasonIn(thrown: unknown, files: readonly string[] = []): string {
  const place = placeIn(thrown, files);
  return place === undefined ? reasonOf(thrown) : `${ownReason(thrown)} (${place})`;
}

/** Why a user's code failed, in one line. What a file imports its compiler calls otherwise than the file: `(0 , _slatelab.defineAgent)`. */
export function ownReason(thrown: unknown): string {
  return reasonOf(thrown).replace(/\(0 ?, ?\w+\.(\w+)\)/g, "$1");
}

/** A path as it is told: from the working folder where it is in it. */
export function shownPath(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith("..") || inside === "" ? path : inside;
}
