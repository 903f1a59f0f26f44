import type * as tf from "@tensorflow/tfjs-core";
import type { UserSequenceBatch } from "../dataset/sequence-batch.ts";
import type { Drop } from "./layers.ts";
import type { Weights } from "./weights.ts";

/**
 * The output of a next-item model, before the scores: the score of item i at a row is the row's dot product with row i of the
 * table, and what the row adds to every item's.
 */
export interface Head {
  /** One row for each position that holds an item, sequence by sequence: [P, w] */
  readonly hidden: tf.Tensor2D;
  /** Rows 1..N are items; 0 is unused and N + 1 is padding: [N + 2, w] */
  readonly table: tf.Tensor2D;
  /** What a row adds to the scores of all items alike; nothing where absent: [P, 1] */
  readonly common?: tf.Tensor2D;
}

/** Settings that all models over sequences of items have in common. */
export interface SequenceSettings {
  /** N: ids 1..N are items, 0 is unused, N + 1 is padding. */
  readonly items: number;
  /** L: the most recent items that count. */
  readonly length: number;
  /** Rate of dropout while training. */
  readonly dropout: number;
  /** User ids are 0..users-1; without it, the model does not ask who a user is. */
  readonly users?: number;
}

/** How many items and users a model is made for. */
export interface DataSize {
  readonly items: number;
  readonly users: number;
}

/** A model that scores every item at every position of a sequence. */
export interface SequenceModel {
  readonly settings: SequenceSettings;
  readonly weights: Weights;
  /** Call it inside a tidy. */
  head(batch: UserSequenceBatch, drop: Drop): Head;
  /** Scores after the last position: [B, N + 2]. Columns 0 and N + 1 mean nothing. */
  scores(batch: UserSequenceBatch): tf.Tensor2D;
  /** Adds `level` to all scores of a new model, for losses that depend on how high scores are. */
  shiftScores?(level: number): void;
  dispose(): void;
}
