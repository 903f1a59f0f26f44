/**
 * Times training steps of SASRec on MovieLens-1M, in a process of its own: engines take all cores they get, and what one
 * leaves behind (threads, memory) would slow the next. Prints the median seconds of a step.
 *   node dist/scripts/perf/sasrec-step.js native 50 softmax
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireDataFolder } from "../../data/locate.ts";
import { type EngineName, openEngine } from "../../src/engine/engine.ts";
import { ADAM } from "../../src/train/adam.ts";
import { type SequenceConfiguration, trainSequenceModel } from "../../src/train/sequence-training.ts";
import { heldOutOf, trainingSequences } from "../../src/train/split.ts";
import { median } from "../measurements.ts";
import { readSplit } from "../read-source.ts";
import { LOSSES, type LossName, WIDTHS } from "./sasrec-cases.ts";

const WARM_UP = 2;
const STEPS = 10;

const [engine, length, loss] = process.argv.slice(2);
console.log(await medianStep(engine as EngineName, Number(length), loss as LossName));

/** The step is the one of `slatelab pretrain`: batch, loss, gradient, Adam. */
async function medianStep(engine: EngineName, length: number, loss: LossName): Promise<number> {
  const { split, items } = await readSplit(requireDataFolder("ml1m"));
  const folder = mkdtempSync(join(tmpdir(), "slatelab-perf-"));
  const opened = await openEngine(engine);
  const times = [performance.now()];
  try {
    const { model } = await trainSequenceModel({
      configuration: configure(items, length, loss),
      ...{ seed: 1, rounds: 1, patience: 1, folder, resume: false, dataHash: "perf" },
      train: trainingSequences(split),
      heldOut: heldOutOf(split, "validation").slice(0, 1),
      onStep: () => times.push(performance.now()),
    });
    model.dispose();
  } finally {
    rmSync(folder, { recursive: true });
    opened.close();
  }
  const steps = times.map((time, i) => (time - times[i - 1]) / 1000);
  return median(steps.slice(1 + WARM_UP));
}

function configure(items: number, length: number, loss: LossName): SequenceConfiguration {
  const { objective, negatives } = LOSSES[loss];
  const settings = { items, length, width: WIDTHS[length], blocks: 2, heads: 1, dropout: 0.5, epsilon: 1e-5 };
  return {
    model: { architecture: "sasrec", settings: { ...settings, tied: false, scaled: false } },
    objective,
    sampling: { sampler: "epochs", negatives },
    batchSize: 128,
    steps: WARM_UP + STEPS,
    optimiser: ADAM,
  };
}
