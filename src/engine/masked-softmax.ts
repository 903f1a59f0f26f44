import * as tf from "@tensorflow/tfjs-core";
import { maskedSoftmax as maskedKernel, softmaxGrad } from "./kernels/layers.ts";

/**
 * Softmax of scores + penalty over the last axis. A large negative penalty gives a place no weight; in a row where all have
 * the same one, the weights are those of the scores, as far as float32 has room for them beside the penalty.
 *
 * @param scores [B, h, q, k]
 * @param penalty [B, 1, q, k]; it has no gradient
 */
export function maskedSoftmax(scores: tf.Tensor4D, penalty: tf.Tensor4D): tf.Tensor4D {
  const run = tf.customGrad((...args) => {
    const [x, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const weights = kernel(maskedKernel.name, { x, penalty }) ?? tf.softmax(tf.add(x, penalty));
    save([weights]);
    const gradFunc = (dy: tf.Tensor, [y]: tf.Tensor[]) =>
      kernel(softmaxGrad.name, { dy, y }) ?? composedGradient(dy, y);
    return { value: weights, gradFunc };
  });
  return run(scores) as tf.Tensor4D;
}

/** What the engine's kernel of that name computes, in one pass; undefined where the engine has no such kernel. */
function kernel(name: string, inputs: tf.NamedTensorMap): tf.Tensor | undefined {
  return tf.getKernel(name, tf.getBackend()) && (tf.engine().runKernel(name, inputs) as tf.Tensor);
}

function composedGradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const flow = tf.mul(dy, y);
  return tf.sub(flow, tf.mul(tf.sum(flow, -1, true), y));
}
