import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { layerNorm } from "../../src/engine/layer-norm.ts";
import { maskedSoftmax } from "../../src/engine/masked-softmax.ts";
import { difference, ENGINES, gradientGap, tensor, valuesOf, valuesWithout } from "./engines.ts";

const squares = (x: tf.Tensor) => tf.sum(tf.square(x)) as tf.Scalar;
const KERNELS = ["LayerNorm", "LayerNormGrad", "MaskedSoftmax", "SoftmaxGrad"];

function expectSame(compute: () => tf.Tensor[], tolerance: number): void {
  const ours = valuesOf(compute);
  for (const [i, { shape, values }] of valuesWithout(KERNELS, compute).entries()) {
    expect(ours[i].shape).toEqual(shape);
    expect(difference(ours[i].values, values)).toBeLessThan(tolerance);
  }
}

/** The definition, in float64. */
function plainNorm(rows: number[][], gain: number[], bias: number[]): number[] {
  return rows.flatMap((row) => {
    const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
    const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
    return row.map((x, i) => ((x - mean) / Math.sqrt(variance + 1e-5)) * gain[i] + bias[i]);
  });
}

function plainSoftmax(scores: number[], penalty: number[]): number[] {
  const terms = scores.map((score, i) => Math.exp(score + penalty[i]));
  const sum = terms.reduce((total, term) => total + term, 0);
  return terms.map((term) => term / sum);
}

const normInputs = (width: number) => [
  tf.add(tf.mul(tensor([9, width], 1), 3), 2),
  tensor([width], 2),
  tensor([width], 3),
];
const norm = ([x, gain, bias]: tf.Tensor[]) =>
  layerNorm({ x: x as tf.Tensor2D, gain: gain as tf.Tensor1D, bias: bias as tf.Tensor1D }, 1e-5);

describe.each(ENGINES)("layers in one pass on the %s engine", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());

  it.each([1, 3, 4, 64, 70])("norm rows of %d as the library's operations do, and so their gradients", (width) => {
    const weights = tensor([9, width], 4);
    const loss = (...inputs: tf.Tensor[]) => tf.sum(tf.mul(norm(inputs), weights));
    expectSame(() => [norm(normInputs(width)), ...tf.grads(loss as never)(normInputs(width))], 1e-4);
    const [x, gain, bias] = normInputs(width).map((input) => input.arraySync());
    const plain = plainNorm(x as number[][], gain as number[], bias as number[]);
    expect(difference(valuesOf(() => norm(normInputs(width)))[0].values, plain)).toBeLessThan(1e-5);
  });

  it.each([0, 1, 2])("have the gradient of a norm by input %d that finite differences have", (at) => {
    const inputs = normInputs(6);
    expect(gradientGap((x) => squares(norm(inputs.with(at, x))), inputs[at])).toBeLessThan(1e-2);
  });

  it("norm a row of equal numbers to its bias", () => {
    const [{ values }] = valuesOf(() => norm([tf.fill([1, 5], 7), tensor([5], 2), tensor([5], 3)]));
    expect(difference(values, tensor([5], 3).dataSync())).toBeLessThan(1e-6);
  });

  it.each([
    [1, 1, 1],
    [2, 3, 5],
    [3, 1, 8],
    [2, 2, 50],
  ])("make masked weights of %d × %d heads × %d keys as the library's operations do", (count, heads, keys) => {
    const scores = tf.mul(tensor([count, heads, keys, keys], 1), 5) as tf.Tensor4D;
    const penalty = tf.mul(tf.cast(tf.greater(tensor([count, 1, keys, keys], 2), 0.4), "float32"), -1e9) as tf.Tensor4D;
    const loss = (x: tf.Tensor) => tf.sum(tf.mul(maskedSoftmax(x as tf.Tensor4D, penalty), tensor(x.shape, 3)));
    expectSame(() => [maskedSoftmax(scores, penalty), tf.grad(loss)(scores)], 1e-5);
    const rows = (x: tf.Tensor) => tf.reshape(x, [-1, keys]).arraySync() as number[][];
    const seen = rows(tf.tile(penalty, [1, heads, 1, 1]));
    const plain = rows(scores).map((row, i) => plainSoftmax(row, seen[i]));
    for (const [i, row] of rows(maskedSoftmax(scores, penalty)).entries())
      if (seen[i].includes(0)) expect(difference(row, plain[i])).toBeLessThan(1e-5);
      else expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
  });

  it("have the gradient of masked weights that finite differences have", () => {
    const penalty = tf.tensor4d([0, -1e9, 0, 0, 0, 0, 0, 0, -1e9], [1, 1, 3, 3]);
    const f = (x: tf.Tensor) => squares(maskedSoftmax(x as tf.Tensor4D, penalty));
    expect(gradientGap(f, tensor([1, 2, 3, 3]))).toBeLessThan(1e-2);
  });
});
