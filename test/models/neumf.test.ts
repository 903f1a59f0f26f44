import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { sigmoid } from "../../src/models/focal.ts";
import type { PointwiseBatch } from "../../src/models/model.ts";
import { NEUMF, NeuMf, type NeuMfSettings } from "../../src/models/neumf.ts";
import { differences, distance, gradientsOf } from "../factors/fixture.ts";

const SHAPE = { users: 3, items: 21 };
const SMALL: NeuMfSettings = { ...NEUMF, factors: 3, tower: [6, 5, 4, 3] };

const BATCH: PointwiseBatch = {
  users: Int32Array.of(0, 0, 2, 2, 0),
  items: Int32Array.of(4, 7, 4, 20, 4),
  lasts: new Int32Array(5).fill(-1),
  labels: Float32Array.of(1, 0, 1, 0, 0),
};

/** Weights of a size that makes every part matter. */
function modelOf(settings: NeuMfSettings, shape = SHAPE): NeuMf {
  const model = new NeuMf(shape, settings).initialise(new Stream("model"));
  const random = new Stream("size");
  for (const { weights } of Object.values(model.parameters.tables)) {
    weights.set(weights.map(() => random.normal(0.1, 0.5)));
  }
  return model;
}

function meanLoss(model: NeuMf, { users, items, labels }: PointwiseBatch): number {
  const losses = Array.from(users, (user, b) => {
    const p = sigmoid(model.score(user, items[b]));
    return -Math.log(labels[b] === 1 ? p : 1 - p);
  });
  return losses.reduce((sum, x) => sum + x, 0) / losses.length;
}

describe("NeuMF", () => {
  it("has a tower of 64-32-16-8 on two embeddings of 32 and a head on 8 + 8", () => {
    const { tables } = new NeuMf(SHAPE).parameters;
    const shapes = Object.fromEntries(Object.entries(tables).map(([name, t]) => [name, [t.rows, t.width]]));
    expect(shapes).toEqual({
      users: [3, 8],
      items: [21, 8],
      towerUsers: [3, 32],
      towerItems: [21, 32],
      layer1: [32, 65],
      layer2: [16, 33],
      layer3: [8, 17],
      head: [1, 17],
    });
  });

  it("is p·q + b with a zero MLP head", () => {
    const model = modelOf(NEUMF);
    const { users, items, head } = model.parameters.tables;
    head.weights.fill(0);
    head.weights.fill(1, 0, 8);
    head.weights[16] = -0.7;
    for (let item = 0; item < 21; item++) {
      let expected = -0.7;
      for (let f = 0; f < 8; f++) expected += users.weights[8 + f] * items.weights[item * 8 + f];
      expect(model.score(1, item)).toBeCloseTo(Math.fround(expected), 5);
      expect(model.scores(1)[item]).toBeCloseTo(expected, 5);
    }
  });

  it("has the gradient of its finite differences in every table", () => {
    const model = modelOf(SMALL);
    expect(model.accumulate(BATCH)).toBeCloseTo(meanLoss(model, BATCH), 10);
    for (const [name, table] of Object.entries(model.parameters.tables)) {
      const rises = differences({ table, loss: () => meanLoss(model, BATCH), step: 1e-3 });
      const gradients = gradientsOf(table);
      expect(distance(gradients, rises), name).toBeLessThan(2e-5);
      expect(Math.max(...gradients.map(Math.abs)), name).toBeGreaterThan(1e-3);
    }
  });

  it.each([
    ["the paper's", NEUMF, 21],
    ["small and odd", SMALL, 19],
    ["of one layer", { ...SMALL, tower: [2, 1] }, 8],
  ])("scores the whole catalogue as one item at a time (%s)", (_, settings, items) => {
    const model = modelOf(settings, { users: 3, items });
    const all = model.scores(2).slice();
    const each = Float32Array.from({ length: items }, (_, item) => model.score(2, item));
    expect(all).toHaveLength(items);
    expect(distance(all, each)).toBeLessThan(1e-4 * Math.max(1, ...each.map(Math.abs)));
  });

  it("touches the batch's embeddings only, and learns the batch", () => {
    const model = new NeuMf(SHAPE, { ...NEUMF, learningRate: 0.01, rowRate: 0.01 }).initialise(new Stream("learn"));
    model.parameters.mark();
    const first = model.step(BATCH);
    const rowsOf = (name: string) => [...model.parameters.tables[name].changes().rows].sort((a, b) => a - b);
    expect(rowsOf("users")).toEqual([0, 2]);
    expect(rowsOf("towerItems")).toEqual([4, 7, 20]);
    expect(first).toBeCloseTo(Math.log(2), 2);
    for (let s = 0; s < 300; s++) model.step(BATCH);
    expect(model.accumulate(BATCH)).toBeLessThan(first / 2);
  });

  it("steps embeddings by the rows' rate, tower and head by the other", () => {
    const model = modelOf({ ...NEUMF, learningRate: 0.001, rowRate: 0.02 });
    const { users, towerItems, head, layer3 } = model.parameters.tables;
    const before = [users, towerItems, head, layer3].map(({ weights }) => weights.slice());
    model.step(BATCH);
    // The first step of Adam is its rate, whatever the gradient.
    const moves = [users, towerItems, head, layer3].map(({ weights }, t) => distance(weights, before[t]));
    for (const [t, rate] of [0.02, 0.02, 0.001, 0.001].entries()) expect(moves[t]).toBeCloseTo(rate, 4);
  });

  it.each([[[64]], [[7, 4]]])("refuses a tower of %j", (tower) => {
    expect(() => new NeuMf(SHAPE, { ...NEUMF, tower })).toThrow(UsageError);
  });
});
