/** Trains a next-item model on prepared data and leaves checkpoints, log and learning curve in a folder. */
import { expected, inWords } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import type { HeldOut } from "../core/hold-out.ts";
import { type Sequences, sequenceCount } from "../core/sequences.ts";
import type { PreparedData } from "../dataset/prepare.ts";
import { heldOutOf, trainingSequences } from "../dataset/split.ts";
import type { DataSize } from "../models/sequence-model.ts";
import type { FitResult } from "../train/fit.ts";
import { type SequenceTraining, trainSequenceModel, WATCHED_METRIC } from "../train/sequence-training.ts";
import { writeLearningCurve } from "./learning-curve-file.ts";
import { type TensorBoardRun, tensorBoard } from "./tensorboard.ts";

/** What a prepared data set has for training. */
export interface SequenceTrainingData extends Pick<SequenceTraining, "train" | "heldOut" | "dataHash" | "madeFor"> {
  readonly size: DataSize;
}

/**
 * What a prepared data set has for training: the training sequences and the validation users' held-out items; `where` names the
 * data. Throws a UsageError where there are none.
 */
export function sequenceTrainingData(
  { split, items, catalogueHash }: PreparedData,
  where?: string,
): SequenceTrainingData {
  const train: Sequences = trainingSequences(split);
  const heldOut: HeldOut[] = heldOutOf(split, "validation");
  if (heldOut.length === 0) throw expected("held-out items for validation", inWords("none"), where);
  const { users, positions } = split.validation;
  const dataHash = contentHash(items, train.items, train.offsets, users, positions);
  const size = { items, users: sequenceCount(train) };
  const madeFor = catalogueHash === undefined ? undefined : { users: size.users, catalogueHash };
  return { size, train, heldOut, dataHash, madeFor };
}

/** A training of a next-item model with what its folder is to say. */
export interface SequencePretraining extends SequenceTraining, TensorBoardRun {
  /** Of the learning curve. */
  readonly title: string;
  /** What a user would type for it, shown beside the curve. */
  readonly command: string;
}

/**
 * Trains a next-item model, and leaves `best.ckpt`, `last.ckpt`, `log.jsonl` and, once it is done, `curve.html` in the folder;
 * on the native engine TensorBoard's event files too. Throws as `trainSequenceModel`.
 */
export async function pretrainSequence(pretraining: SequencePretraining): Promise<FitResult> {
  const { folder, onRound } = pretraining;
  const record = tensorBoard(pretraining);
  const { model, result } = await trainSequenceModel({
    ...pretraining,
    onRound: (row) => {
      record(row);
      onRound?.(row);
    },
  });
  model.dispose();
  await writeLearningCurve(folder, { ...pretraining, watch: WATCHED_METRIC });
  return result;
}
