/** Flags that several commands share, and how their values are read. */
import { join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { expected } from "../src/core/errors.ts";
import { checkFolder } from "../src/files/folders.ts";
import { openOwnFiles } from "../src/run/open-own-files.ts";
import { type ResolvedWorld, resolveWorld } from "../src/run/open-world.ts";
import { DEFAULT_HOME, MOST_SEEDS, type SeedSet } from "../src/run/suite.ts";
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

/** The option `--home`, for what a command keeps there. */
export function homeOption(what = "caches, the store and reports"): Option {
  return new Option("--home <dir>", `folder for ${what}`).default(process.env.SLATELAB_HOME || DEFAULT_HOME);
}

/** Adds `--home`, and `--db` in it, to a command. */
export function addHomeOptions(command: Command): Command {
  return command
    .addOption(homeOption())
    .option("--db <file>", "SQLite store (default: slatelab.db in the home folder)");
}

/** Adds `--world` and the files that a world may read to a command. */
export function addWorldOptions(command: Command, world = "cup"): Command {
  addHomeOptions(command).option(
    "--world <spec>",
    "world and settings, e.g. 'cup(items=5000,drift=0.01)', or your own file",
    world,
  );
  for (const [input, summary] of FILES) command.option(`--${input} <path>`, summary);
  return command.option("--data <dir>", "folder with data sets such as ml1m");
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
export function filesOf(options: WorldOptions): Record<string, string> {
  const given = options as unknown as Record<string, string | undefined>;
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
  return command
    .option("--embedder <name>", about, resolveEmbedder, AUTO)
    .option("--model-dir <dir>", "folder with transformer models (default: $SLATELAB_MODELS)");
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

/**
 * Reads `--seeds`, or `--test-seeds` for the kind `test`: a count (`20` is 1..20), a range (`5..12`) or a list
 * (`3,7,11`). Development seeds are these numbers; test seeds are named `test-1`, …, which nothing else in SlateLab
 * draws from.
 */
export function readSeeds(text: string, kind: SeedSet["kind"]): SeedSet {
  const flag = kind === "test" ? "--test-seeds" : "--seeds";
  const numbers = seedNumbers(text.trim(), flag);
  if (new Set(numbers).size !== numbers.length) throw expected("distinct seeds", text, flag);
  if (!numbers.every(Number.isSafeInteger)) throw expected(`seeds up to ${Number.MAX_SAFE_INTEGER}`, text, flag);
  return { kind, values: kind === "test" ? numbers.map((seed) => `test-${seed}`) : numbers };
}

function seedNumbers(text: string, flag: string): number[] {
  const range = /^(\d+)\.\.(\d+)$/.exec(text);
  if (range) return between(Number(range[1]), Number(range[2]), flag);
  if (/^\d+$/.test(text)) return between(1, Number(text), flag);
  if (/^\d+(,\d+)+$/.test(text)) return text.split(",").map(Number);
  throw expected("a count (20), a range (5..12) or a list (3,7,11) of seeds", text, flag);
}

function between(first: number, last: number, flag: string): number[] {
  const count = last - first + 1;
  if (count < 1 && first > 1) throw expected("a range that goes up", `${first}..${last}`, flag);
  if (count < 1 || count > MOST_SEEDS) throw expected(`1 to ${MOST_SEEDS} seeds`, count, flag);
  return Array.from({ length: count }, (_, i) => first + i);
}
