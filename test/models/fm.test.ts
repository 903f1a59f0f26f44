import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { DotTopK } from "../../src/factors/dot-top-k.ts";
import { keyItem } from "../../src/factors/rank-key.ts";
import { FactorizationMachine } from "../../src/models/fm.ts";
import { sigmoid } from "../../src/models/focal.ts";
import { FunkSvd } from "../../src/models/funksvd.ts";
import type { PointwiseBatch } from "../../src/models/model.ts";
import { learnClick } from "../../src/train/pointwise.ts";
import { allKeys, differences, distance, gradientsOf } from "../factors/fixture.ts";

const SHAPE = { users: 4, items: 9, width: 8 };

const BATCH: PointwiseBatch = {
  users: Int32Array.of(0, 0, 3, 3, 0),
  items: Int32Array.of(4, 7, 4, 8, 4),
  lasts: Int32Array.of(-1, 4, 4, 2, 7),
  labels: Float32Array.of(1, 0, 1, 0, 0),
};

function modelOf(): FactorizationMachine {
  const model = new FactorizationMachine(SHAPE).initialise(new Stream("model"));
  const random = new Stream("size");
  for (const { weights } of Object.values(model.parameters.tables))
    weights.set(weights.map(() => random.normal(0, 0.5)));
  return model;
}

/** w0 + Σ w_i + Σ_{i<j} v_i · v_j over the active features. */
function pairwise({ parameters: { tables } }: FactorizationMachine, features: [string, string, number][]): number {
  let score = tables.bias.weights[0];
  features.forEach(([factors, linear, row], i) => {
    score += tables[linear].weights[row];
    for (const [other, , otherRow] of features.slice(i + 1)) {
      for (let f = 0; f < SHAPE.width; f++) {
        score += tables[factors].weights[row * SHAPE.width + f] * tables[other].weights[otherRow * SHAPE.width + f];
      }
    }
  });
  return score;
}

function meanLoss(model: FactorizationMachine, { users, items, lasts, labels }: PointwiseBatch): number {
  const losses = Array.from(users, (user, b) => {
    const p = sigmoid(model.score(user, items[b], lasts[b]));
    return -Math.log(labels[b] === 1 ? p : 1 - p);
  });
  return losses.reduce((sum, x) => sum + x, 0) / losses.length;
}

describe("the factorization machine", () => {
  it("is the pairwise form, with and without a last click", () => {
    const model = modelOf();
    for (let item = 0; item < 9; item++) {
      const without: [string, string, number][] = [
        ["users", "userBiases", 2],
        ["items", "itemBiases", item],
      ];
      expect(model.score(2, item, -1)).toBeCloseTo(pairwise(model, without), 10);
      expect(model.score(2, item, 5)).toBeCloseTo(pairwise(model, [...without, ["lasts", "lastBiases", 5]]), 10);
    }
  });

  it("on user and item is FunkSVD plus w0", () => {
    const model = modelOf();
    const funk = new FunkSvd(SHAPE);
    for (const name of ["users", "items", "userBiases", "itemBiases"]) {
      funk.parameters.tables[name].weights.set(model.parameters.tables[name].weights);
    }
    for (let user = 0; user < 4; user++) {
      for (let item = 0; item < 9; item++) {
        const expected = funk.score(user, item) + model.parameters.tables.bias.weights[0];
        expect(model.score(user, item, -1)).toBeCloseTo(expected, 5);
      }
    }
  });

  it("has the gradient of its finite differences in every table", () => {
    const model = modelOf();
    expect(model.accumulate(BATCH)).toBeCloseTo(meanLoss(model, BATCH), 10);
    for (const [name, table] of Object.entries(model.parameters.tables)) {
      const rises = differences({ table, loss: () => meanLoss(model, BATCH), step: 1e-3 });
      const gradients = gradientsOf(table);
      expect(distance(gradients, rises), name).toBeLessThan(1e-5);
      expect(Math.max(...gradients.map(Math.abs)), name).toBeGreaterThan(1e-3);
    }
  });

  it("ranks by its scans as by its scores", () => {
    const model = modelOf();
    for (const last of [-1, 3]) {
      model.setContext(1, last);
      const ranked = Array.from(model.scan.best(1, 9), keyItem);
      const scores = ranked.map((item) => model.score(1, item, last));
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    }
  });

  it("has an exact top-k while it learns", () => {
    const shape = { users: 5, items: 700, width: 8 };
    const model = new FactorizationMachine(shape).initialise(new Stream("online"));
    const { items, itemBiases } = model.parameters.tables;
    const index = new DotTopK(model.scan, 64).watch({ factors: items, biases: itemBiases });
    model.parameters.mark();
    const random = new Stream("play");
    const lasts = new Int32Array(5).fill(-1);
    for (let round = 0; round < 500; round++) {
      const user = random.int(5);
      model.setContext(user, lasts[user]);
      const answer = index.top({ user, k: 5 });
      expect([...answer]).toEqual(Array.from(allKeys(model.scan, user).subarray(0, 5), keyItem));
      if (random.uniform() < 0.6) continue;
      const item = random.pick(answer);
      const learning = { model, items: 700, stream: random, negatives: { count: 4, together: true } };
      learnClick(learning, { user, item, last: lasts[user] });
      lasts[user] = item;
    }
    expect(index.costs.scans).toBeLessThan(500);
  });

  it("touches only the rows of the batch, and learns it", () => {
    const model = new FactorizationMachine(SHAPE, { learningRate: 0.01, rowRate: 0.01, weightDecay: 0 }).initialise(
      new Stream("learn"),
    );
    model.parameters.mark();
    const first = model.step(BATCH);
    const rowsOf = (name: string) => [...model.parameters.tables[name].changes().rows].sort();
    expect(rowsOf("users")).toEqual([0, 3]);
    expect(rowsOf("items")).toEqual([4, 7, 8]);
    expect(rowsOf("lasts")).toEqual([2, 4, 7]);
    for (let s = 0; s < 300; s++) model.step(BATCH);
    expect(model.accumulate(BATCH)).toBeLessThan(first / 2);
  });

  it("steps rows by their rate and the global bias by the other", () => {
    const model = new FactorizationMachine(SHAPE, { learningRate: 0.001, rowRate: 0.02, weightDecay: 0 });
    const { bias, itemBiases } = model.parameters.tables;
    model.step(BATCH);
    // The first step of Adam is its rate, whatever the gradient.
    expect(Math.abs(bias.weights[0])).toBeCloseTo(0.001, 5);
    expect(Math.max(...itemBiases.weights.map(Math.abs))).toBeCloseTo(0.02, 4);
  });
});
