import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SlateLabError } from "../core/errors.ts";

/**
 * Writes text for people and their tools, piece after piece; makes the folder where there is none. Throws a SlateLabError when the
 * disk does not take it.
 */
export async function writeTextFile(path: string, text: string | Iterable<string>): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    throw new SlateLabError(`${path}: Cannot write the file: ${(error as Error).message}`, { cause: error });
  }
}
