/**
 * SQLite's binding: the compiled part of better-sqlite3. Its version 12 has one for each version of Node's interface, compiled as it is
 * installed; version 13 brings one for every Node from 22.14 on.
 */
import { createRequire } from "node:module";

const REBUILD = "'npm rebuild better-sqlite3'";
const COMPILES =
  "takes a prebuilt one where that can be fetched, and else compiles it in two or three minutes (Python, make and a C++ compiler)";
const SCRIPTS = "where npm keeps install scripts from running, 'npm approve-scripts better-sqlite3' comes first";

/** What runs and what is installed. */
export interface BindingVersions {
  /** Of better-sqlite3: `12.11.1`. */
  readonly sqlite: string;
  /** Of Node: `22.14.0`. */
  readonly node: string;
  /** Of its stable interface for native modules: `10`. */
  readonly napi?: string;
}

/** What this process has. */
export function bindingVersions(): BindingVersions {
  const { version } = createRequire(import.meta.url)("better-sqlite3/package.json") as { version: string };
  return { sqlite: version, node: process.versions.node, napi: process.versions.napi };
}

/** The interface that version 13 asks for: on an older Node it ends the process as it opens a database. */
const NAPI_OF_13 = 10;
/** From here on, version 12 ends the process as a database is collected. */
const NODE_AFTER_12 = 24;

/** Why the two would end the process without an error, and what to do; undefined where they go together. Loads nothing. */
export function bindingMismatch({ sqlite, node, napi }: BindingVersions): string | undefined {
  const major = Number.parseInt(sqlite, 10);
  const pair = `SQLite cannot start: better-sqlite3 ${sqlite} ends Node ${node} without an error`;
  if (major >= 13 && Number(napi) < NAPI_OF_13)
    return `${pair}: take Node 22.14 or newer, or 'npm install better-sqlite3@12'`;
  if (major < 13 && Number.parseInt(node, 10) >= NODE_AFTER_12)
    return `${pair}: 'npm install better-sqlite3@13' (with --no-save in a checkout)`;
  return undefined;
}

/** What is wrong with the binding and what to do; undefined for an error of something else. */
export function bindingProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, message } = error as NodeJS.ErrnoException;
  if (message.startsWith("Could not locate the bindings file"))
    return `SQLite cannot start: better-sqlite3 has no binding, for its install script did not run: ${REBUILD} ${COMPILES}; ${SCRIPTS}`;
  // Version 13 on another kind of machine than it has bindings for.
  if (/^Cannot find module .*better_sqlite3\.node/.test(message))
    return `SQLite cannot start: better-sqlite3 has no binding for ${process.platform}-${process.arch}: 'npm install better-sqlite3@12' compiles one`;
  if (code !== "ERR_DLOPEN_FAILED") return undefined;
  return `SQLite cannot start: ${whyForeign(message)}: ${REBUILD} makes one for this Node: it ${COMPILES}`;
}

/** Node names the two versions of its interface in that order: the binding's, its own. */
const VERSIONS = /NODE_MODULE_VERSION (\d+).*NODE_MODULE_VERSION (\d+)/s;

function whyForeign(message: string): string {
  const [, got, want] = VERSIONS.exec(message) ?? [];
  if (got !== undefined)
    return `better-sqlite3's binding was made for another Node (interface ${got}; Node ${process.version} has ${want})`;
  return `better-sqlite3's binding does not load here (${message.split("\n")[0]})`;
}
