import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Section } from "../../src/core/checkpoint.ts";

/** A file or folder that slatelab 0.1 wrote. */
export function oldFile(name: string): string {
  return fileURLToPath(new URL(`./fixtures/format-1/${name}`, import.meta.url));
}

export interface Writer {
  /** Waits until it has told once more. */
  written(): Promise<void>;
  kill(): void;
  /** Waits for its end, and gives the signal that ended it. */
  ended(): Promise<string | null>;
}

/** Starts a process that runs `body` over what built modules of src export; `tell()` in it says that a file is written. */
export function startWriter(modules: readonly string[], body: string): Writer {
  const urls = modules.map((name) => new URL(`../../dist/src/${name}.js`, import.meta.url).href);
  const imports = urls.map((url) => `...(await import(${JSON.stringify(url)}))`);
  const names = "writeBlobFile, writeCheckpoint";
  const code = `const { ${names} } = { ${imports.join(", ")} };
    import { writeSync } from "node:fs";
    const tell = () => writeSync(1, ".");
    ${body}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const end = once(child, "close");
  return {
    written: async () => void (await Promise.race([once(child.stdout, "data"), end.then(failed)])),
    kill: () => child.kill("SIGKILL"),
    ended: async () => (await end)[1],
  };
}

function failed(): never {
  throw new Error("The writer ended before it told that a file is written");
}

const WIDTHS: Readonly<Record<string, number>> = { I8: 1, U8: 1, I16: 2, U16: 2, I32: 4, U32: 4, F32: 4, F64: 8 };

/** One of safetensors' arrays. */
export interface PlainTensor {
  readonly dtype: string;
  readonly shape: number[];
  /** Where its numbers start in the file. */
  readonly offset: number;
  readonly values: number[];
}

/**
 * Reads a file by the specification of safetensors, in the plainest code, and throws where it breaks a rule: a header that
 * begins with a brace and is at most 100 MB; texts as metadata; numbers of the lengths that shapes say, without a hole.
 */
export function readBySpecification(path: string): {
  metadata: Record<string, string>;
  tensors: Record<string, PlainTensor>;
} {
  const bytes = readFileSync(path);
  const length = Number(bytes.readBigUInt64LE(0));
  if (length > 100e6 || bytes[8] !== "{".charCodeAt(0)) throw new Error("not the header of safetensors");
  const { __metadata__: metadata, ...entries } = JSON.parse(bytes.toString("utf8", 8, 8 + length));
  if (!Object.values(metadata).every((it) => typeof it === "string")) throw new Error("metadata that is no text");
  let end = 0;
  const tensors: Record<string, PlainTensor> = {};
  const inOrder = Object.entries(entries as Record<string, { dtype: string; shape: number[]; data_offsets: number[] }>);
  inOrder.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  for (const [name, { dtype, shape, data_offsets }] of inOrder) {
    const [from, to] = data_offsets;
    const count = shape.reduce((product, extent) => product * extent, 1);
    if (from !== end || to - from !== count * WIDTHS[dtype]) throw new Error(`${name}: a hole, or another length`);
    end = to;
    const offset = 8 + length + from;
    const values = Array.from({ length: count }, (_, i) => numberAt(bytes, dtype, offset + i * WIDTHS[dtype]));
    tensors[name] = { dtype, shape, offset, values };
  }
  if (8 + length + end !== bytes.length) throw new Error("more or less than the numbers");
  return { metadata, tensors };
}

function numberAt(bytes: Buffer, dtype: string, at: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (dtype === "F32") return view.getFloat32(at, true);
  if (dtype === "F64") return view.getFloat64(at, true);
  const width = WIDTHS[dtype];
  return dtype.startsWith("U") ? bytes.readUIntLE(at, width) : bytes.readIntLE(at, width);
}

/** A section as plain numbers. */
export function plain(section: Section): number[] {
  return Array.from(section);
}
