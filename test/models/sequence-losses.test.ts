import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { gbceBeta, gbceLoss, type Sampled, softmaxLoss } from "../../src/models/sequence-losses.ts";
import { difference, gradientGap, numbers, tensor } from "../engine/engines.ts";
import { onEachEngine } from "./fixture.ts";

const N = 3416;
const K = 256;
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** One row whose label (item 1) scores `positive`, and whose k negatives (item 2) score `negative`. */
function rowOf(positive: number, negative: number, k = 1): Sampled {
  const hidden = tf.tensor2d([[1, 1]]);
  const table = tf.tensor2d([
    [0, 0],
    [positive, 0],
    [negative, 0],
    [0, 0],
  ]);
  return { hidden, table, labels: Int32Array.of(1), negatives: new Int32Array(k).fill(2) };
}

/** Rows, items and candidates such that the table is scored whole (`dense`) or gathered. */
function sampleOf(shape: { rows: number; items: number; k: number; width?: number }): Sampled {
  const { rows, items, k, width = 4 } = shape;
  const pick = (count: number, seed: number) =>
    Int32Array.from(numbers(count, seed), (x) => 1 + Math.floor(((x + 1) / 2) * items));
  return {
    hidden: tensor([rows, width], 5) as tf.Tensor2D,
    table: tensor([items + 2, width], 6) as tf.Tensor2D,
    labels: pick(rows, 7),
    negatives: pick(rows * k, 8),
  };
}

/** The formula, number by number in float64. */
function slowGbce({ hidden, table, labels, negatives }: Sampled, beta: number | Float32Array): number {
  const [h, e] = [hidden.arraySync(), table.arraySync()];
  const score = (row: number, item: number) => h[row].reduce((sum, x, c) => sum + x * e[item][c], 0);
  const k = negatives.length / labels.length;
  const losses = Array.from(labels, (label, row) => {
    const wrong = Array.from(negatives.subarray(row * k, (row + 1) * k), (item) => softplus(score(row, item)));
    const weight = typeof beta === "number" ? beta : beta[row];
    return (weight * softplus(-score(row, label)) + wrong.reduce((sum, x) => sum + x, 0)) / (k + 1);
  });
  return losses.reduce((sum, x) => sum + x, 0) / losses.length;
}

describe("β of gBCE", () => {
  it.each([
    [0, 1],
    [0.5, 0.5374817],
    [0.75, 0.3062225],
    [1, 0.0749634],
  ])("is at t = %d: %d", (t, beta) => {
    expect(gbceBeta({ negatives: K, items: N, t })).toBeCloseTo(beta, 7);
    const alpha = K / (N - 1);
    expect(gbceBeta({ negatives: K, items: N, t })).toBeCloseTo(alpha * (t * (1 - 1 / alpha) + 1 / alpha), 12);
  });
});

onEachEngine("sequence losses", () => {
  it.each([
    [-2, 0.6513133],
    [0, 0.2122573],
    [2, 0.0388682],
    [10, 1.39022e-5],
  ])("weigh a positive score of %d at t = .75 as %d", (s, golden) => {
    const beta = gbceBeta({ negatives: K, items: N, t: 0.75 });
    // At -200 a negative costs nothing: twice the mean over both is the positive's term.
    const term = 2 * gbceLoss(rowOf(s, -200), beta).dataSync()[0];
    expect(Math.abs(term / golden - 1)).toBeLessThan(1e-5);
  });

  it("are plain binary cross-entropy at t = 0", () => {
    const sample = sampleOf({ rows: 9, items: 20, k: 3 });
    const beta = gbceBeta({ negatives: 3, items: 20, t: 0 });
    expect(gbceLoss(sample, beta).dataSync()[0]).toBeCloseTo(slowGbce(sample, 1), 6);
  });

  it.each([
    ["a table scored whole", { rows: 40, items: 30, k: 2 }],
    ["candidates gathered", { rows: 40, items: 300, k: 2 }],
    ["a table scored whole, in chunks", { rows: 300, items: 9000, k: 300 }],
    ["candidates gathered, in chunks", { rows: 300, items: 9000, k: 100, width: 128 }],
  ])("agree with the formula for %s", (_, shape) => {
    const sample = sampleOf(shape);
    const loss = gbceLoss(sample, 0.3).dataSync()[0];
    expect(Math.abs(loss / slowGbce(sample, 0.3) - 1)).toBeLessThan(1e-5);
  });

  it.each([
    ["a table scored whole, in chunks", { rows: 300, items: 9000, k: 300 }],
    ["candidates gathered, in chunks", { rows: 300, items: 9000, k: 100, width: 128 }],
  ])("weigh each row's positive term by itself: %s", (_, shape) => {
    const sample = sampleOf(shape);
    const weights = Float32Array.from({ length: shape.rows }, (_, row) => row);
    const loss = gbceLoss(sample, weights).dataSync()[0];
    expect(Math.abs(loss / slowGbce(sample, weights) - 1)).toBeLessThan(1e-5);
    expect(Math.abs(loss / slowGbce(sample, weights.toReversed()) - 1)).toBeGreaterThan(1e-3);
    expect(() => gbceLoss(sample, weights.slice(1))).toThrow("Expected 300 weights, got 299");
  });

  it("of gBCE and their gradients are the same whole and gathered", () => {
    const whole = sampleOf({ rows: 40, items: 60, k: 2 });
    const padded = (table: tf.Tensor2D) =>
      tf.pad2d(table, [
        [0, 300],
        [0, 0],
      ]); // too many rows to score
    const compute = (tableOf: (table: tf.Tensor2D) => tf.Tensor2D) => {
      const loss = (hidden: tf.Tensor, table: tf.Tensor) => {
        return gbceLoss({ ...whole, hidden: hidden as tf.Tensor2D, table: tableOf(table as tf.Tensor2D) }, 0.3);
      };
      const { value, grads } = tf.valueAndGrads(loss)([whole.hidden, whole.table]);
      return [value, ...grads].map((result) => result.dataSync());
    };
    const gathered = compute(padded);
    for (const [i, values] of compute((table) => table).entries()) {
      expect(difference(gathered[i], values)).toBeLessThan(1e-6);
      expect(values.some((x) => Math.abs(x) > 1e-3)).toBe(true);
    }
  });

  it.each([
    [100, -100],
    [-100, 100],
    [100, 100],
  ])("stay finite with scores of %d and %d", (positive, negative) => {
    const row = rowOf(positive, negative, 4);
    for (const loss of [(it: Sampled) => gbceLoss(it, 0.3), softmaxLoss]) {
      const { value, grads } = tf.valueAndGrads((hidden, table) => {
        return loss({ ...row, hidden: hidden as tf.Tensor2D, table: table as tf.Tensor2D });
      })([row.hidden, row.table]);
      for (const result of [value, ...grads]) expect([...result.dataSync()].every(Number.isFinite)).toBe(true);
    }
  });

  it("of the softmax are the cross-entropy over items 1..N", () => {
    const sample = sampleOf({ rows: 11, items: 8, k: 1 });
    const [h, e] = [sample.hidden.arraySync(), sample.table.arraySync()];
    const losses = h.map((row, i) => {
      const scores = e.slice(1, -1).map((vector) => vector.reduce((sum, x, c) => sum + x * row[c], 0));
      return Math.log(scores.reduce((sum, s) => sum + Math.exp(s), 0)) - scores[sample.labels[i] - 1];
    });
    const mean = losses.reduce((sum, x) => sum + x, 0) / losses.length;
    expect(softmaxLoss(sample).dataSync()[0]).toBeCloseTo(mean, 5);
  });

  it("of the softmax are the same in chunks", () => {
    const sample = sampleOf({ rows: 700, items: 9000, k: 1 });
    const half = (from: number) => {
      const hidden = tf.slice(sample.hidden, [from, 0], [350, -1]);
      return softmaxLoss({ ...sample, hidden, labels: sample.labels.subarray(from, from + 350) }).dataSync()[0];
    };
    expect(softmaxLoss(sample).dataSync()[0]).toBeCloseTo((half(0) + half(350)) / 2, 4);
  });

  const losses: Record<string, [(it: Sampled) => tf.Scalar, { rows: number; items: number; k: number }]> = {
    "gBCE, whole table": [(it) => gbceLoss(it, 0.3), { rows: 7, items: 6, k: 2 }],
    "gBCE, a weight a row": [(it) => gbceLoss(it, numbers(7, 3)), { rows: 7, items: 6, k: 2 }],
    "gBCE, gathered": [(it) => gbceLoss(it, 0.3), { rows: 7, items: 200, k: 2 }],
    softmax: [softmaxLoss, { rows: 7, items: 6, k: 1 }],
  };
  it.each(Object.keys(losses))("have the right gradients: %s", (name) => {
    const [loss, shape] = losses[name];
    const sample = sampleOf(shape);
    expect(gradientGap((x) => loss({ ...sample, hidden: x as tf.Tensor2D }), sample.hidden)).toBeLessThan(1e-2);
    expect(gradientGap((x) => loss({ ...sample, table: x as tf.Tensor2D }), sample.table)).toBeLessThan(1e-2);
  });

  it("of the softmax move neither row 0 nor the padding's", () => {
    const sample = sampleOf({ rows: 7, items: 6, k: 1 });
    const slope = tf
      .grad((table) => softmaxLoss({ ...sample, table: table as tf.Tensor2D }))(sample.table)
      .arraySync() as number[][];
    expect(slope[0]).toEqual([0, 0, 0, 0]);
    expect(slope[7]).toEqual([0, 0, 0, 0]);
    expect(slope[1].some((x) => x !== 0)).toBe(true);
  });

  it.each([6, 200])("refuse ids that are no item's, whole or gathered: %i items", (items) => {
    const sample = sampleOf({ rows: 3, items, k: 2 });
    for (const id of [0, -1, items + 1, items + 5, 2 ** 31 - 1]) {
      const wrong = { labels: sample.labels.with(1, id), negatives: sample.negatives.with(4, id) };
      const message = `Expected item ids 1..${items}, got ${id}`;
      expect(() => softmaxLoss({ ...sample, labels: wrong.labels })).toThrow(`labels: ${message}`);
      expect(() => gbceLoss({ ...sample, labels: wrong.labels }, 1)).toThrow(`labels: ${message}`);
      expect(() => gbceLoss({ ...sample, negatives: wrong.negatives }, 1)).toThrow(`negatives: ${message}`);
    }
  });

  it("refuse a number of negatives that labels do not divide", () => {
    const sample = sampleOf({ rows: 3, items: 6, k: 2 });
    expect(() => gbceLoss({ ...sample, negatives: sample.negatives.subarray(1) }, 1)).toThrow(
      "Expected k ≥ 1 negatives",
    );
  });
});
