import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import type { EngineChoice } from "../../src/core/engines.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { describeGap } from "../../src/engine/wasm-internals.ts";
import { installKernels } from "../../src/engine/wasm-kernels.ts";
import { ENGINES } from "./engines.ts";

const BACKENDS = { wasm: "wasm", native: "tensorflow" };
let engine: Engine | undefined;
const open = async (choice: EngineChoice) => {
  engine = await openEngine(choice);
  return engine;
};
afterEach(() => {
  engine?.close();
  engine = undefined;
});

describe("openEngine", () => {
  it.each(ENGINES)("opens %s and says why", async (name) => {
    const { why, tf: namespace } = await open(name);
    expect(engine?.name).toBe(name);
    expect(why).toMatch(
      name === "native" ? /^native: @tensorflow\/tfjs-node [\d.]+ loaded$/ : /^wasm: asked for; .+-SIMD kernels$/,
    );
    expect(namespace.getBackend()).toBe(BACKENDS[name]);
    expect(namespace.matMul(namespace.ones([2, 3]), namespace.ones([3, 2])).arraySync()).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });

  it("prefers native where it is there, and else says how to get it", async () => {
    const { name, why } = await open("auto");
    expect(name).toBe(ENGINES.includes("native") ? "native" : "wasm");
    if (name === "wasm") expect(why).toMatch(/npm run engine:native/);
  });

  it("opens one engine at a time", async () => {
    const first = await open("wasm");
    expect(await openEngine("auto")).toBe(first);
    expect(await openEngine("wasm")).toBe(first);
    await expect(openEngine("native")).rejects.toThrow(/'wasm' is open, 'native' was asked for/);
  });

  it("opens again after it was closed, with nothing left of before", async () => {
    const kernel = tf.getKernel("BatchMatMul", "wasm");
    (await open("wasm")).tf.ones([3]);
    expect(tf.getKernel("BatchMatMul", "wasm")).not.toBe(kernel);
    engine?.close();
    expect(tf.getKernel("BatchMatMul", "wasm")).toBe(kernel);
    const { tf: again } = await open("wasm");
    expect(again.memory().numTensors).toBe(0);
    expect(
      again.sum(again.fused.matMul({ a: again.ones([2, 2]), b: again.ones([2, 2]), activation: "elu" })).dataSync()[0],
    ).toBe(8);
  });

  it("refuses a name that it does not know", async () => {
    await expect(openEngine("nativ" as EngineChoice)).rejects.toThrow(
      /Unknown engine 'nativ'. Did you mean 'native'\?/,
    );
  });

  it("leaves the process's listeners as they were", async () => {
    const listener = () => {};
    process.on("unhandledRejection", listener);
    const before = process.rawListeners("unhandledRejection");
    await open("wasm");
    expect(process.rawListeners("unhandledRejection")).toEqual(before);
    engine?.close();
    expect(process.rawListeners("unhandledRejection")).toEqual(before);
    process.off("unhandledRejection", listener);
  });
});

describe("a backend whose inside is unknown", () => {
  it.each([
    [{}, /memory/],
    [{ wasm: { asm: { memory: new WebAssembly.Memory({ initial: 1 }) }, HEAPU8: new Uint8Array(8) } }, /not the one/],
  ])("is left to its own kernels", (backend, reason) => {
    expect(describeGap(backend)).toMatch(reason);
    const kernel = tf.getKernel("BatchMatMul", "wasm");
    const { summary, uninstall } = installKernels(backend as tf.KernelBackend);
    expect(summary).toMatch(/its own kernels only/);
    expect(summary).toMatch(reason);
    uninstall();
    expect(tf.getKernel("BatchMatMul", "wasm")).toBe(kernel);
  });
});
