/** From bytes to text, strictly: letters that cannot be told apart would make one name of several. */
import { isUtf8 } from "node:buffer";
import { UsageError } from "../src/core/errors.ts";

/** The place of a line, `path:line`, for errors. */
export function at(path: string, line: number): string {
  return `${path}:${line}`;
}

/**
 * Decodes UTF-8. Throws a UsageError for any other encoding, and for what is no text at all: with what it is where its
 * beginning tells, else with line and byte. `line`: the number of the first line in `bytes`, 1 at the beginning of a file.
 */
export function decodeText(bytes: Buffer, path: string, line = 1): string {
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString("utf8");
  const other = line === 1 ? FORMATS.find(({ isBeginningOf }) => isBeginningOf(bytes)) : undefined;
  throw other ? new UsageError(`${path}: Expected text in UTF-8, got ${other.name}`) : strayByte(bytes, path, line);
}

/** Text without a byte order mark in front. */
export function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

interface Format {
  readonly name: string;
  isBeginningOf(bytes: Buffer): boolean;
}

function startingWith(name: string, ...magic: number[]): Format {
  return { name, isBeginningOf: (bytes) => magic.every((byte, i) => bytes[i] === byte) };
}

/** Letters of ASCII that take two bytes each: so many in front tell the encoding. */
const TELLING_LETTERS = 4;

function spaced(name: string, zeroAt: 0 | 1): Format {
  const isZero = (bytes: Buffer, i: number) => (bytes[i] === 0) === (i % 2 === zeroAt);
  return {
    name,
    isBeginningOf: (bytes) =>
      bytes.length >= 2 * TELLING_LETTERS &&
      Array.from({ length: 2 * TELLING_LETTERS }).every((_, i) => isZero(bytes, i)),
  };
}

function inUtf16(order: "LE" | "BE"): string {
  return `UTF-16${order}; 'iconv -f UTF-16${order} -t UTF-8 FILE > NEW' converts it`;
}

/** What files are that are taken for text, by how they begin. */
const FORMATS: readonly Format[] = [
  startingWith(inUtf16("LE"), 0xff, 0xfe),
  startingWith(inUtf16("BE"), 0xfe, 0xff),
  spaced(inUtf16("LE"), 1),
  spaced(inUtf16("BE"), 0),
  startingWith("a gzip file within a gzip file", 0x1f, 0x8b),
  startingWith("a zip file: unpack it first", 0x50, 0x4b, 0x03, 0x04),
  startingWith("a bzip2 file: 'bunzip2' unpacks it", 0x42, 0x5a, 0x68),
  startingWith("an xz file: 'unxz' unpacks it", 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00),
  startingWith("a Zstandard file: 'unzstd' unpacks it", 0x28, 0xb5, 0x2f, 0xfd),
  startingWith("a Parquet file: write it as text first", 0x50, 0x41, 0x52, 0x31),
  startingWith("an SQLite database", ...Buffer.from("SQLite format 3\0")),
];

const NEWLINE = 0x0a;

/** The error for the first byte that is not UTF-8, or that no text holds. */
function strayByte(bytes: Buffer, path: string, line: number): UsageError {
  for (let start = 0, number = line; ; number++) {
    const next = bytes.indexOf(NEWLINE, start);
    const text = bytes.subarray(start, next < 0 ? undefined : next);
    const stray = strayIn(text);
    if (stray >= 0) return notUtf8(text, stray, at(path, number));
    if (next < 0) return new UsageError(`${path}: Expected text in UTF-8, got another encoding`);
    start = next + 1;
  }
}

/** Place of the first byte that belongs to no letter, or -1. */
function strayIn(text: Buffer): number {
  if (isUtf8(text)) return text.indexOf(0);
  let from = 0;
  for (let length = 1; from + length <= text.length; ) {
    const isLetter = text[from] !== 0 && isUtf8(text.subarray(from, from + length));
    if (!isLetter && (length === 4 || text[from] < 0x80)) return from;
    from += isLetter ? length : 0;
    length = isLetter ? 1 : length + 1;
  }
  return from;
}

function notUtf8(text: Buffer, stray: number, where: string): UsageError {
  const byte = `the byte 0x${text[stray].toString(16).padStart(2, "0").toUpperCase()} as byte ${stray + 1} of the line`;
  const advice =
    text[stray] === 0
      ? "which no text holds"
      : "perhaps of Windows-1252 (latin-1): 'iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW' converts it";
  return new UsageError(`${where}: Expected text in UTF-8, got ${byte}, ${advice}`);
}
