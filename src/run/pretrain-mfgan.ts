/** Runs the stages of MFGAN on prepared data, each in a folder of its own. */
import { join } from "node:path";
import { itemFactors } from "../dataset/item-factors.ts";
import type { PreparedData } from "../dataset/prepare.ts";
import type { FitResult } from "../train/fit.ts";
import { type MfganTraining, mfganPipeline } from "../train/mfgan/pipeline.ts";
import type { MfganData } from "../train/mfgan/plan.ts";
import { samplesTaken } from "../train/mfgan/samples-stage.ts";
import { type FitStage, type Pipeline, runStages, type StageOutcome, type StagesRun } from "../train/stages.ts";
import { writeLearningCurve } from "./learning-curve-file.ts";
import { sequenceTrainingData } from "./pretrain-sequence.ts";
import { type TensorBoardRun, tensorBoard } from "./tensorboard.ts";

/** What a prepared data set has for MFGAN; `where` names the data. Throws as `sequenceTrainingData`. */
export function mfganData(prepared: PreparedData, where?: string): MfganData {
  const { size, ...data } = sequenceTrainingData(prepared, where);
  const { userNames, itemNames } = prepared;
  return { ...data, items: size.items, factors: itemFactors(prepared), userNames, itemNames };
}

/** A run of MFGAN's stages with what their pages are to say. */
export interface MfganPretraining extends MfganTraining, StagesRun, TensorBoardRun {
  /** Of the learning curves; the stage follows. */
  readonly title: string;
  /** What a user would type for it. */
  readonly command: string;
}

/**
 * Runs all stages, or those that `from` or `only` names, and leaves in the folder of each that trains its checkpoints, log and, once
 * all are done, `curve.html`; on the native engine TensorBoard's event files too. Samples that an earlier run in the folder was given need not be named again. Throws as `runStages` and `mfganPipeline`.
 */
export async function pretrainMfgan(pretraining: MfganPretraining): Promise<StageOutcome[]> {
  const { samples = samplesTaken(pretraining.folder) } = pretraining;
  const pipeline = mfganPipeline({ ...pretraining, samples });
  const boards = boardsOf(pipeline, pretraining);
  const outcomes = await runStages(pipeline, {
    ...pretraining,
    onRound: (row) => {
      boards.get(row.stage)?.(row);
      pretraining.onRound?.(row);
    },
  });
  for (const { stage, folder, fit } of outcomes)
    if (fit) await writeCurve(folder, { ...pretraining, stage: stageOf(pipeline, stage), fit });
  return outcomes;
}

/** What writes each stage's rounds for TensorBoard. */
function boardsOf({ stages }: Pipeline, { engine, folder, notify }: TensorBoardRun) {
  return new Map(stages.map(({ name }) => [name, tensorBoard({ engine, folder: join(folder, name), notify })]));
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
