/**
 * The one format of whatever was learnt, however it was trained: a container (`NAME.ckpt`, see blob-file.ts) with all there
 * is, and beside it `NAME.json`, for people, which says the same without the numbers and names the container.
 *
 * Arrays that were learnt are under `weights/`, flat and row-major; those that only training needs, to go on, under
 * `state/`. What a file is is told by what is in it, never by its name. Checkpoints of slatelab 0.1 are read too.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, parse } from "node:path";
import { z } from "zod";
import type { Checkpoint, Sections } from "../core/checkpoint.ts";
import { expected, inWords, SlateLabError, UsageError } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import { checkFinite, damaged } from "../core/section-rules.ts";
import { readStored } from "../core/settings.ts";
import { type AnyBlob, type Fault, readAnyBlob, readBlobHead, writeBlobFile } from "./blob-file.ts";
import { NAMING_CARD, type NamingCard, ofFormat1 } from "./checkpoint-format-1.ts";
import { readPlainJson } from "./plain-json.ts";
import { writeWholeFile } from "./whole-file.ts";

const FILE = { kind: "checkpoint", version: "2" } as const;
const FORMAT = 2;
/** Folders of arrays in the container. */
const LEARNT = "weights/";
const STATE = "state/";
/** A JSON file that names its numbers is much smaller: a longer one is of another kind. */
const LONGEST_CARD = 2 ** 26;

const CARD = z.strictObject({
  model: z.string().min(1),
  configuration: z.record(z.string(), z.unknown()),
  hash: z.string(),
  training: z.unknown(),
});

/** What can be told of a checkpoint without its numbers; `T` is what its training says. */
export interface CheckpointCard<T = unknown> extends Pick<Checkpoint, "model" | "configuration" | "hash"> {
  /** Seed, data, metrics, how far it has come: plain JSON of whoever trains. */
  readonly training: T;
}

/** A checkpoint with what training needs to go on from it. */
export interface TrainingCheckpoint<T = unknown> extends Checkpoint, CheckpointCard<T> {
  readonly state: Sections;
}

/** A checkpoint that is to be written. */
export type NewCheckpoint<T = unknown> = Omit<TrainingCheckpoint<T>, "path" | "hash" | "state"> & {
  readonly state?: Sections;
};

/**
 * Writes a checkpoint over an older one, whole or not at all, then its card beside it (`best.json` beside `best.ckpt`).
 * Throws a SlateLabError when the disk does not take it, and for weights that are not finite.
 */
export function writeCheckpoint<T>(path: string, checkpoint: NewCheckpoint<T>): CheckpointCard<T> {
  const { model, configuration, training, sections, state = {} } = checkpoint;
  if (isCardPath(path)) throw expected("a name for the numbers, beside which the JSON file goes", basename(path));
  checkWeights(sections, path);
  const card = { model, configuration, hash: hashOf(sections), training };
  writeBlobFile(path, { ...FILE, header: card, sections: { ...within(LEARNT, sections), ...within(STATE, state) } });
  writeCard(path, card);
  return card;
}

function writeCard(path: string, { model, configuration, hash, training }: CheckpointCard): void {
  const { dir, name, base } = parse(path);
  const told = { format: FORMAT, model, configuration, ...(training as object), weightsHash: hash, weights: base };
  writeWholeFile(join(dir, `${name}.json`), [Buffer.from(`${JSON.stringify(told, null, 2)}\n`)]);
}

function isCardPath(path: string): boolean {
  return parse(path).ext === ".json";
}

/**
 * Opens a checkpoint for whoever starts from it: by its container, by its JSON file, or by a folder, which means its best.
 * The arrays are in memory of their own. Throws a UsageError where there is none, a SlateLabError for a damaged one, or one
 * whose weights are not finite.
 */
export function openCheckpoint(path: string): Checkpoint {
  const { training, state, sections, ...opened } = readCheckpoint(path);
  const apart = Object.entries(sections).map(([name, values]) => [name, values.slice()]);
  return { ...opened, sections: Object.fromEntries(apart) };
}

/**
 * Reads a checkpoint whole, with what its training needs, which is checked where there is a schema; the arrays are views of one
 * buffer. Paths and errors as of `openCheckpoint`.
 */
export function readCheckpoint<T = unknown>(path: string, training?: z.ZodType<T>): TrainingCheckpoint<T> {
  const located = locate(path);
  const blob = readAnyBlob(located.numbers);
  if (!blob.ok) throw unreadable(located, blob);
  const content = isCurrent(blob) ? unfold(blob, located.path) : ofFormat1(blob, located);
  checkWeights(content.sections, located.path);
  if (content.hash !== hashOf(content.sections)) throw damaged("the hash of its weights", content.hash, located.path);
  return { path: located.path, ...checkedTraining(content, training, located.path) };
}

/**
 * Reads a checkpoint to go on from it, and writes its card again: a kill may have come between its numbers and that. As
 * `readCheckpoint`.
 */
export function resumeCheckpoint<T>(path: string, training: z.ZodType<T>): TrainingCheckpoint<T> {
  const checkpoint = readCheckpoint(path, training);
  if (!isCardPath(path)) writeCard(path, checkpoint);
  return checkpoint;
}

function checkedTraining<T, C extends CheckpointCard>(
  content: C,
  schema: z.ZodType<T> | undefined,
  path: string,
): C & CheckpointCard<T> {
  const training = schema ? readStored(schema, content.training, `${path}: training`) : content.training;
  return { ...content, training: training as T };
}

function checkWeights(sections: Sections, path: string): void {
  for (const [name, values] of Object.entries(sections)) checkFinite(values, `${path}: ${name}`);
}

function hashOf(sections: Sections): string {
  return contentHash(...Object.entries(sections).flat());
}

/**
 * Where the checkpoint of a name (`best`, `last`) is in a folder of a training, or would be. Its numbers are written first: the
 * JSON file counts where those are elsewhere, as 0.1 had it for tables.
 */
export function checkpointIn(folder: string, name: string): string {
  const [numbers, card] = [`${name}.ckpt`, `${name}.json`].map((file) => join(folder, file));
  return !existsSync(numbers) && existsSync(card) ? card : numbers;
}

/** Whether a training has left a last checkpoint in a folder, to go on from. */
export function isBegun(folder: string): boolean {
  return existsSync(checkpointIn(folder, "last"));
}

/** Names of the checkpoints that trainings leave. */
const NAMES = ["last", "best", "base"];

/** Throws a UsageError where a training has left a checkpoint in a folder, which another would write over. */
export function checkUnused(folder: string): void {
  const left = NAMES.map((name) => checkpointIn(folder, name)).find((path) => existsSync(path));
  if (!left) return;
  throw new UsageError(`${left}: Expected no checkpoint of an earlier run: resume it, or name another folder`);
}

/** Reads what can be told of a checkpoint without its numbers, in no time. As `readCheckpoint`. */
export function readCheckpointCard<T = unknown>(path: string, training?: z.ZodType<T>): CheckpointCard<T> {
  const located = locate(path);
  const head = readBlobHead(located.numbers);
  if (head.ok && isCurrent(head)) return checkedTraining(cardOf(head, located.path), training, located.path);
  const { model, configuration, hash, training: told } = readCheckpoint(path, training);
  return { model, configuration, hash, training: told };
}

interface Located {
  /** As errors name it. */
  readonly path: string;
  /** The container. */
  readonly numbers: string;
  /** Where `path` is a JSON file: what it says. */
  readonly card?: NamingCard;
}

function locate(path: string): Located {
  if (!existsSync(path)) throw new UsageError(`${path}: Expected a checkpoint, got no such file`);
  const file = statSync(path).isDirectory() ? bestIn(path) : path;
  const head = readBlobHead(file);
  if (head.ok || head.reason !== "not-a-blob") return { path: file, numbers: file };
  const card = statSync(file).size > LONGEST_CARD ? undefined : parseCard(readFileSync(file, "utf8"), file);
  if (!card)
    throw new UsageError(`${file}: Expected a checkpoint, got neither its numbers nor the JSON file beside them`);
  return { path: file, numbers: join(dirname(file), card.weights), card };
}

function bestIn(folder: string): string {
  const best = checkpointIn(folder, "best");
  if (!existsSync(best))
    throw expected("a checkpoint, or a folder with best.ckpt", inWords("a folder without"), folder);
  return best;
}

/** A JSON object that names a file beside it. */
function parseCard(text: string, path: string): NamingCard | undefined {
  try {
    const card = readPlainJson(text, NAMING_CARD, path);
    return isFileName(card.weights) ? card : undefined;
  } catch {
    return undefined;
  }
}

/** Of a file in the same folder. */
function isFileName(text: string): boolean {
  return basename(text) === text && !["", ".", ".."].includes(text);
}

function isCurrent({ kind, version }: AnyBlob): boolean {
  return kind === FILE.kind && version === FILE.version;
}

function unfold(blob: AnyBlob, path: string): Omit<TrainingCheckpoint, "path"> {
  const { sections } = blob;
  return { ...cardOf(blob, path), sections: below(LEARNT, sections), state: below(STATE, sections) };
}

function cardOf({ header }: AnyBlob, path: string): CheckpointCard {
  return readStored(CARD, header, path);
}

/** A missing file beside a card, or a damaged one, is nothing that the user asked for. */
function unreadable({ path, numbers, card }: Located, { reason, detail }: Fault): Error {
  const isDamaged = card !== undefined || reason === "truncated" || reason === "corrupt";
  const message = `${path}: Expected a checkpoint, got ${detail}${card ? ` (${basename(numbers)})` : ""}`;
  return isDamaged ? new SlateLabError(message) : new UsageError(message);
}

function within(folder: string, sections: Sections): Sections {
  return Object.fromEntries(Object.entries(sections).map(([name, values]) => [folder + name, values]));
}

function below(folder: string, sections: Sections): Sections {
  const inside = Object.entries(sections).filter(([name]) => name.startsWith(folder));
  return Object.fromEntries(inside.map(([name, values]) => [name.slice(folder.length), values]));
}
