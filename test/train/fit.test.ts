import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences } from "../../src/core/sequences.ts";
import { epochBatches } from "../../src/dataset/samplers.ts";
import { rankInCatalogue } from "../../src/evaluate/held-out.ts";
import { rankingMetrics } from "../../src/evaluate/ranking.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { SasRec } from "../../src/models/sasrec.ts";
import { sequencePhase } from "../../src/models/sequence-objective.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import { Weights } from "../../src/models/weights.ts";
import { type FitPhase, type FitSettings, fit, fitPhase } from "../../src/train/fit.ts";
import { readFitState } from "../../src/train/fit-state.ts";
import { readLog } from "../../src/train/run-folder.ts";
import { onEachEngine } from "../models/fixture.ts";

const newFolder = () => mkdtempSync(join(tmpdir(), "slatelab-fit-"));
const ITEMS = 20;
/** Everybody walks round the items, from somewhere. */
const WALKS = packSequences(
  Array.from({ length: 30 }, (_, user) => Array.from({ length: 9 }, (_, i) => (user + i) % ITEMS)),
);
const HELD_OUT = Array.from({ length: 10 }, (_, user) => ({
  user,
  history: Int32Array.from({ length: 9 }, (_, i) => (user + i) % ITEMS),
  target: (user + 9) % ITEMS,
}));
const IDENTITY = { model: "sasrec", configuration: { width: 8 }, seed: 3, dataHash: "walks" };

/** A small SASRec with dropout on the walks; `change` sees the settings before they are used. */
function sasrecFit(folder: string, change: Partial<FitSettings> = {}): { model: SasRec; settings: FitSettings } {
  const shape = { items: ITEMS, length: 6, width: 8, blocks: 1, heads: 1, tied: false, scaled: false, epsilon: 1e-5 };
  const random = new Stream(3);
  const model = new SasRec({ ...shape, dropout: 0.1 }, random.fork("weights"));
  const data = { sequences: WALKS, items: ITEMS, length: 6, batchSize: 16, negatives: 0 };
  const phase = fitPhase(sequencePhase(model, { loss: "softmax" }), {
    name: "train",
    batches: epochBatches(data, random.fork("batches")),
    steps: 4,
    optimiser: { ...ADAM, learningRate: 0.02 },
  });
  const scorer = sequenceScorer(model);
  const validate = async () => ({ ...rankingMetrics(await rankInCatalogue({ scorer, heldOut: HELD_OUT })) });
  const settings = { weights: model.weights, phases: [phase], identity: IDENTITY, rounds: 6, patience: 100 };
  return { model, settings: { ...settings, watch: "nDCG@10", validate, folder, resume: false, ...change } };
}

/** A run whose only weight is pulled to a target by each phase, and whose metric is what `metric` says of the round. */
function toyFit(
  phases: (weights: Weights) => FitPhase[],
  change: Partial<FitSettings> = {},
  metric = (round: number) => round,
) {
  const weights = new Weights();
  for (const name of ["a", "b"]) weights.add(name, [1]);
  let round = 0;
  const settings: FitSettings = {
    weights,
    phases: phases(weights),
    identity: IDENTITY,
    rounds: 3,
    patience: 100,
    watch: "score",
    validate: () => ({ score: metric(++round) }),
    folder: newFolder(),
    resume: false,
    ...change,
  };
  return { weights, settings };
}

const pull = (weights: Weights, name: string, change: Partial<FitPhase> = {}): FitPhase => ({
  name,
  variables: [weights.get(name)],
  steps: 2,
  optimiser: ADAM,
  loss: () => tf.sum(tf.square(tf.sub(weights.get(name), 1))) as tf.Scalar,
  ...change,
});

const logOf = (folder: string) =>
  readFileSync(join(folder, "log.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

onEachEngine("fit", () => {
  it("learns, writes what it did and ends with the best weights", async () => {
    const folder = newFolder();
    const { model, settings } = sasrecFit(folder, { rounds: 25 });
    const steps: [number, number][] = [];
    const result = await fit({ ...settings, onStep: ({ round, step }) => steps.push([round, step]) });
    const log = logOf(folder);
    expect(log.map(({ round }) => round)).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
    expect(log[24].losses.train).toBeLessThan(log[0].losses.train / 2);
    expect(result).toMatchObject({ rounds: 25, stopped: "rounds" });
    expect(result.best.metrics["nDCG@10"]).toBe(Math.max(...log.map(({ metrics }) => metrics["nDCG@10"])));
    expect(result.best.metrics["nDCG@10"]).toBeGreaterThan(0.9);
    expect(steps).toEqual(Array.from({ length: 100 }, (_, i) => [Math.floor(i / 4) + 1, (i % 4) + 1]));
    expect(log[24].stepsPerSecond * log[24].seconds).toBeCloseTo(100);
    const best = readFitState(join(folder, "best.ckpt"));
    expect(model.weights.read()).toEqual(best.weights);
    expect(best.metrics).toEqual(log[result.best.round - 1].metrics);
    const facts = JSON.parse(readFileSync(join(folder, "best.json"), "utf8"));
    expect(facts).toMatchObject({ ...IDENTITY, metrics: best.metrics, position: { round: result.best.round } });
  });

  it("goes on from a checkpoint to the very numbers of a run that never stopped", async () => {
    const [whole, parts] = [newFolder(), newFolder()];
    await fit(sasrecFit(whole).settings);
    const abort = new AbortController();
    let taken = 0;
    const onStep = () => {
      if (++taken === 10) abort.abort();
    };
    const stopped = fit(sasrecFit(parts, { onStep, signal: abort.signal }).settings);
    await expect(stopped).rejects.toThrow("Training stopped in round 3; it goes on from");
    expect(readFitState(join(parts, "last.ckpt")).position).toMatchObject({ round: 2, steps: { train: 2 } });
    await fit(sasrecFit(parts, { resume: true, rounds: 4 }).settings);
    const result = await fit(sasrecFit(parts, { resume: true }).settings);
    expect(result.rounds).toBe(6);
    const timeless = (folder: string) =>
      logOf(folder).map(({ losses, metrics, round, best }) => ({ losses, metrics, round, best }));
    expect(timeless(parts)).toEqual(timeless(whole));
    const last = (folder: string) => readFitState(join(folder, "last.ckpt"));
    expect(last(parts).weights).toEqual(last(whole).weights);
    expect(last(parts).optimisers).toEqual(last(whole).optimisers);
  });

  it("runs phases in turn, each with its own variables, steps and stream", async () => {
    const seen: string[] = [];
    const { weights, settings } = toyFit((it) =>
      ["a", "b"].map((name) => {
        const phase = pull(it, name, { steps: name === "a" ? 2 : 1 });
        const loss = (step: number, random: Stream) => {
          seen.push(`${name}${step} ${random.path}`);
          return phase.loss(step, random);
        };
        return { ...phase, loss };
      }),
    );
    const snapshots: number[][] = [];
    const both = () => [...weights.get("a").dataSync(), ...weights.get("b").dataSync()];
    await fit({ ...settings, rounds: 2, onStep: () => snapshots.push(both()) });
    expect(seen.map((it) => it.split(" ")[0])).toEqual(["a0", "b0", "a1", "a2", "b1", "a3"]);
    expect(new Set(seen.map((it) => it.split(" ")[1])).size).toBe(6);
    expect(snapshots[0][1]).toBe(0);
    expect(snapshots[1][0]).toBe(snapshots[0][0]);
    expect(snapshots[1][1]).toBeGreaterThan(0);
    expect(snapshots[3][1]).toBe(snapshots[1][1]);
  });

  it("stops when the metric has not risen for as long as its patience, and goes back to the best", async () => {
    const scores = [1, 3, 2, 3, 2.9, 5];
    const { weights, settings } = toyFit(
      (it) => [pull(it, "a")],
      { rounds: 50, patience: 3 },
      (round) => scores[round - 1],
    );
    const perRound: number[] = [];
    const result = await fit({ ...settings, onRound: () => perRound.push(weights.get("a").dataSync()[0]) });
    expect(result).toMatchObject({ rounds: 5, stopped: "patience", best: { round: 2, metrics: { score: 3 } } });
    expect(weights.get("a").dataSync()[0]).toBe(perRound[1]);
  });

  it.each([Number.NaN, Number.NEGATIVE_INFINITY])("stops at a loss of %d and says where", async (value) => {
    const { weights, settings } = toyFit((it) => [
      pull(it, "a"),
      pull(it, "b", { loss: (step) => tf.add(tf.sum(it.get("b")), step === 3 ? value : 1) as tf.Scalar }),
    ]);
    const run = fit({
      ...settings,
      onStep: ({ phase, round, step }) => {
        if (phase === "a" && round === 2 && step === 3) weights.get("a").assign(tf.tensor1d([Number.NaN]));
      },
    });
    const where = `Round 2, phase 'b', step 3: the loss is ${value} (weights that are not finite: a)`;
    await expect(run).rejects.toThrow(where);
    expect(readFitState(join(settings.folder, "last.ckpt")).position.round).toBe(1);
  });

  it("stops at a metric that is not a number", async () => {
    const { settings } = toyFit(
      (it) => [pull(it, "a")],
      {},
      () => Number.NaN,
    );
    await expect(fit(settings)).rejects.toThrow("Expected a finite metric 'score', got NaN");
  });

  it("says so when a phase's loss does not depend on one of its variables", async () => {
    const { settings } = toyFit((it) => [pull(it, "a", { variables: [it.get("a"), it.get("b")] })]);
    await expect(fit(settings)).rejects.toThrow("The loss does not depend on variable 1 of its phase");
  });

  it("does not write over another run, nor go on from one", async () => {
    const make = (change: Partial<FitSettings>) => toyFit((it) => [pull(it, "a")], change).settings;
    const first = make({});
    await fit(first);
    const { folder } = first;
    await expect(fit(make({ folder }))).rejects.toThrow("Expected no checkpoint of an earlier run");
    const other = { ...IDENTITY, configuration: { width: 16 } };
    const message = "Expected a run with width 8, as in the checkpoint, got 16";
    await expect(fit(make({ folder, resume: true, identity: other }))).rejects.toThrow(message);
    const data = { ...IDENTITY, dataHash: "else" };
    await expect(fit(make({ folder, resume: true, identity: data }))).rejects.toThrow("Expected a run with dataHash");
  });

  it("refuses a checkpoint that is damaged", async () => {
    const { settings } = toyFit((it) => [pull(it, "a")]);
    await fit(settings);
    const path = join(settings.folder, "last.ckpt");
    const bytes = readFileSync(path);
    bytes[bytes.length - 70] ^= 255;
    writeFileSync(path, bytes);
    const again = toyFit((it) => [pull(it, "a")], { folder: settings.folder, resume: true });
    await expect(fit(again.settings)).rejects.toThrow(
      "last.ckpt: Expected a checkpoint, got the checksum does not fit",
    );
  });

  it.each([
    ["its row and its checkpoint", (lines: string[]) => lines],
    ["half of its row and the rest", (lines: string[]) => [lines[0], lines[1].slice(0, 40)]],
  ])("goes on where a kill came between %s of a round", async (_, left) => {
    const make = (change: Partial<FitSettings>) =>
      toyFit(
        (it) => [pull(it, "a")],
        change,
        () => 1,
      ).settings;
    const whole = make({});
    await fit(whole);
    const killed = make({ rounds: 1 });
    await fit(killed);
    const log = join(killed.folder, "log.jsonl");
    const rows = readFileSync(join(whole.folder, "log.jsonl"), "utf8").split("\n");
    writeFileSync(log, left(rows.slice(0, 2)).join("\n"));
    await fit(make({ folder: killed.folder, resume: true }));
    const rounds = (folder: string) =>
      readLog(folder).map(({ round, losses, metrics }) => ({ round, losses, metrics }));
    expect(rounds(killed.folder)).toEqual(rounds(whole.folder));
    expect(readFileSync(log, "utf8").split("\n")).toHaveLength(4);
    const told = (folder: string) => readFileSync(join(folder, "last.json"), "utf8").replace(/econds": .*/g, "");
    expect(told(killed.folder)).toBe(told(whole.folder));
  });

  it("makes its log of what there is where lines are torn or missing", async () => {
    const { settings } = toyFit((it) => [pull(it, "a")], { rounds: 3 });
    await fit(settings);
    const log = join(settings.folder, "log.jsonl");
    const [first, , third] = readFileSync(log, "utf8").split("\n");
    writeFileSync(log, `${third}\n{"round":2,"st\n\n${first}\n{}\n`);
    expect(readLog(settings.folder).map(({ round }) => round)).toEqual([1, 3]);
  });

  it("starts from the beginning where there is nothing to resume", async () => {
    const { settings } = toyFit((it) => [pull(it, "a")], { resume: true, rounds: 1 });
    expect((await fit(settings)).rounds).toBe(1);
    expect(existsSync(join(settings.folder, "best.ckpt"))).toBe(true);
  });

  it("leaves no tensor behind", async () => {
    const { settings } = toyFit((it) => [pull(it, "a"), pull(it, "b")]);
    const before = tf.memory().numTensors;
    await fit(settings);
    expect(tf.memory().numTensors).toBe(before);
  });
});
