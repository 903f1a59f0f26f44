import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SlateLabError } from "../core/errors.ts";
import { removeLeftovers, temporaryName } from "./leftovers.ts";

/** Folders that were looked through for what killed processes have left. */
const swept = new Set<string>();

/**
 * Writes a file whole or not at all: to a temporary name beside it, then renamed. Any number of processes may write
 * the same file. Makes the folder where there is none, and removes what killed processes have left there. Throws a SlateLabError
 * when the disk does not take it.
 */
export function writeWholeFile(path: string, chunks: readonly Uint8Array[]): void {
  const folder = dirname(path);
  const temporary = temporaryName(path);
  try {
    mkdirSync(folder, { recursive: true });
    sweep(folder);
    writeDurably(temporary, chunks);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new SlateLabError(`${path}: Cannot write the file: ${(error as Error).message}`, { cause: error });
  }
}

/** Once in the life of a process: nobody is killed often. */
function sweep(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  removeLeftovers(folder);
}

function writeDurably(path: string, chunks: readonly Uint8Array[]): void {
  const fd = openSync(path, "wx");
  try {
    for (const chunk of chunks) writeFileSync(fd, chunk);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
