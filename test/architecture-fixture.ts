/** What a source file imports, and which imports break the house rules. */
import { join, posix } from "node:path";

/** Folders of the house, and what each may import besides itself. `scripts` and `test` see everything. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  src: [],
  env: ["src"],
  agents: ["src"],
  data: ["src"],
  scripts: ["src", "env", "agents", "data"],
};

export const AREAS = Object.keys(MAY_IMPORT);

/** The only folder with SQLite code. */
const STORE = "src/store/";
const SQLITE = "better-sqlite3";

/** `from "x"`, `import "x"`, `import("x")`, `require("x")`, `new URL("x", import.meta.url)`; types count too. */
const SPECIFIER = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\(|\bnew URL\()\s*["'`]([^"'`\n]+)["'`]/g;

export function importsOf(text: string): string[] {
  return Array.from(text.matchAll(SPECIFIER), ([, specifier]) => specifier);
}

/** What is wrong with the imports of one file. `path`: from the root, with slashes. */
export function offences(path: string, text: string): string[] {
  return importsOf(text).flatMap((specifier) => {
    const wrong = offence(path, specifier);
    return wrong ? [`${path}: ${wrong} (${specifier})`] : [];
  });
}

function offence(path: string, specifier: string): string | undefined {
  if (path.startsWith("agents/") && isOutside(path, specifier)) return "an agent has what its context gives it";
  if (specifier === SQLITE && !path.startsWith(STORE)) return `only ${STORE} may use SQLite`;
  const to = target(path, specifier);
  if (to === undefined) return undefined;
  const from = areaOf(path);
  const area = areaOf(to);
  if (area === from || MAY_IMPORT[from].includes(area)) return undefined;
  return `${from} must not see ${area}`;
}

/** Files, threads and the store: through them an agent could read the world's cache. */
function isOutside(path: string, specifier: string): boolean {
  return specifier.startsWith("node:") || (target(path, specifier) ?? "").startsWith(STORE);
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
