/**
 * The one place that reaches into the WebAssembly backend of TensorFlow.js: its memory and its table of tensors, which
 * are not public. `describeGap` says what is not as expected; the kernels are then left alone.
 */
import { type DataType, type KernelBackend, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { SlateLabError } from "../core/errors.ts";
import { roundUp } from "../core/round-up.ts";

interface Backend extends KernelBackend {
  wasm: { asm: { memory: WebAssembly.Memory }; HEAPU8: Uint8Array; _malloc(bytes: number): number };
  dataIdMap: { get(dataId: object): { memoryOffset: number } };
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
}

/** Bytes that a 32-bit memory can have. */
const ADDRESSES = 2 ** 32;

/** Whether our kernels can work inside a WebAssembly backend: what is missing or different there, or nothing. */
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

  /**
   * A new tensor whose numbers are yet undefined.
   *
   * @throws SlateLabError where the memory is full: the backend itself would go on at address 0, over its own data.
   */
  output(shape: number[], dtype: DataType): TensorInfo {
    const bytes = util.sizeFromShape(shape) * util.bytesPerElement(dtype);
    const fits = bytes < ADDRESSES;
    const out = fits ? this.#backend.makeOutput(shape, dtype) : undefined;
    if (!out || this.address(out) === 0)
      throw new SlateLabError(
        `The WebAssembly engine has no room for a tensor of shape [${shape}]: it holds 4 GB in all`,
      );
    return out;
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
    return roundUp(start, 64);
  }

  /** A view of a tensor's 32-bit integers; it holds until the next allocation. */
  integers(tensor: TensorInfo): Int32Array {
    return new Int32Array(this.memory.buffer, this.address(tensor), util.sizeFromShape(tensor.shape));
  }
}
