/** A few steps of training in memory, for agents that come without a checkpoint: no validation, no files. */
import * as tf from "@tensorflow/tfjs-core";
import type { Stream } from "../core/random.ts";
import { type Sequences, sequenceCount, sequenceOf } from "../core/sequences.ts";
import { epochBatches } from "../dataset/samplers.ts";
import { type Objective, sequencePhase } from "../models/sequence-objective.ts";
import type { WeightValues } from "../models/weights.ts";
import { ADAM, Adam } from "./adam.ts";
import { buildSequenceModel, type SequenceArchitecture } from "./sequence-training.ts";

export interface BriefTraining {
  readonly model: SequenceArchitecture;
  readonly objective: Objective;
  /** Of a position. */
  readonly negatives: number;
  readonly batchSize: number;
  readonly steps: number;
  readonly learningRate: number;
}

/** Trains a new model and returns its weights: as drawn where nobody has two items. */
export function trainBriefly(training: BriefTraining, sequences: Sequences, random: Stream): WeightValues {
  const model = buildSequenceModel(training.model, random.fork("weights"));
  try {
    if (hasNextItems(sequences)) takeSteps(training, { model, sequences, random });
    return model.weights.read();
  } finally {
    model.dispose();
  }
}

function hasNextItems(sequences: Sequences): boolean {
  const users = Array.from({ length: sequenceCount(sequences) }, (_, user) => user);
  return users.some((user) => sequenceOf(sequences, user).length > 1);
}

type Run = { model: ReturnType<typeof buildSequenceModel>; sequences: Sequences; random: Stream };

function takeSteps(training: BriefTraining, { model, sequences, random }: Run): void {
  const { objective, steps, learningRate } = training;
  const phase = sequencePhase(model, objective);
  const { items, length } = model.settings;
  const batches = epochBatches({ sequences, items, length, ...training }, random.fork("batches"));
  const optimiser = new Adam(phase.variables, { ...ADAM, learningRate });
  for (let step = 0; step < steps; step++) {
    const draws = random.fork("dropout").fork(step);
    const { value, grads } = tf.variableGrads(() => phase.loss(batches(step), draws), [...phase.variables]);
    optimiser.step(grads);
    tf.dispose([value, grads]);
  }
  optimiser.dispose();
}
