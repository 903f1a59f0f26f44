/**
 * The container of all that we keep on disk as numbers: named arrays under a kind, a version and a JSON header. It serves
 * what is dear to compute and can be computed again (generated worlds, embeddings, fitted factors) as well as what cannot
 * (checkpoints, prepared data).
 *
 * It is a safetensors file, so that numpy, PyTorch and JAX open whatever we write, and one reader and writer serve all.
 * What is ours is in its metadata: kind, version and header, and two checksums (CRC-32) that safetensors itself does not
 * have: of the numbers, and, as the very first entry, of all of the header but itself.
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Sections } from "../core/checkpoint.ts";
import { expected, SlateLabError } from "../core/errors.ts";
import { isFormat1, readFormat1 } from "./blob-format-1.ts";
import {
  headerBytes,
  headerEnd,
  LENGTH_BYTES,
  numbersLength,
  parseHeader,
  place,
  type SafetensorsHeader,
  viewTensors,
} from "./safetensors.ts";
import { writeWholeFile } from "./whole-file.ts";

const FORMAT = "2";
/** What follows the header's length in every file of ours: then come the eight digits of the header's checksum. */
const OPENING = '{"__metadata__":{"crc32":"';
const DIGITS = { from: LENGTH_BYTES + OPENING.length, to: LENGTH_BYTES + OPENING.length + 8 };
const MISFIT = "the checksum does not fit the content";
/** Node reads and writes at most this much at a time. */
const MOST_BYTES = 2 ** 31 - 1;

/** What a container file holds. */
export interface BlobFile<S extends Sections = Sections, H = unknown> {
  /** What the file is, e.g. `embeddings`. */
  readonly kind: string;
  /** Version of whatever generates the content; a file of any other version is not read. */
  readonly version: string;
  /** Settings or other small facts, as JSON. */
  readonly header: H;
  readonly sections: S;
}

/** A reason why a container file was not read. */
export type BlobFault =
  | "missing"
  | "not-a-blob"
  | "truncated"
  | "corrupt"
  | "other-format"
  | "other-kind"
  | "other-version";
/** Why a container file was not read. */
export interface Fault {
  readonly ok: false;
  readonly reason: BlobFault;
  readonly detail: string;
}
/** A container file, or why it was not read. */
export type BlobResult<S extends Sections = Sections, H = unknown> =
  | { readonly ok: true; readonly header: H; readonly sections: S }
  | Fault;

/** A sound container file of whatever kind and version. */
export type AnyBlob = { readonly ok: true } & BlobFile;

/**
 * Writes a container file whole or not at all: to a temporary name beside it, then renamed. Any number of processes may write
 * the same file. At most 2 GiB of numbers (UsageError); throws a SlateLabError when the disk does not take it.
 */
export function writeBlobFile(path: string, file: BlobFile): void {
  writeWholeFile(path, encode(file));
}

/**
 * Reads a container file of this kind and version. The sections are views of one buffer. A file that is missing, damaged or of
 * another kind, version or format gives `ok: false` and the reason. The types of header and sections are those that the writer
 * of this kind and version gave them. Throws a SlateLabError for a file that cannot be read.
 */
export function readBlobFile<S extends Sections = Sections, H = unknown>(
  path: string,
  want: { kind: string; version: string },
): BlobResult<S, H> {
  const found = readAnyBlob(path);
  if (!found.ok) return found;
  const { kind, version, header, sections } = found;
  if (kind !== want.kind) return fault("other-kind", `of kind '${kind}', not '${want.kind}'`);
  if (version !== want.version) return fault("other-version", `version '${version}', not '${want.version}'`);
  return { ok: true, header: header as H, sections: sections as S };
}

/** Reads a container file of any kind and version, which it tells. Faults and errors as of `readBlobFile`. */
export function readAnyBlob(path: string): AnyBlob | Fault {
  const bytes = readStart(path);
  if (!bytes) return fault("missing", "no such file");
  if (isFormat1(bytes)) return readFormat1(bytes);
  const head = decodeHead(bytes);
  return head.ok ? decodeNumbers(bytes, head) : head;
}

/**
 * Reads all of a container file but the numbers, in no time however many they are: the sections are empty. Faults as of
 * `readBlobFile`.
 */
export function readBlobHead(path: string): AnyBlob | Fault {
  const bytes = readStart(path, headLength);
  if (!bytes) return fault("missing", "no such file");
  const head = isFormat1(bytes) ? readFormat1(bytes) : decodeHead(bytes);
  if (!head.ok) return head;
  const { kind, version, header } = head;
  return { ok: true, kind, version, header, sections: {} };
}

/** How many bytes tell all but the numbers, by the first ones: all of the former format, none more of a file that is not ours. */
function headLength(start: Buffer): number {
  if (isFormat1(start)) return Number.POSITIVE_INFINITY;
  return hasOpening(start) ? headerEnd(start) : start.length;
}

function hasOpening(bytes: Buffer): boolean {
  return bytes.toString("latin1", LENGTH_BYTES, DIGITS.from) === OPENING;
}

function encode({ kind, version, header, sections }: BlobFile): Uint8Array[] {
  const tensors = Object.entries(sections).map(([name, data]) => [name, { shape: [data.length], data }]);
  const { placed, chunks } = place(Object.fromEntries(tensors));
  const length = numbersLength(placed);
  if (length > MOST_BYTES) throw expected(`at most ${MOST_BYTES} bytes`, length);
  const numbers = digits(chunks.reduce((crc, chunk) => crc32(chunk, crc), 0));
  const ours = { format: FORMAT, kind, version, header: JSON.stringify(header), numbers };
  const head = headerBytes({ metadata: { crc32: digits(0), ...ours }, placed });
  head.write(digits(headCrc(head)), DIGITS.from);
  return [head, ...chunks];
}

/** The checksum of a file's first bytes, without the digits that tell it. */
function headCrc(head: Uint8Array): number {
  return crc32(head.subarray(DIGITS.to), crc32(head.subarray(0, DIGITS.from)));
}

function digits(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}

type BlobHead = Omit<AnyBlob, "sections"> & Pick<SafetensorsHeader, "placed"> & { readonly numbers: string };

/** What is said before the numbers, once it is known to be as it was written. */
function decodeHead(bytes: Buffer): BlobHead | Fault {
  if (bytes.length < DIGITS.to) return fault("not-a-blob", `${bytes.length} bytes, too short for any such file`);
  if (!hasOpening(bytes)) return fault("not-a-blob", "not a cache file of slatelab");
  const end = headerEnd(bytes);
  if (bytes.length < end) return fault("truncated", `${bytes.length} bytes of ${end} or more`);
  const told = bytes.toString("latin1", DIGITS.from, DIGITS.to);
  if (told !== digits(headCrc(bytes.subarray(0, end)))) return fault("corrupt", MISFIT);
  const { metadata, placed } = parseHeader(bytes);
  const { format, kind, version, header, numbers } = metadata;
  if (format !== FORMAT) return fault("other-format", `format ${format}, not ${FORMAT}`);
  return { ok: true, kind, version, header: JSON.parse(header), placed, numbers };
}

function decodeNumbers(bytes: Buffer, { placed, numbers, ...facts }: BlobHead): AnyBlob | Fault {
  const start = headerEnd(bytes);
  const length = start + numbersLength(placed);
  if (bytes.length < length) return fault("truncated", `${bytes.length} bytes of ${length}`);
  // Nothing empty: zlib's crc32 of it starts anew.
  const crc = bytes.length > start ? crc32(bytes.subarray(start)) : 0;
  if (digits(crc) !== numbers) return fault("corrupt", MISFIT);
  return { ...facts, sections: viewTensors(bytes, placed) };
}

/** The file from its start in a buffer of its own, as far as `end` says by its first bytes; undefined if there is none. */
function readStart(path: string, end: (start: Buffer) => number = () => Number.POSITIVE_INFINITY): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    const { size } = fstatSync(fd);
    const start = readBytes(fd, Math.min(size, DIGITS.to));
    return start.length < DIGITS.to ? start : readBytes(fd, Math.min(size, end(start)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new SlateLabError(`${path}: Cannot read the file: ${(error as Error).message}`, { cause: error });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Not from Node's shared pool (`Slow`), so that the sections are aligned and the buffer can be handed to a worker. */
function readBytes(fd: number, count: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(count);
  let length = 0;
  for (let read = -1; read !== 0 && length < count; length += read) {
    read = readSync(fd, bytes, length, Math.min(count - length, MOST_BYTES), length);
  }
  return bytes.subarray(0, length);
}

function fault(reason: BlobFault, detail: string): Fault {
  return { ok: false, reason, detail };
}
