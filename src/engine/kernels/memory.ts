/** Kernels of a memory that is addressed by distances, and read and written in turns. */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type AnySite, type KernelMaker, sizeOf } from "./site.ts";

/** Inputs of the kernel of distances: from [B, d], to [B, k, d] or, the same for all rows, [1, k, d]. */
export type DistanceInputs<T> = Record<"from" | "to", T>;

const distanceSizes = ({ from, to }: DistanceInputs<TensorInfo>) => {
  const [rows, width] = from.shape;
  const [lists, count] = to.shape;
  return { sizes: [rows, count, width] as const, step: lists === 1 ? 0 : 4 * count * width };
};

/** Kernel of distances, √(Σ (x − t)² + ε): [B, k] */
export const distances: KernelMaker<DistanceInputs<TensorInfo>, { epsilon: number }, AnySite> = {
  name: "Distances",
  make:
    ({ internals, kernel }) =>
    ({ inputs, attrs: { epsilon } }) => {
      const { sizes, step } = distanceSizes(inputs);
      const out = internals.output([sizes[0], sizes[1]], "float32");
      const [x, t, to] = [inputs.from, inputs.to, out].map((tensor) => internals.address(tensor));
      kernel.distances(x, t, step, ...sizes, epsilon, to);
      return out;
    },
};

/** `y` is the output of `distances`. */
type DistanceGradInputs = DistanceInputs<TensorInfo> & Record<"dy" | "y", TensorInfo>;

/** Kernel of the gradients of distances by both inputs. */
export const distancesGrad: KernelMaker<DistanceGradInputs, object, AnySite> = {
  name: "DistancesGrad",
  make:
    ({ internals, kernel }) =>
    ({ inputs }) => {
      const { dy, y, from, to } = inputs;
      const { sizes, step } = distanceSizes(inputs);
      const outputs = [from, to].map(({ shape }) => internals.output(shape, "float32"));
      const [slope, far, x, t, ...out] = [dy, y, from, to, ...outputs].map((tensor) => internals.address(tensor));
      kernel.distancesGrad(slope, far, x, t, step, ...sizes, out[0], out[1]);
      return outputs;
    },
};

/** Inputs of the kernel of a memory's turns: memory [H, d], addresses [B, H], erase and add [B, d]. */
export type TurnInputs<T> = Record<"memory" | "addresses" | "erase" | "add", T>;

/** What of a write counts. */
export interface TurnAttrs {
  writeShare: number;
}

const turnSizes = ({ addresses, memory }: TurnInputs<TensorInfo>) =>
  [...addresses.shape, memory.shape[1]] as [rows: number, slots: number, width: number];

/** Kernel of a memory's turns: what is read in each, and below it the memory after the last, [B + H, d] */
export const memoryTurns: KernelMaker<TurnInputs<TensorInfo>, TurnAttrs, AnySite> = {
  name: "MemoryTurns",
  make:
    ({ internals, kernel }) =>
    ({ inputs, attrs: { writeShare } }) => {
      const [rows, slots, width] = turnSizes(inputs);
      const out = internals.output([rows + slots, width], "float32");
      const { memory, addresses, erase, add } = inputs;
      const [v, w, e, a, reads] = [memory, addresses, erase, add, out].map((tensor) => internals.address(tensor));
      kernel.memoryTurns(v, w, e, a, rows, slots, width, writeShare, reads, reads + 4 * rows * width);
      return out;
    },
};

/** Kernel of the gradients of a memory's turns by its four inputs. */
export const memoryTurnsGrad: KernelMaker<TurnInputs<TensorInfo> & { dy: TensorInfo }, TurnAttrs, AnySite> = {
  name: "MemoryTurnsGrad",
  make:
    ({ internals, kernel }) =>
    ({ inputs, attrs: { writeShare } }) => {
      const sizes = turnSizes(inputs);
      const { dy, memory, addresses, erase, add } = inputs;
      const states = internals.output([sizeOf(sizes)], "float32");
      const outputs = [memory, addresses, erase, add].map(({ shape }) => internals.output(shape, "float32"));
      const [slope, v, w, e, a] = [dy, memory, addresses, erase, add].map((tensor) => internals.address(tensor));
      const [room, ...to] = [states, ...outputs].map((tensor) => internals.address(tensor));
      kernel.memoryTurnsGrad(slope, v, w, e, a, ...sizes, writeShare, room, to[0], to[1], to[2], to[3]);
      internals.release(states);
      return outputs;
    },
};
