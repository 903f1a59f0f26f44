/**
 * The one place that reaches into the WebAssembly backend of TensorFlow.js: its memory and its table of tensors, which
 * are not public. `describeGap` says what is not as expected; the kernels are then left alone.
 */
import type { DataType, KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import { SlateLabError } from "../core/errors.ts";

interface Backend extends KernelBackend {
  wasm: { asm: { memory: WebAssembly.Memory }; HEAPU8: Uint8Array; _malloc(bytes: number): number };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
}

/** What of the backend's inside is missing or different, or nothing if kernels can work in it. */
export function describeGap(backend: unknown): string | undefined {
  const { wasm, dataIdMap, makeOutput } = backend as Partial<Backend>;
  if (!(wasm?.asm?.memory instanceof WebAssembly.Memory)) return "its memory is not where it was";
  if (wasm.asm.memory.buffer !== wasm.HEAPU8?.buffer) return "its memory is not the one it works in";
  if (typeof wasm._malloc !== "function") return "its allocator is not where it was";
  if (typeof dataIdMap?.get !== "function") return "its table of tensors is not where it was";
  if (typeof makeOutput !== "function") return "it cannot make an output";
  return undefined;
}

/** The inside of a backend for which `describeGap` found nothing. */
export class WasmInternals {
  readonly memory: WebAssembly.Memory;
  readonly #backend: Backend;

  constructor(backend: KernelBackend) {
    this.#backend = backend as Backend;
    this.memory = this.#backend.wasm.asm.memory;
  }

  /** Byte address of a tensor's numbers. Addresses stay when the memory grows. */
  address(tensor: TensorInfo): number {
    return this.#backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }

  /** A new tensor whose numbers are yet undefined. */
  output(shape: number[], dtype: DataType): TensorInfo {
    return this.#backend.makeOutput(shape, dtype);
  }

  /** The same numbers under a new handle and shape. */
  alias({ dataId, dtype }: TensorInfo, shape: number[]): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, dtype, shape };
  }

  /** Lets go of a handle that no tensor was made of. */
  release({ dataId }: TensorInfo): void {
    this.#backend.disposeData(dataId);
  }

  /** A block of scratch, on a cache line, for as long as the backend lives. */
  reserve(bytes: number): number {
    const start = this.#backend.wasm._malloc(bytes + 64) >>> 0;
    if (start === 0) throw new SlateLabError(`The WebAssembly backend has no ${bytes} bytes left for its kernels`);
    return (start + 63) & ~63;
  }

  /** A view of a tensor's 32-bit integers; it holds until the next allocation. */
  integers(tensor: TensorInfo): Int32Array {
    const size = tensor.shape.reduce((product, extent) => product * extent, 1);
    return new Int32Array(this.memory.buffer, this.address(tensor), size);
  }
}
