/**
 * Imports a user's file, TypeScript or JavaScript, in whatever thread asks. What it imports of this package, and zod, are the very modules
 * that play it, wherever it lies and whatever is installed beside it: a schema of another copy of zod, or a stream of another
 * copy of ours, would not be known here.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Jiti } from "jiti";
import { isThrown, UsageError } from "../core/errors.ts";
import { packageRoot } from "../engine/paths.ts";
import { importedTexts, ownReason, placeIn, shownPath, textsHash } from "./own-files.ts";

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** By path and hash of the texts. */
const imported = new Map<string, Promise<ModuleExports>>();
let loader: Promise<Jiti> | undefined;

/** Imports a file, once in this thread for what it and its imports say now. Throws a UsageError that names file and line for what is wrong in it. */
export function importFile(path: string): Promise<ModuleExports> {
  const key = `${path} ${textsHash(importedTexts(path))}`;
  const known = imported.get(key) ?? evaluate(path);
  imported.set(key, known);
  return known;
}

async function evaluate(path: string): Promise<ModuleExports> {
  loader ??= newLoader();
  const jiti = await loader;
  try {
    // Always compiled, JavaScript too: what Node imports by itself would find its own way to this package.
    const options = { filename: path, async: true, forceTranspile: true };
    return (await jiti.evalModule(readFileSync(path, "utf8"), options)) as ModuleExports;
  } catch (error) {
    throw importError(error, path);
  }
}

/** Finds what a package exports under a name, from the working folder. Throws what Node does where there is none. */
export async function resolvePackage(name: string): Promise<string> {
  loader ??= newLoader();
  const from = pathToFileURL(join(process.cwd(), "_.js"));
  const found = (await loader).esmResolve(name, { parentURL: from });
  return found.startsWith("file:") ? fileURLToPath(found) : resolve(found);
}

async function newLoader(): Promise<Jiti> {
  const [{ createJiti }, virtualModules] = await Promise.all([import("jiti"), sharedModules()]);
  // Nothing is kept on disk: compiled files in a shared folder could be anybody's. Nor in memory: a file may be changed.
  return createJiti(import.meta.url, { fsCache: false, moduleCache: false, interopDefault: false, virtualModules });
}

/** The modules that a user's file shares with us, by what it calls them. */
async function sharedModules(): Promise<Record<string, unknown>> {
  const root = packageRoot();
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: Entries };
  const entries = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === "object" && target.default ? [[entry.replace(".", "slatelab"), join(root, target.default)]] : [],
  );
  const modules = entries.map(async ([name, path]) => [name, await import(pathToFileURL(path).href)]);
  return { ...Object.fromEntries(await Promise.all(modules)), zod: await import("zod") };
}

type Entries = Readonly<Record<string, string | { readonly default?: string }>>;

/** As the compiler puts it: `ParseError: Unexpected token  \n /home/x/a.ts:5:22`. */
const SYNTAX_ERROR = /^\w+: (?<what>.*?)\s*\n\s*(?<path>[^\n]+):(?<line>\d+):\d+\s*$/s;

function importError(error: unknown, path: string): UsageError {
  const text = messageOf(error);
  const { groups } = SYNTAX_ERROR.exec(text) ?? {};
  if (groups)
    return new UsageError(`${shownPath(resolve(groups.path))}:${groups.line}: ${groups.what}`, { cause: error });
  const place = placeIn(error, [...importedTexts(path).keys()]) ?? shownPath(path);
  // Node tells of a missing module in several lines, of which the first says it.
  const [missing] = /^Cannot find module .*/.exec(text) ?? [];
  return new UsageError(`${place}: ${missing ?? ownReason(error)}`, { cause: error });
}

/** The message as it is, of whatever was thrown: "" where that is no error, or throws when it is read. */
function messageOf(error: unknown): string {
  try {
    return isThrown(error, Error) ? String(error.message) : "";
  } catch {
    return "";
  }
}
