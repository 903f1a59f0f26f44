/** The files of a program's own tables: a commit of this package says nothing of them. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { contentHash } from "../core/hash.ts";
import { packageRoot } from "../engine/paths.ts";

/** `from "./x.js"`, `import "./x.js"` and `import("./x.js")`. */
const RELATIVE_IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;

/**
 * Hash of the module of tables and of all that it imports by a relative address, however many imports away; null for the
 * package's own tables.
 */
export function ownFilesHash(module: string): string | null {
  const url = new URL(module);
  if (url.protocol !== "file:") return contentHash(module);
  if (isOfPackage(fileURLToPath(url))) return null;
  const found = new Map<string, string>();
  collect(url, found);
  return contentHash(...[...found.keys()].sort().map((address) => found.get(address)));
}

function collect(url: URL, found: Map<string, string>): void {
  const path = fileURLToPath(url);
  if (found.has(url.href) || !existsSync(path) || !statSync(path).isFile()) return;
  const text = readFileSync(path, "utf8");
  found.set(url.href, text);
  for (const [, address] of text.matchAll(RELATIVE_IMPORT)) collect(new URL(address, url), found);
}

function isOfPackage(path: string): boolean {
  const inside = relative(packageRoot(), path);
  return !inside.startsWith("..") && !inside.split(sep).includes("node_modules");
}
