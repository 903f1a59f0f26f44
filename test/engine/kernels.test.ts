import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { difference, ENGINES, gradientGap, numbers, referenceOf, tensor, valuesOf } from "./engines.ts";

const ids = (shape: number[], extent: number) =>
  tf.tensor(
    Int32Array.from(numbers(tf.util.sizeFromShape(shape), 9), (x) => Math.floor(((x + 1) / 2) * extent)),
    shape,
    "int32",
  );
const flags = (shape: number[], seed = 3) => tf.greater(tensor(shape, seed), 0);
const x345 = () => tensor([3, 4, 5]);
const special = () =>
  tf.tensor1d([-Infinity, -200, -104, -88, -20, -1e-3, -0, 0, 1e-30, 1, 3, 20, 88.7, 89, 200, Infinity, NaN]);

/** Each must give on every engine what it gives on the plain JavaScript backend. */
const SAME: Record<string, () => tf.Tensor | tf.Tensor[]> = {
  "gather rows": () => tf.gather(tensor([7, 5]), ids([2, 3], 7)),
  "gather scalars": () => tf.gather(tensor([7]), ids([9], 7)),
  "gather booleans": () => tf.gather(flags([7, 3]), ids([4], 7)),
  "gather behind an axis of one": () => tf.gather(tensor([1, 7, 5]), ids([3], 7), 1),
  "gather along the last axis": () => tf.gather(tensor([3, 7]), ids([4], 7), 1),
  "gather in batches": () => tf.gather(tensor([3, 7, 2]), ids([3, 4], 7), 1, 1),
  "gather in batches behind an axis": () => tf.gather(tensor([3, 2, 7, 2]), ids([3, 4], 7), 2, 1),
  "sum of segments": () => tf.unsortedSegmentSum(tensor([9, 5]), ids([9], 4) as tf.Tensor1D, 4),
  "sum of segments of numbers": () => tf.unsortedSegmentSum(tensor([9]), ids([9], 4) as tf.Tensor1D, 6),
  "sum over axis 0": () => tf.sum(x345(), 0),
  "sum over axis 1": () => tf.sum(x345(), 1, true),
  "sum over axes 0, 1": () => tf.sum(x345(), [0, 1]),
  "sum over axes 0, 2": () => tf.sum(x345(), [0, 2]),
  "sum over the last axis": () => tf.sum(x345(), -1),
  "sum over everything": () => tf.sum(x345()),
  "sum over an axis of one": () => tf.sum(tensor([1, 4, 5]), 0),
  "sum of integers": () => tf.sum(ids([3, 4], 9), 0),
  "sum of nothing": () => tf.sum(tensor([0, 4]), 0),
  "mean over axis 0": () => tf.mean(x345(), 0, true),
  "mean over axes 1, 0": () => tf.mean(x345(), [1, 0]),
  "mean over the last axis": () => tf.mean(x345(), -1),
  clone: () => tf.clone(x345()),
  "slice rows": () => tf.slice(x345(), [1, 0, 0], [2, 4, 5]),
  "slice columns": () => tf.slice(x345(), [0, 0, 1], [-1, -1, 3]),
  "slice a box": () => tf.slice(x345(), [1, 2, 1], [2, 2, 3]),
  "slice the last position": () => tf.slice(x345(), [0, 3, 0], [-1, 1, -1]),
  "slice four axes": () => tf.slice(tensor([2, 3, 4, 5]), [0, 1, 1, 2], [2, 2, 2, 3]),
  "slice booleans": () => tf.slice(flags([3, 7]), [1, 2], [2, 3]),
  "slice to nothing": () => tf.slice(x345(), [1, 1, 1], [0, 2, 2]),
  "split evenly": () => tf.split(tensor([3, 6]), 2, 1),
  "split by sizes": () => tf.split(tensor([5, 2]), [1, 3, 1], 0),
  unstack: () => tf.unstack(x345(), 1),
  "unstack from behind": () => tf.unstack(x345(), -1),
  "concat in front": () => tf.concat([x345(), tensor([2, 4, 5], 2)], 0),
  "concat behind": () => tf.concat([x345(), tensor([3, 4, 2], 2), tensor([3, 4, 1], 3)], -1),
  "concat booleans": () => tf.concat([flags([2, 3]), flags([2, 2])], 1),
  "tile a column": () => tf.tile(tensor([3, 1]), [1, 7]),
  "tile every axis": () => tf.tile(tensor([2, 3]), [3, 2]),
  "tile booleans": () => tf.tile(flags([1, 3]), [4, 1]),
  "tile once": () => tf.tile(tensor([2, 3]), [1, 1]),
  exp: () => tf.exp(special()),
  log: () => tf.log(special()),
  softplus: () => tf.softplus(special()),
  "exp of many": () => tf.exp(tf.mul(tensor([1003]), 80)),
  "log of many": () => tf.log(tf.mul(tf.abs(tensor([1003])), 1e6)),
  "log near one": () => tf.mul(tf.log(tf.add(1, tf.mul(tensor([1003]), 1e-3))), 1e3),
  "softplus of many": () => tf.softplus(tf.mul(tensor([1003]), 30)),
  "softmax of odd rows": () => tf.softmax(tf.mul(tensor([5, 7]), 9)),
  "softmax with masked places": () =>
    tf.softmax(tf.add(tensor([3, 9]), tf.mul(tf.cast(flags([3, 9]), "float32"), -1e9))),
  "softmax of one": () => tf.softmax(tensor([4, 1])),
  "log-softmax": () => tf.logSoftmax(tensor([5, 7])),
  "log-sum-exp": () => tf.logSumExp(tensor([5, 7]), 1),
  "where alike": () => tf.where(flags([3, 5]), tensor([3, 5], 4), tensor([3, 5], 5)),
  "where of scalars": () => tf.where(flags([2, 1, 5]), tensor([2, 3, 5]), tf.scalar(-1e9)),
  "where of integers": () => tf.where(flags([7]), ids([7], 5), ids([7], 9)),
  "where of booleans": () => tf.where(flags([7]), flags([7], 5), flags([7], 6)),
  "equal to a column": () => tf.equal(ids([4, 5], 3), ids([4, 1], 3)),
  "not equal to a scalar": () => tf.notEqual(ids([4, 5], 3), tf.scalar(0, "int32")),
  "greater, outer": () => tf.greater(tensor([4, 1]), tensor([1, 5], 2)),
  "greater, middle axis": () => tf.greaterEqual(tensor([2, 3, 4]), tensor([2, 1, 4], 2)),
  "less, fewer axes": () => tf.less(tensor([2, 3, 4]), tensor([4], 2)),
  "less or equal, more axes": () => tf.lessEqual(tensor([4]), tensor([2, 3, 4], 2)),
  "compare with NaN": () => [tf.greater(special(), 0), tf.less(special(), 0), tf.equal(special(), special())],
  "compare nothing": () => tf.greater(tensor([0, 3]), tensor([3])),
  and: () => tf.logicalAnd(flags([3, 1, 4]), flags([1, 5, 4], 6)),
  or: () => tf.logicalOr(flags([3, 4]), flags([3, 1], 6)),
  maximum: () => tf.maximum(tensor([3, 5]), tensor([3, 5], 2)),
  "maximum of a row": () => tf.maximum(tensor([3, 5]), tensor([5], 2)),
  "minimum of a scalar": () => tf.minimum(tensor([3, 7]), 0.1),
  "maximum of integers": () => tf.maximum(ids([6], 5), ids([6], 3)),
};

/** Gradients that go through the kernels. */
const GRADIENTS: Record<string, [shape: number[], f: (x: tf.Tensor) => tf.Tensor]> = {
  gather: [[7, 5], (x) => tf.square(tf.gather(x, ids([2, 6], 7)))],
  softmax: [[3, 6], (x) => tf.square(tf.softmax(x))],
  "log-softmax": [[3, 6], (x) => tf.square(tf.logSoftmax(x))],
  "log-sum-exp": [[3, 6], (x) => tf.logSumExp(x, 1)],
  softplus: [[9], (x) => tf.softplus(x)],
  "where, broadcast": [[3, 1, 4], (x) => tf.square(tf.where(flags([3, 2, 4]), x, tf.scalar(2)))],
  "slice and concat": [[3, 6], (x) => tf.square(tf.concat([tf.slice(x, [0, 2], [3, 3]), x], 1))],
  "split and stack": [[3, 6], (x) => tf.square(tf.stack(tf.split(x, 2, 1)))],
  "tile and maximum": [[1, 4], (x) => tf.square(tf.maximum(tf.tile(x, [3, 2]), 0.05))],
  "layer norm": [[4, 8], (x) => tf.mul(normalise(x), tensor([4, 8], 8))],
  "matrix products": [[4, 6], (x) => tf.square(tf.matMul(tf.matMul(x, tensor([6, 5]), false, false), x, true, false))],
  attention: [[2, 5, 4], (x) => tf.square(tf.matMul(tf.softmax(tf.matMul(x, x, false, true)), x))],
};

function normalise(x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5)));
}

describe.each(ENGINES)("kernels on the %s engine", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());

  it.each(Object.entries(SAME))("%s", (_, compute) => {
    const tensors = tf.memory().numTensors;
    const [got, want] = [valuesOf(compute), referenceOf(compute)];
    expect(got.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
      want.map(({ shape, dtype }) => ({ shape, dtype })),
    );
    for (const [i, { values }] of want.entries()) expect(difference(got[i].values, values)).toBeLessThan(2e-6);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it.each(Object.entries(GRADIENTS))("gradient of %s", (_, [shape, f]) => {
    const weigh = (x: tf.Tensor) => tf.sum(f(x)) as tf.Scalar;
    expect(gradientGap(weigh, tensor(shape))).toBeLessThan(2e-2);
    const gradient = () => tf.grad(weigh as never)(tensor(shape));
    expect(difference(valuesOf(gradient)[0].values, referenceOf(gradient)[0].values)).toBeLessThan(1e-5);
  });

  it("frees what it makes", () => {
    const data = tf.memory().numDataBuffers;
    for (const compute of Object.values(SAME)) tf.dispose(tf.tidy(compute));
    expect(tf.memory().numDataBuffers).toBe(data);
  });
});

describe.each(ENGINES)("ids on the %s engine", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());
  const int = (...values: number[]) => tf.tensor1d(values, "int32");

  it.each([
    ["gathered above the rows", () => tf.gather(tensor([7, 2]), int(3, 7))],
    ["gathered below the rows", () => tf.gather(tensor([7, 2]), int(-1))],
    ["gathered far below the rows", () => tf.gather(tensor([7, 2]), int(-(2 ** 31)))],
    [
      "gathered of the second of two batches",
      () => tf.gather(tensor([2, 3]), tf.tensor2d([[2], [3]], [2, 1], "int32"), 1, 1),
    ],
    ["summed above the segments", () => tf.unsortedSegmentSum(tf.ones([2, 2]), int(0, 2), 2)],
    ["summed far above the segments", () => tf.unsortedSegmentSum(tf.ones([2, 2]), int(0, 2 ** 31 - 1), 2)],
  ])("are refused that are %s", (_, compute) => {
    expect(() => tf.tidy(() => void compute().dataSync())).toThrow();
  });

  it("are left out of a sum of segments below the first one, as in TensorFlow", () => {
    const out = tf.unsortedSegmentSum(tf.ones([3, 2]), int(-1, 1, -(2 ** 31)), 2);
    expect(Array.from(out.dataSync())).toEqual([0, 0, 1, 1]);
  });
});

describe("the wasm engine", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine("wasm");
  });
  afterAll(() => engine.close());

  it("names an index that is out of range", () => {
    expect(() => tf.gather(tensor([7, 2]), tf.tensor1d([3, 7], "int32"))).toThrow(/Expected indices in 0..6, got 7/);
    const sum = () => tf.unsortedSegmentSum(tf.ones([2, 2]), tf.tensor1d([0, 2], "int32"), 2);
    expect(sum).toThrow(/Expected segments in 0..1, got 2/);
  });

  it("takes the exponential and the logarithm of numbers below the normal ones", () => {
    const tiny = tf.tensor1d([1e-40, 3e-39, 1.17e-38]);
    expect(difference(tf.log(tiny).dataSync(), Array.from(tiny.dataSync(), Math.log))).toBeLessThan(1e-6);
    const small = tf.exp(tf.tensor1d([-88, -92, -95])).dataSync();
    expect(
      difference(
        small.map((x, i) => x / Math.exp([-88, -92, -95][i])),
        [1, 1, 1],
      ),
    ).toBeLessThan(1e-3);
  });

  it("refuses a tensor larger than its memory", () => {
    expect(() => tf.tidy(() => tf.matMul(tf.ones([33_000, 1]), tf.ones([1, 33_000])))).toThrow(
      /no room .+\[33000,33000\]/,
    );
  });

  it("works on after its memory has grown", () => {
    const a = tensor([64, 64]);
    const before = valuesOf(() => tf.matMul(a, a, false, true))[0].values;
    const large = tf.zeros([32 << 20]);
    expect(valuesOf(() => tf.matMul(a, a, false, true))[0].values).toEqual(before);
    tf.dispose([a, large]);
  });
});
