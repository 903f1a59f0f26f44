import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SlateLabError } from "../../src/core/errors.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { type NativeBackend, NativeMemory } from "../../src/engine/native-memory.ts";
import { ENGINES, tensor } from "./engines.ts";

/** Few numbers go by array, many by an operation of TensorFlow. */
const SIZES = [1, 1000, 100_000];
const OPERATIONS = ["InplaceUpdate", "DeepCopy"];

/** As a build of TensorFlow that lacks the operations. */
function withoutOperations(backend: NativeBackend): NativeBackend {
  const executeSingleOutput: NativeBackend["executeSingleOutput"] = (name, attrs, inputs) => {
    if (OPERATIONS.includes(name)) throw new Error(`${name} is not there`);
    return backend.executeSingleOutput(name, attrs, inputs);
  };
  return new Proxy(backend, {
    get: (target, key) => {
      const value = key === "executeSingleOutput" ? executeSingleOutput : Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A kernel that adds 1. */
function addOne(memory: NativeMemory, x: tf.Tensor): tf.TensorInfo {
  const out = memory.output(x.shape);
  const addresses = [x, out].map((it) => memory.address(it));
  const [from, to] = addresses.map((address) => new Float32Array(memory.memory.buffer, address, x.size));
  to.set(from.map((value) => value + 1));
  return out;
}

/** As the library does with what a kernel returns. */
function runOnce(memory: NativeMemory, backend: NativeBackend, x: tf.Tensor): tf.Tensor {
  const out = memory.run(backend, () => addOne(memory, x)) as tf.TensorInfo;
  return out instanceof tf.Tensor ? out : tf.engine().makeTensorFromTensorInfo(out);
}

describe.runIf(ENGINES.includes("native"))("memory that TensorFlow and our kernels share", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine("native");
  });
  afterAll(() => engine.close());

  it.each(
    SIZES.flatMap((size) => [
      { size, operations: true },
      { size, operations: false },
    ]),
  )("carries $size numbers in and out, with operations of TensorFlow: $operations", ({ size, operations }) => {
    const native = tf.backend() as NativeBackend;
    const backend = operations ? native : withoutOperations(native);
    const memory = new NativeMemory();
    const inputs = [1, 2, 3].map((seed) => tensor([size], seed));
    const outputs = inputs.map((x) => runOnce(memory, backend, x));
    for (const [i, x] of inputs.entries())
      expect(outputs[i].dataSync()).toEqual(x.dataSync().map((value) => value + 1));
  });

  it("has TensorFlow write into an array of this memory", () => {
    const backend = tf.backend() as NativeBackend;
    const names: string[] = [];
    const watched = new Proxy(backend, {
      get: (target, key) => {
        const value = Reflect.get(target, key);
        if (key !== "executeSingleOutput") return typeof value === "function" ? value.bind(target) : value;
        return (...args: Parameters<NativeBackend["executeSingleOutput"]>) => {
          names.push(args[0]);
          return backend.executeSingleOutput(...args);
        };
      },
    });
    runOnce(new NativeMemory(), watched, tensor([200, 100]));
    expect(names.slice(-3)).toEqual(["Reshape", "InplaceUpdate", "DeepCopy"]);
  });

  it("leaves no tensor behind", () => {
    const memory = new NativeMemory();
    const x = tensor([200, 100]);
    const backend = tf.backend() as NativeBackend;
    runOnce(memory, backend, x).dispose();
    const before = [tf.memory().numTensors, backend.numDataIds()];
    runOnce(memory, backend, x).dispose();
    expect([tf.memory().numTensors, backend.numDataIds()]).toEqual(before);
  });

  it("says when a kernel's tensors do not fit", () => {
    const memory = new NativeMemory();
    const kernel = () => memory.output([2 ** 16, 2 ** 15]);
    expect(() => memory.run(tf.backend() as NativeBackend, kernel)).toThrow(SlateLabError);
  });
});
