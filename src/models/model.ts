import type * as tf from "@tensorflow/tfjs-core";
import type { Stream } from "../core/random.ts";
import type { Parameters } from "../factors/parameters.ts";

/** One way a model is trained: what its steps lower, and what they may move for it. */
export interface Phase<Batch> {
  /** Mean loss of a batch, differentiable; `random` decides on dropout and on whatever the loss samples. */
  loss(batch: Batch, random: Stream): tf.Scalar;
  readonly variables: readonly tf.Variable[];
}

/** Examples of users, items and labels as parallel columns. */
export interface PointwiseBatch {
  readonly users: Int32Array;
  readonly items: Int32Array;
  /** What the user clicked just before, or NO_CLICK. */
  readonly lasts: Int32Array;
  /** 1 for a click, 0 for a sampled negative. */
  readonly labels: Float32Array;
}

/** A model that learns from single (user, item, label) examples. */
export interface PointwiseModel {
  readonly parameters: Parameters;
  /** One optimiser step; returns the batch's mean loss. */
  step(batch: PointwiseBatch): number;
}
