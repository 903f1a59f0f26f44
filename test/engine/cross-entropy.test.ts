import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { composedCrossEntropy, sparseCrossEntropy } from "../../src/engine/cross-entropy.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { difference, ENGINES, gradientGap, tensor, valuesOf } from "./engines.ts";

const logits = (scale = 5) => tf.mul(tensor([6, 11]), scale) as tf.Tensor2D;
const labels = () => tf.tensor1d([0, 10, 3, 3, 7, 1], "int32");
/** Weights of the rows; those of 0 are padding. */
const weights = () => tf.tensor1d([1, 0, 0.5, 2, 0, 1]);
const weighted = (loss: typeof sparseCrossEntropy) => (x: tf.Tensor) =>
  tf.sum(tf.mul(loss(x as tf.Tensor2D, labels()), weights())) as tf.Scalar;

describe.each(ENGINES)("cross-entropy on the %s engine", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());

  it.each([1, 5, 100])("fused and composed agree, logits up to %d", (scale) => {
    const [fused] = valuesOf(() => sparseCrossEntropy(logits(scale), labels()));
    const [composed] = valuesOf(() => composedCrossEntropy(logits(scale), labels()));
    expect(difference(fused.values, composed.values)).toBeLessThan(1e-5);
    const gradient = (loss: typeof sparseCrossEntropy) =>
      valuesOf(() => tf.grad(weighted(loss) as never)(logits(scale)))[0];
    expect(difference(gradient(sparseCrossEntropy).values, gradient(composedCrossEntropy).values)).toBeLessThan(1e-6);
  });

  it("is the definition", () => {
    const [{ values }] = valuesOf(() => sparseCrossEntropy(tf.tensor2d([[0, 0, 0, 0]]), tf.tensor1d([2], "int32")));
    expect(values[0]).toBeCloseTo(Math.log(4), 6);
  });

  it("agrees with finite differences", () => {
    expect(gradientGap(weighted(sparseCrossEntropy), logits())).toBeLessThan(1e-2);
  });

  it("gives rows of no weight no gradient", () => {
    const [{ values }] = valuesOf(() => tf.grad(weighted(sparseCrossEntropy) as never)(logits()));
    expect(values.slice(11, 22).map(Math.abs)).toEqual(new Array(11).fill(0));
  });

  it("takes labels that are made inside the loss", () => {
    const loss = (x: tf.Tensor) =>
      tf.sum(sparseCrossEntropy(x as tf.Tensor2D, tf.reshape(tf.tensor2d([[0], [10]], [2, 1], "int32"), [2])));
    const [{ values }] = valuesOf(() => tf.grad(loss)(tensor([2, 11])));
    expect(values[0]).toBeLessThan(0);
    expect(values[21]).toBeLessThan(0);
  });

  it("refuses labels that are not places of a row", () => {
    expect(() => valuesOf(() => sparseCrossEntropy(logits(), tf.tensor1d([0, 1, 2, 3, 4, 11], "int32")))).toThrow(/11/);
    expect(() => sparseCrossEntropy(logits(), tf.tensor1d([1], "int32"))).toThrow(/Expected 6 labels, got 1/);
    expect(() => sparseCrossEntropy(logits(), tf.zeros([6]) as tf.Tensor1D)).toThrow(/int32/);
  });
});
