/**
 * safetensors, the open format in which numpy, PyTorch, TensorFlow and JAX exchange arrays
 * (https://huggingface.co/docs/safetensors):
 *
 *   0  u64 length of the JSON that follows, little-endian
 *   8  { "__metadata__": { NAME: TEXT, … }, NAME: { dtype, shape, data_offsets: [from, to] }, … }, then spaces
 *      then the numbers, from end to end without holes: offsets count from where they start
 */
import { z } from "zod";
import { bytesOf } from "../core/arrays.ts";
import type { Section } from "../core/checkpoint.ts";
import { damaged } from "../core/section-rules.ts";
import { readPlainJson } from "./plain-json.ts";
import { writeWholeFile } from "./whole-file.ts";

/** Types of numbers in safetensors files, by their names there. */
export const DTYPES = {
  I8: Int8Array,
  U8: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  F32: Float32Array,
  F64: Float64Array,
} as const;
/** Name of a type of numbers in safetensors files. */
export type Dtype = keyof typeof DTYPES;

/** A tensor as safetensors files hold it. */
export interface Safetensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Section;
}

/** Where a tensor is in its file, counted from where the numbers start. */
export interface TensorPlace {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [from: number, to: number];
}

/** Metadata and places of the tensors, as the header of a safetensors file has them. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly placed: Readonly<Record<string, TensorPlace>>;
}

const METADATA = "__metadata__";
const whole = z.int().min(0);
const HEADER = z.object({ [METADATA]: z.record(z.string(), z.string()).default({}) }).catchall(
  z.strictObject({
    dtype: z.enum(Object.keys(DTYPES) as [Dtype, ...Dtype[]]),
    shape: z.array(whole),
    data_offsets: z.tuple([whole, whole]),
  }),
);
/** The numbers start at a multiple of this: a cache line, and whole SIMD registers. */
const ALIGNMENT = 64;
/** Bytes of a safetensors file that say how long its header is. */
export const LENGTH_BYTES = 8;

/**
 * Writes a safetensors file whole or not at all; `metadata` goes into the header. Throws a SlateLabError when the disk fails.
 */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, Safetensor>>,
  metadata: Readonly<Record<string, string>>,
): void {
  const { placed, chunks } = place(tensors);
  writeWholeFile(path, [headerBytes({ metadata, placed }), ...chunks]);
}

/**
 * Gives tensors their places in a file without holes, the widest numbers first, so that each is aligned to its own numbers. The
 * places are in the order of the tensors, the chunks in that of the file.
 */
export function place(tensors: Readonly<Record<string, Safetensor>>): {
  placed: Record<string, TensorPlace>;
  chunks: Uint8Array[];
} {
  const widestFirst = Object.entries(tensors).sort(([, a], [, b]) => widthOf(b) - widthOf(a));
  let end = 0;
  const places = new Map<string, TensorPlace>();
  for (const [name, { shape, data }] of widestFirst) {
    const start = end;
    end += data.byteLength;
    places.set(name, { dtype: dtypeOf(data), shape, data_offsets: [start, end] });
  }
  const placed = Object.fromEntries(Object.keys(tensors).map((name) => [name, places.get(name) as TensorPlace]));
  return { placed, chunks: widestFirst.map(([, { data }]) => bytesOf(data)).filter(({ length }) => length > 0) };
}

/** The first bytes of a safetensors file: the header's length and the header, padded. */
export function headerBytes({ metadata, placed }: SafetensorsHeader): Buffer {
  const json = Buffer.from(JSON.stringify({ [METADATA]: metadata, ...placed }));
  const end = Math.ceil((LENGTH_BYTES + json.length) / ALIGNMENT) * ALIGNMENT;
  const bytes = Buffer.alloc(end, " ");
  bytes.writeBigUInt64LE(BigInt(end - LENGTH_BYTES));
  json.copy(bytes, LENGTH_BYTES);
  return bytes;
}

/** Where the numbers of a safetensors file start: after the first bytes and the header that they tell the length of. */
export function headerEnd(bytes: Buffer): number {
  return LENGTH_BYTES + Number(bytes.readBigUInt64LE());
}

/**
 * Reads the header of a safetensors file from its first bytes. Throws a SlateLabError for a header that is not as the format says,
 * or whose tensors leave holes, overlap or are of other lengths than their shapes.
 */
export function parseHeader(bytes: Buffer): SafetensorsHeader {
  const text = bytes.toString("utf8", LENGTH_BYTES, headerEnd(bytes));
  const { [METADATA]: metadata, ...placed } = readPlainJson(text, HEADER, "header");
  checkPlaces(placed as SafetensorsHeader["placed"]);
  return { metadata, placed: placed as SafetensorsHeader["placed"] };
}

/** From end to end without holes, each as long as its shape says and aligned to its own numbers. */
function checkPlaces(placed: SafetensorsHeader["placed"]): void {
  const inOrder = Object.entries(placed).sort(([, a], [, b]) => {
    return a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1];
  });
  let end = 0;
  for (const [name, { dtype, shape, data_offsets }] of inOrder) {
    const [from, to] = data_offsets;
    const width = DTYPES[dtype].BYTES_PER_ELEMENT;
    const length = shape.reduce((product, extent) => product * extent, width);
    if (from !== end || from % width !== 0) throw damaged(`a tensor from byte ${end} on`, from, `header: ${name}`);
    if (to - from !== length) throw damaged(`${length} bytes, as its shape says`, to - from, `header: ${name}`);
    end = to;
  }
}

/** The tensors as views of the numbers of a safetensors file, which must be aligned to the widest of them. */
export function viewTensors(
  { buffer, byteOffset: start }: Uint8Array,
  placed: SafetensorsHeader["placed"],
): Record<string, Section> {
  const views = Object.entries(placed).map(
    ([
      name,
      {
        dtype,
        data_offsets: [from, to],
      },
    ]) => {
      const Numbers = DTYPES[dtype];
      return [name, new Numbers(buffer as ArrayBuffer, start + from, (to - from) / Numbers.BYTES_PER_ELEMENT)];
    },
  );
  return Object.fromEntries(views);
}

/** Bytes of the numbers of all tensors. */
export function numbersLength(placed: SafetensorsHeader["placed"]): number {
  return Object.values(placed).reduce((length, { data_offsets: [, to] }) => Math.max(length, to), 0);
}

function widthOf({ data }: Safetensor): number {
  return data.BYTES_PER_ELEMENT;
}

function dtypeOf(data: Section): Dtype {
  const names = Object.keys(DTYPES) as Dtype[];
  return names.find((name) => DTYPES[name].name === data.constructor.name) as Dtype;
}
