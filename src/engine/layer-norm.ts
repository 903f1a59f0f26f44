import * as tf from "@tensorflow/tfjs-core";
import { layerNormGrad, layerNorm as layerNormKernel } from "./kernels/layers.ts";

export interface LayerNormInputs {
  /** [P, d] */
  readonly x: tf.Tensor2D;
  /** [d] */
  readonly gain: tf.Tensor1D;
  /** [d] */
  readonly bias: tf.Tensor1D;
}

/** Its output, and what its gradient wants: the output before gain and bias, and 1/√(variance + ε) of each row. */
type Forward = [value: tf.Tensor, unit: tf.Tensor, scale: tf.Tensor];

/** Both ways of doing it: by kernels of one pass each, or of the library's own operations. */
interface Way {
  forward(inputs: LayerNormInputs, epsilon: number): Forward;
  /** By x, gain and bias. */
  gradients(inputs: Record<"dy" | "unit" | "scale" | "gain", tf.Tensor>): tf.Tensor[];
}

const FUSED: Way = {
  forward: (inputs, epsilon) => tf.engine().runKernel(layerNormKernel.name, { ...inputs }, { epsilon }) as Forward,
  gradients: (inputs) => tf.engine().runKernel(layerNormGrad.name, inputs) as tf.Tensor[],
};

const COMPOSED: Way = {
  forward: ({ x, gain, bias }, epsilon) => {
    const centred = tf.sub(x, tf.mean(x, 1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon)); // [P, 1]
    const unit = tf.mul(centred, scale); // [P, d]
    return [tf.add(tf.mul(unit, gain), bias), unit, scale];
  },
  gradients: ({ dy, unit, scale, gain }) => {
    const slope = tf.mul(dy, gain);
    const along = tf.mul(unit, tf.mean(tf.mul(slope, unit), 1, true));
    const dx = tf.mul(scale, tf.sub(tf.sub(slope, tf.mean(slope, 1, true)), along));
    return [dx, tf.sum(tf.mul(dy, unit), 0), tf.sum(dy, 0)];
  },
};

/** Ba, Kiros, Hinton: Layer Normalization, 2016; over the last axis, with the variance of the population. */
export function layerNorm({ x, gain, bias }: LayerNormInputs, epsilon: number): tf.Tensor2D {
  const way = tf.getKernel(layerNormKernel.name, tf.getBackend()) ? FUSED : COMPOSED;
  const run = tf.customGrad((...args) => {
    const [x, gain, bias, save] = args as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const [value, unit, scale] = way.forward({ x, gain, bias }, epsilon);
    save([unit, scale, gain]);
    const gradFunc = (dy: tf.Tensor, [unit, scale, gain]: tf.Tensor[]) => way.gradients({ dy, unit, scale, gain });
    return { value, gradFunc };
  });
  return run(x, gain, bias) as tf.Tensor2D;
}
