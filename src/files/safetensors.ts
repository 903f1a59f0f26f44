/**
 * safetensors, the open format in which PyTorch, TensorFlow and JAX exchange weights
 * (https://huggingface.co/docs/safetensors): a u64 with the length of a JSON header, the header, the numbers.
 */
import { bytesOf, writeWholeFile } from "./whole-file.ts";

export interface Safetensor {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Where the numbers start is a multiple of this. */
const ALIGNMENT = 8;

/** Writes tensors as float32, whole or not at all; `facts` go into the header. Throws a SlateLabError when the disk fails. */
export function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, Safetensor>>,
  facts: Readonly<Record<string, string>>,
): void {
  const numbers = Object.values(tensors).map(({ data }) => bytesOf(Float32Array.from(data)));
  const text = JSON.stringify({ __metadata__: facts, ...layout(tensors) });
  const header = new TextEncoder().encode(text.padEnd(text.length + spare(Buffer.byteLength(text))));
  const length = new BigUint64Array([BigInt(header.length)]);
  writeWholeFile(path, [bytesOf(length), header, ...numbers]);
}

function layout(tensors: Readonly<Record<string, Safetensor>>) {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
    const start = end;
    end += data.length * Float32Array.BYTES_PER_ELEMENT;
    return [name, { dtype: "F32", shape, data_offsets: [start, end] }];
  });
  return Object.fromEntries(entries);
}

function spare(bytes: number): number {
  return (ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT;
}
