import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { kernelPath } from "./paths.ts";

type Address = number;
type Flag = number;
type Binary = (a: Address, aStep: number, b: Address, bStep: number, n: number, out: Address) => void;
type Unary = (x: Address, n: number, out: Address) => void;
/** An operation by number (or flag), then as `Binary`. */
type Choice = (op: number, ...args: Parameters<Binary>) => void;
type Select = (condition: Address, yes: Address, no: Address, n: number, out: Address) => void;
type NormAddresses = [dy: Address, x: Address, mean: Address, scale: Address, gain: Address];
type NormOutputs = [out: Address, mean: Address, scale: Address];
type NormSlopes = [dx: Address, dGain: Address, dBias: Address];
type AdamVectors = [weights: Address, gradient: Address, first: Address, second: Address];
type AdamMoment = [beta: number, rest: number, correction: number];
type AdamOutputs = [weights: Address, first: Address, second: Address];
type DistanceSizes = [step: number, rows: number, count: number, width: number];
type TurnAddresses = [memory: Address, w: Address, e: Address, a: Address];
type TurnSizes = [rows: number, slots: number, width: number, share: number];
type MatrixProduct = [a: Address, b: Address, c: Address, m: number, n: number, k: number];

/** The compiled functions of src/engine/assembly/tensor.ts. Addresses, steps and runs are in bytes; address 0 means none. */
export interface TensorKernel {
  gemmScratch(): number;
  setGemmScratch(start: Address): void;
  gemm(...args: [...MatrixProduct, transA: Flag, transB: Flag, bias: Address, relu: Flag]): void;
  segmentSum(x: Address, ids: Address, rows: number, width: number, segments: number, out: Address): number;
  sumRows(x: Address, outer: number, rows: number, width: number, factor: number, out: Address): void;
  gatherRows(x: Address, extent: number, ids: Address, count: number, run: number, out: Address): number;
  copyRows(from: Address, fromStep: number, to: Address, toStep: number, run: number, count: number): void;
  repeatRows(from: Address, run: number, count: number, times: number, to: Address): void;
  expAll: Unary;
  logAll: Unary;
  softplusAll: Unary;
  softmaxRows(x: Address, rows: number, width: number, out: Address): void;
  maskedSoftmax(x: Address, penalty: Address, rows: number, width: number, out: Address): void;
  softmaxGrad(dy: Address, y: Address, rows: number, width: number, out: Address): void;
  layerNorm(
    ...args: [x: Address, gain: Address, bias: Address, rows: number, width: number, epsilon: number, ...NormOutputs]
  ): void;
  layerNormGrad(...args: [...NormAddresses, rows: number, width: number, ...NormSlopes]): void;
  adamStep(
    ...args: [...AdamVectors, n: number, ...AdamMoment, ...AdamMoment, epsilon: number, rate: number, ...AdamOutputs]
  ): void;
  crossEntropy(x: Address, labels: Address, rows: number, width: number, loss: Address, lse: Address): number;
  crossEntropyGrad(
    ...args: [x: Address, labels: Address, lse: Address, dy: Address, rows: number, width: number, out: Address]
  ): void;
  distances(...args: [x: Address, to: Address, ...DistanceSizes, epsilon: number, out: Address]): void;
  distancesGrad(
    ...args: [dy: Address, y: Address, x: Address, to: Address, ...DistanceSizes, dX: Address, dTo: Address]
  ): void;
  memoryTurns(...args: [...TurnAddresses, ...TurnSizes, reads: Address, after: Address]): void;
  memoryTurnsGrad(...args: [dy: Address, ...TurnAddresses, ...TurnSizes, states: Address, ...TurnAddresses]): void;
  compareFloats: Choice;
  compareIntegers: Choice;
  combineBytes: Choice;
  extreme: Choice;
  reluGrad(dy: Address, y: Address, n: number, out: Address): void;
  select: Select;
  selectBytes: Select;
  dropoutMask(n: number, key0: number, key1: number, threshold: number, scale: number, out: Address): void;
}

/** The tensor kernels in their memory, and which of the two builds they are. */
export interface LoadedKernel {
  kernel: TensorKernel;
  relaxed: boolean;
}

let compiled: { module: WebAssembly.Module; relaxed: boolean } | undefined;

/**
 * Instantiates the tensor kernels in a memory: those with relaxed SIMD (a fused multiply-add, 1.5 times as fast) where
 * this Node has it, else those with plain SIMD. Results of the two differ in the last bits.
 */
export function loadTensorKernel(memory: WebAssembly.Memory): LoadedKernel {
  compiled ??= compile();
  const { exports } = new WebAssembly.Instance(compiled.module, { env: { memory } });
  return { kernel: exports as unknown as TensorKernel, relaxed: compiled.relaxed };
}

function compile(): NonNullable<typeof compiled> {
  const fused = readFileSync(kernelPath("tensor-relaxed.wasm"));
  const relaxed = hasRelaxedSimd(fused);
  return { module: new WebAssembly.Module(relaxed ? fused : readFileSync(kernelPath("tensor.wasm"))), relaxed };
}

/** Node 20 has relaxed SIMD behind a flag, which counts for modules compiled after it is set. */
function hasRelaxedSimd(bytes: BufferSource): boolean {
  if (WebAssembly.validate(bytes)) return true;
  setFlagsFromString("--experimental-wasm-relaxed-simd");
  return WebAssembly.validate(bytes);
}
