/** Flags that several commands share, and how their values are read. */
import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { expected } from "../src/core/errors.ts";
import { checkFolder } from "../src/files/folders.ts";
import { openOwnFiles } from "../src/run/open-own-files.ts";
import { type ResolvedWorld, resolveWorld } from "../src/run/open-world.ts";
import { DEFAULT_HOME } from "../src/run/suite.ts";
import type { Tables } from "../src/run/tables.ts";
import { AUTO, EMBEDDERS, type EmbedderChoice, resolveEmbedder } from "../src/texts/embedders.ts";
import { tables } from "../tables.ts";

/** Flags that say where caches and the store are. */
export interface HomeOptions {
  readonly home: string;
  readonly db?: string;
}

/** Flags that name a world. */
export interface WorldOptions extends HomeOptions {
  readonly world: string;
  readonly data?: string;
}

/** Files that worlds read and flags name, by the world's name for each: `--users`, `--items`, … */
const FILES: ReadonlyMap<string, string> = new Map(
  tables.worlds.list.flatMap(({ reads = {} }) =>
    Object.entries(reads).flatMap(([input, { kind, summary }]) =>
      tables.readers[kind]?.find ? [] : [[input, summary] as const],
    ),
  ),
);

/** Flags that name files of a world. */
export const FILE_FLAGS: readonly string[] = [...FILES.keys()];

/** Gives the options that are added now a heading of their own in the help. */
export function grouped(command: Command, heading: string, add: (command: Command) => Command): Command {
  const before = command.optionsGroup() || "Options:";
  return add(command.optionsGroup(heading)).optionsGroup(before);
}

/** The option `--home`, for what a command keeps there. */
export function homeOption(what = "caches, the store and reports"): Option {
  return new Option("--home <dir>", `folder for ${what}`).default(process.env.SLATELAB_HOME || DEFAULT_HOME);
}

/** Adds `--home`, and `--db` in it, to a command. */
export function addHomeOptions(command: Command): Command {
  return grouped(command, "Folders:", (folders) =>
    folders.addOption(homeOption()).option("--db <file>", "SQLite store (default: slatelab.db in the home folder)"),
  );
}

/** Adds `--world` and the files that a world may read to a command. */
export function addWorldOptions(command: Command): Command {
  return addAnyWorldOptions(command, "world and settings, e.g. 'cup(items=5000,drift=0.01)', or your own file", "cup");
}

/** The same for a command that may do without a world: none where `world` is absent. */
export function addAnyWorldOptions(command: Command, about: string, world?: string): Command {
  const grown = grouped(command, "World:", (worlds) => {
    worlds.option("--world <spec>", about, world);
    for (const [input, summary] of FILES) worlds.option(`--${input} <path>`, summary);
    return worlds.option("--data <dir>", "folder with data sets such as ml1m");
  });
  return addHomeOptions(grown);
}

/**
 * The folder that `--out` names, else one in the home folder, once it is known that it can be written: before the work begins.
 * Throws a UsageError.
 */
export function outFolder({ out, home }: { out?: string; home: string }, ...inHome: readonly string[]): string {
  const folder = resolve(out ?? join(home, ...inHome));
  checkFolder(folder, out === undefined ? "--home" : "--out");
  return folder;
}

/** Path of the store that the flags name. */
export function databaseOf({ home, db }: HomeOptions): string {
  return resolve(db ?? join(home, "slatelab.db"));
}

/** A world that flags name, in the tables that have it: with a user's own file where that is what is named. */
export interface NamedWorld {
  readonly tables: Tables;
  readonly resolved: ResolvedWorld;
}

/** The world that the flags name, with the agents' own files too. Throws a UsageError for what is wrong with them. */
export async function resolveWorldOptions(options: WorldOptions, agents: readonly string[] = []): Promise<NamedWorld> {
  const { world: spec, home, data } = options;
  const all = await openOwnFiles(tables, { world: spec, agents });
  return { tables: all, resolved: resolveWorld(all, { spec, home, data, files: filesOf(options) }) };
}

/** Paths of the files that flags name. */
export function filesOf(options: object): Record<string, string> {
  const given = options as Record<string, string | undefined>;
  return Object.fromEntries(FILE_FLAGS.flatMap((flag) => (given[flag] === undefined ? [] : [[flag, given[flag]]])));
}

/** Flags that name an embedder. */
export interface TextOptions {
  readonly embedder: EmbedderChoice;
  readonly modelDir?: string;
}

/** Adds `--embedder` and where models are to a command. */
export function addTextOptions(command: Command): Command {
  const about = `${[AUTO, ...EMBEDDERS.names].join(", ")} or transformer:MODEL, for agents that read texts`;
  return grouped(command, "Texts:", (texts) =>
    texts
      .option("--embedder <name>", about, resolveEmbedder, AUTO)
      .option("--model-dir <dir>", "folder with transformer models (default: $SLATELAB_MODELS)"),
  );
}

/** Makes a reader of whole numbers for commander: `--workers 2`. */
export function wholeNumber(flag: string, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < least || value > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw expected(`a whole number ${range}`, text, flag);
    }
    return value;
  };
}
