/**
 * Kernels of the native backend that run an operation of TensorFlow through the binding's own door for named operations:
 * some that tfjs-node does not show, under the names that src/engine looks for, and some that it shows in a slow way.
 */
import * as tf from "@tensorflow/tfjs-core";
import { adamStep } from "./kernels/adam.ts";
import { layerNorm, layerNormGrad, reluGrad, softmaxGrad } from "./kernels/layers.ts";
import { distances, distancesGrad, memoryTurns, memoryTurnsGrad } from "./kernels/memory.ts";
import { crossEntropy, crossEntropyGrad } from "./kernels/own.ts";
import type { AnySite, KernelMaker } from "./kernels/site.ts";
import { type Attribute, type NativeBackend, NativeMemory } from "./native-memory.ts";
import { loadTensorKernel } from "./tensor-kernel.ts";

interface Args {
  inputs: Record<string, tf.Tensor>;
  attrs: Record<string, unknown>;
  backend: NativeBackend;
}
type NativeKernel = (args: Args) => tf.TensorInfo | tf.TensorInfo[];

/** Kernels that the backend lacks. */
const NEW: Readonly<Record<string, NativeKernel>> = {
  [crossEntropy.name]: lossAndGradient,
  // The second output of the forward kernel is the gradient for dy = 1.
  [crossEntropyGrad.name]: ({ inputs: { dy, state } }) => tf.mul(tf.expandDims(dy, 1), state),
  [reluGrad.name]: ({ inputs: { dy, y }, backend }) => {
    return backend.executeSingleOutput("ReluGrad", [typeOf("T", dy, backend)], [dy, y]);
  },
};

/** Kernels of the other engine that are worth a copy of their tensors: each does in one pass what takes TensorFlow many. */
// biome-ignore lint/suspicious/noExplicitAny: each kernel names its own inputs and attributes
const BORROWED: KernelMaker<any, any, AnySite>[] = [
  ...[layerNorm, layerNormGrad, softmaxGrad, adamStep],
  ...[distances, distancesGrad, memoryTurns, memoryTurnsGrad],
];

/** Kernels in place of the backend's own; undefined leaves a case to those. */
const FASTER: Readonly<Record<string, (args: Args) => tf.TensorInfo | undefined>> = {
  BatchMatMul: product,
  _FusedMatMul: denseLayer,
  GatherV2: gather,
  Sum: sumOfRows,
  Add: addToRows,
};

let stock: Map<string, tf.KernelFunc> | undefined;

/** Registers this project's kernels on TensorFlow's native backend; one that gives no access to its memory is left as it is. */
export function installNativeKernels(backend: tf.KernelBackend): void {
  if (stock || typeof (backend as NativeBackend).executeMultipleOutputs !== "function") return;
  stock = new Map();
  for (const [name, run] of Object.entries(NEW)) register(name, run);
  borrowKernels();
  for (const [name, run] of Object.entries(FASTER)) {
    const own = tf.getKernel(name, "tensorflow");
    if (!own) continue;
    tf.unregisterKernel(name, "tensorflow");
    register(name, (args) => run(args) ?? own.kernelFunc(args as never));
  }
}

function borrowKernels(): void {
  const memory = new NativeMemory();
  const site = { internals: memory, kernel: loadTensorKernel(memory.memory).kernel };
  for (const { name, make } of BORROWED) {
    const run = make(site);
    register(name, ({ inputs, attrs, backend }) => memory.run(backend, () => run({ inputs, attrs })));
  }
}

function register(kernelName: string, run: NativeKernel): void {
  tf.registerKernel({ kernelName, backendName: "tensorflow", kernelFunc: run as unknown as tf.KernelFunc });
}

function typeOf(name: string, tensor: tf.TensorInfo, backend: NativeBackend): Attribute {
  return { name, type: backend.binding.TF_ATTR_TYPE, value: backend.typeAttributeFromTensor(tensor) };
}

function lossAndGradient({ inputs: { logits, labels }, backend }: Args): tf.TensorInfo[] {
  const attrs = [typeOf("T", logits, backend), typeOf("Tlabels", labels, backend)];
  return backend.executeMultipleOutputs("SparseSoftmaxCrossEntropyWithLogits", attrs, [logits, labels], 2);
}

/** TensorFlow's operation for many products takes a sixth longer for one. */
function product({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend }: Args): tf.Tensor | undefined {
  if (a.shape.length !== 2 || b.shape.length !== 2 || a.dtype !== "float32") return undefined;
  const flags = Object.entries({ transpose_a: transposeA, transpose_b: transposeB });
  const type = backend.binding.TF_ATTR_BOOL;
  const attrs = flags.map(([name, value]) => ({ name, type, value: value === true }));
  return backend.executeSingleOutput("MatMul", [typeOf("T", a, backend), ...attrs], [a, b]);
}

/** The backend's own goes through the library for each of its steps. */
function denseLayer({ inputs: { a, b, bias }, attrs, backend }: Args): tf.TensorInfo | undefined {
  const { activation } = attrs;
  if (bias?.shape.length !== 1 || !(activation === "linear" || activation === "relu")) return undefined;
  const products = product({ inputs: { a, b }, attrs, backend });
  if (!products) return undefined;
  const type = typeOf("T", a, backend);
  const sums = backend.executeSingleOutput("BiasAdd", [type, rowMajor(backend)], [products, bias]);
  products.dispose();
  if (activation === "linear") return sums;
  const out = backend.executeSingleOutput("Relu", [type], [sums]);
  sums.dispose();
  return out;
}

/** tfjs-node reads the indices back and checks each in JavaScript before TensorFlow checks them again. */
function gather({ inputs: { x, indices }, attrs: { axis, batchDims }, backend }: Args): tf.TensorInfo | undefined {
  if (axis !== 0 || batchDims !== 0) return undefined;
  const attrs = [typeOf("Tparams", x, backend), typeOf("Tindices", indices, backend)];
  return backend.executeSingleOutput("Gather", attrs, [x, indices]);
}

/** The gradient of a bias: TensorFlow's general reduction takes more than twice as long. */
function sumOfRows({ inputs: { x }, attrs: { axis, keepDims }, backend }: Args): tf.TensorInfo | undefined {
  const axes = tf.util.parseAxisParam(axis as number | number[], x.shape);
  if (x.rank !== 2 || x.dtype !== "float32" || keepDims || axes.length !== 1 || axes[0] !== 0) return undefined;
  return backend.executeSingleOutput("BiasAddGrad", [typeOf("T", x, backend), rowMajor(backend)], [x]);
}

function addToRows({ inputs: { a, b }, backend }: Args): tf.TensorInfo | undefined {
  if (a.shape.length !== 2 || b.shape.length !== 1 || a.shape[1] !== b.shape[0]) return undefined;
  if (a.dtype !== "float32" || b.dtype !== "float32") return undefined;
  return backend.executeSingleOutput("BiasAdd", [typeOf("T", a, backend), rowMajor(backend)], [a, b]);
}

function rowMajor({ binding }: NativeBackend): Attribute {
  return { name: "data_format", type: binding.TF_ATTR_STRING, value: "NHWC" };
}
