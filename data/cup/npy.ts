/** NumPy's .npy format (versions 1 to 3): a magic string, a header that is a Python literal, then the numbers. */
import { expected, inWords } from "../../src/core/errors.ts";

/** A matrix of numbers, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** [rows × columns] */
  readonly values: Float32Array;
}

const MAGIC = "\u0093NUMPY";
const NUMBERS = { "<f4": Float32Array, "<f8": Float64Array } as const;

/** Whether a file is of this format: told by how it begins, whatever its name says. */
export function isNpy(bytes: Buffer): boolean {
  return bytes.toString("latin1", 0, MAGIC.length) === MAGIC;
}

/** Reads a 2-D matrix of little-endian float32 or float64 in C order, as float32. Throws a UsageError with the file. */
export function parseNpy(bytes: Buffer, path: string): Matrix {
  const { header, dataAt } = splitHeader(bytes, path);
  const Numbers = NUMBERS[field(header, /'descr':\s*'([^']*)'/) as keyof typeof NUMBERS];
  if (!Numbers) throw expected("float32 or float64 numbers, little-endian (descr '<f4' or '<f8')", header, path);
  if (field(header, /'fortran_order':\s*(\w+)/) !== "False")
    throw expected("rows in C order (fortran_order False)", header, path);
  const [, rows, columns] = header.match(/'shape':\s*\((\d+),\s*(\d+),?\s*\)/) ?? [];
  if (columns === undefined) throw expected("a matrix of two dimensions", header, path);
  const count = Number(rows) * Number(columns);
  const size = count * Numbers.BYTES_PER_ELEMENT;
  if (bytes.length - dataAt !== size)
    throw expected(`${size} bytes of numbers for (${rows}, ${columns})`, bytes.length - dataAt, path);
  const aligned = new Numbers(Uint8Array.prototype.slice.call(bytes, dataAt).buffer);
  return { rows: Number(rows), columns: Number(columns), values: Float32Array.from(aligned) };
}

function splitHeader(bytes: Buffer, path: string): { header: string; dataAt: number } {
  if (!isNpy(bytes)) throw expected("a .npy file", inWords("another format"), path);
  const wide = bytes[6] >= 2;
  const headerAt = wide ? 12 : 10;
  if (bytes.length < headerAt) throw expected("a .npy header", inWords(`${bytes.length} bytes`), path);
  const dataAt = headerAt + (wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8));
  if (bytes.length < dataAt) throw expected(`a .npy header of ${dataAt} bytes`, inWords(`${bytes.length} bytes`), path);
  return { header: bytes.toString("utf8", headerAt, dataAt).trim(), dataAt };
}

function field(header: string, pattern: RegExp): string | undefined {
  return header.match(pattern)?.[1];
}
