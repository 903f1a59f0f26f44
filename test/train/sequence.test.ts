import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences } from "../../src/core/sequences.ts";
import { rankInCatalogue } from "../../src/evaluate/held-out.ts";
import { rankingMetrics } from "../../src/evaluate/ranking.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { startNetwork } from "../../src/models/definition.ts";
import { MODELS } from "../../src/models/index.ts";
import { resolveRecipe } from "../../src/models/recipes.ts";
import { sasrec } from "../../src/models/sasrec.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import { openModelCheckpoint } from "../../src/run/offline-model.ts";
import { readFitState } from "../../src/train/fit-state.ts";
import { sequenceModelOf } from "../../src/train/sequence-checkpoint.ts";
import { trainSequenceModel } from "../../src/train/sequence-training.ts";
import { oldFile } from "../files/fixture.ts";
import { modelOfTable, onEachEngine } from "../models/fixture.ts";

const ITEMS = 20;
/** Everybody walks round the items from somewhere, forwards or backwards by habit. */
const walk = (user: number, length: number) =>
  Int32Array.from({ length }, (_, i) => (((user + (user % 2 ? -i : i)) % ITEMS) + ITEMS) % ITEMS);
const TRAIN = packSequences(Array.from({ length: 40 }, (_, user) => walk(user, 8)));
const HELD_OUT = Array.from({ length: 40 }, (_, user) => ({ user, history: walk(user, 8), target: walk(user, 9)[8] }));
const TINY = "length=6,dropout=0.1,batchSize=20,learningRate=0.02,blocks=1,warmUp=0,decayEnd=0";
const POPULATION = { items: ITEMS, users: 40 };

/** Of the checkpoint of slatelab 0.1 among the fixtures. */
const SHAPE_0_1 = { items: 6, length: 4, width: 4, blocks: 1, heads: 1 };

const RUNS: [string, string][] = [
  ["sasrec", `${TINY},width=16,steps=10`],
  ["sasrec", `${TINY},width=16,steps=10,loss=gbce,sampler=warp,tied=true,scaled=true`],
  ["gsasrec", `${TINY},width=16,negatives=4,steps=30`],
  ["ssept", `${TINY},steps=10,itemWidth=12,userWidth=4,keepUser=0.9`],
];

onEachEngine("training on sequences", () => {
  it.each(RUNS)("%s learns with %s, and its checkpoint scores as it does", async (name, set) => {
    const configuration = resolveRecipe(modelOfTable(name), { recipe: "cpu", set }).configure(POPULATION);
    const folder = mkdtempSync(join(tmpdir(), "slatelab-sequence-"));
    const limits = { rounds: 8, patience: 8, folder, resume: false };
    const data = { train: TRAIN, heldOut: HELD_OUT, dataHash: "walks" };
    const { model, result } = await trainSequenceModel({ models: MODELS, ...data, ...limits, configuration, seed: 1 });
    // A walk of 8 leaves 12 unseen items: chance is 10 / 12 for HR@10 and about .38 for nDCG@10.
    expect(result.best.metrics["nDCG@10"]).toBeGreaterThan(0.8);
    const loaded = sequenceModelOf(openModelCheckpoint(folder, MODELS), MODELS);
    const ranked = await rankInCatalogue({ scorer: sequenceScorer(loaded), heldOut: HELD_OUT });
    expect(rankingMetrics(ranked)).toEqual(result.best.metrics);
    loaded.dispose();
    model.dispose();
  });

  it("goes on from a checkpoint of slatelab 0.1", async () => {
    const folder = mkdtempSync(join(tmpdir(), "slatelab-sequence-"));
    cpSync(oldFile("fit"), folder, { recursive: true });
    const settings = { ...SHAPE_0_1, dropout: 0.1, tied: true, scaled: false, epsilon: 1e-5 };
    const configuration = {
      model: { architecture: "sasrec", settings },
      objective: { loss: "softmax" },
      sampling: { sampler: "epochs", negatives: 0 },
      batchSize: 3,
      steps: 2,
      optimiser: { ...ADAM, learningRate: 0.02 },
    } as const;
    const rows = (length: number) =>
      Array.from({ length }, (_, user) => Array.from({ length: 4 }, (_, i) => (user + i) % 6));
    const heldOut = rows(3).map((row, user) => ({ user, history: Int32Array.from(row), target: (user + 4) % 6 }));
    const data = { train: packSequences(rows(6)), heldOut, dataHash: "walks" };
    const steps: string[] = [];
    const onStep = ({ round, step }: { round: number; step: number }) => steps.push(`${round}.${step}`);
    const limits = { rounds: 4, patience: 9, folder, resume: true, onStep };
    const { model, result } = await trainSequenceModel({ ...data, ...limits, models: MODELS, configuration, seed: 3 });
    expect([steps, result.rounds]).toEqual([["3.2", "4.1", "4.2"], 4]);
    expect(readFitState(join(folder, "last.ckpt")).optimisers.train.steps).toBe(8);
    model.dispose();
  });

  it("of an untrained model ranks at random", async () => {
    const configuration = resolveRecipe(sasrec, { recipe: "cpu" }).configure({ items: 1000, users: 400 });
    const model = startNetwork(sasrec.architecture, configuration, new Stream("untrained"));
    const random = new Stream("users");
    const heldOut = Array.from({ length: 400 }, (_, user) => {
      const items = random.shuffle(Int32Array.from({ length: 1000 }, (_, item) => item));
      return { user, history: items.slice(0, 5), target: items[5] };
    });
    const ranks = await rankInCatalogue({ scorer: sequenceScorer(model), heldOut });
    // 10 of 995: below .035 but once in a hundred thousand.
    expect(rankingMetrics(ranks)["HR@10"]).toBeLessThan(0.035);
    model.dispose();
  });

  it("does not read a checkpoint of something else", () => {
    const path = join(mkdtempSync(join(tmpdir(), "slatelab-sequence-")), "other.ckpt");
    writeCheckpoint(path, { model: "tower", configuration: {}, training: {}, sections: {} });
    expect(() => openModelCheckpoint(path, MODELS)).toThrow(
      'Expected a checkpoint of sasrec, gsasrec, ssept or mfgan, got "tower"',
    );
  });
});
