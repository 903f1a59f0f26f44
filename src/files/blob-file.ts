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
import { z } from "zod";
import type { Sections } from "../core/checkpoint.ts";
import { expected, SlateLabError, UsageError } from "../core/errors.ts";
import { checkSections, type SectionRules } from "../core/section-rules.ts";
import { readSettings } from "../core/settings.ts";
import { isFormat1, readFormat1 } from "./blob-format-1.ts";
import { readPlainJson } from "./plain-json.ts";
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

/** Which container files a reader takes, and what must be in them. */
export interface BlobWant<H = unknown> {
  readonly kind: string;
  readonly version: string;
  /** Of the header; anything will do where absent. */
  readonly header?: z.ZodType<H>;
  /** What the arrays must be; any will do where absent. */
  readonly sections?: SectionRules;
}

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
 * Reads a container file of this kind and version. The sections are views of one buffer. A file that is missing, damaged, of
 * another kind, version or format, or that does not hold what is wanted of it, gives `ok: false` and the reason; nothing is
 * allocated for what a file only says to hold. Throws a SlateLabError for a file that cannot be read.
 */
export function readBlobFile<S extends Sections = Sections, H = unknown>(
  path: string,
  want: BlobWant<H>,
): BlobResult<S, H> {
  const found = readAnyBlob(path);
  if (!found.ok) return found;
  const { kind, version, header, sections } = found;
  if (kind !== want.kind) return fault("other-kind", `of kind '${kind}', not '${want.kind}'`);
  if (version !== want.version) return fault("other-version", `version '${version}', not '${want.version}'`);
  return sound(() => {
    checkSections(sections, want.sections ?? {}, "numbers");
    return { ok: true, header: checkedHeader(header, want), sections: sections as S };
  });
}

function checkedHeader<H>(header: unknown, { header: schema }: BlobWant<H>): H {
  return schema ? readSettings(schema, header, "header") : (header as H);
}

/** Reads a container file of any kind and version, which it tells. Faults and errors as of `readBlobFile`. */
export function readAnyBlob(path: string): AnyBlob | Fault {
  return withFile(path, (file) => {
    const start = file.read(DIGITS.to);
    if (isFormat1(start)) return sound(() => readFormat1(file.read(MOST_BYTES)));
    const head = readHead(file, start);
    return head.ok ? readNumbers(file, head) : head;
  });
}

/**
 * Reads all of a container file but the numbers, in no time however many they are: the sections are empty. Faults as of
 * `readBlobFile`.
 */
export function readBlobHead(path: string): AnyBlob | Fault {
  return withFile(path, (file) => {
    const start = file.read(DIGITS.to);
    const head = isFormat1(start) ? sound(() => readFormat1(file.read(MOST_BYTES))) : readHead(file, start);
    if (!head.ok) return head;
    const { kind, version, header } = head;
    return { ok: true, kind, version, header, sections: {} };
  });
}

/** What `read` gives; a fault of a file whose checksum is right and whose content makes no sense. */
function sound<T>(read: () => T): T | Fault {
  try {
    return read();
  } catch (error) {
    if (error instanceof SlateLabError || error instanceof UsageError) return fault("corrupt", error.message);
    throw error;
  }
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

const OURS = z.object({
  format: z.string(),
  kind: z.string(),
  version: z.string(),
  header: z.string(),
  numbers: z.string(),
});

/** What is said before the numbers, once it is known to be as it was written. */
function readHead(file: OpenFile, start: Buffer): BlobHead | Fault {
  if (start.length < DIGITS.to) return fault("not-a-blob", `${start.length} bytes, too short for any such file`);
  if (start.toString("latin1", LENGTH_BYTES, DIGITS.from) !== OPENING)
    return fault("not-a-blob", "not a cache file of slatelab");
  const end = headerEnd(start);
  if (file.size < end) return fault("truncated", `${file.size} bytes of ${end} or more`);
  const bytes = file.read(end);
  const told = bytes.toString("latin1", DIGITS.from, DIGITS.to);
  if (told !== digits(headCrc(bytes))) return fault("corrupt", MISFIT);
  return sound(() => {
    const { metadata, placed } = parseHeader(bytes);
    const { format, kind, version, header, numbers } = readSettings(OURS, metadata, "header");
    if (format !== FORMAT) return fault("other-format", `format ${format}, not ${FORMAT}`);
    return { ok: true, kind, version, header: readPlainJson(header, z.unknown(), "header"), placed, numbers };
  });
}

function readNumbers(file: OpenFile, { placed, numbers, ...facts }: BlobHead): AnyBlob | Fault {
  const start = headerEnd(file.read(LENGTH_BYTES));
  const length = start + numbersLength(placed);
  if (file.size < length) return fault("truncated", `${file.size} bytes of ${length}`);
  if (file.size > length) return fault("corrupt", `${file.size} bytes where ${length} are told of`);
  const bytes = file.read(length);
  // Nothing empty: zlib's crc32 of it starts anew.
  const crc = length > start ? crc32(bytes.subarray(start)) : 0;
  if (digits(crc) !== numbers) return fault("corrupt", MISFIT);
  return { ...facts, sections: viewTensors(bytes.subarray(start), placed) };
}

interface OpenFile {
  readonly size: number;
  /** So many bytes from the start, or all there are, in a buffer of their own. */
  read(count: number): Buffer;
}

function withFile<T>(path: string, work: (file: OpenFile) => T): T | Fault {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    const open = fd;
    const { size } = fstatSync(open);
    return work({ size, read: (count) => readBytes(open, Math.min(size, count)) });
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return fault("missing", "no such file");
    if (syscall === undefined) throw error;
    throw new SlateLabError(`${path}: Cannot read the file: ${message}`, { cause: error });
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
