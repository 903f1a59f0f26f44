/** Agents and worlds that specs name by a file or a package: from a reference to a definition beside those of the tables. */
import { readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { AgentDefinition } from "../core/agents.ts";
import { defineAgent } from "../core/define-agent.ts";
import { expected, inWords, nameHint, SlateLabError, UsageError, unknownName } from "../core/errors.ts";
import { nameOf, parseReference, type Reference } from "../core/reference.ts";
import { isName } from "../core/spec.ts";
import { defineWorld, type WorldDefinition } from "../core/worlds.ts";
import { importFile, type ModuleExports, resolvePackage } from "./import-file.ts";
import { importedTexts, shownPath, textsHash } from "./own-files.ts";

/** What a file can define. */
export type OwnKind = "agent" | "world";

/** A definition of a user's file, found: plain data, from which every thread makes the same definition. */
export interface OwnFile {
  readonly kind: OwnKind;
  /** Its name in the tables. */
  readonly name: string;
  /** What specs call it: `./my-agent.ts`, `@acme/bandits#ts`. */
  readonly references: readonly string[];
  readonly path: string;
  /** Name of the export. */
  readonly exported: string;
  /** The file, and all that it imports by a relative address. */
  readonly files: readonly string[];
  /** Hash of what these say. */
  readonly hash: string;
}

/** A file with what it defines, under its name in the tables. */
export interface OwnDefinition {
  readonly file: OwnFile;
  readonly definition: AgentDefinition | WorldDefinition;
}

/**
 * Finds and imports what a reference names. The name is its own, or that of the export, the file or the package. Throws a UsageError,
 * with file and line where something is wrong in the file.
 */
export async function importDefinition(kind: OwnKind, text: string): Promise<OwnDefinition> {
  const reference = parseReference(text);
  const path = await pathOf(kind, reference);
  const texts = importedTexts(path);
  const place = { kind, path, exported: reference.exported ?? "default" };
  const definition = await definitionOf(place);
  const name = definition.name || nameOf(reference) || kind;
  if (!isName(name))
    throw expected("a name of lower case letters, digits and dashes", name, `${shownPath(path)}: ${kind}`);
  const file = { ...place, name, references: [text], files: [...texts.keys()], hash: textsHash(texts) };
  return { file, definition: placed(definition, file, texts) };
}

/** What a reference names, an agent or a world. Throws as `importDefinition`, and for what is neither. */
export async function kindOf(text: string): Promise<OwnKind> {
  const reference = parseReference(text);
  const path = await pathOf("FILE", reference);
  const { exported = "default" } = reference;
  const found = exportOf(await importFile(path), exported, shownPath(path));
  if (has(found, METHODS.agent)) return "agent";
  if (has(found, METHODS.world)) return "world";
  const wanted = `${IN_WORDS.agent} (an object with a function create) or ${IN_WORDS.world} (build)`;
  throw expected(wanted, found, `${shownPath(path)}: ${calledAs(exported)}`);
}

/** Makes the definition of a file again, in another thread. Throws a SlateLabError where the file was changed meanwhile. */
export async function reimportDefinition(file: OwnFile): Promise<OwnDefinition> {
  const texts = importedTexts(file.path);
  const [was, is] = [file.hash, textsHash(texts)].map((hash) => hash.slice(0, 12));
  if (was !== is) {
    const where = shownPath(file.path);
    throw new SlateLabError(`${where}: Expected the file ${was} of the start, got ${is}: it was changed meanwhile`);
  }
  return { file, definition: placed(await definitionOf(file), file, texts) };
}

/** The same under another name. */
export function renamed({ file, definition }: OwnDefinition, name: string): OwnDefinition {
  return { file: { ...file, name }, definition: { ...definition, name } };
}

/** With the file's name, and where its settings are told, for errors. */
function placed<D extends AgentDefinition | WorldDefinition>(
  definition: D,
  { name, path, exported }: OwnFile,
  texts: ReadonlyMap<string, string>,
): D {
  const where = shownPath(path);
  const line = settingsLine(texts.get(path) ?? "", exported);
  const origin = line === undefined ? where : `${where}:${line}`;
  return { ...definition, name, summary: definition.summary || `defined in ${where}`, origin };
}

/** The line of the word `settings`, from 1: the first after the export's name, else the first of all. */
function settingsLine(text: string, exported: string): number | undefined {
  const start = text.indexOf(exported);
  const places = [text.indexOf("settings", start), text.indexOf("settings")];
  const at = places.find((place) => place >= 0);
  return at === undefined ? undefined : text.slice(0, at).split("\n").length;
}

/** `where`: what the reference was given as, for errors. */
async function pathOf(where: string, { place, isPackage }: Reference): Promise<string> {
  if (!isPackage) return checkedFile(where, place);
  try {
    return await resolvePackage(place);
  } catch (cause) {
    const { message } = expected("a package that is installed here", place, where);
    const [reason] = (cause as Error).message.split("\n");
    throw new UsageError(`${message} (${reason})`, { cause });
  }
}

function checkedFile(where: string, place: string): string {
  const path = resolve(place);
  const found = factsOf(path);
  if (found?.isFile()) return path;
  if (found)
    throw expected("a file", inWords(`${found.isDirectory() ? "the folder" : "no regular file:"} ${place}`), where);
  const { message } = expected("a file that is there", place, where);
  throw new UsageError(`${message}.${nameHint(basename(path), filesBeside(path))}`.replace(/\.$/, ""));
}

/** Of a path that no disk takes there are none. */
function factsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function filesBeside(path: string): string[] {
  try {
    return readdirSync(dirname(path)).filter((name) => /\.[cm]?[jt]s$/.test(name));
  } catch {
    return [];
  }
}

type DefinitionPlace = Pick<OwnFile, "kind" | "path" | "exported">;

async function definitionOf({ kind, path, exported }: DefinitionPlace): Promise<AgentDefinition | WorldDefinition> {
  const where = shownPath(path);
  const found = exportOf(await importFile(path), exported, where);
  if (!has(found, METHODS[kind])) throw wrongExport({ kind, path, exported }, found);
  for (const field of ["name", "summary"] as const) {
    const text = (found as ModuleExports)[field];
    if (text !== undefined && typeof text !== "string") throw expected("a text", text, `${where}: ${field}`);
  }
  try {
    return kind === "agent" ? defineAgent(found as AgentDefinition) : defineWorld(found as WorldDefinition);
  } catch (error) {
    throw new UsageError(`${where}: ${(error as Error).message}`, { cause: error });
  }
}

/** What makes a thing of a kind. */
const METHODS: Readonly<Record<OwnKind, string>> = { agent: "create", world: "build" };
const IN_WORDS: Readonly<Record<OwnKind, string>> = { agent: "an agent", world: "a world" };

function has(found: unknown, method: string): boolean {
  return typeof found === "object" && found !== null && typeof (found as ModuleExports)[method] === "function";
}

function wrongExport({ kind, path, exported }: DefinitionPlace, found: unknown): UsageError {
  const other = kind === "agent" ? "world" : "agent";
  const got = has(found, METHODS[other]) ? inWords(IN_WORDS[other]) : found;
  const wanted = `${IN_WORDS[kind]} (an object with a function ${METHODS[kind]})`;
  return expected(wanted, got, `${shownPath(path)}: ${calledAs(exported)}`);
}

function calledAs(exported: string): string {
  return exported === "default" ? "default export" : `export ${exported}`;
}

/** A module of CommonJS is its own default. */
function exportOf(exports: ModuleExports, name: string, where: string): unknown {
  if (Object.hasOwn(exports, name)) return exports[name];
  const names = Object.keys(exports);
  if (name !== "default") throw unknownName(`export of ${where}`, name, names);
  if ("create" in exports || "build" in exports) return exports;
  const others = names.length > 0 ? `${names.join(", ")}: name one as ${where}#${names[0]}` : "no export at all";
  throw expected("a default export", inWords(others), where);
}
