/** Speed of the tensor engines: stock tfjs-wasm, the same with this project's kernels, and native where it is built. */
import * as tf from "@tensorflow/tfjs-core";
import type { EngineName } from "../../src/core/engines.ts";
import { UsageError } from "../../src/core/errors.ts";
import { sparseCrossEntropy } from "../../src/engine/cross-entropy.ts";
import { dropout } from "../../src/engine/dropout.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { median, type Report } from "../measurements.ts";

type Contender = "stock" | EngineName;
type Figures = Map<Contender, Map<string, number>>;

interface ProductCase {
  name: string;
  batch?: number;
  m: number;
  n: number;
  k: number;
}

/** Each case runs at least once more after warming up, and up to this long. */
const MILLISECONDS = 400;
const MAX_RUNS = 15;
const PRODUCTS: ProductCase[] = [
  { name: "1024x1024x1024", m: 1024, n: 1024, k: 1024 },
  { name: "25600x128x128", m: 25600, n: 128, k: 128 },
  { name: "128_times_50x50x64", batch: 128, m: 50, n: 50, k: 64 },
  { name: "8x8x8", m: 8, n: 8, k: 8 },
];
/** Left and right side transposed (t) or not (n). */
const TRANSPOSES = ["nn", "nt", "tn", "tt"];

/** `npm run perf -- engine`: speed of tensor operations, by engine. */
export async function perfEngine(report: Report): Promise<void> {
  const figures: Figures = new Map([
    ["wasm", await measureEngine("wasm")],
    ["stock", await measureStock()],
  ]);
  const native = await measureNative();
  if (native) figures.set("native", native);
  reportAll(figures, report);
}

async function measureEngine(name: EngineName): Promise<Map<string, number>> {
  const engine = await openEngine(name);
  const figures = measureAll();
  engine.close();
  return figures;
}

/** The WebAssembly backend as it comes: closing the engine has put its own kernels back. */
async function measureStock(): Promise<Map<string, number>> {
  await tf.setBackend("wasm");
  const figures = measureAll();
  tf.engine().reset();
  return figures;
}

async function measureNative(): Promise<Map<string, number> | undefined> {
  try {
    return await measureEngine("native");
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`perf: ${error.message}`);
    return undefined;
  }
}

function measureAll(): Map<string, number> {
  const figures = new Map<string, number>();
  for (const product of PRODUCTS)
    for (const transposes of TRANSPOSES)
      figures.set(`gemm.${product.name}.${transposes}`, measureProduct(product, transposes));
  for (const [name, make] of Object.entries(OPERATIONS)) figures.set(`op.${name}`, measureOperation(make));
  return figures;
}

/** GFLOP/s. */
function measureProduct({ batch = 1, m, n, k }: ProductCase, transposes: string): number {
  const [transA, transB] = [...transposes].map((letter) => letter === "t");
  const a = ramp([batch, ...(transA ? [k, m] : [m, k])]);
  const b = ramp([batch, ...(transB ? [n, k] : [k, n])]);
  const milliseconds = medianTime(() => tf.matMul(a, b, transA, transB));
  tf.dispose([a, b]);
  return (2 * batch * m * n * k) / milliseconds / 1e6;
}

/** What a training step is made of besides products: batch 128, 50 positions, 64 wide, 3,416 items. */
const OPERATIONS: Record<string, () => () => tf.Tensor> = {
  gather: () => {
    const [table, ids] = [ramp([3418, 64]), places(6400)];
    return () => tf.gather(table, ids);
  },
  gather_gradient: () => {
    const [dy, ids] = [ramp([6400, 64]), places(6400)];
    return () => tf.unsortedSegmentSum(dy, ids, 3418);
  },
  bias_gradient: () => {
    const dy = ramp([6400, 64]);
    return () => tf.sum(dy, 0);
  },
  exp: () => {
    const x = ramp([6400, 64]);
    return () => tf.exp(x);
  },
  dropout: () => {
    const x = ramp([6400, 64]);
    return () => dropout(x, 0.3, 1);
  },
  cross_entropy_and_gradient: () => {
    const [logits, labels] = [ramp([1600, 3418]) as tf.Tensor2D, places(1600)];
    return () => tf.grad((x) => tf.mean(sparseCrossEntropy(x as tf.Tensor2D, labels)))(logits);
  },
};

/** Milliseconds, or NaN where the engine has no kernel for it. */
function measureOperation(make: () => () => tf.Tensor): number {
  return tf.tidy(() => {
    const run = make();
    try {
      return medianTime(run);
    } catch {
      return Number.NaN;
    }
  });
}

function medianTime(run: () => tf.Tensor): number {
  tf.dispose(tf.tidy(run));
  const times: number[] = [];
  const end = performance.now() + MILLISECONDS;
  do {
    const started = performance.now();
    tf.dispose(tf.tidy(run));
    times.push(performance.now() - started);
  } while (performance.now() < end && times.length < MAX_RUNS);
  return median(times);
}

function ramp(shape: number[]): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => ((i * 7919) % 1000) / 1000 - 0.5),
    shape,
  );
}

function places(count: number): tf.Tensor1D {
  return tf.tensor1d(Int32Array.from({ length: count }, (_, i) => (i * 7919) % 3418));
}

const NAMES: Record<Contender, string> = { wasm: "wasm", stock: "stock tfjs-wasm", native: "native" };

function reportAll(figures: Figures, report: Report): void {
  for (const name of figures.get("wasm")?.keys() ?? [])
    for (const [contender, own] of figures) {
      const others = [...figures].filter(([other]) => other !== contender);
      const against = others.map(([other, values]) => `${NAMES[other]} ${figure(values.get(name))}`).join(", ");
      const value = own.get(name) ?? Number.NaN;
      const unit = name.startsWith("gemm") ? "GFLOP/s" : "ms";
      if (!Number.isNaN(value)) report({ name: `engine.${contender}.${name}`, value, unit, against });
    }
}

const figure = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "has none" : value.toPrecision(3);
