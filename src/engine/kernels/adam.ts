import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { AnySite, KernelMaker } from "./site.ts";

/** Inputs of the kernel of Adam's step: vectors of one length. */
export type AdamInputs<T> = Record<"weights" | "gradient" | "first" | "second", T>;

/** Numbers that a step of Adam depends on. */
export interface AdamAttrs {
  beta1: number;
  beta2: number;
  epsilon: number;
  rate: number;
  /** 1 − β1^t and 1 − β2^t. */
  correction1: number;
  correction2: number;
}

/** Kernel of Adam's step: the new weights, first and second moments. */
export const adamStep: KernelMaker<AdamInputs<TensorInfo>, AdamAttrs, AnySite> = {
  name: "AdamStep",
  make:
    ({ internals, kernel }) =>
    ({ inputs: { weights, gradient, first, second }, attrs }) => {
      const { beta1, beta2, epsilon, rate, correction1, correction2 } = attrs;
      const { shape } = weights;
      const outputs = [shape, shape, shape].map((it) => internals.output(it, "float32"));
      const all = [weights, gradient, first, second, ...outputs];
      const [w, g, m, v, ...to] = all.map((tensor) => internals.address(tensor));
      const moments = [beta1, 1 - beta1, correction1, beta2, 1 - beta2, correction2] as const;
      kernel.adamStep(w, g, m, v, shape[0], ...moments, epsilon, rate, to[0], to[1], to[2]);
      return outputs;
    },
};
