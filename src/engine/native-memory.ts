/**
 * Lets kernels of the WebAssembly engine work on tensors of the native one. TensorFlow takes an array of JavaScript for a
 * tensor as it is, without a copy, when it starts on a cache line: so TensorFlow itself copies numbers into the memory of
 * the kernels and out of it, which costs a tenth of what the library's way to an array and back does.
 */
import * as tf from "@tensorflow/tfjs-core";
import { roundUp } from "../core/round-up.ts";
import { growTo } from "./kernel.ts";

/** An attribute of an operation, as TensorFlow's C library takes it. */
export interface Attribute {
  name: string;
  type: number;
  value: number | boolean | string;
}

type AttributeType = "TF_ATTR_TYPE" | "TF_ATTR_BOOL" | "TF_ATTR_STRING" | "TF_FLOAT" | "TF_INT32";

/** What is used of tfjs-node's backend beyond what every backend has. */
export interface NativeBackend extends tf.KernelBackend {
  binding: Record<AttributeType, number> & { readonly TF_Version: string };
  typeAttributeFromTensor(tensor: tf.TensorInfo): number;
  executeSingleOutput(name: string, attrs: Attribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(name: string, attrs: Attribute[], inputs: tf.TensorInfo[], outputs: number): tf.Tensor[];
}

const CACHE_LINE = 64;
/** Up to so many numbers an array is quicker than operations of TensorFlow. */
const FEW = 16_384;

/** The memory in which WebAssembly kernels work on tensors of the native backend. What is in it counts for one `run`. */
export class NativeMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1 });
  /** Where the numbers of a tensor begin. */
  readonly #addresses = new Map<object, number>();
  #end = 0;
  #tensorFlow: TensorFlow | undefined;

  /** Runs a kernel that takes its tensors from `address` and `output`. Its outputs are float32. */
  run(backend: NativeBackend, kernel: () => tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo | tf.TensorInfo[] {
    if (backend !== this.#tensorFlow?.backend) this.#tensorFlow = new TensorFlow(backend, this.#view(0, [2]));
    try {
      const outputs = kernel();
      return Array.isArray(outputs) ? outputs.map((output) => this.#copyOut(output)) : this.#copyOut(outputs);
    } finally {
      this.#addresses.clear();
      this.#end = 0;
    }
  }

  /** Byte address of a tensor's numbers, which are copied here if they are not yet. Addresses stay when the memory grows. */
  address(tensor: tf.TensorInfo): number {
    const known = this.#addresses.get(tensor.dataId);
    if (known !== undefined) return known;
    const { dataId } = this.output(tensor.shape);
    const address = this.#addresses.get(dataId) as number;
    this.#addresses.set(tensor.dataId, address);
    this.#copyIn(tensor, address);
    return address;
  }

  /** Room for an output whose numbers are yet undefined. */
  output(shape: number[]): tf.TensorInfo {
    const dataId = {};
    this.#addresses.set(dataId, this.#reserve(4 * tf.util.sizeFromShape(shape)));
    return { dataId, shape, dtype: "float32" };
  }

  /** Lets go of an output that is no result: its room is there until the end of the `run`. */
  release(_: tf.TensorInfo): void {}

  #reserve(bytes: number): number {
    const start = this.#end;
    this.#end = roundUp(start + bytes, CACHE_LINE);
    growTo(this.memory, this.#end, "the tensors of a kernel of the native engine");
    return start;
  }

  #copyIn(tensor: tf.TensorInfo, address: number): void {
    const to = this.#view(address, tensor.shape);
    (this.#tensorFlow as TensorFlow).copy(tensor, to);
  }

  #copyOut({ dataId, shape }: tf.TensorInfo): tf.TensorInfo {
    const from = this.#view(this.#addresses.get(dataId) as number, shape);
    return (this.#tensorFlow as TensorFlow).tensorOf(from, shape);
  }

  #view(address: number, shape: number[]): Float32Array {
    return new Float32Array(this.memory.buffer, address, tf.util.sizeFromShape(shape));
  }
}

/** Copies float32 tensors to arrays and back. */
class TensorFlow {
  readonly backend: NativeBackend;
  /** The index of the first row: [1] */
  readonly #first: tf.TensorInfo;
  /** Whether operations can be used: not in a build that lacks them, or aligns tensors otherwise and so copies arrays. */
  readonly #direct: boolean;

  /** `scratch` is where all arrays will lie. */
  constructor(backend: NativeBackend, scratch: Float32Array) {
    this.backend = backend;
    this.#first = this.#wrap(Int32Array.of(0), [1]);
    this.#direct = this.#worksInPlace(scratch);
  }

  copy(tensor: tf.TensorInfo, to: Float32Array): void {
    if (this.#direct && to.length > FEW) this.#overwrite(to, tensor);
    else to.set(this.backend.readSync(tensor.dataId) as Float32Array);
  }

  tensorOf(from: Float32Array, shape: number[]): tf.TensorInfo {
    if (!this.#direct || from.length <= FEW) return this.#wrap(from.slice(), shape);
    const shared = this.#wrap(from, shape);
    const copy = this.backend.executeSingleOutput("DeepCopy", [this.#floats()], [shared]);
    this.backend.disposeData(shared.dataId);
    return copy;
  }

  #worksInPlace(scratch: Float32Array): boolean {
    const numbers = this.#wrap(
      Float32Array.from(scratch, (_, i) => i + 1),
      [scratch.length],
    );
    try {
      this.#overwrite(scratch.fill(0), numbers);
      return scratch.every((x, i) => x === i + 1);
    } catch {
      return false;
    } finally {
      this.backend.disposeData(numbers.dataId);
    }
  }

  /** TensorFlow writes over the first row of a tensor that lies in the array itself. */
  #overwrite(to: Float32Array, tensor: tf.TensorInfo): void {
    const shape = [1, to.length];
    const target = this.#wrap(to, shape);
    const extents = this.#wrap(Int32Array.from(shape), [2]);
    const { TF_ATTR_TYPE, TF_INT32 } = this.backend.binding;
    const index = { name: "Tshape", type: TF_ATTR_TYPE, value: TF_INT32 };
    const row = this.backend.executeSingleOutput("Reshape", [this.#floats(), index], [tensor, extents]);
    this.backend.executeSingleOutput("InplaceUpdate", [this.#floats()], [target, this.#first, row]).dispose();
    row.dispose();
    for (const { dataId } of [target, extents]) this.backend.disposeData(dataId);
  }

  #floats(): Attribute {
    const { TF_ATTR_TYPE, TF_FLOAT } = this.backend.binding;
    return { name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT };
  }

  /** A tensor that lies in the array, as long as TensorFlow does not have to align it. */
  #wrap(values: Float32Array | Int32Array, shape: number[]): tf.TensorInfo {
    const dtype = values instanceof Float32Array ? "float32" : "int32";
    return { dataId: this.backend.write(values, shape, dtype), shape, dtype };
  }
}
