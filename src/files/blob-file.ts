/**
 * A binary file for what is dear to compute and can be computed again: generated worlds, embeddings, fitted factors.
 *
 *   0  u32 magic (in the machine's byte order: a file of the other order is not ours)
 *   4  u32 format version
 *   8  u32 crc32 of all that follows
 *  12  u32 length of the file
 *  16  u32 length of the JSON that follows: { kind, version, header, sections: [{ name, type, length }] }
 *      then each section's numbers, each from the next multiple of 64 bytes
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Section, Sections } from "../core/checkpoint.ts";
import { expected, SlateLabError } from "../core/errors.ts";
import { roundUp } from "../core/round-up.ts";
import { bytesOf, writeWholeFile } from "./whole-file.ts";

const MAGIC = 0x424c4c53;
const FORMAT = 1;
const PREFIX_BYTES = 20;
/** The crc covers what comes after itself; magic and format are compared as they are. */
const CRC_START = 12;
/** A cache line, and whole SIMD registers. */
const ALIGNMENT = 64;
/** Node reads and writes at most this much at a time. */
const MOST_BYTES = 2 ** 31 - 1;

const ARRAY_TYPES = {
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;
type ArrayType = keyof typeof ARRAY_TYPES;

export interface BlobFile<S extends Sections = Sections, H = unknown> {
  /** What the file is, e.g. `embeddings`. */
  readonly kind: string;
  /** Version of whatever generates the content; a file of any other version is not read. */
  readonly version: string;
  /** Settings or other small facts, as JSON. */
  readonly header: H;
  readonly sections: S;
}

export type BlobFault =
  | "missing"
  | "not-a-blob"
  | "truncated"
  | "corrupt"
  | "other-format"
  | "other-kind"
  | "other-version";
export type BlobResult<S extends Sections = Sections, H = unknown> =
  | { readonly ok: true; readonly header: H; readonly sections: S }
  | { readonly ok: false; readonly reason: BlobFault; readonly detail: string };

interface Description {
  kind: string;
  version: string;
  header: unknown;
  sections: { name: string; type: ArrayType; length: number }[];
}

/**
 * Writes a file whole or not at all: to a temporary name beside it, then renamed. Any number of processes may write
 * the same file. At most 2 GiB (UsageError); throws a SlateLabError when the disk does not take it.
 */
export function writeBlobFile(path: string, file: BlobFile): void {
  writeWholeFile(path, encode(file));
}

/**
 * Reads a file of this kind and version. The sections are views of one buffer. A file that is missing, damaged or of
 * another kind, version or format gives `ok: false` and the reason. The types of header and sections are those that
 * the writer of this kind and version gave them. Throws a SlateLabError for a file that cannot be read.
 */
export function readBlobFile<S extends Sections = Sections, H = unknown>(
  path: string,
  want: { kind: string; version: string },
): BlobResult<S, H> {
  const bytes = readBytes(path);
  if (!bytes) return fault("missing", "no such file");
  return (frameFault(bytes) ?? decode(bytes, want)) as BlobResult<S, H>;
}

function encode({ kind, version, header, sections }: BlobFile): Uint8Array[] {
  const named = Object.entries(sections);
  const description: Description = {
    kind,
    version,
    header,
    sections: named.map(([name, array]) => ({ name, type: typeOf(array), length: array.length })),
  };
  const json = new TextEncoder().encode(JSON.stringify(description));
  const prefix = new Uint32Array([MAGIC, FORMAT, 0, 0, json.length]);
  const chunks = [
    bytesOf(prefix),
    ...padded(json, PREFIX_BYTES),
    ...named.flatMap(([, array]) => padded(bytesOf(array))),
  ];
  prefix[3] = checkedLength(chunks);
  prefix[2] = chunks.reduce((crc, chunk, i) => crc32(i === 0 ? chunk.subarray(CRC_START) : chunk, crc), 0);
  return chunks;
}

function typeOf(array: Section): ArrayType {
  return array.constructor.name as ArrayType;
}

function checkedLength(chunks: readonly Uint8Array[]): number {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (length > MOST_BYTES) throw expected(`at most ${MOST_BYTES} bytes`, length);
  return length;
}

/** The bytes, then zeros up to the next multiple of the alignment. Nothing empty: zlib's crc32 of it starts anew. */
function padded(bytes: Uint8Array, start = 0): Uint8Array[] {
  const end = start + bytes.length;
  return [bytes, new Uint8Array(aligned(end) - end)].filter(({ length }) => length > 0);
}

function aligned(offset: number): number {
  return roundUp(offset, ALIGNMENT);
}

/** The whole file in a buffer of its own; undefined if there is none. */
function readBytes(path: string): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    return readAll(fd);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new SlateLabError(`${path}: Cannot read the file: ${(error as Error).message}`, { cause: error });
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Not from Node's shared pool (`Slow`), so that the sections are aligned and the buffer can be handed to a worker. */
function readAll(fd: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(fstatSync(fd).size);
  let length = 0;
  for (let read = -1; read !== 0 && length < bytes.length; length += read) {
    read = readSync(fd, bytes, length, Math.min(bytes.length - length, MOST_BYTES), null);
  }
  return bytes.subarray(0, length);
}

/** What is wrong with the file as a container, if anything. */
function frameFault(bytes: Buffer): BlobResult | undefined {
  if (bytes.length < PREFIX_BYTES) return fault("truncated", `${bytes.length} bytes, too short for any such file`);
  const [magic, format, crc, length] = prefixOf(bytes);
  if (magic !== MAGIC) return fault("not-a-blob", "not a cache file of slatelab");
  if (format !== FORMAT) return fault("other-format", `format ${format}, not ${FORMAT}`);
  if (bytes.length < length) return fault("truncated", `${bytes.length} bytes of ${length}`);
  if (crc32(bytes.subarray(CRC_START)) !== crc) return fault("corrupt", "the checksum does not fit the content");
  return undefined;
}

function decode(bytes: Buffer, want: { kind: string; version: string }): BlobResult {
  const jsonEnd = PREFIX_BYTES + prefixOf(bytes)[4];
  const found: Description = JSON.parse(bytes.toString("utf8", PREFIX_BYTES, jsonEnd));
  if (found.kind !== want.kind) return fault("other-kind", `of kind '${found.kind}', not '${want.kind}'`);
  if (found.version !== want.version)
    return fault("other-version", `version '${found.version}', not '${want.version}'`);
  return { ok: true, header: found.header, sections: viewSections(bytes, jsonEnd, found.sections) };
}

function viewSections(bytes: Buffer, jsonEnd: number, sections: Description["sections"]): Sections {
  let offset = aligned(jsonEnd);
  const views = sections.map(({ name, type, length }) => {
    const view = new ARRAY_TYPES[type](bytes.buffer as ArrayBuffer, bytes.byteOffset + offset, length);
    offset += aligned(view.byteLength);
    return [name, view] as const;
  });
  return Object.fromEntries(views);
}

function prefixOf(bytes: Buffer): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, PREFIX_BYTES / 4);
}

function fault(reason: BlobFault, detail: string): { ok: false; reason: BlobFault; detail: string } {
  return { ok: false, reason, detail };
}
