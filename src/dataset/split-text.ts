/**
 * A prepared data set as the text files of the port, gsasrec-pytorch (docs/sources.md), to train that or any other code on the
 * same split.
 */
import { join } from "node:path";
import { sequenceCount, sequenceOf } from "../core/sequences.ts";
import { writeTextFile } from "../files/text-file.ts";
import type { ItemFactor } from "./factors.ts";
import type { PreparedData } from "./prepare.ts";
import { heldOutOf, PARTS, trainingSequences } from "./split.ts";

/** Folder of each part, as the port names it. */
const FOLDERS = { validation: "val", test: "test" } as const;

/** What `writeSplitText` may write into a folder. */
export const SPLIT_TEXT_FILES = [
  "train",
  "val",
  "test",
  "dataset_stats.json",
  "users.txt",
  "items.txt",
  "factors.jsonl",
];

/**
 * Writes `train/input.txt`, `val/` and `test/` with `input.txt` and `output.txt`, and `dataset_stats.json`: a line a user,
 * ids from 1, oldest first; `users.txt` and `items.txt`, whose line n is the name of id n; and where factors are kept, `factors.jsonl`, an
 * object an item with a list of its values for each.
 */
export async function writeSplitText(folder: string, data: PreparedData): Promise<void> {
  const train = trainingSequences(data.split);
  const users = Array.from({ length: sequenceCount(train) }, (_, user) => user);
  await writeLines(join(folder, "train", "input.txt"), users, (user) => lineOf(sequenceOf(train, user)));
  for (const part of PARTS) {
    const heldOut = heldOutOf(data.split, part);
    if (heldOut.length === 0) continue;
    const path = (name: string) => join(folder, FOLDERS[part], name);
    await writeLines(path("input.txt"), heldOut, ({ history }) => lineOf(history));
    await writeLines(path("output.txt"), heldOut, ({ target }) => String(target + 1));
  }
  const interactions = data.split.sequences.items.length;
  const stats = { num_users: users.length, num_items: data.items, num_interactions: interactions };
  await writeLines(join(folder, "dataset_stats.json"), [JSON.stringify(stats)], (line) => line);
  await writeLines(join(folder, "users.txt"), data.userNames, oneLine);
  await writeLines(join(folder, "items.txt"), data.itemNames, oneLine);
  if (data.factors) await writeFactors(join(folder, "factors.jsonl"), data.itemNames, data.factors);
}

function writeFactors(path: string, names: readonly string[], factors: readonly ItemFactor[]): Promise<void> {
  const valuesOf = ({ values, ids, offsets }: ItemFactor, item: number) =>
    Array.from(ids.subarray(offsets[item], offsets[item + 1]), (id) => values[id]);
  return writeLines(path, Array.from(names.keys()), (item) => {
    const lists = factors.map((factor) => [factor.name, valuesOf(factor, item)]);
    return JSON.stringify({ item: names[item], ...Object.fromEntries(lists) });
  });
}

function writeLines<T>(path: string, rows: readonly T[], lineOf: (row: T) => string): Promise<void> {
  return writeTextFile(path, lines(rows, lineOf));
}

function* lines<T>(rows: readonly T[], lineOf: (row: T) => string): Generator<string> {
  for (const row of rows) yield `${lineOf(row)}\n`;
}

function lineOf(items: Int32Array): string {
  return Array.from(items, (item) => item + 1).join(" ");
}

function oneLine(name: string): string {
  return name.replace(/[\r\n]+/g, " ");
}
