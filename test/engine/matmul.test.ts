import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { difference, ENGINES, tensor, valuesOf } from "./engines.ts";

type Case = [a: number[], b: number[], transposeA: boolean, transposeB: boolean];

const CASES: Case[] = [
  [[5, 7], [7, 3], false, false],
  [[7, 5], [7, 3], true, false],
  [[5, 7], [3, 7], false, true],
  [[7, 5], [3, 7], true, true],
  [[1, 9], [9, 1], false, false],
  [[4, 1], [1, 6], false, false],
  [[33, 70], [41, 70], false, true],
  [[2, 5, 7], [2, 7, 3], false, false],
  [[2, 7, 5], [2, 3, 7], true, true],
  [[2, 3, 5, 7], [2, 3, 7, 4], false, false],
  [[3, 5, 7], [1, 7, 4], false, false],
  [[1, 5, 7], [3, 7, 4], false, false],
  [[3, 7, 5], [1, 7, 4], true, false],
  [[2, 1, 5, 7], [1, 3, 7, 4], false, false],
  [[0, 7], [7, 3], false, false],
];

/** The definition, with NumPy's rule for the axes in front. */
function plainMatMul(a: tf.Tensor, b: tf.Tensor, transposeA: boolean, transposeB: boolean): number[] {
  const left = transposeA ? swapLast(a) : a;
  const right = transposeB ? swapLast(b) : b;
  // [.., m, k, 1] · [.., 1, k, n] summed over k
  const product = tf.mul(tf.expandDims(left, -1), tf.expandDims(right, -3));
  return Array.from(tf.sum(product, -2).dataSync());
}

function swapLast(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), axes[axes.length - 1], axes[axes.length - 2]]);
}

describe.each(ENGINES)("matrix products on the %s engine", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());

  it.each(CASES)("%j · %j, transposed %s %s", (shapeA, shapeB, transposeA, transposeB) => {
    tf.tidy(() => {
      const [a, b] = [tensor(shapeA), tensor(shapeB, 2)];
      const got = tf.matMul(a, b, transposeA, transposeB);
      expect(difference(got.dataSync(), plainMatMul(a, b, transposeA, transposeB))).toBeLessThan(1e-5);
    });
  });

  it.each(["linear", "relu", "elu"] as const)("fused with a bias and %s", (activation) => {
    const fused = () => tf.fused.matMul({ a: tensor([9, 6]), b: tensor([6, 5], 2), bias: tensor([5], 3), activation });
    const apart = () => {
      const sum = tf.add(tf.matMul(tensor([9, 6]), tensor([6, 5], 2)), tensor([5], 3));
      return { linear: tf.clone, relu: tf.relu, elu: tf.elu }[activation](sum);
    };
    expect(difference(valuesOf(fused)[0].values, valuesOf(apart)[0].values)).toBeLessThan(1e-5);
  });

  it("refuses inner extents that differ", () => {
    expect(() => tf.matMul(tensor([2, 3]), tensor([4, 2]))).toThrow();
  });
});
