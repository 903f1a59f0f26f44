/**
 * Times training steps of SASRec on MovieLens-1M, in a process of its own: engines take all cores they get, and what one
 * leaves behind (threads, memory) would slow the next. Prints a `StepTimes` as JSON.
 *   node dist/scripts/perf/sasrec-step.js native 50 softmax
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSplit } from "../../data/index.ts";
import { requireDataFolder } from "../../data/locate.ts";
import type { EngineName } from "../../src/core/engines.ts";
import { type Sequences, sequenceCount, sequenceOf } from "../../src/core/sequences.ts";
import { heldOutOf, trainingSequences } from "../../src/dataset/split.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import type { SequenceConfiguration } from "../../src/models/definition.ts";
import { MODELS } from "../../src/models/index.ts";
import { SASREC, type SasRecSettings } from "../../src/models/sasrec.ts";
import { trainSequenceModel } from "../../src/train/sequence-training.ts";
import { median } from "../measurements.ts";
import { LOSSES, type LossName, WIDTHS } from "./sasrec-cases.ts";
import { productSpeed, type StepTimes } from "./step-times.ts";

/** So many steps V8 compiles for: a training takes thousands. */
const WARM_UP = 10;
const STEPS = 10;
const BATCH = 128;
const BLOCKS = 2;

const [engine, length, loss] = process.argv.slice(2);
console.log(JSON.stringify(await stepTimes(engine as EngineName, Number(length), loss as LossName)));

/** The step is the one of `slatelab pretrain`: batch, loss, gradient, Adam. */
async function stepTimes(engine: EngineName, length: number, loss: LossName): Promise<StepTimes> {
  const { split, items } = await readSplit(requireDataFolder("ml1m"));
  const train = trainingSequences(split);
  const configuration = configure(items, length, loss);
  const folder = mkdtempSync(join(tmpdir(), "slatelab-perf-"));
  const opened = await openEngine(engine);
  const times = [performance.now()];
  try {
    const { model } = await trainSequenceModel({
      ...{ configuration, train, seed: 1, rounds: 1, patience: 1, folder, resume: false, dataHash: "perf" },
      models: MODELS,
      heldOut: heldOutOf(split, "validation").slice(0, 1),
      onStep: () => times.push(performance.now()),
    });
    model.dispose();
    const steps = times.map((time, i) => (time - times[i - 1]) / 1000).slice(1 + WARM_UP);
    const gflops = productSpeed(WIDTHS[length]);
    return { step: median(steps), products: stepFlops(length, loss, { train, items }) / gflops / 1e9, gflops };
  } finally {
    rmSync(folder, { recursive: true });
    opened.close();
  }
}

/**
 * Floating-point operations of a step's matrix products, two for a multiply-add, backward twice as many as forward: five dense
 * layers a block over the P positions that hold an item, scores and sums of attention over the whole rectangle, and the
 * output, which takes all items or the k + 1 candidates.
 */
function stepFlops(length: number, loss: LossName, { train, items }: { train: Sequences; items: number }): number {
  const width = WIDTHS[length];
  const counts = Array.from({ length: sequenceCount(train) }, (_, user) => sequenceOf(train, user).length - 1);
  const rows = counts.map((count) => Math.min(count, length)).filter((count) => count > 0);
  const positions = (BATCH * rows.reduce((sum, count) => sum + count, 0)) / rows.length;
  const dense = BLOCKS * 5 * positions * width ** 2;
  const attention = BLOCKS * 2 * BATCH * length ** 2 * width;
  const output = positions * width * (loss === "bce" ? 2 : items);
  return 3 * 2 * (dense + attention + output);
}

function configure(items: number, length: number, loss: LossName): SequenceConfiguration {
  const { objective, negatives } = LOSSES[loss];
  const shape = { items, length, width: WIDTHS[length], blocks: BLOCKS, heads: 1, dropout: 0.5, epsilon: 1e-5 };
  const settings: SasRecSettings = { ...shape, tied: false, scaled: false };
  return {
    model: { architecture: SASREC.name, settings },
    objective,
    sampling: { sampler: "epochs", negatives },
    batchSize: BATCH,
    steps: WARM_UP + STEPS,
    optimiser: ADAM,
  };
}
