import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { FOCAL, focalLoss, focalSlope } from "../../src/models/focal.ts";
import { FUNKSVD, FunkSvd, type FunkSvdSettings } from "../../src/models/funksvd.ts";
import type { PointwiseBatch } from "../../src/models/model.ts";
import { DenseAdamW, differences, distance, gradientsOf } from "../factors/fixture.ts";

const SHAPE = { users: 4, items: 6, width: 8 };

/** Users and items repeat, as they do in a batch. */
const BATCH: PointwiseBatch = {
  users: Int32Array.of(0, 0, 1, 3, 0),
  items: Int32Array.of(2, 5, 2, 2, 2),
  lasts: new Int32Array(5).fill(-1),
  labels: Float32Array.of(1, 0, 1, 0, 0),
};

function modelOf(settings: Partial<FunkSvdSettings> = {}, sd = 10): FunkSvd {
  const model = new FunkSvd(SHAPE, { ...FUNKSVD, ...settings }).initialise(new Stream("model"));
  for (const { weights } of Object.values(model.parameters.tables)) weights.set(weights.map((w) => w * sd));
  return model;
}

/** Mean loss and penalty by the formulas, in float64. */
function objective(model: FunkSvd, { users, items, labels }: PointwiseBatch, l2: number): number {
  const { tables } = model.parameters;
  const row = (name: string, index: number) => {
    const { weights, width } = tables[name];
    return Array.from(weights.subarray(index * width, (index + 1) * width));
  };
  const terms = Array.from(users, (user, b) => {
    const [p, q] = [row("users", user), row("items", items[b])];
    const [bu, bi] = [row("userBiases", user)[0], row("itemBiases", items[b])[0]];
    const score = p.reduce((sum, x, f) => sum + x * q[f], bu + bi);
    const penalty = [...p, ...q, bu, bi].reduce((sum, x) => sum + x * x, 0);
    return focalLoss(labels[b], score, FOCAL) + l2 * penalty;
  });
  return terms.reduce((sum, x) => sum + x, 0) / terms.length;
}

describe("FunkSVD", () => {
  it("scores p·q + b_u + b_i", () => {
    const model = modelOf();
    const { users, items, userBiases, itemBiases } = model.parameters.tables;
    users.weights.set([1, 2, 0, 0, 0, 0, 0, 3], 8);
    items.weights.set([4, 5, 9, 9, 9, 9, 9, 6], 16);
    userBiases.weights[1] = 0.5;
    itemBiases.weights[2] = -2;
    expect(model.score(1, 2)).toBe(4 + 10 + 18 + 0.5 - 2);
  });

  it("starts from N(0, .05²) and, untrained, from a loss of .10349 on one click and eight negatives", () => {
    const model = new FunkSvd({ users: 300, items: 2000, width: 16 }).initialise(new Stream("start"));
    for (const { weights } of Object.values(model.parameters.tables)) {
      const sd = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / weights.length);
      expect(sd / 0.05).toBeGreaterThan(0.9);
      expect(sd / 0.05).toBeLessThan(1.1);
    }
    const random = new Stream("examples");
    const users = new Int32Array(1800).map(() => random.int(300));
    const items = new Int32Array(1800).map(() => random.int(2000));
    const labels = new Float32Array(1800).map((_, b) => (b % 9 === 0 ? 1 : 0));
    expect(model.accumulate({ users, items, lasts: users, labels })).toBeCloseTo(0.10349, 2);
  });

  it.each([0, 0.3])("has the gradient of its finite differences in every table (L2 %d)", (l2) => {
    const model = modelOf({ l2 });
    const loss = model.accumulate(BATCH);
    expect(loss).toBeCloseTo(objective(model, BATCH, 0), 6);
    for (const table of Object.values(model.parameters.tables)) {
      const rises = differences({ table, loss: () => objective(model, BATCH, l2), step: 1e-3 });
      expect(distance(gradientsOf(table), rises)).toBeLessThan(1e-5);
    }
  });

  it("steps as a loop over examples with a dense AdamW on the rows of the batch", () => {
    const model = modelOf({ l2: 0, learningRate: 0.01 });
    const reference = Object.values(model.parameters.tables).map((table) => new DenseAdamW(table.weights));
    const [users, items, userBiases, itemBiases] = reference.map(({ weights }) => weights);
    const { width } = SHAPE;
    for (let s = 0; s < 20; s++) {
      const gradients = [users, items, userBiases, itemBiases].map((weights) => new Float64Array(weights.length));
      for (let b = 0; b < BATCH.users.length; b++) {
        const [user, item] = [BATCH.users[b], BATCH.items[b]];
        let score = userBiases[user] + itemBiases[item];
        for (let f = 0; f < width; f++) score += users[user * width + f] * items[item * width + f];
        const slope = focalSlope(BATCH.labels[b], score, FOCAL) / BATCH.users.length;
        for (let f = 0; f < width; f++) {
          gradients[0][user * width + f] += slope * items[item * width + f];
          gradients[1][item * width + f] += slope * users[user * width + f];
        }
        gradients[2][user] += slope;
        gradients[3][item] += slope;
      }
      // Rows outside the batch have no gradient; with no weight decay a dense step leaves them alone too.
      reference.forEach((dense, i) => {
        dense.step(gradients[i], 0.01, 0);
      });
      model.step(BATCH);
    }
    Object.values(model.parameters.tables).forEach((table, i) => {
      expect(distance(table.weights, reference[i].weights)).toBeLessThan(2e-4);
    });
  });

  it("touches only the rows of the batch, weight decay and L2 included", () => {
    const model = modelOf({ l2: 0.5, weightDecay: 0.5 });
    model.parameters.mark();
    model.step(BATCH);
    const rowsOf = (name: string) => [...model.parameters.tables[name].changes().rows].sort();
    expect(rowsOf("users")).toEqual([0, 1, 3]);
    expect(rowsOf("userBiases")).toEqual([0, 1, 3]);
    expect(rowsOf("items")).toEqual([2, 5]);
    expect(rowsOf("itemBiases")).toEqual([2, 5]);
  });

  it("is pulled towards 0 by L2 and by weight decay", () => {
    const normAfter = (settings: Partial<FunkSvdSettings>) => {
      const model = modelOf({ learningRate: 0.01, l2: 0, weightDecay: 0, ...settings });
      for (let s = 0; s < 100; s++) model.step(BATCH);
      return Math.hypot(...model.parameters.tables.items.weights.subarray(16, 24));
    };
    expect(normAfter({ l2: 1 })).toBeLessThan(0.9 * normAfter({}));
    expect(normAfter({ weightDecay: 0.5 })).toBeLessThan(0.9 * normAfter({}));
  });

  it("learns its batch", () => {
    const model = modelOf({ learningRate: 0.01, l2: 0 }, 1);
    const first = model.step(BATCH);
    for (let s = 0; s < 500; s++) model.step(BATCH);
    expect(model.accumulate(BATCH)).toBeLessThan(first / 1.5);
    expect(model.score(1, 2)).toBeGreaterThan(model.score(3, 2));
  });
});
