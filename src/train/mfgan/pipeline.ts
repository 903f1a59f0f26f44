/**
 * The pipeline of MFGAN (Ren et al., SIGIR 2020, arXiv:2005.10602): the generator by likelihood, samples of it, the discriminators on
 * those, both against each other. Nothing that is held out is in what any stage trains on: all they see is the training sequences.
 */
import type { Seed } from "../../core/random.ts";
import type { MfganSettings } from "../../models/mfgan/recipes.ts";
import type { Pipeline } from "../stages.ts";
import { adversarialStage } from "./adversarial-stage.ts";
import { discriminatorsStage } from "./discriminators-stage.ts";
import { generatorStage } from "./generator-stage.ts";
import { type MfganData, planMfgan } from "./plan.ts";
import { samplesStage } from "./samples-stage.ts";

/** A pipeline to be run. */
export interface MfganTraining {
  readonly settings: MfganSettings;
  readonly data: MfganData;
  readonly seed: Seed;
  /** A file of samples to be taken in place of drawn ones. */
  readonly samples?: string;
}

/** Puts the stages in line. Throws a UsageError for a factor that the data do not have, and for samples that are not of the data or cannot be drawn. */
export function mfganPipeline({ settings, data, seed, samples }: MfganTraining): Pipeline {
  const plan = planMfgan(settings, data);
  return {
    model: "mfgan",
    seed,
    dataHash: plan.dataHash,
    stages: [generatorStage(plan), samplesStage(plan, samples), discriminatorsStage(plan), adversarialStage(plan)],
  };
}
