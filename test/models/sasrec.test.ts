import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import type { SequenceBatch } from "../../src/dataset/sequence-batch.ts";
import { bestItems } from "../../src/evaluate/held-out.ts";
import { keepAll } from "../../src/models/layers.ts";
import { SasRec, type SasRecSettings } from "../../src/models/sasrec.ts";
import { softmaxLoss } from "../../src/models/sequence-losses.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import { difference, tensor } from "../engine/engines.ts";
import { batchOf, onEachEngine, SMALL, scramble } from "./fixture.ts";

function model(settings: Partial<SasRecSettings> = {}): SasRec {
  const made = new SasRec({ ...SMALL, ...settings }, new Stream("sasrec-test"));
  scramble(made.weights);
  return made;
}

const valuesOf = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const hiddenOf = (it: SasRec, batch: SequenceBatch) => valuesOf(it.trace(batch).hidden);
const rowsOf = (values: number[], width: number) =>
  Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
const ROWS = [[3, 1, 4, 1, 5, 9], [2, 7, 1, 8], [6], [10, 11]];

onEachEngine("SASRec", () => {
  it("shifts all scores of a new model by the same level, and refuses to where the tables are one", () => {
    const [plain, shifted] = [0, -6.7].map((level) => {
      const it = new SasRec(SMALL, new Stream("new"));
      if (level !== 0) it.shiftScores(level);
      return it;
    });
    const [before, after] = [plain, shifted].map((it) => valuesOf(it.scores(batchOf(ROWS))));
    // The bias of ones also meets the items' own small numbers.
    expect(
      difference(
        after,
        before.map((score) => score - 6.7),
      ),
    ).toBeLessThan(0.3);
    expect(() => new SasRec({ ...SMALL, tied: true }, new Stream("new")).shiftScores(-1)).toThrow('got "tied"');
  });

  it("never lets an item change what comes before it", () => {
    const it = model();
    const before = rowsOf(hiddenOf(it, batchOf([[3, 1, 4, 1, 5, 9]])), SMALL.width);
    for (let j = 0; j < SMALL.length; j++) {
      const changed = [3, 1, 4, 1, 5, 9];
      changed[j] = 12;
      const after = rowsOf(hiddenOf(it, batchOf([changed])), SMALL.width);
      for (let at = 0; at < SMALL.length; at++) {
        const gap = difference(after[at], before[at]);
        if (at < j) expect(gap).toBe(0);
        else if (at === j) expect(gap).toBeGreaterThan(1e-3);
      }
    }
  });

  it("keeps padding at 0 after each block", () => {
    const batch = batchOf(ROWS);
    const { blocks } = model().trace(batch);
    expect(blocks).toHaveLength(SMALL.blocks);
    for (const block of blocks) {
      const rows = rowsOf(valuesOf(block), SMALL.width);
      rows.forEach((row, place) => {
        const padding = batch.items[place] === SMALL.items + 1;
        expect(row.every((x) => x === 0)).toBe(padding);
      });
    }
  });

  it.each([0, SMALL.items + 1])("reads nothing from row %d of its tables", (row) => {
    const it = model();
    const batch = batchOf(ROWS);
    const [hidden, scores] = [hiddenOf(it, batch), valuesOf(it.scores(batch))];
    const values = it.weights.read();
    for (const name of ["items", "output"]) values[name].fill(1e6, row * SMALL.width, (row + 1) * SMALL.width);
    it.weights.load(values);
    expect(hiddenOf(it, batch)).toEqual(hidden);
    const columns = (all: number[]) => all.filter((_, i) => i % (SMALL.items + 2) !== row);
    expect(columns(valuesOf(it.scores(batch)))).toEqual(columns(scores));
  });

  it("attends with weights that sum to 1 over the keys it may see, and 0 elsewhere", () => {
    const batch = batchOf(ROWS);
    const { attention } = model().trace(batch);
    const { length, heads } = SMALL;
    for (const weights of attention) {
      rowsOf(valuesOf(weights), length).forEach((row, i) => {
        const [b, query] = [Math.floor(i / (heads * length)), i % length];
        const allowed = (key: number) => key <= query && batch.items[b * length + key] !== SMALL.items + 1;
        const sum = row.reduce((total, x) => total + x, 0);
        row.forEach((x, key) => {
          if (!allowed(key)) expect(x).toBe(0);
          else expect(x).toBeGreaterThan(0);
        });
        expect(sum).toBeCloseTo(row.some((_, key) => allowed(key)) ? 1 : 0, 5);
      });
    }
  });

  it("is LN2(LN1(x)) · mask in a block whose values and feed-forward weights are 0", () => {
    const it = model({ blocks: 1 });
    const values = it.weights.read();
    const silent = /^block0\/(value|inner|outer)\//;
    for (const name of it.weights.names) if (silent.test(name)) values[name].fill(0);
    it.weights.load(values);
    const batch = batchOf(ROWS);
    const [block] = it.trace(batch).blocks;
    const inputs = Array.from(batch.items, (item, place) => {
      const position = place % SMALL.length;
      return Array.from({ length: SMALL.width }, (_, c) => {
        return values.items[item * SMALL.width + c] + values.positions[position * SMALL.width + c];
      });
    });
    const expected = inputs.flatMap((row, place) => {
      if (batch.items[place] === SMALL.items + 1) return row.map(() => 0);
      const first = norm(row, values["block0/first/gain"], values["block0/first/bias"]);
      return norm(first, values["block0/second/gain"], values["block0/second/bias"]);
    });
    expect(difference(valuesOf(block), expected)).toBeLessThan(1e-5);
  });

  it("scores a sequence alike in any batch and at any length of padding", () => {
    const it = model();
    const short = { items: Int32Array.of(2, 7, 1, 8), count: 1, length: 4 };
    const [alone, padded] = [short, batchOf([[2, 7, 1, 8]])].map((batch) => valuesOf(it.scores(batch)));
    const together = valuesOf(it.scores(batchOf(ROWS))).slice(SMALL.items + 2, 2 * (SMALL.items + 2));
    expect(difference(padded, alone)).toBeLessThan(1e-6);
    expect(difference(together, alone)).toBeLessThan(1e-6);
  });

  it("scores by the last hidden state and the output table", () => {
    const it = model();
    const batch = batchOf(ROWS);
    const hidden = rowsOf(hiddenOf(it, batch), SMALL.width);
    const { output } = it.weights.read();
    const expected = ROWS.flatMap((_, b) => {
      const last = hidden[(b + 1) * SMALL.length - 1];
      return rowsOf(Array.from(output), SMALL.width).map((row) => row.reduce((sum, x, c) => sum + x * last[c], 0));
    });
    expect(difference(valuesOf(it.scores(batch)), expected)).toBeLessThan(1e-5);
  });

  it("gives a user without any item the scores of a norm of zeros", () => {
    const it = model();
    const { "last/bias": bias, output } = it.weights.read();
    const expected = rowsOf(Array.from(output), SMALL.width).map((row) =>
      row.reduce((sum, x, c) => sum + x * bias[c], 0),
    );
    expect(difference(valuesOf(it.scores(batchOf([[]]))), expected)).toBeLessThan(1e-5);
    const beside = valuesOf(it.scores(batchOf([[1, 2], []]))).slice(SMALL.items + 2);
    expect(difference(beside, expected)).toBeLessThan(1e-5);
  });

  it("never recommends what the user has met", async () => {
    const it = model();
    const heldOut = [{ user: 0, history: Int32Array.of(0, 3, 7, 4, 9, 2, 11, 5), target: 1 }];
    const [{ items }] = await bestItems({ scorer: sequenceScorer(it), heldOut, k: 4 });
    expect([...items].sort((a, b) => a - b)).toEqual([1, 6, 8, 10]);
  });

  it("ties the output to the input table, and scales the input, where asked to", () => {
    const tied = model({ tied: true });
    expect(tied.weights.names).not.toContain("output");
    expect(tied.output).toBe(tied.weights.get("items"));
    const scaled = model({ scaled: true, blocks: 1 });
    const plain = model({ blocks: 1 });
    const values = plain.weights.read();
    values.items = values.items.map((x) => x * Math.sqrt(SMALL.width));
    plain.weights.load(values);
    expect(difference(hiddenOf(scaled, batchOf(ROWS)), hiddenOf(plain, batchOf(ROWS)))).toBeLessThan(1e-5);
  });

  it.each([false, true])("has the right gradient by the item table, tied: %s", (tied) => {
    const it = model({ tied });
    const items = it.weights.get("items");
    const start = items.clone();
    const labels = Int32Array.from({ length: 13 }, (_, row) => 1 + ((5 * row) % SMALL.items));
    const loss = (x: tf.Tensor) => {
      items.assign(x);
      return softmaxLoss({ ...it.head(batchOf(ROWS), keepAll), labels });
    };
    const direction = tensor(items.shape, 5);
    const { grads } = tf.variableGrads(() => loss(start), [items]);
    const along = tf.sum(tf.mul(grads[items.name], direction)).dataSync()[0];
    const at = (t: number) => loss(tf.add(start, tf.mul(direction, t))).dataSync()[0];
    expect(Math.abs(along - (at(5e-3) - at(-5e-3)) / 1e-2)).toBeLessThan(5e-3 * Math.abs(along));
  });

  it("reads ε of the norms", () => {
    const [port, paper] = [1e-5, 1].map((epsilon) => hiddenOf(model({ epsilon }), batchOf(ROWS)));
    expect(difference(port, paper)).toBeGreaterThan(1e-2);
  });

  it("leaves no tensor behind", () => {
    const it = model();
    const before = tf.memory().numTensors;
    it.scores(batchOf(ROWS)).dispose();
    tf.tidy(() => void it.head(batchOf(ROWS), keepAll));
    expect(tf.memory().numTensors).toBe(before);
    const weights = it.weights.names.length;
    it.dispose();
    expect(tf.memory().numTensors).toBe(before - weights);
  });

  const bad = (items: number[], length = items.length) => ({ items: Int32Array.from(items), count: 1, length });
  it.each([
    ["id 0", bad([1, 0]), "Expected item ids 1..12, got 0"],
    ["an id past the padding", bad([1, 14]), "Expected item ids 1..12, got 14"],
    ["a sequence that is too long", bad([1, 2, 3, 4, 5, 6, 7]), "Expected sequences of at most 6 items, got 7"],
    ["a batch of another shape", bad([1, 2, 3], 2), "Expected 1 × 2 item ids, got 3"],
  ])("refuses %s in its input", (_, batch, message) => {
    expect(() => model().scores(batch)).toThrow(message);
  });

  it("needs a width that its heads divide", () => {
    expect(() => model({ heads: 3 })).toThrow("Expected a width that 3 heads divide, got 8");
  });
});

function norm(row: number[], gain: Float32Array, bias: Float32Array): number[] {
  const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
  return row.map((x, c) => ((x - mean) / Math.sqrt(variance + SMALL.epsilon)) * gain[c] + bias[c]);
}
