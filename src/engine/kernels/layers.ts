/** Kernels of a network's layers that TensorFlow.js has no name for, of one pass each. */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { type AnySite, type KernelMaker, sizeOf } from "./site.ts";

/** Kernel of ReLU's gradient: dy where y, the ReLU's output, is above 0, else 0. */
export const reluGrad: KernelMaker<{ dy: TensorInfo; y: TensorInfo }, object> = {
  name: "ReluGrad",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { dy, y } }) => {
      const out = internals.output(dy.shape, "float32");
      const [from, gate, to] = [dy, y, out].map((tensor) => internals.address(tensor));
      kernel.reluGrad(from, gate, sizeOf(dy.shape), to);
      return out;
    },
};

/** Kernel of a softmax of x + penalty over the last axis: x [B, h, q, k], penalty [B, 1, q, k]. */
export const maskedSoftmax: KernelMaker<{ x: TensorInfo; penalty: TensorInfo }, object> = {
  name: "MaskedSoftmax",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { x, penalty } }) => {
      const out = internals.output(x.shape, "float32");
      const [count, heads, rows, width] = x.shape;
      const [from, add, to] = [x, penalty, out].map((tensor) => internals.address(tensor));
      const bytes = 4 * rows * width;
      for (let i = 0; i < count * heads; i++)
        kernel.maskedSoftmax(from + i * bytes, add + Math.floor(i / heads) * bytes, rows, width, to + i * bytes);
      return out;
    },
};

/** Kernel of the softmax's gradient: y·(dy − Σ dy·y) over the last axis, y being the softmax's output. */
export const softmaxGrad: KernelMaker<{ dy: TensorInfo; y: TensorInfo }, object, AnySite> = {
  name: "SoftmaxGrad",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { dy, y } }) => {
      const out = internals.output(y.shape, "float32");
      const [from, weights, to] = [dy, y, out].map((tensor) => internals.address(tensor));
      kernel.softmaxGrad(from, weights, sizeOf(y.shape.slice(0, -1)), y.shape[y.shape.length - 1], to);
      return out;
    },
};

type NormTensors = Record<"x" | "gain" | "bias", TensorInfo>;

/**
 * Kernel of layer normalisation: x [P, d] → its norm [P, d], and of each row the mean [P] and the spread 1/√(variance + ε) [P].
 */
export const layerNorm: KernelMaker<NormTensors, { epsilon: number }, AnySite> = {
  name: "LayerNorm",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { x, gain, bias }, attrs: { epsilon } }) => {
      const [rows, width] = x.shape;
      const outputs = [x.shape, [rows], [rows]].map((shape) => internals.output(shape, "float32"));
      const [from, by, plus, ...to] = [x, gain, bias, ...outputs].map((tensor) => internals.address(tensor));
      kernel.layerNorm(from, by, plus, rows, width, epsilon, to[0], to[1], to[2]);
      return outputs;
    },
};

/** `mean` and `spread` are outputs of `layerNorm`. */
type NormGradInputs = Record<"dy" | "x" | "mean" | "spread" | "gain", TensorInfo>;

/** Kernel of the gradients of layer normalisation. */
export const layerNormGrad: KernelMaker<NormGradInputs, object, AnySite> = {
  name: "LayerNormGrad",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { dy, x, mean, spread, gain } }) => {
      const [rows, width] = dy.shape;
      const outputs = [dy.shape, [width], [width]].map((shape) => internals.output(shape, "float32"));
      const at = (tensor: TensorInfo) => internals.address(tensor);
      const to = outputs.map(at);
      kernel.layerNormGrad(at(dy), at(x), at(mean), at(spread), at(gain), rows, width, to[0], to[1], to[2]);
      return outputs;
    },
};
