/** Data sets as gsasrec-pytorch splits them (docs/sources.md), and as `slatelab prepare --text` writes them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expected, UsageError } from "../../src/core/errors.ts";
import type { HeldOut } from "../../src/core/hold-out.ts";
import { packSequences, type Sequences } from "../../src/core/sequences.ts";
import { at } from "../encoding.ts";
import { readText } from "../files.ts";
import { eachLine, everyLine, parseId, parseObject } from "../lines.ts";
import { ownersOf, type PlacedList } from "./owners.ts";

/** A data set that comes split, with ids from 0. */
export interface SplitFolder {
  readonly users: number;
  readonly items: number;
  /** Training sequences, oldest first. */
  readonly sequences: Sequences;
  readonly validation: readonly HeldOut[];
  /** From `users.txt` and `items.txt` where they are, else the numbers in the files: from 1. */
  readonly userNames: readonly string[];
  readonly itemNames: readonly string[];
}

/**
 * Reads `dataset_stats.json`, `train/` and `val/`, of either split: `port`, whose validation users train on one item less than
 * they could, and leave-one-out. Nothing is returned unless all of it is sound. Throws a UsageError with file and line.
 */
export async function readSplitFolder(folder: string): Promise<SplitFolder> {
  const stats = readStats(join(folder, "dataset_stats.json"));
  const { users, items } = stats;
  const lists = await readTraining(join(folder, "train", "input.txt"), stats);
  const validation = await readValidation(folder, lists, items);
  const [userNames, itemNames] = [await readNames(folder, "users", users), await readNames(folder, "items", items)];
  if (!itemNames) checkPlausible(stats, [...lists, ...validation.map(({ history }) => history)]);
  return {
    users,
    items,
    sequences: packSequences(lists),
    validation,
    userNames: userNames ?? numbered(users),
    itemNames: itemNames ?? numbered(items),
  };
}

interface Stats {
  readonly path: string;
  readonly users: number;
  readonly items: number;
}

function readStats(path: string): Stats {
  const stats = parseObject(readText(path), path);
  const count = (key: string): number => {
    const value = stats[key];
    if (!Number.isInteger(value) || (value as number) < 1) throw expected(`a positive ${key}`, value, path);
    return value as number;
  };
  return { path, users: count("num_users"), items: count("num_items") };
}

/** What a user may have that is in neither `train/` nor `val/`: an item to be tested on, and one that could have validated. */
const MOST_UNSEEN = 2;

/** Nothing is made as large as a file says that the data cannot fill. */
function checkPlausible({ path, users, items }: Stats, lists: readonly Int32Array[]): void {
  const met = new Set<number>();
  for (const list of lists) for (const item of list) met.add(item);
  const most = met.size + MOST_UNSEEN * users;
  if (items <= most) return;
  const reason = `${met.size} items occur, and each of ${users} users may have ${MOST_UNSEEN} more that are held out`;
  throw new UsageError(`${path}: Expected a num_items of at most ${most}, got ${items}: ${reason}`);
}

/** One list of item ids a user; the file counts from 1. A blank line is a user without training items. */
async function readTraining(path: string, { users, items }: Stats): Promise<Int32Array[]> {
  const lists: Int32Array[] = [];
  await everyLine(path, (text, line) => lists.push(itemsOf(text, items, at(path, line))));
  while (lists.length > users && lists.at(-1)?.length === 0) lists.pop();
  if (lists.length !== users) throw expected(`${users} users, as dataset_stats.json says`, lists.length, path);
  return lists;
}

function itemsOf(text: string, items: number, where: string): Int32Array {
  const tokens = text.trim().split(/\s+/).filter(Boolean);
  return Int32Array.from(tokens, (token) => parseItem(token, items, where));
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
  const histories = await readPlaced(inputPath, items);
  const targets = await readPlaced(outputPath, items);
  if (targets.length !== histories.length)
    throw expected(`${histories.length} lines, as in val/input.txt`, targets.length, outputPath);
  const owners = ownersOf(training, histories, inputPath);
  return owners.map((user, i) => {
    const history = histories[i].list;
    return { user, history, target: checkTarget(targets[i].list, history, targets[i].where) };
  });
}

async function readPlaced(path: string, items: number): Promise<PlacedList[]> {
  const lists: PlacedList[] = [];
  await eachLine(path, (text, line) => {
    const where = at(path, line);
    lists.push({ list: itemsOf(text, items, where), where });
  });
  return lists;
}

/** The held-out item must be new to its user: otherwise the fit would have seen it. */
function checkTarget(target: Int32Array, history: Int32Array, where: string): number {
  if (target.length !== 1) throw expected("one item", target, where);
  if (history.includes(target[0])) throw expected("an item that is not in the user's history", target[0] + 1, where);
  return target[0];
}

/** Line n of the file is the name of id n, counted from 1. */
async function readNames(folder: string, kind: "users" | "items", count: number): Promise<string[] | undefined> {
  const path = join(folder, `${kind}.txt`);
  if (!existsSync(path)) return undefined;
  const names: string[] = [];
  await everyLine(path, (name) => names.push(name));
  if (names.length !== count) throw expected(`${count} names, as dataset_stats.json says`, names.length, path);
  return names;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String(i + 1));
}
