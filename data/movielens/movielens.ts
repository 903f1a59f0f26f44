import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expected, UsageError } from "../../src/core/errors.ts";
import type { HeldOut } from "../../src/core/hold-out.ts";
import type { ItemTexts } from "../../src/core/interaction-data.ts";
import { packSequences, type Sequences } from "../../src/core/sequences.ts";
import { at, eachLine, parseId, parseObject, requireFile } from "../lines.ts";
import { readMovies } from "./movies.ts";

/** A data set as gsasrec-pytorch splits it (docs/sources.md), with ids from 0. */
export interface SplitFolder {
  readonly users: number;
  readonly items: number;
  /** Training sequences, oldest first. */
  readonly sequences: Sequences;
  readonly validation: readonly HeldOut[];
}

/** MovieLens-1M in the split of gsasrec-pytorch. */
export type MovieLens = SplitFolder & ItemTexts;

/** Reads the folder `ml1m`; nothing is returned unless all of it is sound. Throws a UsageError with file and line. */
export async function readMovieLens(folder: string): Promise<MovieLens> {
  const split = await readSplitFolder(folder);
  return { ...split, ...(await readMovies(folder, split.items)) };
}

/** Reads the split alone, of any data set: `dataset_stats.json`, `train/` and `val/`. Throws as `readMovieLens` does. */
export async function readSplitFolder(folder: string): Promise<SplitFolder> {
  const { users, items } = readStats(join(folder, "dataset_stats.json"));
  const trainPath = join(folder, "train", "input.txt");
  const lists = await readItemLists(trainPath, items);
  if (lists.length !== users) throw expected(`${users} users, as dataset_stats.json says`, lists.length, trainPath);
  const validation = await readValidation(folder, lists, items);
  return { users, items, sequences: packSequences(lists), validation };
}

function readStats(path: string): { users: number; items: number } {
  requireFile(path);
  const stats = parseObject(readFileSync(path, "utf8"), path);
  const count = (key: string): number => {
    const value = stats[key];
    if (!Number.isInteger(value) || (value as number) < 1) throw expected(`a positive ${key}`, value, path);
    return value as number;
  };
  return { users: count("num_users"), items: count("num_items") };
}

/** One list of item ids a line; the file counts from 1. */
async function readItemLists(path: string, items: number): Promise<Int32Array[]> {
  const lists: Int32Array[] = [];
  await eachLine(path, (text, line) => {
    lists.push(Int32Array.from(text.split(/\s+/), (token) => parseItem(token, items, at(path, line))));
  });
  return lists;
}

function parseItem(token: string, items: number, where: string): number {
  const what = `item ids from 1 to ${items}`;
  const id = parseId(token, what, where);
  if (id < 1 || id > items) throw expected(what, id, where);
  return id - 1;
}

async function readValidation(folder: string, training: readonly Int32Array[], items: number): Promise<HeldOut[]> {
  const inputPath = join(folder, "val", "input.txt");
  const outputPath = join(folder, "val", "output.txt");
  const histories = await readItemLists(inputPath, items);
  const targets = await readItemLists(outputPath, items);
  if (targets.length !== histories.length)
    throw expected(`${histories.length} lines, as in val/input.txt`, targets.length, outputPath);
  const userOf = new Map(training.map((list, user) => [list.join(" "), user]));
  return histories.map((history, i) => {
    const user = userOf.get(history.subarray(0, -1).join(" "));
    if (user === undefined)
      throw new UsageError(`${at(inputPath, i + 1)}: Expected a training user's items and one more, got others`);
    return { user, history, target: checkTarget(targets[i], history, at(outputPath, i + 1)) };
  });
}

/** The held-out item must be new to its user: otherwise the fit would have seen it. */
function checkTarget(target: Int32Array, history: Int32Array, where: string): number {
  if (target.length !== 1) throw expected("one item", target, where);
  if (history.includes(target[0])) throw expected("an item that is not in the user's history", target[0] + 1, where);
  return target[0];
}
