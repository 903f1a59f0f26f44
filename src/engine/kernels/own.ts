/** Kernels of this project that TensorFlow.js has no name for. The functions that use them do without where they lack. */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import { expected } from "../../core/errors.ts";
import { type KernelMaker, sizeOf } from "./site.ts";

/** What a mask of dropout is drawn from. */
export interface MaskAttrs {
  shape: number[];
  keys: readonly [number, number];
  threshold: number;
  scale: number;
}

/** Kernel that draws a mask of dropout. */
export const dropoutMask: KernelMaker<object, MaskAttrs> = {
  name: "DropoutMask",
  make:
    ({ internals, kernel }) =>
    ({ attrs: { shape, keys, threshold, scale } }) => {
      const out = internals.output(shape, "float32");
      kernel.dropoutMask(sizeOf(shape), keys[0], keys[1], threshold, scale, internals.address(out));
      return out;
    },
};

/**
 * Kernel of the cross-entropy: the loss [N] of logits [N, C] and labels [N], and what its gradient wants: here the rows'
 * logsumexp [N].
 */
export const crossEntropy: KernelMaker<{ logits: TensorInfo; labels: TensorInfo }, object> = {
  name: "SparseCrossEntropy",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { logits, labels } }) => {
      const [rows, width] = logits.shape;
      const [loss, lse] = [internals.output([rows], "float32"), internals.output([rows], "float32")];
      const [x, ids, ...to] = [logits, labels, loss, lse].map((tensor) => internals.address(tensor));
      const wrong = kernel.crossEntropy(x, ids, rows, width, to[0], to[1]);
      if (wrong >= 0) throw expected(`labels in 0..${width - 1}`, internals.integers(labels)[wrong], "cross-entropy");
      return [loss, lse];
    },
};

/** What `crossEntropyGrad` takes; `state` is the second output of `crossEntropy`. */
type GradInputs = Record<"logits" | "labels" | "state" | "dy", TensorInfo>;

/** Kernel of the gradient of the cross-entropy. */
export const crossEntropyGrad: KernelMaker<GradInputs, object> = {
  name: "SparseCrossEntropyGrad",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { logits, labels, state, dy } }) => {
      const out = internals.output(logits.shape, "float32");
      const [x, ids, sums, from, to] = [logits, labels, state, dy, out].map((tensor) => internals.address(tensor));
      kernel.crossEntropyGrad(x, ids, sums, from, logits.shape[0], logits.shape[1], to);
      return out;
    },
};
