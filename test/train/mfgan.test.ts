/** MFGAN's four stages on a small data set. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Interrupted } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { packSequences, sequenceCount, sequenceOf } from "../../src/core/sequences.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { rankInCatalogue } from "../../src/evaluate/held-out.ts";
import { ndcg } from "../../src/evaluate/ranking.ts";
import { openCheckpoint } from "../../src/files/checkpoint.ts";
import { MODELS } from "../../src/models/index.ts";
import { MFGAN_STAGES, resolveMfgan } from "../../src/models/mfgan/recipes.ts";
import { resolveRecipe } from "../../src/models/recipes.ts";
import { sasrec } from "../../src/models/sasrec.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import { openModelCheckpoint } from "../../src/run/offline-model.ts";
import { mfganData, pretrainMfgan } from "../../src/run/pretrain-mfgan.ts";
import { readFitState } from "../../src/train/fit-state.ts";
import { newJudges } from "../../src/train/mfgan/networks.ts";
import { mfganPipeline } from "../../src/train/mfgan/pipeline.ts";
import { planMfgan } from "../../src/train/mfgan/plan.ts";
import { readSamples } from "../../src/train/mfgan/samples-file.ts";
import { readLog } from "../../src/train/run-folder.ts";
import { sequenceModelOf } from "../../src/train/sequence-checkpoint.ts";
import { trainSequenceModel } from "../../src/train/sequence-training.ts";
import { runStages, type StagesRun } from "../../src/train/stages.ts";
import { onEachEngine } from "../models/fixture.ts";
import { newFolder } from "../store/fixture.ts";
import { smallSettings, TRAINED, walks } from "./mfgan-fixture.ts";

const DATA = mfganData(walks());

function pipeline(set = "", { data = DATA, samples }: { data?: typeof DATA; samples?: string } = {}) {
  return mfganPipeline({ settings: smallSettings(set), data, seed: 7, samples });
}

/** Runs what is asked for, to the end. */
async function run(folder: string, set = "", how: Partial<StagesRun> = {}): Promise<string> {
  await runStages(pipeline(set), { folder, resume: false, ...how });
  return folder;
}

/** All that a run has left, apart from times. */
function leftBy(folder: string) {
  const states = ["generator", "discriminators", "adversarial"].flatMap((stage) =>
    ["best", "last"].map((name) => {
      const state = readFitState(join(folder, stage, `${name}.ckpt`));
      return { ...state, position: { ...state.position, seconds: 0, cpuSeconds: 0 } };
    }),
  );
  return { states, samples: readFileSync(join(folder, "samples", "samples.jsonl"), "utf8") };
}

const weightsIn = (folder: string, stage: string) => openCheckpoint(join(folder, stage, "last.ckpt")).sections;

function generatorOf(folder: string, stage: string) {
  const all = Object.entries(openCheckpoint(join(folder, stage, "last.ckpt")).sections);
  return Object.fromEntries(
    all.filter(([name]) => name.startsWith("generator/")).map(([name, values]) => [name.slice(10), values]),
  );
}

onEachEngine("the pipeline of MFGAN", () => {
  let whole: string;
  let tensors: number;
  beforeAll(async () => {
    tensors = tf.memory().numTensors;
    whole = await run(mkdtempSync(join(tmpdir(), "slatelab-mfgan-")));
  });

  afterAll(() => rmSync(whole, { recursive: true }));

  it("leaves no tensor behind, and each stage in a folder of its own", () => {
    expect(tf.memory().numTensors).toBe(tensors);
    expect(readdirSync(whole).sort()).toEqual([...MFGAN_STAGES].sort());
    expect(readdirSync(join(whole, "samples")).sort()).toEqual(["samples.jsonl", "stage.json"]);
  });

  it("logs what shows whether it learns or collapses", () => {
    const [generator, discriminators, adversarial] = ["generator", "discriminators", "adversarial"].map((stage) =>
      readLog(join(whole, stage)),
    );
    const judged = ["item", "popularity", "band"].flatMap((name) => [`loss ${name}`, `accuracy ${name}`]);
    expect(Object.keys(generator[0].metrics)).toEqual(expect.arrayContaining(["nDCG@10", "entropy", "distinct@10"]));
    expect(Object.keys(discriminators[0].metrics)).toEqual(
      expect.arrayContaining(["log-likelihood", "reward", ...judged]),
    );
    expect(Object.keys(adversarial[0].metrics)).toEqual(
      expect.arrayContaining(["nDCG@10", "entropy", "distinct@10", "reward", ...judged]),
    );
    expect(adversarial.map(({ round }) => round)).toEqual([0, 1, 2]);
    expect(Object.keys(adversarial[1].losses)).toEqual(["generator", "discriminators"]);
    expect(adversarial.at(-1)?.steps).toEqual({ generator: 8, discriminators: 4 });
    expect(generator.at(-1)?.losses.generator).toBeLessThan(generator[0].losses.generator);
  });

  it("starts the last stage with what the generator's stage ended with", () => {
    const [round] = readLog(join(whole, "adversarial"));
    const best = readLog(join(whole, "generator")).findLast((row) => row.best);
    expect(round).toMatchObject({ round: 0, losses: {}, best: true });
    expect(round.steps).toEqual({ generator: 0, discriminators: 0 });
    for (const metric of ["nDCG@10", "entropy", "distinct@10"])
      expect(round.metrics[metric]).toBe(best?.metrics[metric]);
  });

  it("pretrains a generator as SASRec is trained, with its recipe and to its very weights", async () => {
    const size = { items: DATA.items, users: sequenceCount(DATA.train) };
    const recipe = resolveRecipe(sasrec, { recipe: "cpu" });
    expect(planMfgan(resolveMfgan({ recipe: "cpu" }), DATA).likelihood).toEqual(recipe.configure(size));

    const set = "generator.dropout=0"; // dropout's draws go by the phase's name
    const { settings, likelihood } = planMfgan(smallSettings(set), DATA);
    const { rounds, patience } = settings.generator;
    const folder = await run(newFolder(), set, { only: "generator" });
    const training = {
      models: MODELS,
      configuration: likelihood,
      seed: "7/generator",
      resume: false,
      rounds,
      patience,
    };
    const { model } = await trainSequenceModel({ ...DATA, ...training, folder: newFolder() });
    expect(model.weights.read()).toEqual(openCheckpoint(join(folder, "generator", "best.ckpt")).sections);
    model.dispose();
  });

  it("leaves a generator that is evaluated as any next-item model, after either stage", async () => {
    for (const stage of ["generator", "adversarial"]) {
      const model = sequenceModelOf(openModelCheckpoint(join(whole, stage), MODELS), MODELS);
      const ranks = await rankInCatalogue({ scorer: sequenceScorer(model), heldOut: DATA.heldOut });
      model.dispose();
      const { metrics } = readFitState(join(whole, stage, "best.ckpt"));
      expect(ndcg(ranks, 10)).toBe(metrics?.["nDCG@10"]);
    }
    expect(() => openModelCheckpoint(join(whole, "discriminators"), MODELS)).toThrow(
      "Expected a checkpoint of sasrec, gsasrec, ssept or mfgan, got one without the network that predicts next items",
    );
  });

  it("goes on from wherever it was stopped to the very numbers of one that never was", async () => {
    const ends: Partial<Record<string, number>>[] = [
      { generator: 11 },
      { samples: 0 },
      { discriminators: 7 },
      { adversarial: 3 },
    ];
    const folder = newFolder();
    for (const end of ends) {
      const abort = new AbortController();
      const left = { ...end };
      const step = (stage: string) => {
        if (left[stage] !== undefined && left[stage]-- === 0) abort.abort();
      };
      const how = {
        resume: true,
        signal: abort.signal,
        onStage: step,
        onStep: ({ stage }: { stage: string }) => step(stage),
      };
      await expect(run(folder, "", how)).rejects.toThrow(Interrupted);
    }
    await run(folder, "", { resume: true });
    expect(leftBy(folder)).toEqual(leftBy(whole));
  });

  it("is the same one stage at a time, each from the folder of the one before", async () => {
    const folder = newFolder();
    await expect(run(folder, "", { only: "samples" })).rejects.toThrow("to be finished before 'samples'");
    for (const only of MFGAN_STAGES) await run(folder, "", { only });
    expect(leftBy(folder)).toEqual(leftBy(whole));
  });

  it("trains on nothing that is held out", async () => {
    const once = "generator.rounds=1,discriminators.rounds=1,adversarial.rounds=1";
    const other = mfganData(walks(5));
    expect(other.heldOut).not.toEqual(DATA.heldOut);
    const [folder, same] = [newFolder(), newFolder()];
    await run(same, once);
    await runStages(pipeline(once, { data: other }), { folder, resume: false });
    for (const stage of ["generator", "discriminators", "adversarial"])
      expect(weightsIn(folder, stage)).toEqual(weightsIn(same, stage));
    expect(leftBy(folder).samples).toBe(leftBy(same).samples);
    const metrics = (from: string) => readFitState(join(from, "adversarial", "last.ckpt")).metrics;
    expect(metrics(folder)?.["nDCG@10"]).not.toBe(metrics(same)?.["nDCG@10"]);
  });

  it("draws samples that are said to be: real ones of training places, as many fakes, a share of the users apart", () => {
    const { training, validation } = readSamples(join(whole, "samples", "samples.jsonl"), DATA);
    expect(validation.users.length).toBe(3);
    expect(training.users.length).toBe(27 * 3);
    const held = new Set(validation.users);
    expect(training.users.some((user) => held.has(user))).toBe(false);
    for (const { positions } of [training, validation])
      expect(positions.every((position) => position >= 1 && position < TRAINED)).toBe(true);
    expect(training.fakes.items.length).toBe(training.users.length);
  });

  describe("from the same first stages", () => {
    /** The generator before and after an adversarial stage with these settings. */
    async function afterStage(set: string) {
      const folder = newFolder();
      for (const stage of MFGAN_STAGES.slice(0, 3))
        cpSync(join(whole, stage), join(folder, stage), { recursive: true });
      await run(folder, set, { only: "adversarial" });
      const { sections } = openCheckpoint(join(whole, "generator", "best.ckpt"));
      return { before: sections, after: generatorOf(folder, "adversarial"), folder };
    }

    it("a constant reward with its mean as baseline moves nothing but the discriminators", async () => {
      const { before, after, folder } = await afterStage("adversarial.reward=constant");
      expect(after).toEqual(before);
      const judges = weightsIn(folder, "adversarial");
      const first = openCheckpoint(join(whole, "discriminators", "best.ckpt")).sections;
      expect(judges["discriminators/band/values"]).not.toEqual(first["band/values"]);
    });

    it("a shuffled reward moves it elsewhere than the discriminators'", async () => {
      const { before, after } = await afterStage("adversarial.reward=shuffled");
      expect(after).not.toEqual(before);
      expect(after).not.toEqual(generatorOf(whole, "adversarial"));
    });

    it.each(["weighted", "likelihood"])(
      "the objective %s trains it, with discriminators that stay",
      async (objective) => {
        const { before, after, folder } = await afterStage(
          `adversarial.objective=${objective},adversarial.judgedSteps=0,adversarial.draw=best,adversarial.fakes=2`,
        );
        expect(after).not.toEqual(before);
        const judges = weightsIn(folder, "adversarial");
        const first = openCheckpoint(join(whole, "discriminators", "best.ckpt")).sections;
        for (const [name, values] of Object.entries(first)) expect(judges[`discriminators/${name}`]).toEqual(values);
      },
    );
  });

  describe("with samples of another tool", () => {
    const user = 4;
    const items = sequenceOf(DATA.train, user);
    const line = (change: object = {}) =>
      JSON.stringify({
        ...{ user: `user ${user}`, position: 2, real: `item ${items[2]}`, fakes: ["item 9", "item 1"] },
        ...{ part: "training", score: 0.5, ...change },
      });
    const [first] = DATA.userNames;
    const other = line({ user: first, real: `item ${sequenceOf(DATA.train, 0)[2]}`, part: "validation" });

    function fileOf(...lines: string[]): string {
      const path = join(newFolder(), "samples.jsonl");
      writeFileSync(path, lines.join("\n"));
      return path;
    }

    it("takes them as they are", async () => {
      const samples = fileOf(line(), "", other);
      const folder = newFolder();
      cpSync(join(whole, "generator"), join(folder, "generator"), { recursive: true });
      await runStages(pipeline("", { samples }), { folder, resume: false, from: "samples" });
      const { training, validation } = readSamples(join(folder, "samples", "samples.jsonl"), DATA);
      expect([training.users, training.positions].map((it) => [...it])).toEqual([[user], [2]]);
      expect(Array.from(training.fakes.items)).toEqual([9, 1]);
      expect(Array.from(validation.users)).toEqual([0]);
      await expect(runStages(pipeline(), { folder, resume: true })).rejects.toThrow("Expected a run with");
    });

    it("goes on from its copy of them where they are not named again, and refuses others", async () => {
      const folder = newFolder();
      cpSync(join(whole, "generator"), join(folder, "generator"), { recursive: true });
      const run = { settings: smallSettings(), data: DATA, seed: 7, folder, resume: false, title: "", command: "" };
      const engine = await openEngine();
      await pretrainMfgan({ ...run, engine, samples: fileOf(line(), other), only: "samples" });
      const others = pretrainMfgan({ ...run, engine, samples: fileOf(other, line()), only: "discriminators" });
      await expect(others).rejects.toThrow("Expected a run with given");
      await pretrainMfgan({ ...run, engine, only: "discriminators" });
      expect(readLog(join(folder, "discriminators"))).toHaveLength(2);
      writeFileSync(join(folder, "samples", "samples.jsonl"), `${other}\n${line()}`);
      await expect(pretrainMfgan({ ...run, engine, only: "adversarial" })).rejects.toThrow("with given");
    });

    it.each<[string, string, string]>([
      ["no JSON", "{", "samples.jsonl:2: Expected JSON"],
      [
        "a held-out place",
        line({ position: TRAINED }),
        ":2: position: Expected a position from 1 to 7 of user 'user 4', got 8",
      ],
      ["no prefix", line({ position: 0 }), ":2: position: Expected a number of at least 1, got 0"],
      ["another item", line({ real: "item 1" }), `:2: real: Expected 'item ${items[2]}' at position 2, got "item 1"`],
      [
        "a strange user",
        line({ user: "usr 4" }),
        ":2: user: Expected a name of the data, got 'usr 4'. Did you mean 'user 4'?",
      ],
      ["a strange item", line({ fakes: ["item 99"] }), ":2: fakes: Expected a name of the data, got 'item 99'"],
      ["no fakes", line({ fakes: [] }), ":2: fakes: Expected a list of at least 1"],
      ["another part", line({ part: "test" }), ":2: part: Expected one of training, validation"],
      [
        "a user of both parts",
        line({ user: first, real: `item ${sequenceOf(DATA.train, 0)[2]}` }),
        ":2: part: Expected the part 'validation' of the user's lines before",
      ],
      ["no training", "", "samples.jsonl: Expected samples for training, got none"],
    ])("refuses %s", (_, text, says) => {
      expect(() => pipeline("", { samples: fileOf(other, text) })).toThrow(says);
    });
  });

  it.each([
    ["generator.heads=3", "generator.width: Expected a width that 3 heads divide, got 8"],
    ["discriminators.heads=3", "discriminators.width: Expected a width that 3 heads divide, got 8"],
    ["samples.heldOut=0.99", "samples.heldOut: Expected fewer than 30 users for validation, got 30"],
    ["samples.draw=best,samples.fakes=11", "samples.fakes: Expected at most 10 fakes of the 10 best, got 11"],
    ["adversarial.draws=1", "adversarial.draws: Expected 2 draws or more for other-draws, got 1"],
    ["generator.width.x=4", 'set: Expected settings as STAGE.NAME=value, got "generator.width.x"'],
  ])("refuses %s before any stage is run", (set, says) => {
    expect(() => pipeline(set)).toThrow(says);
  });

  it("refuses to draw samples where a single user would be both trained on and kept for validation", () => {
    const data = { ...DATA, train: packSequences([[0, 1, 2]]) };
    expect(() => pipeline("", { data })).toThrow("Expected fewer than 1 users for validation, got 1");
  });

  it("gives each factor a discriminator of its own, whatever it is called and whoever is beside it", () => {
    const data = { ...DATA, factors: ["a", "a/block0"].map((name) => ({ ...DATA.factors[2], name })) };
    const both = newJudges(planMfgan(smallSettings(), data), new Stream("judges"));
    const alone = newJudges(planMfgan(smallSettings("discriminators.factors=a/block0"), data), new Stream("judges"));
    expect(both.weights.names.length).toBe(2 * alone.weights.names.length);
    expect(both.weights.read()).toMatchObject(alone.weights.read());
    expect(both.weights.read()["a/values"]).not.toEqual(alone.weights.read()["a%2Fblock0/values"]);
    both.dispose();
    alone.dispose();
  });

  it("refuses to go on with other settings of an earlier stage, but not of a later one", async () => {
    const folder = newFolder();
    for (const stage of MFGAN_STAGES) cpSync(join(whole, stage), join(folder, stage), { recursive: true });
    await expect(run(folder, "samples.prefixes=2", { resume: true })).rejects.toThrow("Expected a run");
    rmSync(join(folder, "adversarial"), { recursive: true });
    await run(folder, "adversarial.lambda=5,adversarial.rounds=1", { resume: true });
  });
});
