import type * as tf from "@tensorflow/tfjs-core";
import type { Stream } from "../core/random.ts";

/** One way a model is trained: what its steps lower, and what they may move for it. */
export interface Phase<Batch> {
  /** Mean loss of a batch, differentiable; `random` decides on dropout and on whatever the loss samples. */
  loss(batch: Batch, random: Stream): tf.Scalar;
  readonly variables: readonly tf.Variable[];
}
