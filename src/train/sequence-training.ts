/** Trains next-item models: joins a model, its batches, its loss and full-catalogue validation in one fit. */
import type { HeldOut } from "../core/hold-out.ts";
import { type Seed, Stream } from "../core/random.ts";
import type { Registry } from "../core/registry.ts";
import type { Sequences } from "../core/sequences.ts";
import { sampledBatches } from "../dataset/sampling.ts";
import { rankInCatalogue } from "../evaluate/held-out.ts";
import { rankingMetrics } from "../evaluate/ranking.ts";
import {
  architectureOf,
  type ModelDefinition,
  type SequenceConfiguration,
  startNetwork,
} from "../models/definition.ts";
import type { SequenceModel } from "../models/sequence-model.ts";
import { sequencePhase } from "../models/sequence-objective.ts";
import { sequenceScorer } from "../models/sequence-scorer.ts";
import { type FitResult, type FitSettings, fit, fitPhase } from "./fit.ts";

/** A training of a next-item model. */
export interface SequenceTraining
  extends Pick<FitSettings, "rounds" | "patience" | "folder" | "resume" | "onStep" | "onRound" | "signal"> {
  /** The table that knows the configuration's architecture. */
  readonly models: Registry<ModelDefinition>;
  readonly configuration: SequenceConfiguration;
  readonly seed: Seed;
  readonly train: Sequences;
  /** Ranked after each round in the whole catalogue; its nDCG@10 picks the best round. */
  readonly heldOut: readonly HeldOut[];
  readonly dataHash: string;
  /** The world whose users and items these are, where they are of one: its checkpoints then say so, and no other world takes them. */
  readonly madeFor?: { readonly users: number; readonly catalogueHash: string };
}

/** The metric that picks the best round of a next-item model. */
export const WATCHED_METRIC = "nDCG@10";

/**
 * Trains a next-item model and returns it with its best weights. Throws as `fit`, and a UsageError for an unknown architecture.
 */
export async function trainSequenceModel(
  training: SequenceTraining,
): Promise<{ model: SequenceModel; result: FitResult }> {
  const { models, configuration, seed, train, heldOut, dataHash, madeFor } = training;
  const { objective, sampling, batchSize, steps, optimiser } = configuration;
  const random = new Stream(seed);
  const architecture = architectureOf(models, configuration.model.architecture);
  const model = startNetwork(architecture, configuration, random.fork("weights"));
  const { items, length } = model.settings;
  const batches = sampledBatches({ sequences: train, items, length, batchSize }, sampling, random);
  const phase = fitPhase(sequencePhase(model, objective), { name: "train", batches, steps, optimiser });
  const scorer = sequenceScorer(model);
  const result = await fit({
    ...training,
    weights: model.weights,
    phases: [phase],
    identity: {
      model: configuration.model.architecture,
      configuration: { ...configuration, ...madeFor },
      seed,
      dataHash,
    },
    watch: WATCHED_METRIC,
    validate: async () => ({ ...rankingMetrics(await rankInCatalogue({ scorer, heldOut })) }),
  });
  return { model, result };
}
