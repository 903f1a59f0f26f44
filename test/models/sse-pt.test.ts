import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import type { UserSequenceBatch } from "../../src/dataset/sequence-batch.ts";
import { keepAll } from "../../src/models/layers.ts";
import { gbceLoss, type Labelled, type Sampled, softmaxLoss } from "../../src/models/sequence-losses.ts";
import type { Head } from "../../src/models/sequence-model.ts";
import { SsePt } from "../../src/models/sse-pt.ts";
import { difference, numbers } from "../engine/engines.ts";
import { batchOf, onEachEngine, scramble } from "./fixture.ts";

const SETTINGS = {
  items: 12,
  users: 5,
  length: 6,
  itemWidth: 6,
  userWidth: 4,
  blocks: 2,
  heads: 2,
  dropout: 0,
  epsilon: 1e-5,
};
const COLUMNS = SETTINGS.items + 2;

function model(): SsePt {
  const made = new SsePt(SETTINGS, new Stream("sse-pt-test"));
  scramble(made.weights);
  return made;
}

const usersAnd = (users: number[], rows: number[][]): UserSequenceBatch => ({
  ...batchOf(rows, { ...SETTINGS } as never),
  users: Int32Array.from(users),
});
const scoresOf = (it: SsePt, batch: UserSequenceBatch) => Array.from(it.scores(batch).dataSync());
const ranksOf = (scores: number[]) => scores.map((_, i) => i).sort((a, b) => scores[b] - scores[a]);
const BATCH = usersAnd([4, 0, 2], [[3, 1, 4], [1, 5, 9, 2, 6], []]);

onEachEngine("SSE-PT", () => {
  it("scores a row as F · [V[c]; u]", () => {
    const it = model();
    const { hidden, table, common } = it.head(BATCH, keepAll) as Required<Head>;
    expect([hidden.shape, common.shape]).toEqual([
      [8, SETTINGS.itemWidth],
      [8, 1],
    ]);
    const byHead = tf.add(tf.matMul(hidden, table, false, true), common).arraySync() as number[][];
    const scores = scoresOf(it, BATCH);
    expect(difference(scores.slice(0, COLUMNS), byHead[2])).toBeLessThan(1e-6);
    expect(difference(scores.slice(COLUMNS, 2 * COLUMNS), byHead[7])).toBeLessThan(1e-6);
  });

  it("tells users with the same history apart", () => {
    const [first, second] = [0, 1].map((user) => scoresOf(model(), usersAnd([user], [[3, 1, 4]])));
    expect(difference(first, second)).toBeGreaterThan(1e-3);
  });

  it("never lets an item change what comes before it", () => {
    const it = model();
    const rows = (items: number[]) => it.head(usersAnd([1], [items]), keepAll).hidden.arraySync();
    const [before, after] = [rows([3, 1, 4, 1, 5, 9]), rows([3, 1, 4, 7, 5, 9])];
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3));
    expect(difference(after[3], before[3])).toBeGreaterThan(1e-3);
  });

  it("ranks alike when a constant is added to the user part of F", () => {
    const it = model();
    const before = scoresOf(it, BATCH);
    const values = it.weights.read();
    values["last/bias"] = values["last/bias"].map((x, c) => (c >= SETTINGS.itemWidth ? x + 7 : x));
    it.weights.load(values);
    const after = scoresOf(it, BATCH);
    expect(difference(after, before)).toBeGreaterThan(1e-2);
    for (let b = 0; b < BATCH.count; b++) {
      const row = (scores: number[]) => ranksOf(scores.slice(b * COLUMNS, (b + 1) * COLUMNS));
      expect(row(after)).toEqual(row(before));
    }
  });

  it("starts a user's vector at √d_u times the table's", () => {
    const it = model();
    const values = it.weights.read();
    const user = (factor: number) => {
      it.weights.load({ ...values, users: values.users.map((x) => x * factor) });
      return scoresOf(it, usersAnd([3], [[5, 6]]));
    };
    const plain = user(1 / Math.sqrt(SETTINGS.userWidth));
    // With vectors of ones, u is √d_u in every column: what the user adds to every score is √d_u · ΣF_u.
    expect(difference(plain, user(1))).toBeGreaterThan(1e-3);
    it.weights.load({ ...values, users: values.users.fill(1), "last/gain": values["last/gain"].fill(0) });
    const shift = Array.from(values["last/bias"].slice(SETTINGS.itemWidth)).reduce((sum, x) => sum + x, 0);
    const item = (c: number) =>
      Array.from(
        { length: SETTINGS.itemWidth },
        (_, i) => values["last/bias"][i] * values.items[c * SETTINGS.itemWidth + i],
      );
    const expected = Array.from({ length: COLUMNS }, (_, c) => item(c).reduce((sum, x) => sum + x, 2 * shift));
    expect(difference(scoresOf(it, usersAnd([3], [[5, 6]])), expected)).toBeLessThan(1e-5);
  });

  // Adam would make whole steps of what rounding leaves of a gradient that is 0, and engines round differently.
  it("learns nothing under a softmax from what all items have in common, and from it under gBCE", () => {
    const made = model();
    const sampled = { labels: Int32Array.from({ length: 8 }, (_, i) => i + 1), negatives: new Int32Array(8).fill(9) };
    const losses = { softmax: softmaxLoss, gbce: (head: Sampled) => gbceLoss(head, 0.5) };
    const slopes = (loss: (head: Sampled) => tf.Scalar, name: string) => {
      const variable = made.weights.get(name);
      const { grads } = tf.variableGrads(() => loss({ ...made.head(BATCH, keepAll), ...sampled }), [variable]);
      return Array.from(grads[variable.name].dataSync());
    };
    for (const name of ["last/gain", "last/bias"]) {
      const byUser = slopes(losses.softmax, name).slice(SETTINGS.itemWidth);
      expect(byUser).toEqual(new Array(SETTINGS.userWidth).fill(0));
      for (const slope of slopes(losses.gbce, name)) expect(Math.abs(slope)).toBeGreaterThan(1e-5);
      for (const slope of slopes(losses.softmax, name).slice(0, SETTINGS.itemWidth))
        expect(Math.abs(slope)).toBeGreaterThan(1e-5);
    }
  });

  it.each(["items", "users", "positions", "block0/key/weight"])("has the right gradient by %s", (name) => {
    const it = model();
    const variable = it.weights.get(name);
    const labels = Int32Array.from(numbers(8, 3), (x) => 1 + Math.floor((x + 1) * 6));
    const loss = (x: tf.Tensor) => {
      const labelled = (): Labelled => ({ ...it.head(BATCH, keepAll), labels });
      variable.assign(x);
      return softmaxLoss(labelled());
    };
    const start = variable.clone();
    const direction = tf.tensor(numbers(variable.size, 77), variable.shape);
    const { grads } = tf.variableGrads(() => loss(start), [variable]);
    const along = tf.sum(tf.mul(grads[variable.name], direction)).dataSync()[0];
    const at = (t: number) => loss(tf.add(start, tf.mul(direction, t))).dataSync()[0];
    expect(Math.abs(along - (at(5e-3) - at(-5e-3)) / 1e-2)).toBeLessThan(2e-3);
  });

  it.each([
    [usersAnd([5], [[1]]), "Expected user ids 0..4, got 5"],
    [usersAnd([-1], [[1]]), "Expected user ids 0..4, got -1"],
    [usersAnd([0, 1], [[1]]), "Expected 1 user ids, got 2"],
    [usersAnd([0], [[14]]), "Expected item ids 1..12, got 14"],
  ])("refuses a batch of which one thing is wrong: %#", (batch, message) => {
    expect(() => model().scores(batch)).toThrow(message);
  });
});
