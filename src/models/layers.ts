/** Layers on rows, [P, width]: dense, layer norm, table look-up. Weights are variables that the caller names. */
import * as tf from "@tensorflow/tfjs-core";
import type { Stream } from "../core/random.ts";
import { type Activation, dense as denseOf } from "../engine/dense.ts";
import { layerNorm as layerNormOf } from "../engine/layer-norm.ts";
import { fillTruncatedNormal } from "../factors/truncated-normal.ts";
import type { Weights } from "./weights.ts";

/** Dropout of a tensor while training, the identity otherwise. */
export type Drop = <T extends tf.Tensor>(x: T) => T;

/** Drops nothing: for a model that is not being trained. */
export const keepAll: Drop = (x) => x;

/** Weights of a dense layer. */
export interface DenseWeights {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** Weights of layer normalisation. */
export interface NormWeights {
  readonly gain: tf.Tensor1D;
  readonly bias: tf.Tensor1D;
}

/** Where new weights go, and what they are drawn from. */
export interface Initial {
  readonly weights: Weights;
  readonly random: Stream;
}

/** Small enough that the first logits are near 0 (N(0, 1) tables start them at sd 11 for a width of 128). */
const TABLE_SD = 0.02;

/** Adds a table of vectors to a model's weights, [rows, width], from a truncated normal of sd 0.02. */
export function addTable({ weights, random }: Initial, name: string, shape: [number, number]): tf.Variable<tf.Rank.R2> {
  return weights.add(name, shape, (values) => fillTruncatedNormal(values, random.fork(name), TABLE_SD));
}

/** Adds a dense layer to a model's weights: y = xW + b with W [inputs, outputs] from Glorot's normal and b = 0. */
export function addDense(
  { weights, random }: Initial,
  name: string,
  [inputs, outputs]: [number, number],
): DenseWeights {
  const sd = Math.sqrt(2 / (inputs + outputs));
  const fill = (values: Float32Array) => fillTruncatedNormal(values, random.fork(name), sd);
  return {
    weight: weights.add<tf.Rank.R2>(`${name}/weight`, [inputs, outputs], fill),
    bias: weights.add<tf.Rank.R1>(`${name}/bias`, [outputs]),
  };
}

/** Adds a layer norm to a model's weights, which starts as gain 1 and bias 0. */
export function addNorm({ weights }: Initial, name: string, width: number): NormWeights {
  return {
    gain: weights.add<tf.Rank.R1>(`${name}/gain`, [width], (values) => values.fill(1)),
    bias: weights.add<tf.Rank.R1>(`${name}/bias`, [width]),
  };
}

/** A dense layer, xW + b, then ReLU where asked for: [P, inputs] → [P, outputs] */
export function dense(x: tf.Tensor2D, weights: DenseWeights, activation: Activation = "linear"): tf.Tensor2D {
  return denseOf({ x, ...weights }, activation);
}

/** Layer normalisation (Ba, Kiros, Hinton, 2016) over the last axis. */
export function layerNorm(x: tf.Tensor2D, weights: NormWeights, epsilon: number): tf.Tensor2D {
  return layerNormOf({ x, ...weights }, epsilon);
}

/** Looks up rows of a table: [rows, width] and ids [P] → [P, width] */
export function lookUp(table: tf.Tensor2D, ids: Int32Array): tf.Tensor2D {
  const places = tf.tensor1d(ids, "int32");
  const gather = tf.customGrad((...args) => {
    const [table, save] = args as [tf.Tensor2D, tf.GradSaveFunc];
    save([places]);
    const gradFunc = (dy: tf.Tensor, [places]: tf.Tensor[]) => sumByRow(dy, places, table.shape[0]);
    return { value: tf.gather(table, places), gradFunc };
  });
  return gather(table) as tf.Tensor2D;
}

/** Sums vectors by row id, the gradient of `lookUp`: [P, width] and ids [P] → [rows, width] */
export function sumByRow(x: tf.Tensor, ids: tf.Tensor, rows: number): tf.Tensor {
  return tf.unsortedSegmentSum(x, ids as tf.Tensor1D, rows);
}
