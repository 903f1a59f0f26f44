import { describe, expect, it } from "vitest";
import { Interrupted } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { FunkSvd } from "../../src/models/funksvd.ts";
import type { PointwiseBatch } from "../../src/models/model.ts";
import { learnClick, type PointwiseTraining, trainPointwise } from "../../src/train/pointwise.ts";
import { distance } from "../factors/fixture.ts";

const ITEMS = 50;
const INTERACTIONS = {
  users: Int32Array.from({ length: 30 }, (_, i) => i % 7),
  items: Int32Array.from({ length: 30 }, (_, i) => (i * 11) % ITEMS),
};

/** Records the batches it is stepped on. */
function recorder() {
  const batches: PointwiseBatch[] = [];
  const model = new FunkSvd({ users: 7, items: ITEMS, width: 4 }).initialise(new Stream("model"));
  const step = (batch: PointwiseBatch) => {
    batches.push(batch);
    return batches.length;
  };
  return { batches, model: { parameters: model.parameters, step } };
}

function training(model: PointwiseTraining["model"], changes: Partial<PointwiseTraining> = {}): PointwiseTraining {
  return {
    model,
    interactions: INTERACTIONS,
    items: ITEMS,
    stream: new Stream("training"),
    epochs: 1,
    batchSize: 8,
    negatives: { count: 3, together: false },
    averageDecay: 0,
    ...changes,
  };
}

/** user, item and the click before, of each example. */
function triples({ users, items, lasts }: PointwiseBatch): string[] {
  return Array.from(users, (user, i) => `${user} ${items[i]} ${lasts[i]}`);
}

const ALL = Array.from(INTERACTIONS.users, (user, i) => {
  return `${user} ${INTERACTIONS.items[i]} ${i < 7 ? -1 : INTERACTIONS.items[i - 7]}`;
}).sort();

describe("pointwise training", () => {
  it("meets every click once an epoch, in a new order, with the user's click before it", () => {
    const { batches, model } = recorder();
    trainPointwise(training(model, { epochs: 2 }));
    const clicks = batches.filter(({ labels }) => labels[0] === 1).map(triples);
    expect(clicks).toHaveLength(8);
    expect(clicks.slice(0, 4).flat()).not.toEqual(clicks.slice(4).flat());
    expect(clicks.slice(0, 4).flat().sort()).toEqual(ALL);
    expect(clicks.slice(4).flat().sort()).toEqual(ALL);
  });

  it("steps clicks and each batch of negatives apart, as cup-hybrid does", () => {
    const { batches, model } = recorder();
    const losses = trainPointwise(training(model));
    expect(batches.map(({ labels }) => labels[0])).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]);
    expect(batches.map(({ users }) => users.length)).toEqual([...Array(12).fill(8), ...Array(4).fill(6)]);
    for (let b = 0; b < 16; b += 4) {
      for (const negatives of batches.slice(b + 1, b + 4)) {
        expect(negatives.users).toEqual(batches[b].users);
        expect(negatives.lasts).toEqual(batches[b].lasts);
        expect(negatives.items).not.toEqual(batches[b].items);
      }
    }
    expect(losses).toEqual([8.5]);
  });

  it("or together in one step", () => {
    const { batches, model } = recorder();
    trainPointwise(training(model, { negatives: { count: 3, together: true } }));
    expect(batches).toHaveLength(4);
    for (const { users, labels } of batches) {
      const clicks = users.length / 4;
      expect([...labels]).toEqual([...Array(clicks).fill(1), ...Array(3 * clicks).fill(0)]);
      expect(users.slice(clicks, 2 * clicks)).toEqual(users.slice(0, clicks));
    }
  });

  it("draws negatives evenly over the whole catalogue", () => {
    const { batches, model } = recorder();
    trainPointwise(training(model, { epochs: 100, negatives: { count: 5, together: false } }));
    const counts = new Int32Array(ITEMS);
    for (const { items, labels } of batches) if (labels[0] === 0) for (const item of items) counts[item]++;
    const mean = (100 * 30 * 5) / ITEMS;
    for (const count of counts) expect(Math.abs(count - mean)).toBeLessThan(5 * Math.sqrt(mean));
  });

  it("is the same under the same seed and reports as it goes", () => {
    const run = () => {
      const model = new FunkSvd({ users: 7, items: ITEMS, width: 4 }).initialise(new Stream("model"));
      const seen: unknown[] = [];
      const onProgress = (progress: unknown) => {
        seen.push(progress);
        return undefined;
      };
      const losses = trainPointwise(training(model, { epochs: 3, averageDecay: 0.9, onProgress }));
      return { losses, seen, weights: model.parameters.state() };
    };
    const first = run();
    expect(run()).toEqual(first);
    expect(first.seen).toHaveLength(12);
    expect(first.seen[11]).toEqual({ epoch: 2, done: 30, total: 30, loss: first.losses[2] });
  });

  it("ends with the average of the weights where it is asked to", () => {
    const run = (averageDecay: number) => {
      const model = new FunkSvd({ users: 7, items: ITEMS, width: 4 }).initialise(new Stream("model"));
      const start = model.parameters.tables.users.weights.slice();
      trainPointwise(training(model, { epochs: 5, averageDecay }));
      return distance(model.parameters.tables.users.weights, start);
    };
    expect(run(0.99)).toBeGreaterThan(0);
    expect(run(0.99)).toBeLessThan(0.8 * run(0));
  });

  it("stops when told to", () => {
    const { batches, model } = recorder();
    expect(() => trainPointwise(training(model, { onProgress: ({ done }) => done < 16 }))).toThrow(Interrupted);
    expect(batches).toHaveLength(8);
  });
});

describe("learning from a click", () => {
  it.each([
    [false, [[1], [0, 0, 0, 0, 0, 0, 0, 0]]],
    [true, [[1, 0, 0, 0, 0, 0, 0, 0, 0]]],
  ])("steps on it and its negatives (together: %s)", (together, labels) => {
    const { batches, model } = recorder();
    learnClick(
      { model, items: ITEMS, stream: new Stream("click"), negatives: { count: 8, together } },
      { user: 3, item: 9, last: 4 },
    );
    expect(batches.map((batch) => [...batch.labels])).toEqual(labels);
    expect(batches[0].items[0]).toBe(9);
    for (const { users, lasts } of batches) {
      expect(new Set(users)).toEqual(new Set([3]));
      expect(new Set(lasts)).toEqual(new Set([4]));
    }
  });
});
