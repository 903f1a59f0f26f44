import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SlateLabError } from "../core/errors.ts";

/**
 * Writes a file whole or not at all: to a temporary name beside it, then renamed. Any number of processes may write
 * the same file. Makes the folder where there is none. Throws a SlateLabError when the disk does not take it.
 */
export function writeWholeFile(path: string, chunks: readonly Uint8Array[]): void {
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeDurably(temporary, chunks);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new SlateLabError(`${path}: Cannot write the file: ${(error as Error).message}`, { cause: error });
  }
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
