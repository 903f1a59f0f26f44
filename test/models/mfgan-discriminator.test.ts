import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { leftPadded, type SequenceBatch, withNext } from "../../src/dataset/sequence-batch.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { keepAll } from "../../src/models/layers.ts";
import { type Discriminator, discriminatorPhase } from "../../src/models/mfgan/discriminator.ts";
import { FactorTable } from "../../src/models/mfgan/factor-table.ts";
import { judge, mixJudgements, rewardBy } from "../../src/models/mfgan/reward.ts";
import { Weights } from "../../src/models/weights.ts";
import { Adam } from "../../src/train/adam.ts";
import { difference, tensor } from "../engine/engines.ts";
import { batchOf, onEachEngine, SMALL } from "./fixture.ts";
import { discriminator, FACTORS, factorOf, GENRES, JUDGING } from "./mfgan-fixture.ts";

const [GENRE, PRICE] = FACTORS;
const RANDOM = new Stream("unused");
const ROWS = [[3, 1, 4, 1, 5, 9], [2, 7, 11, 8], [6], [10, 11]];
const OTHERS = [[5, 12], [1, 2, 3], [11], [4, 4, 4, 4]];
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

function logitsOf(it: Discriminator, batch: SequenceBatch): number[] {
  return Array.from(tf.tidy(() => it.logits(batch, keepAll)).dataSync());
}

onEachEngine("a factor's table", () => {
  const ITEMS = Int32Array.of(3, 1, 11, 12, 3);

  /** Vectors of items with the table that they come from. */
  function looked(factor = GENRE) {
    const weights = new Weights();
    const table = new FactorTable({ weights, random: new Stream("table") }, factor, { items: SMALL.items, width: 3 });
    return { table, values: weights.get("values") };
  }

  it("gives an item the mean of its values' vectors, and zeros where it has none", () => {
    const { table, values } = looked();
    const rows = values.arraySync() as number[][];
    const want = Array.from(ITEMS, (item) => {
      const own = GENRES[item - 1];
      return [0, 1, 2].map((c) => own.reduce((sum, value) => sum + rows[value][c] / own.length, 0));
    });
    expect(difference(table.lookUp(ITEMS).dataSync(), want.flat())).toBeLessThan(1e-6);
    expect(Array.from(table.lookUp(Int32Array.of(11)).dataSync())).toEqual([0, 0, 0]);
  });

  it("gives the same where every item has one value, as it is or said twice", () => {
    const twice = factorOf(
      "price",
      GENRES.map((_, item) => [item % 3, item % 3]),
    );
    const [once, again] = [PRICE, twice].map((factor) => looked(factor).table.lookUp(ITEMS).dataSync());
    expect(difference(again, once)).toBeLessThan(1e-6);
  });

  it.each([GENRE, PRICE])("hands gradients back to the values by their shares: $name", (factor) => {
    const { table, values } = looked(factor);
    const slope = tensor([ITEMS.length, 3], 4);
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(table.lookUp(ITEMS), slope)), [values] as tf.Variable[]);
    const want = new Float32Array(values.size);
    const slopes = slope.arraySync() as number[][];
    for (const [row, item] of ITEMS.entries()) {
      const own = factor.ids.subarray(factor.offsets[item - 1], factor.offsets[item]);
      for (const value of own) for (const c of [0, 1, 2]) want[3 * value + c] += slopes[row][c] / own.length;
    }
    expect(difference(grads[values.name].dataSync(), want)).toBeLessThan(1e-6);
  });
});

onEachEngine("a discriminator of MFGAN", () => {
  it("does not see the name that a sequence came under", () => {
    const it = discriminator();
    const [first, second] = [batchOf(ROWS), batchOf(OTHERS)];
    const [a, b] = [first, second].map((batch) => logitsOf(it, batch));
    const loss = (real: SequenceBatch, fake: SequenceBatch) =>
      tf.tidy(() => discriminatorPhase(it).loss({ real, fake }, RANDOM)).dataSync()[0];
    const want = (real: number[], fake: number[]) => mean(real.map((x) => softplus(-x))) + mean(fake.map(softplus));
    expect(loss(first, second)).toBeCloseTo(want(a, b), 5);
    expect(loss(second, first)).toBeCloseTo(want(b, a), 5);
  });

  it("weighs real and fake alike, whatever their numbers", () => {
    const it = discriminator();
    const [real, fake] = [batchOf(ROWS.slice(0, 1)), batchOf(OTHERS)];
    const loss = tf.tidy(() => discriminatorPhase(it).loss({ real, fake }, RANDOM)).dataSync()[0];
    const [a, b] = [real, fake].map((batch) => logitsOf(it, batch));
    expect(loss).toBeCloseTo(softplus(-a[0]) + mean(b.map(softplus)), 5);
  });

  it("judges a sequence the same however far it is padded, and whoever is beside", () => {
    const it = discriminator();
    const together = logitsOf(it, batchOf(ROWS));
    for (const [b, row] of ROWS.entries()) {
      const alone = leftPadded([row], { items: SMALL.items, length: row.length });
      expect(difference(logitsOf(it, alone), [together[b]])).toBeLessThan(1e-5);
    }
  });

  it("sees its factor alone: items of the same values are one to it", () => {
    const it = discriminator(PRICE);
    const same = ROWS.map((row) => row.map((item) => (item > 3 ? item - 3 : item)));
    expect(difference(logitsOf(it, batchOf(same)), logitsOf(it, batchOf(ROWS)))).toBeLessThan(1e-6);
    expect(difference(logitsOf(it, batchOf([[4, 2]])), logitsOf(it, batchOf([[4, 3]])))).toBeGreaterThan(1e-2);
  });

  it("looks both ways: without positions, the order before the judged item means nothing", () => {
    const it = discriminator(GENRE, { blocks: 2 });
    const [order, changed] = [[[3, 1, 4, 9]], [[4, 3, 1, 9]]].map((rows) => batchOf(rows));
    expect(difference(logitsOf(it, order), logitsOf(it, changed))).toBeGreaterThan(1e-3);
    const positions = it.weights.get("positions");
    positions.assign(tf.zerosLike(positions));
    expect(difference(logitsOf(it, order), logitsOf(it, changed))).toBeLessThan(1e-5);
    expect(difference(logitsOf(it, order), logitsOf(it, batchOf([[3, 1, 9, 4]])))).toBeGreaterThan(1e-3);
  });

  it("learns to tell what it is shown", () => {
    const it = discriminator(PRICE, { dropout: 0.1 });
    const phase = discriminatorPhase(it);
    const prefixes = batchOf([[3, 1], [2], [5, 6, 12], [8, 9]]);
    const [real, fake] = [Int32Array.of(1, 4, 7, 10), Int32Array.of(2, 6, 9, 11)].map((next) =>
      withNext(prefixes, next, SMALL.length),
    );
    const random = new Stream("drops");
    const adam = new Adam(phase.variables, { ...ADAM, learningRate: 0.02 });
    for (let step = 0; step < 60; step++) adam.minimise(() => phase.loss({ real, fake }, random));
    adam.dispose();
    expect(Math.min(...logitsOf(it, real))).toBeGreaterThan(1);
    expect(Math.max(...logitsOf(it, fake))).toBeLessThan(-1);
  });

  it("leaves no tensor behind", () => {
    const it = discriminator();
    const before = tf.memory().numTensors;
    rewardBy([it], 1)(batchOf(ROWS));
    expect(tf.memory().numTensors).toBe(before);
    const weights = it.weights.names.length;
    it.dispose();
    expect(tf.memory().numTensors).toBe(before - weights);
  });

  it.each<[string, Partial<typeof GENRE>, string]>([
    ["other items", { offsets: GENRE.offsets.slice(1) }, "factor 'genre': Expected values of 12 items, got 11"],
    ["offsets that fall", { offsets: GENRE.offsets.toReversed() }, "factor 'genre': Expected offsets that rise from 0"],
    ["too few values", { ids: GENRE.ids.slice(1) }, "factor 'genre': Expected offsets that rise from 0 to 19"],
    ["a value that it has not", { values: ["a", "b", "c"] }, "factor 'genre': Expected values 0..2, got 3"],
  ])("refuses a factor of %s", (_, change, message) => {
    const before = tf.memory().numTensors;
    expect(() => discriminator({ ...GENRE, ...change })).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses sequences without an item to judge", () => {
    const it = discriminator();
    const padded = { items: Int32Array.of(1, 2, 3, SMALL.items + 1), count: 2, length: 2 };
    expect(() => logitsOf(it, padded)).toThrow("Expected an item to judge at the end of a sequence, got padding");
    expect(() => logitsOf(it, batchOf([]))).toThrow("Expected a sequence to judge, got none");
    expect(() => logitsOf(it, batchOf([[JUDGING.items + 2]]))).toThrow("Expected item ids 1..12, got 14");
  });
});

onEachEngine("the reward of MFGAN", () => {
  const JUDGEMENTS = [
    [0.1, 0.9, 0.4],
    [0.5, 0.5, 0.5],
    [0.7, 0.2, 0.6],
  ];
  const mixed = (lambda: number) => mixJudgements(tf.tensor2d(JUDGEMENTS), lambda);

  it("is the mean of the judgements at λ = 0", () => {
    expect(difference(mixed(0).reward.dataSync(), JUDGEMENTS.map(mean))).toBeLessThan(1e-6);
    expect(difference(mixed(0).weights.dataSync(), new Array(9).fill(1 / 3))).toBeLessThan(1e-6);
  });

  it("is nearly the largest at λ = 50, and nearly the least at −50", () => {
    const [most, least] = [50, -50].map((lambda) => mixed(lambda).reward.dataSync());
    expect(
      difference(
        most,
        JUDGEMENTS.map((row) => Math.max(...row)),
      ),
    ).toBeLessThan(2e-3);
    expect(
      difference(
        least,
        JUDGEMENTS.map((row) => Math.min(...row)),
      ),
    ).toBeLessThan(2e-3);
  });

  it("is a mean by weights that sum to one and rise with the judgement", () => {
    const { weights, reward } = mixed(1.5);
    const shares = weights.arraySync();
    const want = JUDGEMENTS.map((row) => {
      const terms = row.map((p) => Math.exp(1.5 * p));
      return terms.map((term) => term / terms.reduce((sum, x) => sum + x, 0));
    });
    expect(difference(shares.flat(), want.flat())).toBeLessThan(1e-6);
    const rewards = want.map((row, b) => row.reduce((sum, w, j) => sum + w * JUDGEMENTS[b][j], 0));
    expect(difference(reward.dataSync(), rewards)).toBeLessThan(1e-6);
  });

  it("is what all discriminators make of a sequence, as numbers", () => {
    const both = FACTORS.map((factor) => discriminator(factor));
    const chances = both.map((it) => logitsOf(it, batchOf(ROWS)).map((x) => 1 / (1 + Math.exp(-x))));
    const judged = tf.tidy(() => judge(both, batchOf(ROWS))).arraySync();
    expect(
      difference(
        judged.flat(),
        ROWS.flatMap((_, b) => chances.map((list) => list[b])),
      ),
    ).toBeLessThan(1e-6);
    const rewards = rewardBy(both, 0)(batchOf(ROWS));
    expect(
      difference(
        rewards,
        ROWS.map((_, b) => mean(chances.map((list) => list[b]))),
      ),
    ).toBeLessThan(1e-6);
  });

  it("needs a discriminator", () => {
    expect(() => rewardBy([], 1)(batchOf(ROWS))).toThrow("Expected a discriminator, got none");
  });
});
