import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kernelPath } from "../../src/engine/paths.ts";
import { loadTensorKernel, type TensorKernel } from "../../src/engine/tensor-kernel.ts";
import { difference, numbers } from "./engines.ts";

const memory = new WebAssembly.Memory({ initial: 4 });
const plain = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(kernelPath("tensor.wasm"))), {
  env: { memory },
});
const BUILDS: [string, TensorKernel][] = [
  ["as this Node loads it", loadTensorKernel(memory).kernel],
  ["plain SIMD", plain.exports as unknown as TensorKernel],
];
const [FROM, TO] = [4, 131_076];

/** Runs a kernel on numbers at an odd address. */
function run(values: ArrayLike<number>, kernel: (from: number, to: number) => void): Float32Array {
  new Float32Array(memory.buffer, FROM, values.length).set(values);
  kernel(FROM, TO);
  return new Float32Array(memory.buffer, TO, values.length).slice();
}

/** The largest error relative to the result itself. */
const relativeError = (got: Float32Array, want: Float32Array) =>
  difference(
    got.map((x, i) => x / want[i]),
    new Array(want.length).fill(1),
  );
const scaled = (factor: number) => numbers(10_001).map((x) => x * factor);
const log1pExp = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

describe.each(BUILDS)("exponentials and logarithms, %s", (_, kernel) => {
  it.each([1e-3, 1, 80])("are right to the last bits up to %d", (factor) => {
    const x = scaled(factor);
    const positive = x.map(Math.abs);
    const count = x.length;
    expect(
      relativeError(
        run(x, (from, to) => kernel.expAll(from, count, to)),
        x.map(Math.exp),
      ),
    ).toBeLessThan(4e-7);
    expect(
      relativeError(
        run(positive, (from, to) => kernel.logAll(from, count, to)),
        positive.map(Math.log),
      ),
    ).toBeLessThan(4e-7);
    expect(
      relativeError(
        run(x, (from, to) => kernel.softplusAll(from, count, to)),
        x.map(log1pExp),
      ),
    ).toBeLessThan(6e-7);
  });

  it.each([1, 3, 4, 5, 50, 3418])("softmax of rows %d wide sums to one and keeps ratios", (width) => {
    const x = numbers(2 * width).map((value) => 5 * value);
    const got = run(x, (from, to) => kernel.softmaxRows(from, 2, width, to));
    for (const row of [0, 1]) {
      const [from, to] = [row * width, (row + 1) * width];
      const sum = x.slice(from, to).reduce((total, value) => total + Math.exp(value), 0);
      expect(
        relativeError(
          got.slice(from, to),
          x.slice(from, to).map((value) => Math.exp(value) / sum),
        ),
      ).toBeLessThan(2e-6);
    }
  });
});
