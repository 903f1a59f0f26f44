import type * as tf from "@tensorflow/tfjs-core";
import type { Stream } from "../core/random.ts";
import type { TrainingBatch } from "../dataset/samplers.ts";
import { dropout } from "../engine/dropout.ts";
import type { Drop } from "./layers.ts";
import type { Phase } from "./model.ts";
import { gbceBeta, gbceLoss, softmaxLoss } from "./sequence-losses.ts";
import type { SequenceModel } from "./sequence-model.ts";

/**
 * What a next-item model is trained for: a softmax over the catalogue, or gBCE with calibration t against the negatives of the
 * batch. t = 0 is the binary cross-entropy.
 */
export type Objective = { readonly loss: "softmax" } | { readonly loss: "gbce"; readonly t: number };

/** How a next-item model is trained, as a phase of a fit: all its weights, with its dropout. */
export function sequencePhase(model: SequenceModel, objective: Objective): Phase<TrainingBatch> {
  return {
    variables: model.weights.list(),
    loss: (batch, random) =>
      lossOf({ ...model.head(batch, dropOf(model.settings.dropout, random)), ...batch }, objective),
  };
}

/** Dropout with a new mask at each call. */
export function dropOf(rate: number, random: Stream): Drop {
  return (x) => dropout(x, rate, random.key());
}

function lossOf(sampled: Parameters<typeof gbceLoss>[0], objective: Objective): tf.Scalar {
  if (objective.loss === "softmax") return softmaxLoss(sampled);
  const negatives = sampled.negatives.length / sampled.labels.length;
  return gbceLoss(sampled, gbceBeta({ negatives, items: sampled.table.shape[0] - 2, t: objective.t }));
}
