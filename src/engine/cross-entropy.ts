import * as tf from "@tensorflow/tfjs-core";
import { expected } from "../core/errors.ts";
import { crossEntropyGrad, crossEntropy as crossEntropyKernel } from "./kernels/own.ts";

/**
 * Softmax cross-entropy of each row: logsumexp(logits) − logits[label], without a one-hot table and with one pass over
 * the logits for the gradient, dy · (softmax − 1 at the label). Rows whose dy is 0 (padding, weighted by 0 in the mean)
 * cost next to nothing.
 *
 * @param logits [N, C]
 * @param labels int32 [N], in 0..C-1
 * @returns [N]
 */
export function sparseCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  if (labels.dtype !== "int32") throw expected("int32 labels", labels.dtype, "sparseCrossEntropy");
  if (labels.shape[0] !== logits.shape[0]) throw expected(`${logits.shape[0]} labels`, labels.shape[0]);
  const fused = tf.getKernel(crossEntropyKernel.name, tf.getBackend());
  return fused ? fusedCrossEntropy(logits, labels) : composedCrossEntropy(logits, labels);
}

/** One kernel forward and one backward: SparseCrossEntropy of src/engine/kernels/own.ts or native-kernels.ts. */
function fusedCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const op = tf.customGrad((input, save) => {
    const inputs = { logits: input as tf.Tensor, labels };
    const [value, state] = tf.engine().runKernel(crossEntropyKernel.name, inputs) as tf.Tensor1D[];
    (save as tf.GradSaveFunc)([inputs.logits, labels, state]);
    return { value, gradFunc: fusedGradient };
  });
  return op(logits) as tf.Tensor1D;
}

function fusedGradient(dy: tf.Tensor, [logits, labels, state]: tf.Tensor[]): tf.Tensor {
  return tf.engine().runKernel(crossEntropyGrad.name, { logits, labels, state, dy }) as tf.Tensor;
}

/** Softmax cross-entropy made of TensorFlow.js' own operations, for an engine without the kernels. */
export function composedCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const op = tf.customGrad((input, save) => {
    const x = input as tf.Tensor2D;
    const places = tf.stack([tf.range(0, x.shape[0], 1, "int32"), labels], 1);
    (save as tf.GradSaveFunc)([x, labels]);
    return { value: tf.sub(tf.logSumExp(x, 1), tf.gatherND(x, places)), gradFunc: composedGradient };
  });
  return op(logits) as tf.Tensor1D;
}

function composedGradient(dy: tf.Tensor, [logits, labels]: tf.Tensor[]): tf.Tensor {
  const hot = tf.oneHot(labels as tf.Tensor1D, logits.shape[1] as number);
  return tf.mul(tf.expandDims(dy, 1), tf.sub(tf.softmax(logits), hot));
}
