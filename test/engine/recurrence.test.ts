import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { linearRecurrence } from "../../src/engine/recurrence.ts";
import { onEachEngine } from "../models/fixture.ts";
import { difference, gradientGap, numbers } from "./engines.ts";

const N = 3;
const vector = (seed: number) => tf.tensor1d(numbers(N, seed));
const matrix = (rows: number, seed: number) => tf.tensor2d(numbers(rows * N, seed), [rows, N]);

/** One row after the other, in float64. */
function inTurn(rows: number): number[] {
  const [start, keep, add] = [numbers(N, 1), numbers(rows * N, 2), numbers(rows * N, 3)];
  const states = Array.from(start);
  for (let i = 0; i < rows * N; i++) states.push(keep[i] * states[i] + add[i]);
  return states;
}

onEachEngine("a linear recurrence", () => {
  it.each([1, 2, 3, 4, 7, 8, 9, 33])("is what %i rows in turn come to", (rows) => {
    const states = tf.tidy(() => {
      const made = linearRecurrence({ start: vector(1), keep: matrix(rows, 2), add: matrix(rows, 3) });
      expect(made.shape).toEqual([rows + 1, N]);
      return made.dataSync();
    });
    expect(difference(states, inTurn(rows))).toBeLessThan(1e-6);
  });

  it.each([1, 5, 8])("has the gradients of %i rows", (rows) => {
    tf.tidy(() => {
      const [start, keep, add] = [vector(1), matrix(rows, 2), matrix(rows, 3)];
      const weights = matrix(rows + 1, 4);
      const sum = (inputs: Parameters<typeof linearRecurrence>[0]) =>
        tf.sum(tf.mul(linearRecurrence(inputs), weights)) as tf.Scalar;
      expect(gradientGap((x) => sum({ start: x as tf.Tensor1D, keep, add }), start)).toBeLessThan(1e-3);
      expect(gradientGap((x) => sum({ start, keep: x as tf.Tensor2D, add }), keep)).toBeLessThan(1e-3);
      expect(gradientGap((x) => sum({ start, keep, add: x as tf.Tensor2D }), add)).toBeLessThan(1e-3);
    });
  });
});
