import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { ADAM, type AdamSettings } from "../../src/models/adam-settings.ts";
import { Adam, rateFactor } from "../../src/train/adam.ts";
import { tensor } from "../engine/engines.ts";
import { onEachEngine } from "../models/fixture.ts";

describe("rateFactor", () => {
  it.each([
    [0, 0.25],
    [3, 1],
    [4, 1],
    [9, 0.5],
    [14, 0],
    [100, 0],
  ])("at step %d of a warm-up of 4 and an end at 14 is %d", (step, factor) => {
    expect(rateFactor(step, { warmUp: 4, end: 14 })).toBeCloseTo(factor, 12);
  });

  it("without an end stays at the top, and without a warm-up starts there", () => {
    expect(rateFactor(1e6, { warmUp: 4, end: null })).toBe(1);
    expect(rateFactor(0, { warmUp: 0, end: 10 })).toBe(1);
  });
});

onEachEngine("Adam with a schedule", () => {
  /** Where a weight, or its average, is after each of four steps under a gradient of 1: each step is as long as the rate. */
  async function path(resumeAt?: number, change: Partial<AdamSettings> = {}): Promise<number[]> {
    const settings = { ...ADAM, learningRate: 0.1, epsilon: 1e-12, schedule: { warmUp: 2, end: 4 }, ...change };
    const weight = tf.variable(tf.tensor1d([0]));
    let adam = new Adam([weight], settings);
    const places: number[] = [];
    for (let step = 0; step < 4; step++) {
      if (step === resumeAt) {
        const state = adam.state();
        adam.dispose();
        adam = new Adam([weight], settings);
        adam.restore(state, "test");
      }
      const gradient = tf.tensor1d([1]);
      adam.step({ [weight.name]: gradient });
      gradient.dispose();
      adam.swapAverages();
      places.push(weight.dataSync()[0]);
      adam.swapAverages();
    }
    adam.dispose();
    weight.dispose();
    return places;
  }

  it("steps as far as the rate of the step, resumed or not", async () => {
    const places = await path();
    for (const [i, place] of [-0.05, -0.15, -0.25, -0.3].entries()) expect(places[i]).toBeCloseTo(place, 4);
    expect(await path(2)).toEqual(places);
  });

  it("averages the weights, the first few more evenly, and leaves them as they are", async () => {
    // 2/11, 3/12 and then 0.3 of what was.
    const averages = [-0.05 * (9 / 11)];
    for (const [i, place] of [-0.15, -0.25, -0.3].entries()) {
      const decay = [3 / 12, 0.3, 0.3][i];
      averages.push(decay * averages[i] + (1 - decay) * place);
    }
    const places = await path(undefined, { averageDecay: 0.3 });
    for (const [i, average] of averages.entries()) expect(places[i]).toBeCloseTo(average, 4);
    for (const at of [0, 2]) expect(await path(at, { averageDecay: 0.3 })).toEqual(places);
  });
});

onEachEngine("Adam over several variables", () => {
  const SHAPES = [[3, 4], [5], [], [1, 2, 2]];
  const make = () => SHAPES.map((shape, i) => tf.variable(tensor(shape, i + 1)));
  const gradientsOf = (step: number) => SHAPES.map((shape, i) => tensor(shape, 10 * step + i + 7));

  it("comes to the very numbers of TensorFlow.js' own", () => {
    const [ours, theirs] = [make(), make()];
    const { learningRate, beta1, beta2, epsilon } = ADAM;
    const [adam, library] = [new Adam(ours, ADAM), tf.train.adam(learningRate, beta1, beta2, epsilon)];
    for (let step = 0; step < 5; step++) {
      const gradients = gradientsOf(step);
      adam.step(Object.fromEntries(ours.map(({ name }, i) => [name, gradients[i]])));
      library.applyGradients(theirs.map(({ name }, i) => ({ name, tensor: gradients[i] })));
    }
    for (const [i, variable] of ours.entries()) {
      expect(variable.shape).toEqual(SHAPES[i]);
      expect(variable.dataSync()).toEqual(theirs[i].dataSync());
    }
  });

  it("goes on from what is put into a variable between two steps", () => {
    const step = (adam: Adam, [variable]: tf.Variable[]) => adam.step({ [variable.name]: tf.tensor1d([1]) });
    const [changed, fresh] = [0, 0.5].map((start) => [tf.variable(tf.tensor1d([start]))]);
    const [ours, other] = [changed, fresh].map((variables) => new Adam(variables, ADAM));
    for (const [adam, variables] of [
      [ours, changed],
      [other, fresh],
    ] as const)
      step(adam, variables);
    changed[0].assign(tf.tensor1d([0.5]));
    fresh[0].assign(tf.tensor1d([0.5]));
    for (const [adam, variables] of [
      [ours, changed],
      [other, fresh],
    ] as const)
      step(adam, variables);
    expect(changed[0].dataSync()).toEqual(fresh[0].dataSync());
  });

  it("leaves no tensors behind but its moments and weights", () => {
    const variables = make();
    const adam = new Adam(variables, ADAM);
    const before = tf.memory().numTensors;
    for (let step = 0; step < 2; step++) {
      const gradients = gradientsOf(step);
      adam.step(Object.fromEntries(variables.map(({ name }, i) => [name, gradients[i]])));
      tf.dispose(gradients);
      expect(tf.memory().numTensors).toBe(before + 3);
    }
    adam.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses a missing gradient, and the state of other variables", () => {
    const variables = make();
    const adam = new Adam(variables, ADAM);
    expect(() => adam.step({ [variables[0].name]: variables[0] })).toThrow("does not depend on variable 1");
    const state = { steps: 1, decays: [0.8, 0.9], moments: [new Float32Array(12)] };
    expect(() => adam.restore(state, "here")).toThrow("here: Expected moments of 4 variables");
    expect(adam.state()).toMatchObject({ steps: 0, moments: [] });
  });
});
