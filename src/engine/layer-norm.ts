import * as tf from "@tensorflow/tfjs-core";
import { layerNormGrad, layerNorm as layerNormKernel } from "./kernels/layers.ts";

/** Input and weights of layer normalisation. */
export interface LayerNormInputs {
  /** [P, d] */
  readonly x: tf.Tensor2D;
  /** [d] */
  readonly gain: tf.Tensor1D;
  /** [d] */
  readonly bias: tf.Tensor1D;
}

/** What layer normalisation gives: the output [P, d], and of each row the mean and the spread 1/√(variance + ε), [P] or [P, 1]. */
type Forward = [value: tf.Tensor, mean: tf.Tensor, spread: tf.Tensor];
type Slopes = Record<"dy" | "x" | "gain" | "mean" | "spread", tf.Tensor>;

/** Both ways of doing it: by kernels of one pass, or of the library's own operations. */
interface Way {
  forward(inputs: LayerNormInputs, epsilon: number): Forward;
  /** By x, gain and bias. */
  gradients(inputs: Slopes): tf.Tensor[];
}

const FUSED: Way = {
  forward: (inputs, epsilon) => tf.engine().runKernel(layerNormKernel.name, { ...inputs }, { epsilon }) as Forward,
  gradients: (inputs) => tf.engine().runKernel(layerNormGrad.name, inputs) as tf.Tensor[],
};

const COMPOSED: Way = {
  forward: ({ x, gain, bias }, epsilon) => {
    const mean = tf.mean(x, 1, true); // [P, 1]
    const centred = tf.sub(x, mean);
    const spread = tf.rsqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon)); // [P, 1]
    return [tf.add(tf.mul(tf.mul(centred, spread), gain), bias), mean, spread];
  },
  gradients: ({ dy, x, gain, mean, spread }) => {
    const unit = tf.mul(tf.sub(x, mean), spread);
    const slope = tf.mul(dy, gain);
    const along = tf.mul(unit, tf.mean(tf.mul(slope, unit), 1, true));
    const dx = tf.mul(spread, tf.sub(tf.sub(slope, tf.mean(slope, 1, true)), along));
    return [dx, tf.sum(tf.mul(dy, unit), 0), tf.sum(dy, 0)];
  },
};

/** Layer normalisation (Ba, Kiros, Hinton, 2016) over the last axis, with the variance of the population. */
export function layerNorm({ x, gain, bias }: LayerNormInputs, epsilon: number): tf.Tensor2D {
  const way = tf.getKernel(layerNormKernel.name, tf.getBackend()) ? FUSED : COMPOSED;
  const run = tf.customGrad((...args) => {
    const [x, gain, bias, save] = args as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
    const [value, ...state] = way.forward({ x, gain, bias }, epsilon);
    save([x, gain, ...state]);
    const gradFunc = (dy: tf.Tensor, [x, gain, mean, spread]: tf.Tensor[]) =>
      way.gradients({ dy, x, gain, mean, spread });
    return { value, gradFunc };
  });
  return run(x, gain, bias) as tf.Tensor2D;
}
