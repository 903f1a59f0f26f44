import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences } from "../../src/core/sequences.ts";
import { epochBatches } from "../../src/dataset/samplers.ts";
import { leftPadded, type SequenceBatch } from "../../src/dataset/sequence-batch.ts";
import { rankInCatalogue } from "../../src/evaluate/held-out.ts";
import { rankingMetrics } from "../../src/evaluate/ranking.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { keepAll } from "../../src/models/layers.ts";
import { discriminatorPhase } from "../../src/models/mfgan/discriminator.ts";
import { newGenerator, policyPhase, weightedPhase } from "../../src/models/mfgan/generator.ts";
import { advantagesOf, bestActions, policyLogits, policyLoss, sampleActions } from "../../src/models/mfgan/policy.ts";
import { rewardBy } from "../../src/models/mfgan/reward.ts";
import type { Phase } from "../../src/models/model.ts";
import type { SasRec } from "../../src/models/sasrec.ts";
import { gbceLoss } from "../../src/models/sequence-losses.ts";
import { sequencePhase } from "../../src/models/sequence-objective.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import { Adam } from "../../src/train/adam.ts";
import { difference, numbers } from "../engine/engines.ts";
import { batchOf, onEachEngine, SMALL } from "./fixture.ts";
import { discriminator, FACTORS, generator } from "./mfgan-fixture.ts";

const N = SMALL.items;
const ROWS = [[3, 1, 4, 1, 5, 9], [2, 7, 11, 8], [6], [10, 11]];
const LOGITS = Array.from(numbers(7, 3), (x) => 2 * x);
const REWARDS = Array.from(numbers(7, 4), (x) => 1 + x);
const softmax = (logits: number[]) => {
  const terms = logits.map(Math.exp);
  return terms.map((term) => term / terms.reduce((sum, x) => sum + x, 0));
};
const logPolicyOf = (it: SasRec, batch: SequenceBatch) =>
  tf.tidy(() => tf.logSoftmax(policyLogits(it.last(batch, keepAll)))).arraySync() as number[][];

/** One step of Adam on a phase. */
function step<Batch>(phase: Phase<Batch>, batch: Batch): void {
  const adam = new Adam(phase.variables, { ...ADAM, learningRate: 0.01 });
  adam.minimise(() => phase.loss(batch, new Stream("step")));
  adam.dispose();
}

/** Slope of Σ_a π(a) · policyLoss(a) by the logits of one state: what REINFORCE comes to on average. */
function expectedSlope(rewards: readonly number[]): Float32Array {
  const policy = softmax(LOGITS);
  return tf.tidy(() => {
    const slopes = policy.map((share, column) => {
      const taken = { actions: Int32Array.of(column + 1), advantages: Float32Array.of(rewards[column]) };
      return tf.mul(tf.grad((x) => policyLoss(x as tf.Tensor2D, taken))(tf.tensor2d([LOGITS])), share);
    });
    return tf.addN(slopes).dataSync().slice() as Float32Array;
  });
}

onEachEngine("a policy", () => {
  it("has the expected gradient Σ π r ∇log π", () => {
    const policy = softmax(LOGITS);
    const mean = policy.reduce((sum, share, column) => sum + share * REWARDS[column], 0);
    const ascent = policy.map((share, column) => share * (REWARDS[column] - mean)); // ∂/∂logit of Σ π r
    expect(
      difference(
        expectedSlope(REWARDS),
        ascent.map((x) => -x),
      ),
    ).toBeLessThan(1e-6);
    expect(Math.max(...ascent)).toBeGreaterThan(0.02);
  });

  it("has no expected gradient under a constant reward, with its own mean as baseline or none", () => {
    expect(
      difference(
        expectedSlope(REWARDS.map(() => 0.7)),
        LOGITS.map(() => 0),
      ),
    ).toBeLessThan(1e-6);
    const constant = new Float32Array(5).fill(0.7);
    const taken = { actions: Int32Array.of(1, 2, 3, 7, 7), advantages: advantagesOf(constant, "batch-mean") };
    const logits = tf.tensor2d([1, 2, 3, 4, 5].map(() => LOGITS));
    const slope = tf.grad((x) => policyLoss(x as tf.Tensor2D, taken))(logits);
    expect(difference(slope.dataSync(), new Array(35).fill(0))).toBeLessThan(1e-6);
    expect(difference(advantagesOf(constant, "none"), constant)).toBe(0);
  });

  it("has the same expected gradient where an item's baseline is that of the prefix's other draws", () => {
    const policy = softmax(LOGITS);
    const slopes = policy.flatMap((first, a) =>
      policy.map((second, b) => {
        const actions = Int32Array.of(a + 1, b + 1);
        const advantages = advantagesOf(Float32Array.of(REWARDS[a], REWARDS[b]), "other-draws", 2);
        const logits = tf.tensor2d([LOGITS, LOGITS]);
        const slope = tf.grad((x) => policyLoss(x as tf.Tensor2D, { actions, advantages }))(logits);
        return tf.mul(tf.sum(slope, 0), first * second);
      }),
    );
    expect(difference(tf.addN(slopes).dataSync(), expectedSlope(REWARDS))).toBeLessThan(1e-6);
  });

  it("takes the mean of a prefix's other draws for its baseline", () => {
    const advantages = advantagesOf(Float32Array.of(1, 0.5, 0, 0.75, 0.75, 0.75), "other-draws", 3);
    expect([...advantages]).toEqual([0.75, 0, -0.75, 0, 0, 0]);
    expect(() => advantagesOf(Float32Array.of(1), "other-draws")).toThrow(
      "Expected 2 draws or more for other-draws, got 1",
    );
  });

  it("draws items as often as it says, and takes the likeliest", () => {
    const draws = 20_000;
    const rows = tf.tidy(() => tf.tile(tf.tensor2d([LOGITS]), [draws, 1])) as tf.Tensor2D;
    const counts = new Array<number>(7).fill(0);
    for (const item of sampleActions(rows, new Stream("draws"))) counts[item - 1]++;
    for (const [column, share] of softmax(LOGITS).entries()) {
      const sd = Math.sqrt(draws * share * (1 - share));
      expect(Math.abs(counts[column] - draws * share)).toBeLessThan(4.5 * sd);
    }
    const best = 1 + LOGITS.indexOf(Math.max(...LOGITS));
    expect([...bestActions(tf.tensor2d([LOGITS, LOGITS.toReversed()]))]).toEqual([best, 8 - best]);
  });

  it("draws no item that it gives no chance, and the same under the same stream", () => {
    const logits = tf.tensor2d([0, 1, 2, 3].map((b) => [1e4, 0, 3e4, -1e4].map((x, i) => (i === b ? 9e4 : x))));
    expect([...sampleActions(logits, new Stream("sure"))]).toEqual([1, 2, 3, 4]);
    const even = tf.zeros<tf.Rank.R2>([40, 9]);
    const [once, again] = [0, 1].map(() => sampleActions(even, new Stream("same")));
    expect(again).toEqual(once);
    expect(new Set(once).size).toBeGreaterThan(4);
  });

  it("refuses actions that are no items, and rewards of other rows", () => {
    const logits = tf.tensor2d([LOGITS]);
    const advantages = Float32Array.of(1);
    expect(() => policyLoss(logits, { actions: Int32Array.of(8), advantages })).toThrow(
      "Expected item ids 1..7, got 8",
    );
    expect(() => policyLoss(logits, { actions: Int32Array.of(1), advantages: new Float32Array(2) })).toThrow(
      "Expected 1 advantages, got 2",
    );
  });
});

onEachEngine("the generator of MFGAN", () => {
  it("knows nothing before it is trained: HR@10 in the whole catalogue is about 10/N", async () => {
    const [items, users] = [200, 3000];
    const random = new Stream("untrained");
    const heldOut = Array.from({ length: users }, (_, user) => {
      const drawn = random.shuffle(Int32Array.from({ length: items }, (_, item) => item)).slice(0, 6);
      return { user, history: drawn.slice(0, 5), target: drawn[5] };
    });
    const untrained = newGenerator({ ...SMALL, items }, new Stream("weights"));
    const ranks = await rankInCatalogue({ scorer: sequenceScorer(untrained), heldOut });
    const chance = 10 / (items - 5); // the history is not ranked
    const sd = Math.sqrt((chance * (1 - chance)) / users);
    expect(Math.abs(rankingMetrics(ranks)["HR@10"] - chance)).toBeLessThan(4 * sd);
    untrained.dispose();
  });

  it("gives a policy over the items alone", () => {
    const policy = logPolicyOf(generator(), batchOf([...ROWS, []]));
    expect(policy.map((row) => row.length)).toEqual([N, N, N, N, N]);
    for (const row of policy) expect(row.reduce((sum, x) => sum + Math.exp(x), 0)).toBeCloseTo(1, 5);
  });

  it("never sees the item that it predicts", () => {
    const it = generator();
    const sequence = [3, 0, 4, 7, 5, 9, 11]; // from 0; six of input, the last a label only
    const statesOf = (items: number[]) => {
      const data = { sequences: packSequences([items]), items: N, length: SMALL.length, batchSize: 1, negatives: 0 };
      const batch = epochBatches(data, new Stream("epoch"))(0);
      return tf.tidy(() => it.head(batch, keepAll).hidden).arraySync() as number[][]; // row t predicts item t + 1
    };
    const before = statesOf(sequence);
    expect(before).toHaveLength(SMALL.length);
    for (let t = 1; t < sequence.length; t++) {
      const after = statesOf(sequence.map((item, at) => (at < t ? item : (item + 1) % N)));
      expect(difference(after.slice(0, t).flat(), before.slice(0, t).flat())).toBeLessThan(1e-6);
      if (t < SMALL.length) expect(difference(after[t], before[t])).toBeGreaterThan(1e-3);
    }
  });

  it("has the same policy however far a prefix is padded, and whoever is beside", () => {
    const it = generator();
    const together = logPolicyOf(it, batchOf(ROWS));
    for (const [b, row] of ROWS.entries()) {
      const alone = leftPadded([row], { items: N, length: row.length });
      expect(difference(logPolicyOf(it, alone)[0], together[b])).toBeLessThan(1e-5);
    }
  });

  it("moves by its own phases alone, and discriminators by theirs", () => {
    const it = generator();
    const judges = FACTORS.map((factor) => discriminator(factor));
    const all = [it, ...judges];
    const rewardOf = rewardBy(judges, 1);
    const negatives = Int32Array.from({ length: 13 }, (_, row) => 1 + ((7 * row) % N));
    const labels = Int32Array.from({ length: 13 }, (_, row) => 1 + ((5 * row) % N));
    const batch = { ...batchOf(ROWS), users: new Int32Array(4), labels, negatives };
    const steps: (() => void)[] = [
      () => step(policyPhase(it, { rewardOf, baseline: "batch-mean" }), batch),
      () => step(discriminatorPhase(judges[0]), { real: batchOf(ROWS), fake: batchOf([[1], [2]]) }),
      () => step(discriminatorPhase(judges[1]), { real: batchOf(ROWS), fake: batchOf([[1], [2]]) }),
      () => step(weightedPhase(it, rewardOf), batch),
    ];
    const moved = steps.map((run) => {
      const before = all.map(({ weights }) => weights.read());
      run();
      return all.map(({ weights }, i) => (difference(...flat(weights.read(), before[i])) > 0 ? "moved" : "same"));
    });
    expect(moved).toEqual([
      ["moved", "same", "same"],
      ["same", "moved", "same"],
      ["same", "same", "moved"],
      ["moved", "same", "same"],
    ]);
  });

  it("has its own drawn items judged, behind the prefixes", () => {
    const it = generator();
    const judged: SequenceBatch[] = [];
    const given = [0.2, 0.9, 0.5, 0.4, 0.1, 0.6, 0.8, 0.7];
    const rewardOf = (batch: SequenceBatch) => {
      judged.push(batch);
      return Float32Array.from(given.slice(0, batch.count));
    };
    const prefixes = batchOf(ROWS);
    const policy = logPolicyOf(it, prefixes);
    for (const { base, ...how } of [
      { baseline: "none", draws: 1, temperature: 1, base: 0 },
      { baseline: "batch-mean", draws: 1, temperature: 0.5, base: 0.5 },
      { baseline: "batch-mean", draws: 2, temperature: 1, base: 0.525 },
    ] as const) {
      const phase = policyPhase(it, { rewardOf, ...how });
      const loss = tf.tidy(() => phase.loss(prefixes, new Stream("draw")));
      const { items, length, count } = judged.pop() as SequenceBatch;
      expect([length, count]).toEqual([SMALL.length, ROWS.length * how.draws]);
      const padding = new Array(SMALL.length).fill(N + 1);
      const cooled = tf.tidy(() => tf.logSoftmax(tf.div(policy, how.temperature)).arraySync()) as number[][];
      const terms = Array.from({ length: count }, (_, i) => {
        const list = [...items.subarray(i * length, (i + 1) * length)];
        const b = Math.floor(i / how.draws);
        expect(list.slice(0, -1)).toEqual([...padding, ...ROWS[b]].slice(1 - length));
        return -(given[i] - base) * cooled[b][list[length - 1] - 1];
      });
      expect(loss.dataSync()[0]).toBeCloseTo(
        terms.reduce((sum, x) => sum + x / count, 0),
        5,
      );
    }
  });

  it("comes to take what is rewarded", () => {
    const it = generator();
    const rewardOf = ({ items, count, length }: SequenceBatch) =>
      Float32Array.from({ length: count }, (_, b) => Number(items[(b + 1) * length - 1] === 5));
    const prefixes = batchOf([...ROWS, ...ROWS, ...ROWS, ...ROWS]);
    const phase = policyPhase(it, { rewardOf, baseline: "batch-mean" });
    const chance = () => Math.min(...logPolicyOf(it, batchOf(ROWS)).map((row) => Math.exp(row[4])));
    const adam = new Adam(phase.variables, { ...ADAM, learningRate: 0.02 });
    const random = new Stream("training");
    expect(chance()).toBeLessThan(0.3);
    for (let step = 0; step < 80; step++) adam.minimise(() => phase.loss(prefixes, random));
    adam.dispose();
    expect(chance()).toBeGreaterThan(0.8);
  });

  describe("under the authors' objective", () => {
    const labels = Int32Array.from({ length: 13 }, (_, row) => 1 + ((5 * row) % N));
    const negatives = labels.map((item) => 1 + (item % N));
    const batch = { ...batchOf(ROWS), users: new Int32Array(4), labels, negatives };
    const lossOf = (it: SasRec, rewards: number[]) => {
      const judged: SequenceBatch[] = [];
      const rewardOf = (sequences: SequenceBatch) => {
        judged.push(sequences);
        return Float32Array.from(rewards);
      };
      const loss = tf.tidy(() => weightedPhase(it, rewardOf).loss(batch, new Stream("none"))).dataSync()[0];
      return { loss, judged: judged[0] };
    };

    it("is the binary cross-entropy where every reward is 1", () => {
      const it = generator();
      const bce = tf.tidy(() => sequencePhase(it, { loss: "gbce", t: 0 }).loss(batch, new Stream("none")));
      expect(lossOf(it, [1, 1, 1, 1]).loss).toBeCloseTo(bce.dataSync()[0], 5);
    });

    it("weighs the positive terms of a sequence by what its likeliest next item is worth", () => {
      const it = generator();
      const { loss, judged } = lossOf(it, [0.1, 0.4, 0.9, 0]);
      const rows = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 3].map((b) => [0.1, 0.4, 0.9, 0][b]);
      const want = tf.tidy(() => gbceLoss({ ...it.head(batch, keepAll), labels, negatives }, Float32Array.from(rows)));
      expect(loss).toBeCloseTo(want.dataSync()[0], 5);
      const best = logPolicyOf(it, batchOf(ROWS)).map((row) => 1 + row.indexOf(Math.max(...row)));
      expect(ROWS.map((_, b) => judged.items[(b + 1) * SMALL.length - 1])).toEqual(best);
    });
  });

  it("leaves no tensor behind", () => {
    const it = generator();
    const judges = FACTORS.map((factor) => discriminator(factor));
    const before = tf.memory().numTensors;
    step(policyPhase(it, { rewardOf: rewardBy(judges, 1), baseline: "none" }), batchOf(ROWS));
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Both sides of a comparison as flat lists. */
function flat(...sides: Record<string, Float32Array>[]): [number[], number[]] {
  const [first, second] = sides.map((side) => Object.values(side).flatMap((values) => [...values]));
  return [first, second];
}
