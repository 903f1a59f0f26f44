/** A few steps of training in memory, for agents that come without a checkpoint: no validation, no files. */
import type { Stream } from "../core/random.ts";
import { type Sequences, sequenceCount, sequenceOf } from "../core/sequences.ts";
import { sampledBatches } from "../dataset/sampling.ts";
import { type Architecture, type SequenceConfiguration, startNetwork } from "../models/definition.ts";
import type { SequenceModel } from "../models/sequence-model.ts";
import { sequencePhase } from "../models/sequence-objective.ts";
import type { WeightValues } from "../models/weights.ts";
import { Adam } from "./adam.ts";

/** A training of a few steps. */
export interface BriefTraining {
  readonly architecture: Architecture;
  readonly configuration: SequenceConfiguration;
  /** In all, whatever the configuration says of a round. */
  readonly steps: number;
}

/** Trains a new network for a few steps and returns its weights: as drawn where nobody has two items. */
export function trainBriefly(training: BriefTraining, sequences: Sequences, random: Stream): WeightValues {
  const { architecture, configuration } = training;
  const model = startNetwork(architecture, configuration, random.fork("weights"));
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

type Run = { model: SequenceModel; sequences: Sequences; random: Stream };

function takeSteps({ configuration, steps }: BriefTraining, { model, sequences, random }: Run): void {
  const { objective, sampling, batchSize } = configuration;
  const phase = sequencePhase(model, objective);
  const { items, length } = model.settings;
  const batches = sampledBatches({ sequences, items, length, batchSize }, sampling, random);
  const optimiser = new Adam(phase.variables, configuration.optimiser);
  for (let step = 0; step < steps; step++) {
    const draws = random.fork("dropout").fork(step);
    optimiser.minimise(() => phase.loss(batches(step), draws));
  }
  optimiser.swapAverages(); // where averages are kept, it is they that are the model
  optimiser.dispose();
}
