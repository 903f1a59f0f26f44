import * as tf from "@tensorflow/tfjs-core";
import { type DistanceInputs, distancesGrad, distances as distancesKernel } from "./kernels/memory.ts";

/** Inside the root of a distance, so that it has a slope at 0. */
const EPSILON = 1e-12;

/** Whose distances, and to what. */
export interface Distances extends DistanceInputs<tf.Tensor> {
  /** [B, d] */
  readonly from: tf.Tensor2D;
  /** k vectors for each row, [B, k, d], or the same for all, [1, k, d] */
  readonly to: tf.Tensor3D;
}

/** Euclidean distances, √(Σ (x − t)² + 1e-12), differentiable: [B, k] */
export function distances(ends: Distances): tf.Tensor2D {
  return tf.getKernel(distancesKernel.name, tf.getBackend()) ? fusedDistances(ends) : composedDistances(ends);
}

/** One kernel forward and one backward. */
function fusedDistances({ from, to }: Distances): tf.Tensor2D {
  const run = tf.customGrad((...args) => {
    const [from, to, save] = args as [tf.Tensor, tf.Tensor, tf.GradSaveFunc];
    const y = tf.engine().runKernel(distancesKernel.name, { from, to }, { epsilon: EPSILON }) as tf.Tensor;
    save([y, from, to]);
    return { value: y, gradFunc };
  });
  return run(from, to) as tf.Tensor2D;
}

function gradFunc(dy: tf.Tensor, [y, from, to]: tf.Tensor[]): tf.Tensor[] {
  return tf.engine().runKernel(distancesGrad.name, { dy, y, from, to }) as tf.Tensor[];
}

/** The same made of TensorFlow.js' own operations, for an engine without the kernels. */
function composedDistances({ from, to }: Distances): tf.Tensor2D {
  return tf.sqrt(tf.add(tf.sum(tf.square(tf.sub(tf.expandDims(from, 1), to)), -1), EPSILON));
}
