import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { kernelPath } from "../../src/engine/paths.ts";
import { loadTensorKernel, type TensorKernel } from "../../src/engine/tensor-kernel.ts";
import { difference, numbers } from "./engines.ts";

interface Problem {
  m: number;
  n: number;
  k: number;
  transA: number;
  transB: number;
}

const memory = new WebAssembly.Memory({ initial: 256 });
const BUILDS: [string, TensorKernel][] = [
  ["as this Node loads it", loadTensorKernel(memory).kernel],
  ["plain SIMD", instantiate("tensor.wasm")],
];

function instantiate(name: string): TensorKernel {
  const module = new WebAssembly.Module(readFileSync(kernelPath(name)));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TensorKernel;
}

/** Operands at odd addresses (4 bytes past an aligned one), the result followed by numbers that must stay. */
const A = (1 << 21) + 4;
const B = (1 << 22) + 4;
const C = (1 << 23) + 4;
const GUARD = 16;

function floats(address: number, values: Float32Array): Float32Array {
  const view = new Float32Array(memory.buffer, address, values.length);
  view.set(values);
  return view;
}

function plainProduct(a: Float32Array, b: Float32Array, { m, n, k, transA, transB }: Problem): Float32Array {
  const c = new Float32Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += a[transA ? p * m + i : i * k + p] * b[transB ? j * k + p : p * n + j];
      c[i * n + j] = sum;
    }
  return c;
}

function finish(c: Float32Array, bias: Float32Array | undefined, relu: number): Float32Array {
  return c.map((x, i) => (relu ? Math.max(0, x + (bias?.[i % bias.length] ?? 0)) : x + (bias?.[i % bias.length] ?? 0)));
}

const EXTENTS = [1, 2, 3, 5, 6, 7, 8, 13, 24, 31, 50];
const DEPTHS = [0, 1, 3, 4, 17, 255, 257, 513];
const TRANSPOSES = [0, 1].flatMap((transA) => [0, 1].map((transB) => ({ transA, transB })));

describe.each(BUILDS)("gemm, %s", (_, kernel) => {
  kernel.setGemmScratch(64);

  it.each(TRANSPOSES)("agrees with the triple loop, transposed $transA $transB", (transposes) => {
    for (const m of EXTENTS)
      for (const n of EXTENTS)
        for (const k of DEPTHS) {
          const problem = { m, n, k, ...transposes };
          const a = floats(A, numbers(m * k, 1));
          const b = floats(B, numbers(k * n, 2));
          const c = floats(C, new Float32Array(m * n + GUARD).fill(7));
          kernel.gemm(A, B, C, m, n, k, transposes.transA, transposes.transB, 0, 0);
          const label = JSON.stringify(problem);
          expect(difference(c.subarray(0, m * n), plainProduct(a, b, problem)), label).toBeLessThan(2e-5);
          expect(Array.from(c.subarray(m * n)), label).toEqual(new Array(GUARD).fill(7));
        }
  });

  it.each([
    { relu: 0, biased: true },
    { relu: 1, biased: true },
    { relu: 1, biased: false },
  ])("adds a bias ($biased) and cuts at zero ($relu)", ({ relu, biased }) => {
    for (const [m, n, k] of [
      [7, 13, 9],
      [5, 1, 3],
      [1, 10, 300],
      [2, 6, 0],
    ]) {
      const problem = { m, n, k, transA: 0, transB: 0 };
      const a = floats(A, numbers(m * k, 3));
      const b = floats(B, numbers(k * n, 4));
      const bias = floats(B + 4 * k * n, numbers(n, 5));
      const c = floats(C, new Float32Array(m * n).fill(Number.NaN));
      kernel.gemm(A, B, C, m, n, k, 0, 0, biased ? B + 4 * k * n : 0, relu);
      expect(difference(c, finish(plainProduct(a, b, problem), biased ? bias : undefined, relu))).toBeLessThan(1e-5);
    }
  });

  it("packs several blocks of a wide B", () => {
    const problem = { m: 30, n: 1100, k: 300, transA: 1, transB: 1 };
    const a = floats(A, numbers(30 * 300, 1));
    const b = floats(B, numbers(300 * 1100, 2));
    const c = floats(C, new Float32Array(30 * 1100));
    kernel.gemm(A, B, C, 30, 1100, 300, 1, 1, 0, 0);
    expect(difference(c, plainProduct(a, b, problem))).toBeLessThan(1e-5);
  });
});

describe.each(["tensor.wasm", "tensor-relaxed.wasm"])("%s", (name) => {
  it("holds no data of its own: the memory it works in is another's", () => {
    expect(sections(readFileSync(kernelPath(name)))).not.toContain(11);
  });
});

/** The ids of a WebAssembly module's sections; 11 is static data. */
function sections(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    ids.push(bytes[at++]);
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      length |= (bytes[at] & 127) << shift;
      if (bytes[at++] < 128) break;
    }
    at += length;
  }
  return ids;
}
