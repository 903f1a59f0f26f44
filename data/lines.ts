/** Text files line by line, and the errors that name file and line. */
import { closeSync, createReadStream, openSync, readSync, statSync } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { expected, inWords, UsageError } from "../src/core/errors.ts";

/** Longer lines mean a file of another kind: reading on would gather all of it in memory. */
const LONGEST_LINE = 2 ** 24;

const CHUNK_BYTES = 2 ** 18;

/** The place of a line, `path:line`, for errors. */
export function at(path: string, line: number): string {
  return `${path}:${line}`;
}

/** Throws a UsageError unless there is a file. */
export function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`${path}: Expected a file, got nothing there`);
  if (!found.isFile())
    throw new UsageError(`${path}: Expected a file, got a ${found.isDirectory() ? "folder" : "device"}`);
}

/**
 * Calls `visit` with each line (without its end) and its number, from 1. UTF-8 with or without a byte order mark, \n or
 * \r\n, plain or packed with gzip; streamed, so that the file may be larger than memory. Lines that are blank are
 * skipped, but counted.
 */
export async function eachLine(path: string, visit: (text: string, line: number) => void): Promise<void> {
  requireFile(path);
  let rest = "";
  let line = 0;
  for await (const chunk of textChunks(path)) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() as string;
    for (const text of lines) visitLine(text, ++line, visit);
    if (rest.length > LONGEST_LINE)
      throw expected("lines of text", inWords(`a line of over ${LONGEST_LINE} characters`), at(path, line + 1));
  }
  visitLine(rest, line + 1, visit);
}

async function* textChunks(path: string): AsyncGenerator<string> {
  try {
    yield* openText(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code?.startsWith("Z_") ? expected("a whole gzip file", message, path) : error;
  }
}

/** The file's text; what gzip packed is unpacked on the way. */
function openText(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!isGzip(path)) return file.setEncoding("utf8");
  // An error of either stream comes out where the text is read.
  return pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}).setEncoding("utf8");
}

/** Told by the first two bytes, whatever the name says. */
function isGzip(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const magic = Buffer.alloc(2);
    return readSync(file, magic) === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
  } finally {
    closeSync(file);
  }
}

function visitLine(text: string, line: number, visit: (text: string, line: number) => void): void {
  const bare = line === 1 && text.startsWith("\uFEFF") ? text.slice(1) : text;
  const trimmed = bare.trim();
  if (trimmed) visit(trimmed, line);
}

/** Reads a JSON object from one line. */
export function parseObject(text: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw expected("a JSON object", text, where);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw expected("a JSON object", value, where);
  return value as Record<string, unknown>;
}

/** Reads an unsigned whole number in plain digits. */
export function parseId(token: string, what: string, where: string): number {
  if (!/^\d{1,9}$/.test(token)) throw expected(what, token, where);
  return Number(token);
}

/** Reads a finite number. */
export function parseNumber(token: string, what: string, where: string): number {
  const value = Number(token);
  if (token === "" || !Number.isFinite(value)) throw expected(`${what} as a number`, token, where);
  return value;
}
