import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adamStep, composedStep } from "../../src/engine/adam-step.ts";
import { type Engine, openEngine } from "../../src/engine/engine.ts";
import { ENGINES, tensor, valuesOf } from "./engines.ts";

const ATTRS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, rate: 3e-3, correction1: 0.19, correction2: 0.001999 };

describe.each(ENGINES)("a step of Adam on the %s engine", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(name);
  });
  afterAll(() => engine.close());

  it.each([1, 4, 7, 5003])("of %d numbers comes to those of the library's operations", (size) => {
    const vector = (seed: number) => tensor([size], seed) as tf.Tensor1D;
    const inputs = { weights: vector(1), gradient: vector(2), first: vector(3), second: tf.abs(vector(4)) };
    const before = Object.values(inputs).map((input) => input.dataSync().slice());
    expect(valuesOf(() => adamStep(inputs, ATTRS))).toEqual(valuesOf(() => composedStep(inputs, ATTRS)));
    expect(Object.values(inputs).map((input) => input.dataSync())).toEqual(before);
  });
});
