/**
 * Kernels of the native backend that run an operation of TensorFlow through the binding's own door for named operations:
 * some that tfjs-node does not show, under the names that src/engine looks for, and some that it shows in a slow way.
 */
import * as tf from "@tensorflow/tfjs-core";
import { layerNorm, layerNormGrad, reluGrad } from "./kernels/layers.ts";
import { crossEntropy, crossEntropyGrad } from "./kernels/own.ts";

interface Attribute {
  name: string;
  type: number;
  value: number | boolean | string;
}

type AttributeType = "TF_ATTR_TYPE" | "TF_ATTR_BOOL" | "TF_ATTR_FLOAT" | "TF_ATTR_STRING" | "TF_FLOAT";

interface NativeBackend extends tf.KernelBackend {
  binding: Record<AttributeType, number>;
  typeAttributeFromTensor(tensor: tf.TensorInfo): number;
  executeSingleOutput(name: string, attrs: Attribute[], inputs: tf.TensorInfo[]): tf.TensorInfo;
  executeMultipleOutputs(name: string, attrs: Attribute[], inputs: tf.TensorInfo[], outputs: number): tf.TensorInfo[];
}

interface Args {
  inputs: Record<string, tf.Tensor>;
  attrs: Record<string, unknown>;
  backend: NativeBackend;
}
type Kernel = (args: Args) => tf.TensorInfo | tf.TensorInfo[];

/** Kernels that the backend lacks. */
const NEW: Readonly<Record<string, Kernel>> = {
  [crossEntropy.name]: lossAndGradient,
  // The second output of the forward kernel is the gradient for dy = 1.
  [crossEntropyGrad.name]: ({ inputs: { dy, state } }) => tf.mul(tf.expandDims(dy, 1), state),
  [reluGrad.name]: ({ inputs: { dy, y }, backend }) => {
    return backend.executeSingleOutput("ReluGrad", [typeOf("T", dy, backend)], [dy, y]);
  },
  [layerNorm.name]: normRows,
  [layerNormGrad.name]: normGradients,
};

/** Kernels in place of the backend's own; undefined leaves a case to those. */
const FASTER: Readonly<Record<string, (args: Args) => tf.TensorInfo | undefined>> = {
  GatherV2: gather,
  Sum: sumOfRows,
  Add: addToRows,
};

let stock: Map<string, tf.KernelFunc> | undefined;

/** Registers the kernels for the native backend; one without this door is left as it is. */
export function installNativeKernels(backend: tf.KernelBackend): void {
  if (stock || typeof (backend as NativeBackend).executeMultipleOutputs !== "function") return;
  stock = new Map();
  for (const [name, run] of Object.entries(NEW)) register(name, run);
  for (const [name, run] of Object.entries(FASTER)) {
    const own = tf.getKernel(name, "tensorflow");
    if (!own) continue;
    tf.unregisterKernel(name, "tensorflow");
    register(name, (args) => run(args) ?? own.kernelFunc(args as never));
  }
}

function register(kernelName: string, run: Kernel): void {
  tf.registerKernel({ kernelName, backendName: "tensorflow", kernelFunc: run as unknown as tf.KernelFunc });
}

function typeOf(name: string, tensor: tf.TensorInfo, backend: NativeBackend): Attribute {
  return { name, type: backend.binding.TF_ATTR_TYPE, value: backend.typeAttributeFromTensor(tensor) };
}

function lossAndGradient({ inputs: { logits, labels }, backend }: Args): tf.TensorInfo[] {
  const attrs = [typeOf("T", logits, backend), typeOf("Tlabels", labels, backend)];
  return backend.executeMultipleOutputs("SparseSoftmaxCrossEntropyWithLogits", attrs, [logits, labels], 2);
}

/** Layer norm is batch norm with the rows for channels, [1, P, 1, d] in the order batch, channel, height, width. */
function asChannels(x: tf.Tensor): tf.Tensor {
  return tf.reshape(x, [1, x.shape[0], 1, -1]);
}

function normRows({ inputs: { x, gain, bias }, attrs, backend }: Args): tf.TensorInfo[] {
  return tf.tidy(() => {
    const rows = [x.shape[0]];
    const none = tf.tensor1d([]);
    const inputs = [asChannels(x), tf.ones(rows), tf.zeros(rows), none, none];
    const run = backend.executeMultipleOutputs("FusedBatchNormV3", normAttributes(attrs, backend), inputs, 6);
    const [normed, , , mean, variance] = run as tf.Tensor[];
    const unit = tf.reshape(normed, x.shape);
    return [tf.add(tf.mul(unit, gain), bias), unit, mean, variance];
  });
}

function normGradients({ inputs, attrs, backend }: Args): tf.TensorInfo[] {
  const { dy, x, unit, mean, spread, gain } = inputs;
  return tf.tidy(() => {
    const slope = asChannels(tf.mul(dy, gain));
    const given = [slope, asChannels(x), tf.ones([x.shape[0]]), mean, spread, tf.tensor1d([])];
    const run = backend.executeMultipleOutputs("FusedBatchNormGradV3", normAttributes(attrs, backend), given, 5);
    return [tf.reshape(run[0] as tf.Tensor, x.shape), tf.sum(tf.mul(dy, unit), 0), tf.sum(dy, 0)];
  });
}

function normAttributes({ epsilon }: Args["attrs"], { binding }: NativeBackend): Attribute[] {
  const { TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING } = binding;
  return [
    ...["T", "U"].map((name) => floats(name, binding)),
    { name: "epsilon", type: TF_ATTR_FLOAT, value: epsilon as number },
    { name: "data_format", type: TF_ATTR_STRING, value: "NCHW" },
    { name: "is_training", type: TF_ATTR_BOOL, value: true },
  ];
}

function floats(name: string, { TF_ATTR_TYPE, TF_FLOAT }: NativeBackend["binding"]): Attribute {
  return { name, type: TF_ATTR_TYPE, value: TF_FLOAT };
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
