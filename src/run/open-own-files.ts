/** Tables with what specs name by files and packages: an agent or a world of a user's own is one of the others from then on. */
import { basename, dirname } from "node:path";
import type { AgentDefinition } from "../core/agents.ts";
import { asName, isReference } from "../core/reference.ts";
import type { Definition, Registry } from "../core/registry.ts";
import { settingRoles, textSettings } from "../core/settings.ts";
import { parseSpec } from "../core/spec.ts";
import type { WorldDefinition } from "../core/worlds.ts";
import {
  importDefinition,
  type OwnDefinition,
  type OwnFile,
  type OwnKind,
  reimportDefinition,
  renamed,
} from "./own-definitions.ts";
import type { Tables } from "./tables.ts";

/** Specs of which some may be of files: `./my-agent.ts(alpha=0.5)`. */
export interface AskedSpecs {
  readonly world?: string;
  readonly agents?: readonly string[];
}

/**
 * Imports what the specs, and the specs in their settings, name by a file or a package, and puts it beside the tables' own. It is called by
 * its own name, or that of its file; where another is called so, the name of its folder or a number tells them apart. The same specs
 * resolve in these tables then. Throws a UsageError, with file and line where something is wrong in a file.
 */
export async function openOwnFiles(tables: Tables, { world, agents = [] }: AskedSpecs): Promise<Tables> {
  const found: OwnDefinition[] = [];
  if (world !== undefined) await collect({ kind: "world", table: tables.worlds, found }, world);
  for (const agent of agents) await collect({ kind: "agent", table: tables.agents, found }, agent);
  const named = (["agent", "world"] as const).flatMap((kind) => {
    const { names } = kind === "agent" ? tables.agents : tables.worlds;
    return toldApart(
      found.filter(({ file }) => file.kind === kind),
      names,
    );
  });
  return withDefinitions(tables, named);
}

/** The same tables in another thread, or of a suite that was resolved before. Throws a SlateLabError for a file that was changed. */
export async function withOwnFiles(tables: Tables, files: readonly OwnFile[]): Promise<Tables> {
  const missing = files.filter(({ kind, name }) => !tables.own?.some((it) => it.kind === kind && it.name === name));
  return withDefinitions(tables, await Promise.all(missing.map(reimportDefinition)));
}

function withDefinitions(tables: Tables, own: readonly OwnDefinition[]): Tables {
  if (own.length === 0) return tables;
  const of = (kind: OwnKind) => own.filter(({ file }) => file.kind === kind);
  return {
    ...tables,
    agents: tables.agents.with(
      of("agent").map((it) => it.definition as AgentDefinition),
      referencesOf(of("agent")),
    ),
    worlds: tables.worlds.with(
      of("world").map((it) => it.definition as WorldDefinition),
      referencesOf(of("world")),
    ),
    own: [...(tables.own ?? []), ...own.map(({ file }) => file)],
  };
}

function referencesOf(own: readonly OwnDefinition[]): Map<string, string> {
  return new Map(own.flatMap(({ file }) => file.references.map((reference) => [reference, file.name] as const)));
}

interface Collection {
  readonly kind: OwnKind;
  readonly table: Registry<Definition>;
  readonly found: OwnDefinition[];
}

/** Imports what a spec names by a reference, itself or in a setting that is a spec. */
async function collect(collection: Collection, spec: string): Promise<void> {
  const { kind, table } = collection;
  const { name } = parseSpec(spec, kind);
  const isNew = isReference(name) && !table.has(name);
  const { settings: schema } = isNew ? await imported(collection, name) : table.get(name);
  const { settings } = parseSpec(spec, kind, () => textSettings(schema));
  for (const { setting, role } of settingRoles(schema)) {
    const value = settings[setting];
    if (role === "spec" && typeof value === "string") await collect(collection, value);
  }
}

/** What a reference names: one thing, however many references lead to it. */
async function imported({ kind, found }: Collection, reference: string): Promise<Definition> {
  const { file, definition } = await importDefinition(kind, reference);
  const at = found.findIndex((it) => isSame(it.file, file));
  const references = [...(found[at]?.file.references ?? []), reference];
  found[at < 0 ? found.length : at] = { file: { ...file, references }, definition };
  return definition;
}

function isSame(one: OwnFile, other: OwnFile): boolean {
  return one.kind === other.kind && one.path === other.path && one.exported === other.exported;
}

/** Names that are of one each: of several, or one that is taken, each has its folder's before it, and where that tells nothing a number after it. */
function toldApart(own: readonly OwnDefinition[], taken: readonly string[]): OwnDefinition[] {
  const count = (name: string) => own.filter(({ file }) => file.name === name).length;
  const used = new Set(taken);
  return own.map((it) => {
    const { name } = it.file;
    const isAlone = count(name) === 1 && !taken.includes(name);
    const free = isAlone ? name : firstFree(withFolder(it.file), used);
    used.add(free);
    return isAlone ? it : renamed(it, free);
  });
}

function withFolder({ name, path }: OwnFile): string {
  return [asName(basename(dirname(path))), name].filter(Boolean).join("-");
}

function firstFree(name: string, used: ReadonlySet<string>): string {
  let free = name;
  for (let n = 2; used.has(free); n++) free = `${name}-${n}`;
  return free;
}
