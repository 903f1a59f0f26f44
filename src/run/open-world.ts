/** From a spec and files to a world: resolved once, then opened by whoever plays in it. */
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { checkSlateSize } from "../core/check-slate.ts";
import { expected, Interrupted, inWords, isThrown, SlateLabError, unknownName } from "../core/errors.ts";
import type { Registry, Resolved } from "../core/registry.ts";
import type { World } from "../core/types.ts";
import type { BuildPlace, DataKinds, Reader, Readers, Reading, WorldDefinition, WorldInputs } from "../core/worlds.ts";
import { checkFolder } from "../files/folders.ts";
import type { OwnFile } from "./own-definitions.ts";
import { reasonIn } from "./own-files.ts";

/** A world as people name it. */
export interface WorldRequest {
  /** Scenario and settings, e.g. `cup(items=5000)`. */
  readonly spec: string;
  /** Folder for generated and fitted worlds. */
  readonly home: string;
  /** Paths of the files that it reads, by the world's name for each. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folder of data sets, for what is not named in `files`. */
  readonly data?: string;
}

/** A world whose spec and files are checked: plain data, from which every worker opens the same world. */
export interface ResolvedWorld extends Resolved {
  /** Absolute paths, by the world's name for each. */
  readonly files: Readonly<Record<string, string>>;
  /** Folder of caches. */
  readonly cacheDir: string;
}

/** What worlds are looked up in: their definitions, those of users' files too, and what reads their files; `Tables` has all. */
export interface WorldTables {
  readonly worlds: Registry<WorldDefinition>;
  readonly readers: Readers;
  readonly own?: readonly OwnFile[];
}

/** How an opening world says what takes its time, and how it is stopped. */
export type WorldListener = Pick<BuildPlace, "notify" | "signal">;

/**
 * Checks a request for a world. Throws a UsageError for an unknown name or setting, for files that are missing or that no such
 * world reads.
 */
export function resolveWorld(tables: WorldTables, { spec, home, files = {}, data }: WorldRequest): ResolvedWorld {
  const resolved = tables.worlds.resolve(spec);
  const { reads = {} } = tables.worlds.get(resolved.name);
  for (const [input, path] of Object.entries(files)) {
    if (!Object.hasOwn(reads, input)) throw strayFile(tables, input, resolved.name);
    checkThere(path, input);
  }
  const cacheDir = join(resolve(home), "worlds");
  checkFolder(cacheDir, "home");
  const paths = Object.entries(reads).flatMap(([input, reading]) => {
    const path = files[input] ?? findData(tables, { input, reading, data, world: resolved.name });
    return path === undefined ? [] : [[input, resolve(path)] as const];
  });
  return { ...resolved, files: Object.fromEntries(paths), cacheDir };
}

/**
 * Reads the world's files and builds it, or takes it from the cache. Throws a UsageError for slates that are larger than its
 * catalogue, and as its definition.
 */
export async function openWorld(
  tables: WorldTables,
  world: ResolvedWorld,
  listener: WorldListener = {},
): Promise<World> {
  return build(tables, world, await inputsOf(tables, world, listener));
}

/** Builds the world of a spec from data that is read already: nothing is looked for on disk but the cache. Throws as `openWorld`. */
export function buildWorld(
  tables: Pick<WorldTables, "worlds" | "own">,
  spec: string,
  inputs: WorldInputs = {},
): Promise<World> {
  return build(tables, tables.worlds.resolve(spec), inputs);
}

async function build(
  { worlds, own = [] }: Pick<WorldTables, "worlds" | "own">,
  { name, settings }: Resolved,
  inputs: WorldInputs,
): Promise<World> {
  const file = own.find((it) => it.kind === "world" && it.name === name);
  const making = (async () => worlds.get(name).build(settings, inputs))();
  const world = file ? await ownWorld(file, making) : await making;
  checkSlateSize(world.slateSize, world.catalogue.size, `world ${name}: slateSize`);
  return world;
}

/** A world of a user's file: what is thrown is told with its line. Throws a SlateLabError, and Interrupted as it is. */
async function ownWorld({ name, files }: OwnFile, making: Promise<World>): Promise<World> {
  try {
    const world = await making;
    if (typeof world?.createEnv === "function" && world.catalogue) return world;
    throw expected("a world with a catalogue and a function createEnv, as latentWorld makes it", world, "build");
  } catch (error) {
    if (isThrown(error, Interrupted)) throw error;
    throw new SlateLabError(`world ${name}: ${reasonIn(error, files)}`, { cause: error });
  }
}

/** Whether the cache has the world; false for worlds that are built at once. */
export async function isWorldKept(tables: WorldTables, world: ResolvedWorld): Promise<boolean> {
  const definition = tables.worlds.get(world.name);
  return definition.isKept?.(world.settings, await inputsOf(tables, world, {})) ?? false;
}

async function inputsOf(tables: WorldTables, world: ResolvedWorld, listener: WorldListener): Promise<WorldInputs> {
  const { reads = {} } = tables.worlds.get(world.name);
  const data: Record<string, unknown> = {};
  for (const [input, path] of Object.entries(world.files)) {
    data[input] = await readerOf(tables, reads[input].kind, world.name).read(path, listener);
  }
  return { cacheDir: world.cacheDir, data, ...listener };
}

/** Workers read a world's files again: what is gone once it is read cannot be one. */
function checkThere(path: string, input: string): void {
  if (!existsSync(path)) throw expected("a file or folder that is there", path, input);
  if (statSync(path).isFIFO())
    throw expected(
      "a file or folder, which can be read again",
      inWords(`the pipe ${path}: write it to a file first`),
      input,
    );
}

interface Wanted {
  readonly input: string;
  readonly reading: Reading;
  readonly data?: string;
  readonly world: string;
}

/** Path of a file that nobody named; undefined where the world can do without. */
function findData(tables: WorldTables, { input, reading, data, world }: Wanted): string | undefined {
  if (!reading.isRequired) return undefined;
  const found = readerOf(tables, reading.kind, world).find?.(data);
  if (found === undefined) throw expected(reading.summary, inWords("none"), input);
  return found;
}

function readerOf({ readers }: WorldTables, kind: keyof DataKinds, world: string): Reader<unknown> {
  const reader = readers[kind];
  if (!reader) throw expected("a reader of its data in the tables", inWords(`none of '${kind}'`), `world ${world}`);
  return reader;
}

function strayFile({ worlds }: WorldTables, input: string, world: string): Error {
  const able = worlds.list.filter(({ reads = {} }) => Object.hasOwn(reads, input)).map(({ name }) => name);
  if (able.length > 0) return expected(`a world that reads it (${able.join(", ")})`, world, input);
  return unknownName("file of a world", input, [
    ...new Set(worlds.list.flatMap(({ reads = {} }) => Object.keys(reads))),
  ]);
}
