/** Trains next-item models: joins a model, its batches, its loss and full-catalogue validation in one fit. */
import type { Checkpoint } from "../core/checkpoint.ts";
import { expected } from "../core/errors.ts";
import type { HeldOut } from "../core/hold-out.ts";
import { type Seed, Stream } from "../core/random.ts";
import { type Sequences, sequenceCount } from "../core/sequences.ts";
import {
  type BatchSource,
  epochBatches,
  type SharedEmbeddings,
  sharedEmbeddings,
  type TrainingBatch,
  warpBatches,
} from "../dataset/samplers.ts";
import type { UserSequenceBatch } from "../dataset/sequence-batch.ts";
import { rankInCatalogue } from "../evaluate/held-out.ts";
import { rankingMetrics } from "../evaluate/ranking.ts";
import { openCheckpoint } from "../files/checkpoint.ts";
import { SasRec, type SasRecSettings, shiftScores } from "../models/sasrec.ts";
import type { SequenceModel } from "../models/sequence-model.ts";
import { type Objective, sequencePhase } from "../models/sequence-objective.ts";
import { sequenceScorer } from "../models/sequence-scorer.ts";
import { SsePt, type SsePtSettings } from "../models/sse-pt.ts";
import type { WeightValues } from "../models/weights.ts";
import type { AdamSettings } from "./adam.ts";
import { type FitResult, type FitSettings, fit, fitPhase } from "./fit.ts";

/** Everything that a model's shape depends on. */
export type SequenceArchitecture =
  | { readonly architecture: "sasrec"; readonly settings: SasRecSettings }
  | { readonly architecture: "sse-pt"; readonly settings: SsePtSettings };

/** Where negatives and users come from: `epochBatches` with k negatives, or `warpBatches`. */
export type Sampling =
  | {
      readonly sampler: "epochs";
      readonly negatives: number;
      readonly wholeHistory?: boolean;
      readonly shuffled?: boolean;
    }
  | { readonly sampler: "warp"; readonly shared?: Pick<SharedEmbeddings, "keepItem" | "keepUser"> };

/** What makes two runs the same, apart from seed and data. */
export interface SequenceConfiguration {
  readonly model: SequenceArchitecture;
  readonly objective: Objective;
  /** About what all scores start from: 0 if not given. For an untied SASRec. */
  readonly startScore?: number;
  readonly sampling: Sampling;
  readonly batchSize: number;
  /** Steps of a round, after which it is validated. */
  readonly steps: number;
  readonly optimiser: AdamSettings;
}

export interface SequenceTraining
  extends Pick<FitSettings, "rounds" | "patience" | "folder" | "resume" | "onStep" | "onRound" | "signal"> {
  readonly configuration: SequenceConfiguration;
  readonly seed: Seed;
  readonly train: Sequences;
  /** Ranked after each round in the whole catalogue; its nDCG@10 picks the best round. */
  readonly heldOut: readonly HeldOut[];
  readonly dataHash: string;
}

/** What picks the best round. */
export const WATCHED_METRIC = "nDCG@10";

type AnySequenceModel = SequenceModel<UserSequenceBatch>;

/** A new model, its weights drawn from `random`. */
export function buildSequenceModel(it: SequenceArchitecture, random: Stream): AnySequenceModel {
  return it.architecture === "sasrec" ? new SasRec(it.settings, random) : new SsePt(it.settings, random);
}

/** What a checkpoint of `trainSequenceModel` holds, without the optimiser. */
export interface SequenceCheckpoint extends Pick<SequenceConfiguration, "model" | "objective"> {
  readonly weights: WeightValues;
}

/** Reads a checkpoint that `trainSequenceModel` wrote. Throws a UsageError when the file is not a sound one. */
export function readSequenceCheckpoint(path: string): SequenceCheckpoint {
  return sequenceCheckpointOf(openCheckpoint(path));
}

/** What an opened checkpoint says of a next-item model. Throws a UsageError for one of another kind of model. */
export function sequenceCheckpointOf({ path, model: name, configuration, sections }: Checkpoint): SequenceCheckpoint {
  const { model, objective } = configuration as Partial<SequenceConfiguration>;
  if (!model?.architecture || !objective) throw expected("a checkpoint of sasrec, gsasrec or ssept", name, path);
  return { model, objective, weights: sections as WeightValues };
}

/** The model of a checkpoint; `where` names it in errors. */
export function sequenceModelOf({ model: it, weights }: SequenceCheckpoint, where: string): AnySequenceModel {
  const model = buildSequenceModel(it, new Stream("checkpoint"));
  model.weights.load(weights, where);
  return model;
}

/** The model of a checkpoint file. Throws as `readSequenceCheckpoint`. */
export function loadSequenceModel(path: string): AnySequenceModel {
  return sequenceModelOf(readSequenceCheckpoint(path), path);
}

/** Trains a model and returns it with its best weights. Throws as `fit`. */
export async function trainSequenceModel(
  training: SequenceTraining,
): Promise<{ model: AnySequenceModel; result: FitResult }> {
  const { configuration, seed, heldOut, dataHash } = training;
  const { startScore, steps, optimiser } = configuration;
  const random = new Stream(seed);
  const model = buildSequenceModel(configuration.model, random.fork("weights"));
  if (startScore !== undefined && model instanceof SasRec) shiftScores(model, startScore);
  const phase = fitPhase(sequencePhase(model, configuration.objective), {
    name: "train",
    batches: batchesOf(training, random),
    steps,
    optimiser,
  });
  const scorer = sequenceScorer(model);
  const result = await fit({
    ...training,
    weights: model.weights,
    phases: [phase],
    identity: { model: configuration.model.architecture, configuration: { ...configuration }, seed, dataHash },
    watch: WATCHED_METRIC,
    validate: async () => ({ ...rankingMetrics(await rankInCatalogue({ scorer, heldOut })) }),
  });
  return { model, result };
}

function batchesOf({ configuration, train }: SequenceTraining, random: Stream): BatchSource<TrainingBatch> {
  const { model, sampling, batchSize } = configuration;
  const { items, length } = model.settings;
  const data = { sequences: train, items, length, batchSize };
  if (sampling.sampler === "epochs") return epochBatches({ ...data, ...sampling }, random.fork("batches"));
  const plain = warpBatches(data, random.fork("batches"));
  if (!sampling.shared) return plain;
  const settings = { items, users: sequenceCount(train), ...sampling.shared };
  return sharedEmbeddings(plain, settings, random.fork("shared-embeddings"));
}
