/** Safetensors files that any program may have written: weights out of PyTorch. Our own are read by blob-file.ts. */
import { readFileSync, statSync } from "node:fs";
import { expected, inWords, SlateLabError, UsageError } from "../core/errors.ts";
import {
  headerEnd,
  LENGTH_BYTES,
  numbersLength,
  parseHeader,
  type Safetensor,
  type SafetensorsHeader,
  viewTensors,
} from "./safetensors.ts";

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, Safetensor>>;
}

const WANTED = "a safetensors file";
/** Node reads at most this much at a time. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * Reads a safetensors file whole. Throws a UsageError that names it where there is none, for a file that is not as the format says,
 * and for numbers of a type that `DTYPES` has not.
 */
export function readSafetensors(path: string): SafetensorsFile {
  const bytes = fileBytes(path);
  const { metadata, placed } = headerOf(bytes, path);
  // A copy, since the header may end anywhere.
  const views = viewTensors(Uint8Array.from(bytes.subarray(headerEnd(bytes))), placed);
  const tensors = Object.entries(placed).map(([name, { shape }]) => [name, { shape, data: views[name] }]);
  return { metadata, tensors: Object.fromEntries(tensors) };
}

function fileBytes(path: string): Buffer {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw expected(WANTED, inWords("no such file"), path);
  if (stats.isDirectory()) throw expected(WANTED, inWords("a folder"), path);
  if (stats.size > MOST_BYTES) throw expected(`a file of at most ${MOST_BYTES} bytes`, stats.size, path);
  return readFileSync(path);
}

function headerOf(bytes: Buffer, path: string): SafetensorsHeader {
  if (bytes.toString("latin1", 0, 2) === "PK") throw expected(WANTED, inWords(PICKLED), path);
  if (bytes.length < LENGTH_BYTES || headerEnd(bytes) > bytes.length)
    throw expected(WANTED, inWords(`${bytes.length} bytes of something else, or not all of one`), path);
  const header = withPath(path, () => parseHeader(bytes));
  const [length, told] = [bytes.length - headerEnd(bytes), numbersLength(header.placed)];
  if (length !== told) throw expected(`${told} bytes of numbers, as its header says`, length, path);
  return header;
}

/** `torch.save` writes a zip file. */
const PICKLED =
  "a zip file, as torch.save writes: in Python, safetensors.torch.save_file(torch.load(FILE, map_location='cpu'), NEW) makes one";

/** The file is what a user gave: what is wrong in it is bad usage. */
function withPath<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SlateLabError) throw new UsageError(`${path}: ${cause.message}`, { cause });
    throw cause;
  }
}
