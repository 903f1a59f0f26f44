import { join } from "node:path";
import { expected, UsageError } from "../../src/core/errors.ts";
import { contentHash } from "../../src/core/hash.ts";
import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import { packSequences, type Sequences } from "../../src/core/sequences.ts";
import type { World } from "../../src/core/types.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { readBlobFile, writeBlobFile } from "../../src/files/blob-file.ts";
import { latentWorld } from "../latent-world.ts";
import type { CupFiles, WorldInputs } from "../scenario.ts";
import { DIMENSIONS, generateItems, generateTastes, type Items } from "./generate.ts";
import type { CupSettings } from "./settings.ts";
import { assignIds, drawStarts } from "./starts.ts";
import { generateTexts } from "./texts.ts";

/** Goes up when the generator makes other worlds from the same settings: older caches are then rebuilt. */
const GENERATOR = "1";

/** All that a cup world is made of, as the cache keeps it. */
type Parts = {
  /** Item features: [items × width]. */
  features: Float32Array;
  /** [users × width] */
  tastes: Float32Array;
  startItems: Int32Array;
  startOffsets: Uint32Array;
  /** Category and story of each item; empty where features came from files. */
  category: Uint8Array;
  story: Int32Array;
  textBytes: Uint8Array;
  textOffsets: Uint32Array;
};

/** What only tests and calibration may know. */
export interface CupTruth {
  readonly category: Uint8Array;
  readonly story: Int32Array;
}

const truths = new WeakMap<World, CupTruth>();

/** Hidden categories and stories of a cup world, for tests and calibration. */
export function cupTruth(world: World): CupTruth {
  const truth = truths.get(world);
  if (!truth) throw expected("a cup world", world.id);
  return truth;
}

/** Generates the cup world, or reads it back: the same settings and files give the same world. */
export function buildCup(id: string, settings: CupSettings, inputs: WorldInputs = {}): World {
  checkFiles(settings, inputs.cup ?? {});
  const sized = fitToFiles(settings, inputs.cup ?? {});
  const hash = contentHash(GENERATOR, hiddenSettings(sized), fileDigest(inputs.cup ?? {}));
  const parts = readOrGenerate(hash, sized, inputs);
  const width = parts.features.length / sized.items;
  const catalogue =
    inputs.cup?.catalogue ??
    new PackedCatalogue({ bytes: parts.textBytes, offsets: parts.textOffsets, hash: contentHash(hash, "texts") });
  const population = {
    catalogue,
    items: new DotTable(sized.items, width, sized.users).fill(parts.features).fillQueries(parts.tastes),
    tastes: parts.tastes,
    tasteWidth: width,
    starts: { items: parts.startItems, offsets: parts.startOffsets },
  };
  const world = latentWorld({ id, hash: contentHash(hash, sized), population, rules: sized });
  truths.set(world, { category: parts.category, story: parts.story });
  return world;
}

function checkFiles({ users, items }: CupSettings, { histories, catalogue, features }: CupFiles): void {
  const alone = "generated tastes know nothing of real texts";
  if (catalogue && !features) throw new UsageError(`--items: Expected --features with it, got none (${alone})`);
  if (features && !catalogue) throw new UsageError(`--features: Expected --items with it, got none (${alone})`);
  if (features) checkFeatures(features, { histories, catalogue, users });
  checkRange(histories, features ? features.items.length / features.width : items);
}

type Counts = Pick<CupFiles, "histories" | "catalogue"> & { users: number };

function checkFeatures(features: NonNullable<CupFiles["features"]>, { histories, catalogue, users }: Counts): void {
  const items = features.items.length / features.width;
  if (catalogue && catalogue.size !== items) {
    throw expected(`features of ${catalogue.size} items, as many as have texts`, items, "--features");
  }
  const tastes = features.users.length / features.width;
  if (histories && histories.length !== tastes) {
    throw expected(`features of ${histories.length} users, as many as have a history`, tastes, "--features");
  }
  if (!histories && users > tastes) throw expected(`at most ${tastes} users, as many as have features`, users, "users");
}

function checkRange(histories: readonly Int32Array[] | undefined, items: number): void {
  for (const [user, history] of (histories ?? []).entries()) {
    const stray = history.find((item) => item < 0 || item >= items);
    if (stray !== undefined) throw expected(`item ids from 0 to ${items - 1} in the history of user ${user}`, stray);
  }
}

/** Files say how many users and items there are. */
function fitToFiles(settings: CupSettings, { histories, catalogue }: CupFiles): CupSettings {
  return { ...settings, users: histories?.length ?? settings.users, items: catalogue?.size ?? settings.items };
}

/** The settings that shape what is hidden; rules of the game may change without a new population. */
function hiddenSettings(settings: CupSettings): Partial<CupSettings> {
  const { slateSize, horizon, patience, patienceLoss, patienceGain, drift, swapEvery, ...hidden } = settings;
  return hidden;
}

function fileDigest({ histories, catalogue, features }: CupFiles): unknown[] {
  const lists = histories && packSequences(histories);
  return [lists?.items, lists?.offsets, catalogue?.hash, features?.users, features?.items].filter(
    (it) => it !== undefined,
  );
}

function readOrGenerate(hash: string, settings: CupSettings, { cacheDir, cup = {}, notify }: WorldInputs): Parts {
  if (!cacheDir) return generate(settings, cup);
  const path = join(cacheDir, `cup-${hash.slice(0, 16)}.bin`);
  const kept = readBlobFile<Parts>(path, { kind: "cup-world", version: GENERATOR });
  if (kept.ok) return apart(kept.sections);
  if (kept.reason !== "missing")
    notify?.(`The cached world ${path} cannot be used (${kept.detail}): generating it again`);
  else notify?.(`Generating ${settings.items} items and ${settings.users} users`);
  const parts = generate(settings, cup);
  writeBlobFile(path, { kind: "cup-world", version: GENERATOR, header: settings, sections: parts });
  return parts;
}

/** Each column in memory of its own: an agent that holds the texts could read what lies beside them in one buffer. */
function apart(parts: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).map(([name, column]) => [name, column.slice()])) as Parts;
}

function generate(settings: CupSettings, files: CupFiles): Parts {
  const random = new Stream(settings.seed);
  return files.features ? fromFiles(settings, files, random) : fromScratch(settings, files, random);
}

/** Real features and texts; first clicks are drawn where no file gives them. */
function fromFiles(settings: CupSettings, { histories, features }: CupFiles, random: Stream): Parts {
  const { users, items, width } = features as NonNullable<CupFiles["features"]>;
  const tastes = users.subarray(0, settings.users * width);
  const table = new DotTable(settings.items, width).fill(items);
  const starts = histories ?? drawStarts({ items: table, tastes, settings, random: random.fork("starts") });
  const texts = { textBytes: new Uint8Array(0), textOffsets: new Uint32Array(0) };
  return {
    features: items,
    tastes,
    ...startColumns(packSequences(starts)),
    category: new Uint8Array(0),
    story: new Int32Array(0),
    ...texts,
  };
}

function fromScratch(settings: CupSettings, { histories }: CupFiles, random: Stream): Parts {
  const tastes = generateTastes(settings, random.fork("users"));
  const generated = generateItems(settings, random.fork("items"));
  const table = new DotTable(settings.items, DIMENSIONS).fill(generated.features);
  const input = { items: table, tastes, settings, random: random.fork("starts") };
  const starts = histories ?? drawStarts(input);
  const items = histories ? reordered(generated, assignIds(histories, input)) : generated;
  const texts = PackedCatalogue.pack(generateTexts({ ...items, random: random.fork("texts") }), settings.items);
  return {
    tastes,
    ...items,
    ...startColumns(packSequences(starts)),
    textBytes: texts.bytes,
    textOffsets: texts.offsets,
  };
}

function startColumns({ items, offsets }: Sequences): Pick<Parts, "startItems" | "startOffsets"> {
  return { startItems: items, startOffsets: offsets };
}

/** Gives id i the generated item order[i]. */
function reordered({ category, story, features }: Items, order: Int32Array): Items {
  const moved = new Float32Array(features.length);
  for (let id = 0; id < order.length; id++) {
    moved.set(features.subarray(order[id] * DIMENSIONS, (order[id] + 1) * DIMENSIONS), id * DIMENSIONS);
  }
  return {
    category: category.map((_, id) => category[order[id]]),
    story: story.map((_, id) => story[order[id]]),
    features: moved,
  };
}
