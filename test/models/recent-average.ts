/**
 * An example of a model from outside the house, in one file: a user is the mean of the vectors of the recent items, and an item
 * scores by its product with that. To join a table: `MODELS.with([recentAverage])`.
 */
import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { expected } from "../../src/core/errors.ts";
import type { Stream } from "../../src/core/random.ts";
import type { SequenceBatch } from "../../src/dataset/sequence-batch.ts";
import {
  addTable,
  count,
  type Drop,
  type Head,
  keepAll,
  lastRows,
  lookUp,
  nextItemModel,
  type Packing,
  pack,
  quick,
  type SequenceModel,
  type SequenceSettings,
  sequenceSettings,
  trainingSettings,
  Weights,
} from "../../src/models/index.ts";

interface Shape extends SequenceSettings {
  readonly width: number;
}

class RecentAverage implements SequenceModel {
  readonly settings: Shape;
  readonly weights = new Weights();
  readonly #items: tf.Variable<tf.Rank.R2>;
  readonly #output: tf.Variable<tf.Rank.R2>;

  constructor(settings: Shape, random: Stream) {
    const initial = { weights: this.weights, random };
    this.settings = settings;
    this.#items = addTable(initial, "items", [settings.items + 2, settings.width]);
    this.#output = addTable(initial, "output", [settings.items + 2, settings.width]);
  }

  head(batch: SequenceBatch, drop: Drop): Head {
    const packing = this.#pack(batch);
    if (packing.rows === 0) throw expected("a batch with at least one item", "only padding");
    return { hidden: this.#means(packing, drop), table: this.#output };
  }

  scores(batch: SequenceBatch): tf.Tensor2D {
    return tf.tidy(() => {
      const packing = this.#pack(batch);
      const means: tf.Tensor2D =
        packing.rows === 0 ? tf.zeros([0, this.settings.width]) : this.#means(packing, keepAll);
      return tf.matMul(lastRows(means, packing), this.#output, false, true) as tf.Tensor2D;
    });
  }

  dispose(): void {
    this.weights.dispose();
  }

  #pack(batch: SequenceBatch): Packing {
    return pack(batch, { padding: this.settings.items + 1, length: this.settings.length });
  }

  /** At each item, the mean of its sequence so far: [P, w] */
  #means(packing: Packing, drop: Drop): tf.Tensor2D {
    return tf.matMul(soFar(packing), drop(lookUp(this.#items, packing.items)));
  }
}

/** What of each row counts for each: [P, P] */
function soFar({ rows, sequences }: Packing): tf.Tensor2D {
  const shares = new Float32Array(rows * rows);
  for (let row = 0, first = 0; row < rows; row++) {
    if (sequences[row] !== sequences[first]) first = row;
    shares.fill(1 / (row - first + 1), row * rows + first, row * rows + row + 1);
  }
  return tf.tensor2d(shares, [rows, rows]);
}

export const recentAverage = nextItemModel({
  name: "recent-average",
  title: "RecentAverage",
  summary: "RecentAverage: the mean of a user's recent items",
  settings: z.strictObject({
    ...sequenceSettings,
    ...trainingSettings,
    width: count.describe("numbers of an item's vector"),
  }),
  recipes: { small: quick({ length: 5, width: 16, dropout: 0.1, loss: "softmax", learningRate: 0.01 }) },
  architecture: {
    name: "recent-average",
    build: (shape: Shape, random) => new RecentAverage(shape, random),
    serving: () => ({ input: "items", output: "output" }),
  },
  shape: ({ length, width, dropout }, { items }) => ({ items, length, width, dropout }),
});
