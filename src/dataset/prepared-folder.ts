/** The folder that `slatelab prepare` makes: what is in it, and what it may not be written over. */
import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expected, inWords, SlateLabError, UsageError } from "../core/errors.ts";
import { outputFolder } from "../files/folders.ts";
import type { PreparedData } from "./prepare.ts";
import { hashOfPrepared, readPreparedData, writePreparedData } from "./prepared-data.ts";
import { SPLIT_TEXT_FILES, writeSplitText } from "./split-text.ts";

/** The file of a prepared folder that other commands read. */
export const PREPARED_FILE = "prepared.bin";
/** What says to people how the data came about. */
export const CARD_FILE = "dataset.json";

/** Reads the data set of a folder that `slatelab prepare` made. Throws as `readPreparedData`. */
export function readPreparedFolder(folder: string): PreparedData & { hash: string } {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw expected("a folder that 'slatelab prepare' made", inWords("a file"), folder);
  return readPreparedData(join(folder, PREPARED_FILE));
}

/** Throws a UsageError where a prepared data set would be written over files of something else: its source, perhaps. */
export function requireOwnFolder(folder: string, where = "out"): void {
  if (existsSync(join(folder, PREPARED_FILE))) return;
  const stray = [CARD_FILE, ...SPLIT_TEXT_FILES].find((name) => existsSync(join(folder, name)));
  if (stray !== undefined)
    throw expected(
      "a folder that is new or that 'slatelab prepare' made",
      inWords(`${folder} with another's ${stray}`),
      where,
    );
}

/** How a prepared folder is written. */
export interface PreparedFolderOptions {
  /** The split as text files too. */
  readonly text: boolean;
  /** Over another prepared data set, which is gone then. */
  readonly replace: boolean;
}

/**
 * Writes a prepared data set to a folder, which is made where there is none. Returns the hash of its content. Throws a UsageError
 * for a folder of something else, and for one that holds another data set unless that is to be replaced.
 */
export async function writePreparedFolder(
  folder: string,
  data: PreparedData,
  { text, replace }: PreparedFolderOptions,
): Promise<string> {
  requireOwnFolder(folder);
  const path = join(folder, PREPARED_FILE);
  if (existsSync(path) && hashAt(path) !== hashOfPrepared(data)) {
    if (!replace)
      throw new UsageError(`--out: Expected a folder without another data set, or --replace, got ${folder}`);
    for (const name of SPLIT_TEXT_FILES) rmSync(join(folder, name), { recursive: true, force: true });
  }
  const hash = writePreparedData(join(outputFolder(folder, "--out"), PREPARED_FILE), data);
  if (text) await writeSplitText(folder, data);
  return hash;
}

/** Undefined for a file that is damaged, or none of ours. */
function hashAt(path: string): string | undefined {
  try {
    return readPreparedData(path).hash;
  } catch (error) {
    if (error instanceof SlateLabError) return undefined;
    throw error;
  }
}
