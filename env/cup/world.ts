import { join } from "node:path";
import { checkSlateSize } from "../../src/core/check-slate.ts";
import { expected } from "../../src/core/errors.ts";
import { contentHash } from "../../src/core/hash.ts";
import { PackedCatalogue, packTexts } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import { versionedName } from "../../src/core/registry.ts";
import { checkRoom } from "../../src/core/room.ts";
import type { SectionRules } from "../../src/core/section-rules.ts";
import { packSequences, type Sequences } from "../../src/core/sequences.ts";
import type { World } from "../../src/core/types.ts";
import type { FeatureTables, WorldInputs } from "../../src/core/worlds.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { readBlobFile, writeBlobFile } from "../../src/files/blob-file.ts";
import { latentWorld } from "../latent-world.ts";
import { type CupFiles, checkFiles, fitToFiles } from "./files.ts";
import { generateItems, type Items } from "./items.ts";
import type { CupSettings } from "./settings.ts";
import { assignIds, drawStarts, type StartsInput } from "./starts.ts";
import { DIMENSIONS } from "./stories.ts";
import { generateTastes } from "./tastes.ts";
import { generateTexts } from "./texts.ts";

/**
 * Goes up when the generator makes other worlds from the same settings: ids and hashes of worlds then differ, and older caches are not
 * looked at again.
 */
export const CUP_VERSION = 3;
const GENERATOR = String(CUP_VERSION);

/** About what an item or a user takes while a world is generated: measured with 500,000 items. */
const BYTES = 800;

/** All that a cup world is made of, as the cache keeps it. */
type Parts = {
  /** Item features: [items × width]. */
  features: Float32Array;
  /** [users × width] */
  tastes: Float32Array;
  startItems: Int32Array;
  startOffsets: Uint32Array;
  /** Category, story and second label of each item (`NO_LABEL` without one); empty where features came from files. */
  category: Uint8Array;
  story: Int32Array;
  second: Uint8Array;
  textBytes: Uint8Array;
  textOffsets: Uint32Array;
};

/** No further label. */
export const NO_LABEL = 255;

/** What is hidden in a cup world and only tests and calibration may know: [items] each. */
export interface CupTruth {
  readonly category: Uint8Array;
  readonly story: Int32Array;
  /** The heaviest of its story's further labels, or `NO_LABEL`. */
  readonly second: Uint8Array;
  /** Hidden features: [items × width]. */
  readonly features: Float32Array;
  /** Hidden tastes: [users × width]. */
  readonly tastes: Float32Array;
}

const truths = new WeakMap<World, CupTruth>();

/** What is hidden in a cup world, for tests and calibration. Throws a UsageError for another world. */
export function cupTruth(world: World): CupTruth {
  const truth = truths.get(world);
  if (!truth) throw expected("a cup world", world.id);
  return truth;
}

/** Generates the cup world, or reads it back: the same settings and files give the same world. */
export async function buildCup(
  name: string,
  settings: CupSettings,
  inputs: WorldInputs<CupFiles> = {},
): Promise<World> {
  const files = inputs.data ?? {};
  checkFiles(settings, files);
  const sized = fitToFiles(settings, files);
  checkSlateSize(sized.slateSize, sized.items, `world ${name}: slateSize`);
  checkRoom(BYTES * (sized.items + sized.users), "items and users", `world ${name}`);
  const hash = contentHash(GENERATOR, hiddenSettings(sized), fileDigest(files));
  const parts = await readOrGenerate(hash, sized, inputs);
  const width = parts.features.length / sized.items;
  const catalogue =
    files.items ??
    new PackedCatalogue({ bytes: parts.textBytes, offsets: parts.textOffsets, hash: contentHash(hash, "texts") });
  const population = {
    catalogue,
    items: new DotTable(sized.items, width, sized.users).fill(parts.features).fillQueries(parts.tastes),
    tastes: parts.tastes,
    tasteWidth: width,
    starts: { items: parts.startItems, offsets: parts.startOffsets },
  };
  const id = versionedName({ name, version: CUP_VERSION });
  const world = latentWorld({ id, hash: contentHash(hash, sized), population, rules: sized });
  const { category, story, second, features, tastes } = parts;
  truths.set(world, { category, story, second, features, tastes });
  return world;
}

/** The settings that shape what is hidden; rules of the game may change without a new population. */
function hiddenSettings(settings: CupSettings): Partial<CupSettings> {
  const { slateSize, horizon, patience, patienceLoss, patienceGain, drift, swapEvery, ...hidden } = settings;
  return hidden;
}

function fileDigest({ users, items, features }: CupFiles): unknown[] {
  const lists = users && packSequences(users.histories);
  return [lists?.items, lists?.offsets, items?.hash, features?.users, features?.items].filter((it) => it !== undefined);
}

async function readOrGenerate(hash: string, settings: CupSettings, inputs: WorldInputs<CupFiles>): Promise<Parts> {
  const { cacheDir, notify } = inputs;
  if (!cacheDir) return generate(settings, inputs);
  const path = join(cacheDir, `cup-${hash.slice(0, 16)}.bin`);
  const kept = readBlobFile<Parts>(path, {
    kind: "cup-world",
    version: GENERATOR,
    sections: partRules(settings, inputs.data ?? {}),
  });
  if (kept.ok) return apart(kept.sections);
  if (kept.reason !== "missing")
    notify?.(`The cached world ${path} cannot be used (${kept.detail}): generating it again`);
  else notify?.(`Generating ${settings.items} items and ${settings.users} users`);
  const parts = await generate(settings, inputs);
  writeBlobFile(path, { kind: "cup-world", version: GENERATOR, header: settings, sections: parts });
  return parts;
}

/** What the columns of a kept world must be. */
function partRules({ items, users }: CupSettings, { features }: CupFiles): SectionRules {
  const width = features?.width ?? DIMENSIONS;
  const generated = features?.items ? 0 : items;
  const texts = features?.items ? { length: 0 } : { length: 2 * items + 1, offsetsInto: "textBytes" };
  return {
    features: { type: Float32Array, length: items * width },
    tastes: { type: Float32Array, length: users * width },
    startItems: { type: Int32Array, least: 0, most: items - 1 },
    startOffsets: { type: Uint32Array, length: users + 1, offsetsInto: "startItems" },
    category: { type: Uint8Array, length: generated },
    story: { type: Int32Array, length: generated },
    second: { type: Uint8Array, length: generated },
    textBytes: { type: Uint8Array },
    textOffsets: { type: Uint32Array, ...texts },
  };
}

/** Each column in memory of its own: an agent that holds the texts could read what lies beside them in one buffer. */
function apart(parts: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).map(([name, column]) => [name, column.slice()])) as Parts;
}

function generate(settings: CupSettings, { data: files = {}, signal }: WorldInputs<CupFiles>): Promise<Parts> {
  const source = { files, random: new Stream(settings.seed), signal };
  const { features: { users, items, width } = {} } = files;
  return users && items && width ? fromFiles(settings, { users, items, width }, source) : fromScratch(settings, source);
}

/** What a cup world is generated from beside its settings. */
interface CupSource extends Pick<StartsInput, "random" | "signal"> {
  readonly files: CupFiles;
}

/** Real features of items, and texts; first clicks are drawn where no file gives them. */
async function fromFiles(
  settings: CupSettings,
  { items, users, width }: Required<FeatureTables>,
  { files, random, signal }: CupSource,
): Promise<Parts> {
  const tastes = users.subarray(0, settings.users * width);
  const table = new DotTable(settings.items, width).fill(items);
  const starts =
    files.users?.histories ??
    (await drawStarts({ items: table, tastes, settings, random: random.fork("starts"), signal }));
  const texts = { textBytes: new Uint8Array(0), textOffsets: new Uint32Array(0) };
  return {
    features: items,
    tastes,
    ...startColumns(packSequences(starts)),
    category: new Uint8Array(0),
    story: new Int32Array(0),
    second: new Uint8Array(0),
    ...texts,
  };
}

async function fromScratch(settings: CupSettings, { files, random, signal }: CupSource): Promise<Parts> {
  const histories = files.users?.histories;
  const tastes = tastesOf(settings, files) ?? generateTastes(settings, random.fork("users"));
  const generated = generateItems(settings, random.fork("items"));
  const table = new DotTable(settings.items, DIMENSIONS).fill(generated.features);
  const input = { items: table, tastes, settings, random: random.fork("starts"), signal };
  const starts = histories ?? (await drawStarts(input));
  const { stories, story, features } = histories ? reordered(generated, await assignIds(histories, input)) : generated;
  const category = Uint8Array.from(story, (it) => stories[it].category);
  const labels = (it: number) => stories[it].labels;
  const texts = packTexts(generateTexts({ category, story, labels, random: random.fork("texts") }), settings.items);
  return {
    features,
    tastes,
    category,
    story,
    second: Uint8Array.from(story, (it) => stories[it].labels[0]?.category ?? NO_LABEL),
    ...startColumns(packSequences(starts)),
    textBytes: texts.bytes,
    textOffsets: texts.offsets,
  };
}

/** Tastes of the users whose features are known: [users × DIMENSIONS]. */
function tastesOf({ users }: CupSettings, { features }: CupFiles): Float32Array | undefined {
  return features?.users.slice(0, users * DIMENSIONS);
}

function startColumns({ items, offsets }: Sequences): Pick<Parts, "startItems" | "startOffsets"> {
  return { startItems: items, startOffsets: offsets };
}

/** Gives id i the generated item order[i]. */
function reordered({ stories, story, features }: Items, order: Int32Array): Items {
  const moved = new Float32Array(features.length);
  for (let id = 0; id < order.length; id++) {
    moved.set(features.subarray(order[id] * DIMENSIONS, (order[id] + 1) * DIMENSIONS), id * DIMENSIONS);
  }
  return { stories, story: story.map((_, id) => story[order[id]]), features: moved };
}
