/** Folders that people name; `where` is what they named them by: a flag, a setting. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { expected, inWords } from "../core/errors.ts";

/** Throws a UsageError unless the path is a folder that can be written, or can become one. Changes nothing. */
export function checkFolder(path: string, where: string): void {
  let place = resolve(path);
  while (!existsSync(place)) place = dirname(place);
  if (!statSync(place).isDirectory()) throw expected("a folder", inWords(`the file ${place}`), where);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw expected(
      "a folder that can be written",
      inWords(`${place} (${(error as NodeJS.ErrnoException).code})`),
      where,
    );
  }
}

/** Makes a folder for output, or says why it cannot be one. */
export function outputFolder(path: string, where = "out"): string {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw expected(
      "a folder that can be written",
      inWords(`${path} (${(error as NodeJS.ErrnoException).code})`),
      where,
    );
  }
  return path;
}
