import * as tf from "@tensorflow/tfjs-core";
import { reluGrad } from "./kernels/layers.ts";

/** What follows a dense layer. */
export type Activation = "linear" | "relu";

/** Input and weights of a dense layer. */
export interface DenseInputs {
  /** [P, inputs] */
  readonly x: tf.Tensor2D;
  /** [inputs, outputs] */
  readonly weight: tf.Tensor2D;
  /** [outputs] */
  readonly bias: tf.Tensor1D;
}

/**
 * A dense layer, xW + b, then ReLU where asked for: [P, outputs]. The library's own gradient of ReLU takes eight passes on the
 * native engine; this one takes one.
 */
export function dense({ x, weight, bias }: DenseInputs, activation: Activation): tf.Tensor2D {
  const run = tf.customGrad((...args) => {
    const [x, weight, bias, save] = args as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.GradSaveFunc];
    const y = forward({ x, weight, bias }, activation);
    save(activation === "relu" ? [x, weight, y] : [x, weight]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => gradients(dy as tf.Tensor2D, saved as tf.Tensor2D[]);
    return { value: y, gradFunc };
  });
  return run(x, weight, bias) as tf.Tensor2D;
}

/** x Tᵀ + b in one pass: rows x [P, d] beside each row of a table T [N, d] with a number b [N]: [P, N]. It has no gradient. */
export function scoreRows(x: tf.Tensor2D, table: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const attrs = { transposeA: false, transposeB: true, activation: "linear" };
  return tf.engine().runKernel("_FusedMatMul", { a: x, b: table, bias }, attrs) as tf.Tensor2D;
}

function forward({ x, weight, bias }: DenseInputs, activation: Activation): tf.Tensor2D {
  const attrs = { transposeA: false, transposeB: false, activation };
  return tf.engine().runKernel("_FusedMatMul", { a: x, b: weight, bias }, attrs) as tf.Tensor2D;
}

function gradients(dy: tf.Tensor2D, [x, weight, y]: tf.Tensor2D[]): tf.Tensor[] {
  const slope = y ? reluGradient(dy, y) : dy;
  return [tf.matMul(slope, weight, false, true), tf.matMul(x, slope, true), tf.sum(slope, 0)];
}

/** max(x, 0), with the gradient of one pass. */
export function relu<T extends tf.Tensor>(x: T): T {
  const run = tf.customGrad((...args) => {
    const [x, save] = args as [tf.Tensor, tf.GradSaveFunc];
    const y = tf.relu(x);
    save([y]);
    return { value: y, gradFunc: (dy: tf.Tensor, [y]: tf.Tensor[]) => reluGradient(dy, y) };
  });
  return run(x) as T;
}

/** dy where the ReLU's output y is above 0. */
function reluGradient<T extends tf.Tensor>(dy: T, y: T): T {
  if (!tf.getKernel(reluGrad.name, tf.getBackend())) return tf.mul(dy, tf.cast(tf.greater(y, 0), "float32"));
  return tf.engine().runKernel(reluGrad.name, { dy, y }) as T;
}
