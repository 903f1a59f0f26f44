/** Stage 1 of MFGAN: the generator by maximum likelihood. */
import { sampledBatches } from "../../dataset/sampling.ts";
import { policyMetrics } from "../../evaluate/policy-metrics.ts";
import { newGenerator } from "../../models/mfgan/generator.ts";
import { sequencePhase } from "../../models/sequence-objective.ts";
import { sequenceScorer } from "../../models/sequence-scorer.ts";
import { fitPhase } from "../fit.ts";
import { WATCHED_METRIC } from "../sequence-training.ts";
import type { FitStage } from "../stages.ts";
import type { MfganPlan } from "./plan.ts";

/** Leaves the checkpoint of a network that next-item models are evaluated with. */
export function generatorStage(plan: MfganPlan): FitStage {
  const { settings, data, likelihood, sequences } = plan;
  const { objective, sampling, batchSize, steps, optimiser } = likelihood;
  const { rounds, patience } = settings.generator;
  return {
    kind: "fit",
    name: "generator",
    configuration: { ...likelihood, ...data.madeFor },
    ...{ rounds, patience, watch: WATCHED_METRIC },
    begin({ random }) {
      const generator = newGenerator(plan.generator, random.fork("weights"));
      const batches = sampledBatches({ ...sequences, batchSize }, sampling, random);
      const phase = fitPhase(sequencePhase(generator, objective), { name: "generator", batches, steps, optimiser });
      const task = { scorer: sequenceScorer(generator), heldOut: data.heldOut, temperature: 1 };
      return {
        weights: generator.weights,
        phases: [phase],
        validate: async () => ({ ...(await policyMetrics(task)) }),
        dispose: () => generator.dispose(),
      };
    },
  };
}
