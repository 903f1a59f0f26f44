/**
 * Temporary files of whole-file writes: `NAME.HOST-PID-RANDOM.tmp` beside NAME. One of a process that was killed stays; the next
 * that starts removes it. HOST keeps machines that share a disk apart, whose processes cannot see each other.
 */
import { randomBytes } from "node:crypto";
import { type Dirent, readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { contentHash } from "../core/hash.ts";
import { isRunning } from "./processes.ts";

const HOST = contentHash(hostname()).slice(0, 6);
/** Files of slatelab 0.1 name neither host nor process. */
const TEMPORARY = /\.(?:([0-9a-f]{6})-(\d+)-)?[0-9a-f]{12}\.tmp$/;
/** No write takes as long: the process is gone, wherever it was. */
const LONGEST_WRITE_MS = 24 * 3600_000;
/** Folders in folders of caches and checkpoints. */
const DEPTH = 2;

/** A name beside a file that no other write takes. */
export function temporaryName(path: string): string {
  return `${path}.${HOST}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
}

/** Removes the temporary files of processes that are gone from a folder. What cannot be read or removed stays. */
export function removeLeftovers(folder: string): void {
  const files = list(folder).filter((entry) => entry.isFile());
  for (const path of files.map(({ name }) => join(folder, name)).filter(isLeftover)) remove(path);
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder may not be ours to write.
  }
}

/** Removes them from a home folder and the folders of caches and checkpoints in it. */
export function removeLeftoversBelow(folder: string, depth: number = DEPTH): void {
  removeLeftovers(folder);
  if (depth === 0) return;
  for (const entry of list(folder)) if (entry.isDirectory()) removeLeftoversBelow(join(folder, entry.name), depth - 1);
}

function isLeftover(path: string): boolean {
  const [match, host, pid] = TEMPORARY.exec(path) ?? [];
  if (match === undefined) return false;
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (written === undefined) return false;
  if (host !== HOST) return Date.now() - written > LONGEST_WRITE_MS;
  // In a container the process of before may have had this one's number.
  if (Number(pid) === process.pid) return written < Date.now() - process.uptime() * 1000;
  return !isRunning(Number(pid));
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
