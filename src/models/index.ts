/**
 * The table of models. A new one is a file and a line here: training, evaluation, export, the agents and the contract suite
 * (test/models/contract.test.ts) then know of it. Beside it, what the file of another's model needs.
 */
import { Registry } from "../core/registry.ts";
import type { ModelDefinition } from "./definition.ts";
import { gsasrec } from "./gsasrec.ts";
import { itemKnn } from "./item-knn.ts";
import { popularity } from "./popularity.ts";
import { sasrec } from "./sasrec.ts";
import { ssept } from "./sse-pt.ts";

export type { SharedEmbeddings } from "../dataset/samplers.ts";
export type { Sampling } from "../dataset/sampling.ts";
export type { SequenceBatch, UserSequenceBatch } from "../dataset/sequence-batch.ts";
export type { Activation } from "../engine/dense.ts";
export type { AdamSettings, RateSchedule } from "./adam-settings.ts";
export {
  type Architecture,
  type BaselineDefinition,
  type Blueprint,
  type ImportedNetwork,
  type ModelDefinition,
  type NextItemDefinition,
  type Recipe,
  type RecipeSchema,
  type SequenceConfiguration,
  type Serving,
  type ServingArchitecture,
  type ServingDefinition,
  serves,
  type ToldSettings,
} from "./definition.ts";
export {
  addDense,
  addNorm,
  addTable,
  type DenseWeights,
  type Drop,
  dense,
  type Initial,
  keepAll,
  layerNorm,
  lookUp,
  type NormWeights,
} from "./layers.ts";
export type { Phase } from "./model.ts";
export { type NextItemModel, nextItemModel } from "./next-item.ts";
export { lastRows, type Packing, pack, type Rectangle } from "./packing.ts";
export { published, quick, type ResolvedRecipe, resolveRecipe } from "./recipes.ts";
export type { DataSize, Head, SequenceModel, SequenceSettings } from "./sequence-model.ts";
export type { Objective } from "./sequence-objective.ts";
export {
  count,
  samplingSettings,
  sequenceSettings,
  type TrainingSettings,
  trainingSettings,
} from "./training-settings.ts";
export { Transformer, type TransformerSettings, transformerSettings, type Watcher } from "./transformer.ts";
export { type GivenTensor, type NamedTensor, type WeightSource, Weights, type WeightValues } from "./weights.ts";

/** All models, in the order of lists. */
export const MODELS = new Registry<ModelDefinition>("model", [popularity, itemKnn, sasrec, gsasrec, ssept]);
