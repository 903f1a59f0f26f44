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

export type { SequenceBatch } from "../dataset/sequence-batch.ts";
export type { BaselineDefinition, ModelDefinition, NextItemDefinition } from "./definition.ts";
export { serves } from "./definition.ts";
export { addDense, addNorm, addTable, type Drop, dense, keepAll, layerNorm, lookUp } from "./layers.ts";
export { nextItemModel } from "./next-item.ts";
export { lastRows, type Packing, pack } from "./packing.ts";
export { published, quick, resolveRecipe } from "./recipes.ts";
export type { Head, SequenceModel, SequenceSettings } from "./sequence-model.ts";
export { count, samplingSettings, sequenceSettings, trainingSettings } from "./training-settings.ts";
export { Transformer, transformerSettings } from "./transformer.ts";
export { Weights } from "./weights.ts";

/** All models, in the order of lists. */
export const MODELS = new Registry<ModelDefinition>("model", [popularity, itemKnn, sasrec, gsasrec, ssept]);
