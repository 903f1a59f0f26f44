/** Runs the stages of MFGAN on prepared data, each in a folder of its own. */
import { itemFactors } from "../dataset/item-factors.ts";
import type { PreparedData } from "../dataset/prepare.ts";
import type { FitResult } from "../train/fit.ts";
import { type MfganTraining, mfganPipeline } from "../train/mfgan/pipeline.ts";
import type { MfganData } from "../train/mfgan/plan.ts";
import { type FitStage, type Pipeline, runStages, type StageOutcome, type StagesRun } from "../train/stages.ts";
import { writeLearningCurve } from "./learning-curve-file.ts";
import { sequenceTrainingData } from "./pretrain-sequence.ts";

/** What a prepared data set has for MFGAN; `where` names the data. Throws as `sequenceTrainingData`. */
export function mfganData(prepared: PreparedData, where?: string): MfganData {
  const { size, ...data } = sequenceTrainingData(prepared, where);
  const { userNames, itemNames } = prepared;
  return { ...data, items: size.items, factors: itemFactors(prepared), userNames, itemNames };
}

/** A run of MFGAN's stages with what their pages are to say. */
export interface MfganPretraining extends MfganTraining, StagesRun {
  /** Of the learning curves; the stage follows. */
  readonly title: string;
  /** What a user would type for it. */
  readonly command: string;
}

/**
 * Runs all stages, or those that `from` or `only` names, and leaves in the folder of each that trains its checkpoints, log and, once
 * all are done, `curve.html`. Throws as `runStages` and `mfganPipeline`.
 */
export async function pretrainMfgan(pretraining: MfganPretraining): Promise<StageOutcome[]> {
  const pipeline = mfganPipeline(pretraining);
  const outcomes = await runStages(pipeline, pretraining);
  for (const { stage, folder, fit } of outcomes)
    if (fit) await writeCurve(folder, { ...pretraining, stage: stageOf(pipeline, stage), fit });
  return outcomes;
}

interface CurveOptions extends Pick<MfganPretraining, "title" | "command"> {
  readonly stage: FitStage;
  readonly fit: FitResult;
}

/** All metrics of the stage, the watched one first. */
function writeCurve(folder: string, { title, command, stage: { name, watch }, fit }: CurveOptions): Promise<void> {
  const also = Object.keys(fit.best.metrics).filter((metric) => metric !== watch);
  return writeLearningCurve(folder, { title: `${title}, ${name}`, command, watch, also });
}

function stageOf({ stages }: Pipeline, name: string): FitStage {
  return stages.find((stage) => stage.name === name) as FitStage; // it has a fit
}
