import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Activation, dense } from "../../src/engine/dense.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { difference, ENGINES, gradientGap, referenceOf, tensor, valuesOf } from "./engines.ts";

const inputs = (rows = 7) => ({
  x: tensor([rows, 5], 1) as tf.Tensor2D,
  weight: tensor([5, 6], 2) as tf.Tensor2D,
  bias: tensor([6], 3) as tf.Tensor1D,
});
const squares = (it: ReturnType<typeof inputs>, activation: Activation) =>
  tf.sum(tf.square(dense(it, activation))) as tf.Scalar;

/** The library's own operations and gradients. */
function plain({ x, weight, bias }: ReturnType<typeof inputs>, activation: Activation): tf.Tensor2D {
  const sum = tf.add<tf.Tensor2D>(tf.matMul(x, weight), bias);
  return activation === "relu" ? tf.relu(sum) : sum;
}

function slopes(layer: typeof dense, activation: Activation) {
  const { x, weight, bias } = inputs();
  const loss = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
    tf.sum(tf.square(layer({ x, weight, bias } as ReturnType<typeof inputs>, activation)));
  return tf.grads(loss as never)([x, weight, bias]);
}

describe.each(ENGINES)("a dense layer on the %s engine", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());

  it.each<Activation>(["linear", "relu"])("with %s activation is what the library's operations make", (activation) => {
    const [ours] = valuesOf(() => dense(inputs(), activation));
    expect(difference(ours.values, referenceOf(() => plain(inputs(), activation))[0].values)).toBeLessThan(1e-6);
    const gradients = valuesOf(() => slopes(dense, activation));
    for (const [i, { values }] of referenceOf(() => slopes(plain, activation)).entries())
      expect(difference(gradients[i].values, values)).toBeLessThan(1e-5);
  });

  it.each(["x", "weight", "bias"] as const)("has the gradient by its %s that finite differences have", (part) => {
    for (const activation of ["linear", "relu"] as const) {
      const f = (x: tf.Tensor) => squares({ ...inputs(), [part]: x }, activation);
      expect(gradientGap(f, inputs()[part], 1e-3)).toBeLessThan(1e-2);
    }
  });

  it("has the same gradient without a kernel for the ReLU's", () => {
    const kernel = tf.getKernel("ReluGrad", tf.getBackend()) as tf.KernelConfig;
    const fused = valuesOf(() => slopes(dense, "relu"));
    tf.unregisterKernel("ReluGrad", tf.getBackend());
    const composed = valuesOf(() => slopes(dense, "relu"));
    tf.registerKernel(kernel);
    expect(composed).toEqual(fused);
  });
});

describe.each(ENGINES)("operations that the %s engine does its own way", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());

  it.each<[string, () => tf.Tensor]>([
    ["rows", () => tf.gather(tensor([7, 3]), tf.tensor1d([6, 0, 0, 2], "int32"))],
    ["numbers", () => tf.gather(tensor([7]), tf.tensor2d([6, 0, 0, 2], [2, 2], "int32"))],
    ["integers", () => tf.gather(tf.tensor1d([5, 6, 7], "int32"), tf.tensor1d([2, 0], "int32"))],
    ["columns", () => tf.gather(tensor([3, 7]), tf.tensor1d([6, 0], "int32"), 1)],
    ["rows by batch", () => tf.gather(tensor([2, 7]), tf.tensor2d([6, 0, 1, 1], [2, 2], "int32"), 1, 1)],
    ["sums over rows", () => tf.sum(tensor([9, 5]), 0)],
    ["sums over rows, kept", () => tf.sum(tensor([9, 5]), 0, true)],
    ["sums over columns", () => tf.sum(tensor([9, 5]), 1)],
    ["sums over axes", () => tf.sum(tensor([4, 3, 5]), [0, 1])],
    ["sums of integers", () => tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], "int32"), 0)],
    ["a bias", () => tf.add(tensor([9, 5]), tensor([5], 2))],
    ["a bias in front", () => tf.add(tensor([5]), tensor([9, 5], 2))],
    ["one bias for all", () => tf.add(tensor([9, 5]), tensor([1], 2))],
    ["a bias of integers", () => tf.add(tf.ones([2, 2], "int32"), tf.tensor1d([1, 2], "int32"))],
  ])("gives the right %s", (_, compute) => {
    const [ours] = valuesOf(compute);
    const [theirs] = referenceOf(compute);
    expect([ours.shape, ours.dtype]).toEqual([theirs.shape, theirs.dtype]);
    expect(difference(ours.values, theirs.values)).toBeLessThan(1e-6);
  });

  it.each([-1, 7])("refuses to gather row %d of 7", (row) => {
    expect(() => valuesOf(() => tf.gather(tensor([7, 3]), tf.tensor1d([row], "int32")))).toThrow();
  });
});
