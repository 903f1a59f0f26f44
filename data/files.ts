/** Files as people name them: what is there instead of a file is told, and what gzip packed is unpacked. */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { expected, UsageError } from "../src/core/errors.ts";
import { decodeText, withoutMark } from "./encoding.ts";

/** Bytes that a stream gives at once. */
export const CHUNK_BYTES = 2 ** 18;
/** V8 holds no longer string. */
const LARGEST_TEXT = 500_000_000;

/** Throws a UsageError unless there is a file, or something that is read like one: a pipe. */
export function requireFile(path: string): void {
  try {
    if (statSync(path).isDirectory()) throw new UsageError(`${path}: Expected a file, got a folder`);
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** Whether there is a folder. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** All bytes of a file, unpacked where gzip packed them. Throws a UsageError where there is none. */
export function readBytes(path: string): Buffer {
  requireFile(path);
  try {
    const bytes = readFileSync(path);
    return isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: LARGEST_TEXT }) : bytes;
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** All text of a file of UTF-8, without a byte order mark. Throws a UsageError for what is none. */
export function readText(path: string): string {
  return textOf(readBytes(path), path);
}

/** The text that the bytes of a file are, as `readText` gives it. */
export function textOf(bytes: Buffer, path: string): string {
  if (bytes.length > LARGEST_TEXT) throw expected(`at most ${LARGEST_TEXT} bytes of text`, bytes.length, path);
  return withoutMark(decodeText(bytes, path));
}

/**
 * The bytes of a file or a pipe, piece by piece, unpacked where gzip packed them. It is read once, from its beginning, and never
 * asked for its size. Throws a UsageError for what cannot be read.
 */
export async function* streamBytes(path: string): AsyncGenerator<Buffer> {
  requireFile(path);
  try {
    yield* unpacked(createReadStream(path, { highWaterMark: CHUNK_BYTES })[Symbol.asyncIterator]());
  } catch (error) {
    throw unreadable(error, path);
  }
}

/** What is packed is told by the first two bytes, whatever the name says. */
async function* unpacked(pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  let head = Buffer.alloc(0);
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= 2) break;
  }
  const whole = withHead(head, pieces);
  // An error of either stream comes out where the bytes are taken.
  if (isGzip(head)) yield* pipeline(whole, createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
  else yield* whole;
}

async function* withHead(head: Buffer, pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  } finally {
    await pieces.return?.();
  }
}

function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

const NOTHING: Readonly<Record<string, string>> = {
  ENOENT: "nothing there",
  ENOTDIR: "nothing there: a part of the path is no folder",
  EACCES: "one that may not be read",
  EISDIR: "a folder",
};

/** A failure of the system or of unpacking as an error about the file; any other error as it is. */
function unreadable(error: unknown, path: string): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof UsageError || code === undefined) return error as Error;
  if (code.startsWith("Z_")) return expected("a whole gzip file", message, path);
  return new UsageError(`${path}: Expected a file, got ${NOTHING[code] ?? `one that cannot be read (${code})`}`, {
    cause: error,
  });
}
