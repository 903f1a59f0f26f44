import type { DataType, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import type { TensorKernel } from "../tensor-kernel.ts";
import type { WasmInternals } from "../wasm-internals.ts";

/** What a kernel works with on any engine: tensors by address, and the compiled functions. */
export interface AnySite {
  internals: Pick<WasmInternals, "address" | "output" | "release">;
  kernel: TensorKernel;
}

/** What a kernel of the WebAssembly backend works with: the backend's inside, and the kernels that were there before. */
export interface KernelSite extends AnySite {
  internals: WasmInternals;
  /** The backend's own kernel of a name, for the cases that ours does not serve. */
  stock(name: string): KernelFunc;
}

/** What a kernel is called with. */
export interface KernelArgs<Inputs, Attrs> {
  inputs: Inputs;
  attrs: Attrs;
}

/** Makes a kernel that takes the place of the backend's own one of the same name, or is new. */
export interface KernelMaker<Inputs, Attrs, Site extends AnySite = KernelSite> {
  name: string;
  make(site: Site): (args: KernelArgs<Inputs, Attrs>) => TensorInfo | TensorInfo[];
}

/** Number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Bytes of one element; undefined for text and complex numbers, which are left to the backend. */
export const bytesOf = (dtype: DataType): number | undefined =>
  ({ float32: 4, int32: 4, bool: 1, string: undefined, complex64: undefined })[dtype];

/** For each place of the broadcast shape, in order, the place of `own` it is made of. */
export function broadcastIndex(own: readonly number[], broadcast: readonly number[]): Int32Array {
  const index = new Int32Array(sizeOf(broadcast));
  let filled = 1;
  let stride = 1;
  for (let axis = 1; axis <= broadcast.length; axis++) {
    const extent = broadcast[broadcast.length - axis];
    const ours = own[own.length - axis] ?? 1;
    const step = ours === 1 ? 0 : stride;
    for (let i = filled; i < filled * extent; i++) index[i] = index[i - filled] + step;
    stride *= ours;
    filled *= extent;
  }
  return index;
}
