/** A pipeline as adversarial models need it, in small: a fit, a task that writes a file, a fit of two opponents. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, it } from "vitest";
import { Interrupted, SlateLabError, UsageError } from "../../src/core/errors.ts";
import type { Stream } from "../../src/core/random.ts";
import { openCheckpoint } from "../../src/files/checkpoint.ts";
import { writeWholeFile } from "../../src/files/whole-file.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { Weights } from "../../src/models/weights.ts";
import { readFitState } from "../../src/train/fit-state.ts";
import { type FitStage, type Pipeline, runStages, type StageFit, type StagesRun } from "../../src/train/stages.ts";
import { onEachEngine } from "../models/fixture.ts";
import { newFolder } from "../store/fixture.ts";

const OPTIMISER = { ...ADAM, learningRate: 0.1 };
const LIMITS = { rounds: 2, patience: 9, watch: "score" };

/** A fit of named numbers, each moved by the phase of its name to lower that phase's loss. */
function numbersFit(start: Record<string, number>, losses: Record<string, (of: Weights, random: Stream) => tf.Tensor>) {
  const weights = new Weights();
  for (const [name, value] of Object.entries(start)) weights.add(name, [1], (values) => values.fill(value));
  const phases = Object.entries(losses).map(([name, loss]) => ({
    name,
    variables: [weights.get(name)],
    steps: name === "y" ? 1 : 2,
    optimiser: OPTIMISER,
    loss: (_: number, random: Stream) => tf.sum(loss(weights, random)) as tf.Scalar,
  }));
  const validate = () => ({ score: -Math.abs(weights.list()[0].dataSync()[0] - 1) });
  return { weights, phases, validate, dispose: () => weights.dispose() } satisfies StageFit;
}

/** Pulls a number to about 1. */
const generator: FitStage = {
  kind: "fit",
  name: "generator",
  configuration: { width: 1 },
  ...LIMITS,
  begin: ({ random }) =>
    numbersFit(
      { a: random.fork("weights").uniform() },
      { a: (of, noise) => tf.square(tf.sub(of.get("a"), 1 + 0.1 * noise.normal())) },
    ),
};

const samples = {
  kind: "task",
  name: "samples",
  configuration: { count: 3 },
  run({ folder, folderOf, random }) {
    const [a] = openCheckpoint(folderOf("generator")).sections.a;
    const drawn = [1, 2, 3].map(() => a + random.normal());
    writeWholeFile(join(folder, "samples.json"), [Buffer.from(JSON.stringify(drawn))]);
  },
} satisfies Pipeline["stages"][number];

/** x lowers x·y, y raises it; both shrink a little. x starts from the generator's number, y from the samples. */
const adversarial: FitStage = {
  kind: "fit",
  name: "adversarial",
  configuration: { shrink: 0.05 },
  ...LIMITS,
  begin({ folderOf }) {
    const [x] = openCheckpoint(folderOf("generator")).sections.a;
    const [y] = JSON.parse(readFileSync(join(folderOf("samples"), "samples.json"), "utf8"));
    const product = (of: Weights) => tf.mul(of.get("x"), of.get("y"));
    const noisy = (value: tf.Tensor, noise: Stream) => tf.mul(value, 1 + 0.1 * noise.normal());
    return numbersFit(
      { x, y },
      {
        x: (of, noise) => tf.add(noisy(product(of), noise), tf.mul(tf.square(of.get("x")), 0.05)),
        y: (of, noise) => tf.sub(tf.mul(tf.square(of.get("y")), 0.05), noisy(product(of), noise)),
      },
    );
  },
};

const TOY: Pipeline = { model: "toy", seed: 5, dataHash: "none", stages: [generator, samples, adversarial] };
/** Steps of both fits. */
const ALL_STEPS = 2 * 2 + 2 * (2 + 1);

/** All that a run has left, apart from times. */
function leftBy(folder: string) {
  const states = ["generator", "adversarial"].flatMap((stage) =>
    ["best", "last"].map((name) => {
      const { identity, position, metrics, weights, optimisers } = readFitState(join(folder, stage, `${name}.ckpt`));
      return { identity, position: { ...position, seconds: 0, cpuSeconds: 0 }, metrics, weights, optimisers };
    }),
  );
  return { states, samples: readFileSync(join(folder, "samples", "samples.json"), "utf8") };
}

/** Runs and tells the steps taken, by stage. */
async function stepsOf(pipeline: Pipeline, run: Omit<StagesRun, "onStep">): Promise<Record<string, number>> {
  const steps: Record<string, number> = {};
  const onStep = ({ stage }: { stage: string }) => {
    steps[stage] = (steps[stage] ?? 0) + 1;
  };
  await runStages(pipeline, { ...run, onStep });
  return steps;
}

/** Stops after so many steps. */
async function stopAfter(steps: number, run: StagesRun): Promise<void> {
  const abort = new AbortController();
  let taken = 0;
  const onStep = () => {
    if (++taken === steps) abort.abort();
  };
  await expect(runStages(TOY, { ...run, onStep, signal: abort.signal })).rejects.toThrow(Interrupted);
}

function change(name: string, changes: Partial<FitStage>): Pipeline {
  const stages = TOY.stages.map((it) => (it.name === name ? ({ ...it, ...changes } as FitStage) : it));
  return { ...TOY, stages };
}

onEachEngine("a pipeline", () => {
  let folder: string;
  beforeEach(() => {
    folder = newFolder();
  });

  it("runs its stages in order, each in a folder of its own", async () => {
    const began: string[] = [];
    const rounds: string[] = [];
    const outcomes = await runStages(TOY, {
      folder,
      resume: false,
      onStage: (stage) => began.push(stage),
      onRound: ({ stage, round }) => rounds.push(`${stage} ${round}`),
    });
    expect(began).toEqual(["generator", "samples", "adversarial"]);
    expect(rounds).toEqual(["generator 1", "generator 2", "adversarial 1", "adversarial 2"]);
    expect(readdirSync(folder).sort()).toEqual(["adversarial", "generator", "samples"]);
    expect(readdirSync(join(folder, "samples")).sort()).toEqual(["samples.json", "stage.json"]);
    expect(outcomes.map(({ stage, fit }) => [stage, fit?.rounds])).toEqual([
      ["generator", 2],
      ["samples", undefined],
      ["adversarial", 2],
    ]);
    expect(outcomes[0].folder).toBe(join(folder, "generator"));
    const { identity, optimisers } = readFitState(join(folder, "adversarial", "last.ckpt"));
    expect(identity).toMatchObject({ model: "toy", seed: "5/adversarial", configuration: { shrink: 0.05 } });
    expect([optimisers.x.steps, optimisers.y.steps]).toEqual([4, 2]);
  });

  it("goes on from wherever it was stopped to the very numbers of one that never was", async () => {
    const whole = newFolder();
    await runStages(TOY, { folder: whole, resume: false });
    for (let steps = 1; steps < ALL_STEPS; steps++) {
      const broken = newFolder();
      await stopAfter(steps, { folder: broken, resume: false });
      const left = await stepsOf(TOY, { folder: broken, resume: true });
      expect(Object.values(left).reduce((sum, it) => sum + it, 0)).toBe(ALL_STEPS - steps);
      expect(leftBy(broken)).toEqual(leftBy(whole));
    }
  });

  it("is the same one stage at a time", async () => {
    const whole = newFolder();
    await runStages(TOY, { folder: whole, resume: false });
    for (const { name } of TOY.stages) {
      const outcomes = await runStages(TOY, { folder, resume: false, only: name });
      expect(outcomes.map(({ stage }) => stage)).toEqual([name]);
    }
    expect(leftBy(folder)).toEqual(leftBy(whole));
    const later = newFolder();
    cpSync(join(folder, "generator"), join(later, "generator"), { recursive: true });
    expect(await stepsOf(TOY, { folder: later, resume: false, from: "samples" })).toEqual({ adversarial: 6 });
    expect(leftBy(later)).toEqual(leftBy(whole));
  });

  it("leaves finished stages as they are", async () => {
    const first = await runStages(TOY, { folder, resume: false });
    const before = leftBy(folder);
    const began: string[] = [];
    const again = await runStages(TOY, { folder, resume: true, onStage: (stage) => began.push(stage) });
    expect([began, again]).toEqual([[], first]);
    expect(leftBy(folder)).toEqual(before);
  });

  it("finds a fit done that was killed before it was said to be finished", async () => {
    await runStages(TOY, { folder, resume: false });
    const before = leftBy(folder);
    rmSync(join(folder, "adversarial", "stage.json"));
    expect(await stepsOf(TOY, { folder, resume: true })).toEqual({});
    expect(existsSync(join(folder, "adversarial", "stage.json"))).toBe(true);
    expect(leftBy(folder)).toEqual(before);
  });

  it("keeps a metric that is not finite", async () => {
    const begin: FitStage["begin"] = (start) => {
      const begun = generator.begin(start) as StageFit;
      return { ...begun, validate: () => ({ score: 1, other: Number.NaN }) };
    };
    const pipeline = { ...TOY, stages: [{ ...generator, begin }] };
    const first = await runStages(pipeline, { folder, resume: false });
    expect(await runStages(pipeline, { folder, resume: true })).toEqual(first);
    expect(first[0].fit?.best.metrics).toEqual({ score: 1, other: Number.NaN });
  });

  it("does a task again that failed or was stopped", async () => {
    let fails = true;
    const run: (typeof samples)["run"] = (start) => {
      if (fails) throw new Interrupted("Sampling stopped");
      samples.run(start);
    };
    const pipeline = { ...TOY, stages: [generator, { ...samples, run }, adversarial] };
    await expect(runStages(pipeline, { folder, resume: false })).rejects.toThrow("Sampling stopped");
    fails = false;
    expect(await stepsOf(pipeline, { folder, resume: true })).toEqual({ adversarial: 6 });
  });

  it("hears a signal between stages", async () => {
    const abort = new AbortController();
    const run = () => abort.abort();
    const pipeline = { ...TOY, stages: [{ ...samples, run }, generator] };
    const stopped = runStages(pipeline, { folder, resume: false, signal: abort.signal });
    await expect(stopped).rejects.toThrow("Stopped before the stage 'generator'");
  });

  it("leaves no tensor behind, also where a stage fails", async () => {
    const before = tf.memory().numTensors;
    await stopAfter(3, { folder, resume: false });
    await runStages(TOY, { folder, resume: true });
    expect(tf.memory().numTensors).toBe(before);
  });

  describe("refuses", () => {
    it.each(["only", "from"])("%s a stage whose predecessor is not finished", async (which) => {
      await stopAfter(1, { folder, resume: false });
      const refused = runStages(TOY, { folder, resume: true, [which]: "samples" });
      await expect(refused).rejects.toThrow(
        `${join(folder, "generator")}: Expected the stage 'generator' to be finished before 'samples'`,
      );
    });

    it("a stage that it does not have", async () => {
      const refused = runStages(TOY, { folder, resume: false, only: "adversary" });
      await expect(refused).rejects.toThrow("Unknown stage 'adversary'. Did you mean 'adversarial'?");
      await expect(runStages(TOY, { folder, resume: false, only: "samples", from: "samples" })).rejects.toThrow(
        "Expected 'from' or 'only'",
      );
    });

    it("two stages of one name, and the folder of a stage that is not earlier", async () => {
      const twice = { ...TOY, stages: [generator, generator] };
      await expect(runStages(twice, { folder, resume: false })).rejects.toThrow("Expected stages of different names");
      const reversed = { ...TOY, stages: [samples, generator] };
      await expect(runStages(reversed, { folder, resume: false })).rejects.toThrow(
        "Unknown stage before 'samples' 'generator'",
      );
    });

    it("to write over another run, before anything is run", async () => {
      await runStages(TOY, { folder, resume: false });
      rmSync(join(folder, "generator"), { recursive: true });
      const refused = runStages(TOY, { folder, resume: false });
      await expect(refused).rejects.toThrow(`${join(folder, "samples")}: Expected no files of an earlier run`);
      expect(existsSync(join(folder, "generator"))).toBe(false);
    });

    it("but not to begin again where a fit failed before its first checkpoint", async () => {
      const diverging = change("generator", {
        begin: () => numbersFit({ a: 1 }, { a: (of) => tf.mul(of.get("a"), Number.NaN) }),
      });
      const run = { folder, resume: false, only: "generator" };
      await expect(runStages(diverging, run)).rejects.toThrow("the loss is NaN");
      expect(await stepsOf(TOY, run)).toEqual({ generator: 4 });
      await expect(runStages(TOY, run)).rejects.toThrow("Expected no checkpoint of an earlier run");
    });

    const OTHERS: [string, Pipeline, string][] = [
      ["another setting", change("generator", { configuration: { width: 2 } }), "Expected a run with width 1"],
      ["other limits", change("generator", { rounds: 3 }), "Expected a run with rounds 2"],
      ["another seed", { ...TOY, seed: 6 }, 'Expected a run with seed "5/generator"'],
      ["another task", change("samples", { configuration: { count: 4 } }), "Expected a run with count 3"],
    ];
    it.each(OTHERS)("to go on from stages with %s", async (_, pipeline, says) => {
      await stopAfter(ALL_STEPS - 1, { folder, resume: false });
      await expect(runStages(pipeline, { folder, resume: true })).rejects.toThrow(says);
    });

    it.each<[string, Pipeline, string]>([
      ["setting", change("generator", { configuration: { width: 2 } }), "after 'generator' with width 1, got 2"],
      ["order", { ...TOY, stages: [samples, generator] }, "after the stages generator, got none"],
      ["limit", change("generator", { patience: 8 }), "after 'generator' with patience 9, got 8"],
    ])("before an earlier stage is trained again, a later one that another %s has led to", async (_, other, says) => {
      await runStages(TOY, { folder, resume: false });
      rmSync(join(folder, "generator"), { recursive: true });
      const began: string[] = [];
      const resumed = runStages(other, { folder, resume: true, onStage: (stage) => began.push(stage) });
      await expect(resumed).rejects.toThrow(`${join(folder, "samples", "stage.json")}: Expected a run ${says}`);
      expect(began).toEqual([]);
    });

    it.each(["../out", "", "a/b", "A", "."])("a stage called '%s'", async (name) => {
      const named = { ...TOY, stages: [{ ...samples, name }] };
      const refused = runStages(named, { folder: join(folder, "run"), resume: false });
      await expect(refused).rejects.toThrow(UsageError);
      await expect(refused).rejects.toThrow("stage: Expected a name of lower case letters, digits and dashes");
      expect(readdirSync(folder)).toEqual([]);
    });

    it.each(["{", "{}", "null", '{"identity":{},"fit":null}'])("a damaged stage.json: %s", async (text) => {
      await runStages(TOY, { folder, resume: false, only: "generator" });
      const path = join(folder, "generator", "stage.json");
      writeFileSync(path, text);
      const refused = runStages(TOY, { folder, resume: true });
      await expect(refused).rejects.toThrow(SlateLabError);
      await expect(refused).rejects.toThrow(`${path}: Expected what a finished stage says, got a damaged file`);
    });

    it("to go on from what other stages before it have led to", async () => {
      await stopAfter(ALL_STEPS - 1, { folder, resume: false });
      const other = change("generator", { rounds: 3 });
      const stale = newFolder();
      await runStages(other, { folder: stale, resume: false });
      rmSync(join(stale, "adversarial"), { recursive: true });
      cpSync(join(folder, "adversarial"), join(stale, "adversarial"), { recursive: true });
      await expect(runStages(other, { folder: stale, resume: true })).rejects.toThrow(
        `${join(stale, "adversarial", "last.ckpt")}: Expected a run after 'generator' with rounds 2, got 3`,
      );
      writeFileSync(join(stale, "adversarial", "last.ckpt"), "");
      await expect(runStages(other, { folder: stale, resume: true })).rejects.toThrow("Expected a checkpoint");
    });
  });
});
