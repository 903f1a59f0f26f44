/**
 * TensorFlow has a fused softmax cross-entropy that tfjs-node does not show. This runs it through the binding's own door
 * for named operations, under the name that src/engine/cross-entropy.ts looks for.
 */
import * as tf from "@tensorflow/tfjs-core";
import { crossEntropy, crossEntropyGrad } from "./kernels/own.ts";

type Attribute = { name: string; type: number; value: number };

interface NativeBackend extends tf.KernelBackend {
  binding: Record<"TF_ATTR_TYPE" | "TF_FLOAT" | "TF_INT32", number>;
  executeMultipleOutputs(name: string, attrs: Attribute[], inputs: tf.TensorInfo[], outputs: number): tf.TensorInfo[];
}

type Args = { inputs: Record<"logits" | "labels" | "state" | "dy", tf.Tensor>; backend: NativeBackend };

const KERNELS: [name: string, run: (args: Args) => tf.TensorInfo | tf.TensorInfo[]][] = [
  [crossEntropy.name, lossAndGradient],
  // The second output of the forward kernel is the gradient for dy = 1.
  [crossEntropyGrad.name, ({ inputs: { dy, state } }) => tf.mul(tf.expandDims(dy, 1), state)],
];

/** Registers the kernels for the native backend; one without this door is left as it is. */
export function installNativeKernels(backend: tf.KernelBackend): void {
  if (typeof (backend as NativeBackend).executeMultipleOutputs !== "function") return;
  for (const [kernelName, run] of KERNELS)
    if (!tf.getKernel(kernelName, "tensorflow"))
      tf.registerKernel({ kernelName, backendName: "tensorflow", kernelFunc: run as unknown as tf.KernelFunc });
}

function lossAndGradient({ inputs: { logits, labels }, backend }: Args): tf.TensorInfo[] {
  const { TF_ATTR_TYPE: type, TF_FLOAT, TF_INT32 } = backend.binding;
  const attrs = [
    { name: "T", type, value: TF_FLOAT },
    { name: "Tlabels", type, value: TF_INT32 },
  ];
  return backend.executeMultipleOutputs("SparseSoftmaxCrossEntropyWithLogits", attrs, [logits, labels], 2);
}
