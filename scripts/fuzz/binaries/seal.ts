/** Containers taken apart and sealed again after a change: their checksums are right, whatever they hold. */
import { readFileSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { contentHash } from "../../../src/core/hash.ts";
import { headerEnd, LENGTH_BYTES } from "../../../src/files/safetensors.ts";

/** JSON of any shape. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** A container file: all of its header, and its numbers. */
export interface Container {
  header: { [name: string]: Json };
  numbers: Buffer;
}

const METADATA = "__metadata__";
/** The checksum's digits, which the header's own checksum leaves out. */
const OPENING = `{"${METADATA}":{"crc32":"`;
const DIGITS = "00000000";

/** Reads a container without any check. */
export function unseal(path: string): Container {
  const bytes = readFileSync(path);
  const end = headerEnd(bytes);
  return { header: JSON.parse(bytes.toString("utf8", LENGTH_BYTES, end)), numbers: bytes.subarray(end) };
}

/** Writes a container with checksums that fit, as far as what is left of its metadata allows. */
export function seal(path: string, { header, numbers }: Container): void {
  const { [METADATA]: metadata, ...tensors } = header;
  const { crc32: _, ...told } = asObject(metadata);
  if ("numbers" in told) told.numbers = digits(numbers.length > 0 ? crc32(numbers) : 0);
  const json = JSON.stringify({ [METADATA]: { crc32: DIGITS, ...told }, ...tensors });
  const length = Buffer.byteLength(json);
  const bytes = Buffer.alloc(Math.ceil((LENGTH_BYTES + length) / 64) * 64, " ");
  bytes.writeBigUInt64LE(BigInt(bytes.length - LENGTH_BYTES));
  bytes.write(json, LENGTH_BYTES);
  const at = LENGTH_BYTES + OPENING.length;
  const crc = crc32(bytes.subarray(at + DIGITS.length), crc32(bytes.subarray(0, at)));
  bytes.write(digits(crc), at);
  writeFileSync(path, Buffer.concat([bytes, numbers]));
}

function digits(crc: number): string {
  return crc.toString(16).padStart(DIGITS.length, "0");
}

/** Gives a container the hash of its content that its inner header tells, where it can be computed. */
export function rehash({ header, numbers }: Container, hashed: (names: string[], inner: Json) => unknown[]): void {
  const metadata = asObject(header[METADATA]);
  try {
    const inner = JSON.parse(String(metadata.header));
    const parts = hashed(Object.keys(header), inner).map((part) =>
      part instanceof Tensor ? part.bytes(header, numbers) : part,
    );
    inner.hash = contentHash(...parts);
    metadata.header = JSON.stringify(inner);
  } catch {
    // Nothing that a reader could hash either.
  }
}

/** The bytes of a tensor as a part of a hash. */
export class Tensor {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  bytes(header: Container["header"], numbers: Buffer): Buffer {
    const [from, to] = asObject(header[this.name]).data_offsets as number[];
    return numbers.subarray(from, to);
  }
}

function asObject(value: Json): { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
