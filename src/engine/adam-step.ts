import * as tf from "@tensorflow/tfjs-core";
import { type AdamAttrs, type AdamInputs, adamStep as adamKernel } from "./kernels/adam.ts";

/** The kernel works on copies on the native engine: of more numbers than this they would take too much memory for good. */
const MOST = 2 ** 22;

type Stepped = [weights: tf.Tensor1D, first: tf.Tensor1D, second: tf.Tensor1D];

/**
 * A step of Adam (Kingma, Ba: ICLR 2015): the new weights, first and second moments, as float32 makes them of TensorFlow.js'
 * own operations. Call it inside a tidy.
 */
export function adamStep(inputs: AdamInputs<tf.Tensor1D>, attrs: AdamAttrs): Stepped {
  const fused = inputs.weights.size <= MOST && tf.getKernel(adamKernel.name, tf.getBackend());
  if (!fused) return composedStep(inputs, attrs);
  const given = { ...inputs } as unknown as tf.NamedTensorMap;
  return tf.engine().runKernel(adamKernel.name, given, { ...attrs }) as Stepped;
}

/** A step of Adam made of TensorFlow.js' own operations, for an engine without the kernel, or many numbers. */
export function composedStep({ weights, gradient, first, second }: AdamInputs<tf.Tensor1D>, attrs: AdamAttrs): Stepped {
  const { beta1, beta2, epsilon, rate, correction1, correction2 } = attrs;
  const m = tf.add<tf.Tensor1D>(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
  const v = tf.add<tf.Tensor1D>(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const by = tf.div(tf.div(m, correction1), tf.add(tf.sqrt(tf.div(v, correction2)), epsilon));
  return [tf.add(tf.mul(by, -rate), weights), m, v];
}
