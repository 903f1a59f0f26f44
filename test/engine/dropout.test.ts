import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dropout } from "../../src/engine/dropout.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { difference, ENGINES, gradientGap, tensor, valuesOf } from "./engines.ts";

/** Which of 32 numbers are kept at rate ½ under two keys: the same on every engine, machine and version. */
const GOLDEN = { 1: "00110110111001110111101000001011", 2: "01110100011110000010100100000101" };
const maskOf = (count: number, rate: number, key: number) =>
  valuesOf(() => dropout(tf.ones([count]), rate, key))[0].values;
const pattern = (values: number[]) => values.map((x) => (x > 0 ? "1" : "0")).join("");

describe.each(ENGINES)("dropout on the %s engine", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());

  it.each(Object.entries(GOLDEN))("keeps the same places under key %s", (key, kept) => {
    expect(pattern(maskOf(32, 0.5, Number(key)))).toBe(kept);
  });

  it("gives the same on a backend without the kernel, as one of an unknown version is", () => {
    const given = maskOf(70_000, 0.5, 3);
    const kernel = tf.getKernel("DropoutMask", tf.getBackend());
    if (kernel) tf.unregisterKernel("DropoutMask", tf.getBackend());
    try {
      expect(maskOf(70_000, 0.5, 3)).toEqual(given);
    } finally {
      if (kernel) tf.registerKernel(kernel);
    }
  });

  it("depends on key and place alone", () => {
    const long = maskOf(1001, 0.3, 5);
    expect(maskOf(1001, 0.3, 5)).toEqual(long);
    expect(maskOf(77, 0.3, 5)).toEqual(long.slice(0, 77));
    expect(maskOf(1001, 0.3, 6)).not.toEqual(long);
  });

  it.each([0.1, 0.5, 0.9])("drops %d of the numbers and scales the others", (rate) => {
    const count = 200_000;
    const values = maskOf(count, rate, 11);
    const kept = values.filter((x) => x !== 0);
    const deviation = Math.sqrt(count * rate * (1 - rate));
    expect(Math.abs(kept.length - count * (1 - rate))).toBeLessThan(4 * deviation);
    expect(difference(kept, new Array(kept.length).fill(1 / (1 - rate)))).toBeLessThan(1e-6);
  });

  it("makes masks that are independent of their neighbours, of other rows and of other keys", () => {
    const [rows, width] = [400, 256];
    const values = maskOf(rows * width, 0.5, 3).map((x) => x - 1);
    const other = maskOf(rows * width, 0.5, 4).map((x) => x - 1);
    const correlation = (a: number[], b: number[]) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0) / a.length;
    const bound = 4 / Math.sqrt(rows * width);
    for (const lag of [1, 2, 64, 128, width])
      expect(Math.abs(correlation(values, values.slice(lag)))).toBeLessThan(bound);
    expect(Math.abs(correlation(values, other))).toBeLessThan(bound);
  });

  it("makes masks that stay as they are while others are made", () => {
    const keys = [21, 22, 23];
    const alone = keys.map((key) => maskOf(70_000, 0.5, key));
    const together = valuesOf(() => keys.map((key) => dropout(tf.ones([70_000]), 0.5, key)));
    expect(together.map(({ values }) => values)).toEqual(alone);
    expect(alone[0]).not.toEqual(alone[1]);
  });

  it("keeps the masks of two layers apart until their gradients", () => {
    const loss = (x: tf.Tensor) => tf.sum(dropout(dropout(x, 0.5, 31), 0.5, 32));
    const [gradient] = valuesOf(() => tf.grad(loss)(tf.ones([70_000])));
    const [first, second] = [31, 32].map((key) => maskOf(70_000, 0.5, key));
    expect(gradient.values).toEqual(first.map((x, i) => x * second[i]));
  });

  it("is the identity at rate 0", () => {
    const x = tensor([3, 4]);
    expect(dropout(x, 0, 9)).toBe(x);
  });

  it("sends the gradient through the same mask", () => {
    const mask = valuesOf(() => dropout(tf.ones([5, 7]), 0.4, 8))[0].values;
    const gradient = valuesOf(() => tf.grad((x) => dropout(x, 0.4, 8))(tensor([5, 7])))[0].values;
    expect(gradient).toEqual(mask);
    expect(gradientGap((x) => tf.sum(tf.square(dropout(x, 0.4, 8))), tensor([5, 7]))).toBeLessThan(1e-2);
  });

  it.each([
    [1, 1, /dropout rate/],
    [-0.1, 1, /dropout rate/],
    [Number.NaN, 1, /dropout rate/],
    [0.5, 1.5, /integer key/],
  ])("refuses rate %d with key %d", (rate, key, message) => {
    expect(() => dropout(tf.ones([2]), rate, key)).toThrow(message);
  });
});
