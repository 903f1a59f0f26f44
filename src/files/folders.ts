/**
 * Where output goes: checked before any work begins, so that none is lost at its end. `where` is what the path was named by: a
 * flag, a setting.
 */
import { accessSync, constants, lstatSync, mkdirSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { expected, inWords } from "../core/errors.ts";

/** Throws a UsageError unless the path is a folder that can be written, or can become one. Changes nothing. */
export function checkFolder(path: string, where: string): void {
  demand("a folder that can be written", { path, where }, () => {
    const place = nearest(resolve(path));
    if (!statSync(place).isDirectory()) throw expected("a folder", inWords(`the file ${place}`), where);
    accessSync(place, constants.W_OK | constants.X_OK);
  });
}

/** Throws a UsageError unless the path is a file that can be written, or can become one. Changes nothing. */
export function checkFile(path: string, where: string): void {
  demand("a file that can be written", { path, where }, () => {
    const place = resolve(path);
    if (nearest(place) !== place) return checkFolder(dirname(place), where);
    if (statSync(place).isDirectory()) throw expected("a file", inWords(`the folder ${place}`), where);
    accessSync(place, constants.W_OK);
  });
}

/** Makes a folder for output, or says why it cannot be one. */
export function outputFolder(path: string, where: string): string {
  demand("a folder that can be written", { path, where }, () => mkdirSync(path, { recursive: true }));
  return path;
}

/** The path itself, or the nearest one above it that is there: a folder, or what stands in the way of one. */
function nearest(path: string): string {
  const names = [];
  let place = path;
  while (!isThere(place)) {
    names.push(basename(place));
    place = dirname(place);
  }
  // A name that no disk takes is told here, not when it is made.
  for (const name of names) isThere(resolve(place, name));
  return place;
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return false;
    throw error;
  }
}

function demand(what: string, { path, where }: { path: string; where: string }, access: () => void): void {
  if (path === "") throw expected(what, path, where);
  try {
    access();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw expected(what, inWords(`${path} (${code})`), where);
  }
}
