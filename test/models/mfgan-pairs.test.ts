/** What MFGAN's discriminators are shown, how well they tell it apart, and the rewards that controls give. */
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences, sequenceOf } from "../../src/core/sequences.ts";
import { itemsAt, prefixesAt } from "../../src/dataset/places.ts";
import { keepAll } from "../../src/models/layers.ts";
import { discriminatorLoss } from "../../src/models/mfgan/discriminator.ts";
import { drawFakes, judgedBatch, pickPairs } from "../../src/models/mfgan/judged-pairs.ts";
import { policyLogits } from "../../src/models/mfgan/policy.ts";
import { constantReward, rewardBy, shuffledReward } from "../../src/models/mfgan/reward.ts";
import { Weights } from "../../src/models/weights.ts";
import { judgedMetrics } from "../../src/train/mfgan/judging.ts";
import { batchOf, onEachEngine, SMALL } from "./fixture.ts";
import { discriminator, FACTORS, generator } from "./mfgan-fixture.ts";

const { items, length } = SMALL;
const DATA = {
  sequences: packSequences([
    [3, 1, 4, 9, 5, 2, 6, 8],
    [0, 11],
    [7, 10, 2],
  ]),
  items,
  length,
};
const PLACES = { users: Int32Array.of(0, 0, 1, 2), positions: Int32Array.of(7, 2, 1, 2) };

it("shows each prefix with its real item, and again with each fake one", () => {
  const pairs = { ...PLACES, fakes: packSequences([[1], [10, 0], [5], [6, 6]]) };
  const { real, fake } = judgedBatch(DATA, pickPairs(pairs, [1, 0]));
  expect(real).toEqual(batchOf([[4, 2, 5], [5, 10, 6, 3, 7, 9].slice(-6)]));
  expect(fake).toEqual(
    batchOf([
      [4, 2, 11],
      [4, 2, 1],
      [5, 10, 6, 3, 7, 2],
    ]),
  );
});

it("rewards nothing and anything in the controls", () => {
  const batch = batchOf(Array.from({ length: 9 }, (_, i) => [i + 1]));
  const random = new Stream("shuffle");
  expect([...constantReward(batch, random)]).toEqual(new Array(9).fill(0.5));
  const known = Float32Array.from({ length: 9 }, (_, i) => i);
  const shuffled = shuffledReward(() => known)(batch, random);
  expect([...shuffled]).not.toEqual([...known]);
  expect([...shuffled].sort()).toEqual([...known]);
  expect([...known]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

onEachEngine("fake items", () => {
  it("are the best but the real one", () => {
    const it = generator();
    const how = { fakes: 2, draw: "best", best: 3, temperature: 1 } as const;
    const { fakes } = drawFakes(it, { data: DATA, places: PLACES, how }, new Stream("draw"));
    const scores = tf.tidy(() => policyLogits(it.last(prefixesAt(DATA, PLACES), keepAll)).arraySync()) as number[][];
    const real = itemsAt(DATA.sequences, PLACES);
    scores.forEach((row, b) => {
      const order = row.map((_, item) => item).sort((x, y) => row[y] - row[x]);
      const best = order.filter((item) => item !== real[b] - 1).slice(0, 3);
      const own = [...sequenceOf(fakes, b)];
      expect(new Set(own).size).toBe(2);
      expect(best).toEqual(expect.arrayContaining(own));
    });
    it.dispose();
  });

  it.each([1, 0.25])("are drawn from the policy at temperature %d", (temperature) => {
    const it = generator();
    const places = { users: Int32Array.of(0), positions: Int32Array.of(3) };
    const how = { fakes: 4000, draw: "policy", best: 1, temperature } as const;
    const before = tf.memory().numTensors;
    const { fakes } = drawFakes(it, { data: DATA, places, how }, new Stream("draw"));
    expect(tf.memory().numTensors).toBe(before);
    const logits = tf.tidy(() => policyLogits(it.last(prefixesAt(DATA, places), keepAll)).dataSync());
    const terms = Array.from(logits, (logit) => Math.exp(logit / temperature));
    const sum = terms.reduce((total, term) => total + term, 0);
    terms.forEach((term, item) => {
      const share = fakes.items.filter((fake) => fake === item).length / how.fakes;
      // Five deviations of the widest share.
      expect(Math.abs(share - term / sum)).toBeLessThan(0.04);
    });
    it.dispose();
  });
});

onEachEngine("held-out pairs", () => {
  it("are judged as losses, accuracies and rewards say", () => {
    const judges = FACTORS.map((factor) => discriminator(factor));
    const all = { ...PLACES, fakes: packSequences([[1], [10, 0], [5], [6, 7]]) };
    const halves = [
      [0, 1],
      [2, 3],
    ].map((rows) => judgedBatch(DATA, pickPairs(all, rows)));
    const metrics = judgedMetrics(judges, halves, 2);
    const whole = judgedBatch(DATA, all);
    for (const judge of judges) {
      const [real, fake] = [whole.real, whole.fake].map((side) => tf.tidy(() => judge.logits(side, keepAll)));
      const loss = tf.tidy(() => discriminatorLoss(real, fake).dataSync()[0]);
      expect(metrics[`loss ${judge.factor}`]).toBeCloseTo(loss, 5);
      const right = (values: ArrayLike<number>, sign: number) =>
        Array.from(values).filter((logit) => sign * logit > 0).length / values.length;
      const accuracy = (right(real.dataSync(), 1) + right(fake.dataSync(), -1)) / 2;
      expect(metrics[`accuracy ${judge.factor}`]).toBeCloseTo(accuracy, 10);
      tf.dispose([real, fake]);
    }
    const losses = judges.map(({ factor }) => metrics[`loss ${factor}`]);
    expect(metrics["log-likelihood"]).toBeCloseTo(-(losses[0] + losses[1]) / 2, 10);
    const rewards = rewardBy(judges, 2)(whole.fake);
    expect(metrics.reward).toBeCloseTo(rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length, 6);
    for (const judge of judges) judge.dispose();
  });
});

onEachEngine("weights", () => {
  it("of several networks are seen as one", () => {
    const [a, b] = [new Weights(), new Weights()];
    a.add("x", [2], (values) => values.fill(1));
    b.add("x", [1]);
    const joined = Weights.joined({ first: a, second: b });
    expect(joined.names).toEqual(["first/x", "second/x"]);
    joined.load({ "first/x": Float32Array.of(3, 4), "second/x": Float32Array.of(5) });
    expect([a.read(), b.read()]).toEqual([{ x: Float32Array.of(3, 4) }, { x: Float32Array.of(5) }]);
    a.dispose();
    b.dispose();
  });
});
