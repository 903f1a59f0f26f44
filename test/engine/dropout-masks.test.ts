import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DropoutMasks } from "../../src/engine/dropout-masks.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { ENGINES } from "./engines.ts";

const attrsOf = (size: number, key: number) => ({
  ...{ shape: [size], keys: [key, 7] as const, threshold: 2 ** 31, scale: 2 },
});

/** How many memories `use` makes. */
function memoriesOf(use: () => void): number {
  const { Memory } = WebAssembly;
  let made = 0;
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      made++;
    }
  };
  try {
    use();
  } finally {
    WebAssembly.Memory = Memory;
  }
  return made;
}

describe.runIf(ENGINES.includes("native"))("memory of dropout masks on the native engine", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine("native");
  });
  afterAll(() => engine.close());

  const make = (masks: DropoutMasks, size: number, key: number) =>
    tf.engine().makeTensorFromTensorInfo(masks.make(tf.backend(), attrsOf(size, key)));
  /** As TensorFlow reads it. */
  const seen = (mask: tf.Tensor) => tf.tidy(() => tf.add(mask, 0).dataSync());

  it("is not written over while its mask lives", () => {
    const masks = new DropoutMasks();
    const alive = [1, 2, 3].map((key) => make(masks, 5000, key));
    const first = alive.map(seen);
    make(masks, 5000, 4).dispose();
    make(masks, 200_000, 5).dispose();
    expect(alive.map(seen)).toEqual(first);
    expect(first[0]).not.toEqual(first[1]);
  });

  it("is used again for the next mask that fits, and made anew for one that does not", () => {
    const masks = new DropoutMasks();
    const sizes = (...all: number[]) =>
      memoriesOf(() => {
        for (const size of all) make(masks, size, 1).dispose();
      });
    expect(sizes(50_000, 50_000, 51_000)).toBe(1);
    expect(sizes(200_000, 50_000)).toBe(1);
    const large = make(masks, 200_000, 4);
    const kept = seen(large);
    expect(sizes(50_000)).toBe(1);
    expect(seen(large)).toEqual(kept);
    large.dispose();
  });
});
