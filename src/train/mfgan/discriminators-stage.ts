/** Stage 3 of MFGAN: the discriminators, side by side, by binary cross-entropy on the samples of stage 2. */
import { join } from "node:path";
import type { Stream } from "../../core/random.ts";
import { drawRows, type PlacedSequences, rowChunks } from "../../dataset/places.ts";
import type { BatchSource } from "../../dataset/samplers.ts";
import { ADAM } from "../../models/adam-settings.ts";
import { discriminatorsPhase, type JudgedBatch } from "../../models/mfgan/discriminator.ts";
import { type JudgedPairs, judgedBatch, pickPairs } from "../../models/mfgan/judged-pairs.ts";
import { fitPhase } from "../fit.ts";
import type { FitStage } from "../stages.ts";
import { JUDGED_AT_ONCE, judgedMetrics } from "./judging.ts";
import { newJudges } from "./networks.ts";
import type { MfganPlan } from "./plan.ts";
import { readSamples, SAMPLES_FILE } from "./samples-file.ts";

/**
 * Leaves the discriminators' weights, each below the name of its factor. The mean of their likelihoods says which round is best. The
 * reward is told with λ = 0: that of the next stage may change without this one being trained again.
 */
export function discriminatorsStage(plan: MfganPlan): FitStage {
  const { settings, data, sequences, factors, discriminator } = plan;
  const { batchSize, steps, learningRate, beta2, rounds, patience } = settings.discriminators;
  const optimiser = { ...ADAM, learningRate, beta2 };
  return {
    kind: "fit",
    name: "discriminators",
    configuration: { discriminator, factors: factors.map(({ name }) => name), batchSize, steps, optimiser },
    ...{ rounds, patience, watch: "log-likelihood" },
    begin({ random, folderOf }) {
      const { training, validation } = readSamples(join(folderOf("samples"), SAMPLES_FILE), data);
      const judges = newJudges(plan, random.fork("weights"));
      const batches = pairBatches({ data: sequences, pairs: training, batchSize }, random.fork("batches"));
      const phase = fitPhase(discriminatorsPhase(judges.list), { name: "discriminators", batches, steps, optimiser });
      return {
        weights: judges.weights,
        phases: [phase],
        validate: () => judgedMetrics(judges.list, allBatches(sequences, validation), 0),
        dispose: judges.dispose,
      };
    },
  };
}

/** Batches of pairs, each uniform among all. */
function pairBatches(
  { data, pairs, batchSize }: { data: PlacedSequences; pairs: JudgedPairs; batchSize: number },
  stream: Stream,
): BatchSource<JudgedBatch> {
  return (step) => {
    const random = stream.fork(step);
    const rows = drawRows({ rows: pairs.users.length, count: batchSize }, random);
    return judgedBatch(data, pickPairs(pairs, rows));
  };
}

/** All pairs once, some at a time. */
function* allBatches(data: PlacedSequences, pairs: JudgedPairs): Generator<JudgedBatch> {
  for (const rows of rowChunks(pairs.users.length, JUDGED_AT_ONCE)) yield judgedBatch(data, pickPairs(pairs, rows));
}
