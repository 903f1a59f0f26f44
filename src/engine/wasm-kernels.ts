import * as tf from "@tensorflow/tfjs-core";
import { adamStep } from "./kernels/adam.ts";
import { layerNorm, layerNormGrad, maskedSoftmax, reluGrad, softmaxGrad } from "./kernels/layers.ts";
import { concat, identity, slice, splitV, tile, unpack } from "./kernels/layout.ts";
import { batchMatMul, fusedMatMul } from "./kernels/matmul.ts";
import { distances, distancesGrad, memoryTurns, memoryTurnsGrad } from "./kernels/memory.ts";
import { crossEntropy, crossEntropyGrad, dropoutMask } from "./kernels/own.ts";
import { comparisons, exp, log, select, softmax, softplus } from "./kernels/pointwise.ts";
import { gatherV2, mean, sum, unsortedSegmentSum } from "./kernels/rows.ts";
import type { KernelMaker, KernelSite } from "./kernels/site.ts";
import { loadTensorKernel } from "./tensor-kernel.ts";
import { describeGap, WasmInternals } from "./wasm-internals.ts";

// biome-ignore lint/suspicious/noExplicitAny: each kernel names its own inputs and attributes
const KERNELS: KernelMaker<any, any>[] = [
  ...[batchMatMul, fusedMatMul, gatherV2, unsortedSegmentSum, sum, mean],
  ...[identity, slice, splitV, unpack, concat, tile],
  ...[exp, log, softplus, softmax, select, ...comparisons],
  ...[dropoutMask, crossEntropy, crossEntropyGrad, adamStep],
  ...[reluGrad, maskedSoftmax, softmaxGrad, layerNorm, layerNormGrad],
  ...[distances, distancesGrad, memoryTurns, memoryTurnsGrad],
];

/** What came of the registration of kernels. */
export interface Installation {
  /** Which kernels serve the backend, in a few words: a part of the engine's `why`. */
  summary: string;
  /** Puts the backend's own kernels back. */
  uninstall(): void;
}

/** Registers this project's kernels on a running WebAssembly backend; where they do not fit it, leaves it and says so in `summary`. */
export function installKernels(backend: tf.KernelBackend): Installation {
  const gap = describeGap(backend);
  if (gap) {
    const summary = `its own kernels only, many times slower: this version of the backend is unknown (${gap})`;
    return { summary, uninstall: () => {} };
  }
  const internals = new WasmInternals(backend);
  const { kernel, relaxed } = loadTensorKernel(internals.memory);
  kernel.setGemmScratch(internals.reserve(kernel.gemmScratch()));
  const before = new Map(KERNELS.map(({ name }) => [name, tf.getKernel(name, "wasm")]));
  const site: KernelSite = { internals, kernel, stock: (name) => before.get(name)!.kernelFunc };
  for (const { name, make } of KERNELS)
    replace({ kernelName: name, backendName: "wasm", kernelFunc: make(site) as tf.KernelFunc });
  return { summary: `${relaxed ? "relaxed" : "plain"}-SIMD kernels`, uninstall: () => restore(before) };
}

function replace(config: tf.KernelConfig): void {
  if (tf.getKernel(config.kernelName, "wasm")) tf.unregisterKernel(config.kernelName, "wasm");
  tf.registerKernel(config);
}

function restore(before: Map<string, tf.KernelConfig | undefined>): void {
  for (const [name, config] of before) {
    tf.unregisterKernel(name, "wasm");
    if (config) tf.registerKernel(config);
  }
}
