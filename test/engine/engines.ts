import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu"; // the plain JavaScript backend: the reference of the tests, never an engine
import type { EngineName } from "../../src/core/engines.ts";
import { UsageError } from "../../src/core/errors.ts";
import { openEngine } from "../../src/engine/engine.ts";

/** The engines that tests run on: always wasm, and native where it is built (a line says so where it is not). */
export const ENGINES: EngineName[] = ["wasm", ...(await nativeIfBuilt())];

async function nativeIfBuilt(): Promise<"native"[]> {
  try {
    (await openEngine("native")).close();
    return ["native"];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.log(`tests on the native engine are left out: ${error.message}`);
    return [];
  }
}

/** What `compute` gives on the backend that is now set. */
export function valuesOf(
  compute: () => tf.Tensor | tf.Tensor[],
): { shape: number[]; dtype: string; values: number[] }[] {
  const results = tf.tidy(compute);
  const read = [results].flat().map((t) => ({ shape: t.shape, dtype: t.dtype, values: Array.from(t.dataSync()) }));
  tf.dispose(results);
  return read;
}

/** The same where the engine lacks kernels of these names. */
export function valuesWithout(names: readonly string[], compute: () => tf.Tensor[]): ReturnType<typeof valuesOf> {
  const kernels = names.map((name) => tf.getKernel(name, tf.getBackend())).filter((it) => it !== undefined);
  for (const { kernelName, backendName } of kernels) tf.unregisterKernel(kernelName, backendName);
  try {
    return valuesOf(compute);
  } finally {
    for (const kernel of kernels) tf.registerKernel(kernel);
  }
}

/** The same on the reference backend. */
export function referenceOf(compute: () => tf.Tensor | tf.Tensor[]): ReturnType<typeof valuesOf> {
  const engine = tf.getBackend();
  tf.env().set("IS_TEST", true); // keeps the reference backend from advertising a faster one
  tf.setBackend("cpu");
  try {
    return valuesOf(compute);
  } finally {
    tf.setBackend(engine);
  }
}

/** Numbers without a pattern, in −1..1, the same every time. */
export function numbers(count: number, seed = 1): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

export const tensor = (shape: number[], seed = 1): tf.Tensor =>
  tf.tensor(numbers(tf.util.sizeFromShape(shape), seed), shape);

/** The largest difference, relative to max(1, |expected|); equal infinities and NaNs differ by 0. */
export function difference(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = got.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(got[i], expected[i]) || got[i] === expected[i]) continue;
    const gap = Math.abs(got[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    worst = Math.max(worst, Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap);
  }
  return worst;
}

/** The gap between the gradient of `f` at x and a central difference along one direction, relative to the latter. */
export function gradientGap(f: (x: tf.Tensor) => tf.Scalar, x: tf.Tensor, step = 1e-2): number {
  return tf.tidy(() => {
    const direction = tensor(x.shape, 77);
    const along = tf.sum(tf.mul(tf.grad(f as never)(x), direction)).dataSync()[0];
    const at = (t: number) => f(tf.add(x, tf.mul(direction, t))).dataSync()[0];
    const slope = (at(step) - at(-step)) / (2 * step);
    return Math.abs(along - slope) / Math.max(1, Math.abs(slope));
  });
}
