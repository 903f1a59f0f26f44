/**
 * Losses of next-item models: the scores of a row are its dot products with a table's rows, and the loss is the mean over
 * rows. Scores are made, used and dropped for a few thousand numbers' worth of rows at a time, and the gradient with them:
 * the whole [P, N] never exists, which for MovieLens-1M at L = 200 would be 190 MB, several times over.
 */
import * as tf from "@tensorflow/tfjs-core";
import { checkIds } from "../core/check-ids.ts";
import { expected } from "../core/errors.ts";
import { lookUp, sumByRow } from "./layers.ts";
import type { Head } from "./sequence-model.ts";

/** Hidden rows, the table they are scored against, and the item that is right for each. */
export interface Labelled extends Head {
  /** True next item of each row, 1..N: [P] */
  readonly labels: Int32Array;
}

/** Labelled rows with negatives. */
export interface Sampled extends Labelled {
  /** k negatives for each row: [P × k] */
  readonly negatives: Int32Array;
}

/** Scores, or gathered numbers, that are held at a time. */
const CHUNK = 2 ** 21;
/** Scoring the whole table beats gathering vectors up to this many times as many items as there are candidates. */
const DENSE_UP_TO = 32;

/**
 * The exponent of gBCE, β = 1 − t(1 − α) with α = k / (N − 1): k negatives of N items, calibration t in 0..1. t = 0 is BCE (β =
 * 1).
 */
export function gbceBeta({ negatives, items, t }: { negatives: number; items: number; t: number }): number {
  return 1 - t * (1 - negatives / (items - 1));
}

/**
 * Generalised binary cross-entropy (Petrov, Macdonald, RecSys 2023) in closed form, from logits:
 *
 *   ℓ = [β·softplus(−s⁺) + Σ softplus(s⁻)] / (k + 1)
 *
 * β = 1 is the binary cross-entropy. gsasrec-pytorch (docs/sources.md) transforms the positive logit in float64 instead; both
 * agree for |s| ≤ 20, and this one stays finite beyond. A row may have a β of its own, [P]: then it is the weight of the
 * row's positive term.
 */
export function gbceLoss({ labels, negatives, ...head }: Sampled, beta: number | Float32Array): tf.Scalar {
  const { hidden, table } = wholeScores(head);
  checkItems(table, { labels, negatives });
  const k = negatives.length / labels.length;
  if (!(Number.isInteger(k) && k >= 1)) throw expected("k ≥ 1 negatives for each label", negatives.length, "gBCE");
  if (typeof beta !== "number" && beta.length !== labels.length)
    throw expected(`${labels.length} weights`, beta.length);
  const candidates = { labels, negatives, beta, k, table };
  const [size, width] = table.shape;
  const dense = size <= DENSE_UP_TO * (k + 1);
  const rows = Math.ceil(CHUNK / (dense ? size : (k + 1) * width));
  return meanOverRows(hidden, { table, rows }, dense ? denseChunk(candidates) : gatheredChunk(candidates));
}

/** The same scores as products alone: hidden rows [h, c] against [V, 1] where all items have c in common. */
function wholeScores({ hidden, table, common }: Head): Head {
  if (!common) return { hidden, table };
  const ones = tf.ones<tf.Rank.R2>([table.shape[0], 1]);
  return { hidden: tf.concat([hidden, common], 1), table: tf.concat([table, ones], 1) };
}

/**
 * Cross-entropy of a softmax over items 1..N; id 0 and padding take no part, nor does what all scores of a row have in common:
 * it changes no share, and of its gradient, which is 0, Adam would make whole steps out of what rounding leaves.
 */
export function softmaxLoss({ hidden, table, labels }: Labelled): tf.Scalar {
  const items = table.shape[0] - 2;
  checkItems(table, { labels });
  const catalogue = tf.slice(table, [1, 0], [items, -1]); // [N, d]
  const shifted = !scoresAreSmall(hidden, catalogue);
  const settings = { table: catalogue, rows: Math.ceil(CHUNK / items) };
  const total = meanOverRows(hidden, settings, (h) => logSumExp(h, catalogue, shifted));
  const truth = tf.sum(tf.mul(hidden, lookUp(table, labels)), 1); // [P]
  return tf.sub(total, tf.mean(truth));
}

/** An id of another row of the table, or of none, would be scored all the same: by padding, or by the row of scores after. */
function checkItems(table: tf.Tensor2D, ids: Readonly<Record<string, Int32Array>>): void {
  const range = { what: "item ids", first: 1, last: table.shape[0] - 2 };
  for (const [name, column] of Object.entries(ids)) checkIds(column, range, name);
}

/** Whether no score can be beyond ±60 (Cauchy–Schwarz): then e to the scores, and their sum, are within float32 as they are. */
function scoresAreSmall(hidden: tf.Tensor2D, table: tf.Tensor2D): boolean {
  const [h, e] = [hidden, table].map((x) => tf.max(tf.sum(tf.square(x), 1)));
  return tf.mul(h, e).dataSync()[0] < 60 ** 2;
}

/**
 * Summed logarithm of each row's Σ e^score. The share of an item, e^score / Σ, is never made: rows are divided by their
 * sums where they are d wide, not N. `shifted` subtracts the largest score of each row first.
 */
function logSumExp(h: tf.Tensor2D, catalogue: tf.Tensor2D, shifted: boolean): ReturnType<Chunk> {
  const scores = tf.matMul(h, catalogue, false, true); // [c, N]
  const most = shifted ? tf.max(scores, 1, true) : tf.scalar(0);
  const terms = tf.exp(shifted ? tf.sub(scores, most) : scores) as tf.Tensor2D; // [c, N]
  const sums = tf.sum(terms, 1, true); // [c, 1]
  const loss = tf.sum(tf.add(tf.log(sums), most));
  return [loss, tf.div(tf.matMul(terms, catalogue), sums), tf.matMul(terms, tf.div(h, sums), true)];
}

/** Sum of the losses of rows from, from + 1, … and its gradient by them and by the table. */
type Chunk = (hidden: tf.Tensor2D, from: number) => [loss: tf.Tensor, hidden: tf.Tensor, table: tf.Tensor];

function meanOverRows(
  hidden: tf.Tensor2D,
  { table, rows }: { table: tf.Tensor2D; rows: number },
  chunk: Chunk,
): tf.Scalar {
  const count = hidden.shape[0];
  const run = tf.customGrad((...args) => {
    const [h, , save] = args as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
    const parts: tf.Tensor[] = [];
    let sums: [loss: tf.Tensor, table: tf.Tensor] | undefined;
    for (let from = 0; from < count; from += rows) {
      const before = sums;
      const [part, ...after] = tf.tidy(() => {
        const some = rows < count ? tf.slice(h, [from, 0], [Math.min(rows, count - from), -1]) : h;
        const [loss, part, byTable] = chunk(some, from);
        return before ? [part, tf.add(before[0], loss), tf.add(before[1], byTable)] : [part, loss, byTable];
      });
      tf.dispose(before ?? []);
      parts.push(part);
      sums = after as typeof sums;
    }
    const [loss, byTable] = sums as NonNullable<typeof sums>; // there is a row at least
    save([tf.concat(parts, 0), byTable]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => saved.map((slope) => tf.mul(slope, tf.div(dy, count)));
    return { value: tf.div(loss, count), gradFunc };
  });
  return run(hidden, table) as tf.Scalar;
}

interface CandidateOptions extends Omit<Sampled, "hidden"> {
  /** Of all rows, or of each: [P] */
  readonly beta: number | Float32Array;
  readonly k: number;
}

/** Scores all items with one product and picks the candidates' scores. */
function denseChunk({ table, ...candidates }: CandidateOptions): Chunk {
  const size = table.shape[0];
  return (h, from) => {
    const count = h.shape[0];
    const ids = candidateIds(candidates, { from, count, stride: size });
    const scores = tf.matMul(h, table, false, true); // [c, N + 2]
    const weight = weightOf(candidates, from, count);
    const { loss, slopes } = pointwise(tf.gather(tf.reshape(scores, [-1]), ids), weight);
    const flat = sumByRow(tf.reshape(slopes, [-1]), tf.reshape(ids, [-1]), count * size);
    const byScore = tf.reshape(flat, [count, size]);
    return [loss, tf.matMul(byScore, table), tf.matMul(byScore, h, true, false)];
  };
}

/** Gathers the candidates' vectors. */
function gatheredChunk({ table, ...candidates }: CandidateOptions): Chunk {
  const [size, width] = table.shape;
  return (h, from) => {
    const ids = candidateIds(candidates, { from, count: h.shape[0], stride: 0 });
    const vectors = tf.gather(table, ids); // [c, k + 1, d]
    const scores = tf.squeeze(tf.matMul(vectors, tf.expandDims(h, 2)), [2]); // [c, k + 1]
    const { loss, slopes } = pointwise(scores, weightOf(candidates, from, h.shape[0]));
    const byRow = tf.squeeze(tf.matMul(tf.expandDims(slopes, 1), vectors), [1]); // [c, d]
    const byVector = tf.mul(tf.expandDims(slopes, 2), tf.expandDims(h, 1)); // [c, k + 1, d]
    return [loss, byRow, sumByRow(tf.reshape(byVector, [-1, width]), tf.reshape(ids, [-1]), size)];
  };
}

/** Label first, then negatives; row r's ids are raised by r · stride: [c, k + 1] */
function candidateIds(
  { labels, negatives, k }: Pick<CandidateOptions, "labels" | "negatives" | "k">,
  { from, count, stride }: { from: number; count: number; stride: number },
): tf.Tensor2D {
  const ids = new Int32Array(count * (k + 1));
  for (let row = 0, at = 0; row < count; row++) {
    const base = row * stride;
    ids[at++] = base + labels[from + row];
    const end = (from + row + 1) * k;
    for (let i = end - k; i < end; i++) ids[at++] = base + negatives[i];
  }
  return tf.tensor2d(ids, [count, k + 1], "int32");
}

/** What each candidate's term counts: [c, k + 1] where rows differ, else [1, k + 1] */
function weightOf({ beta, k }: Pick<CandidateOptions, "beta" | "k">, from: number, count: number): tf.Tensor2D {
  const positives = typeof beta === "number" ? [beta] : beta.subarray(from, from + count);
  const rows = positives.length;
  const shares = Float32Array.from(positives, (weight) => weight / (k + 1));
  return tf.concat([tf.tensor2d(shares, [rows, 1]), tf.fill([rows, k], 1 / (k + 1))], 1);
}

/** Summed loss of candidates' scores, [c, k + 1], and its slope by each. */
function pointwise(scores: tf.Tensor, weight: tf.Tensor2D) {
  const sign = tf.concat([tf.tensor1d([-1]), tf.ones([weight.shape[1] - 1])]);
  const wrong = tf.mul(scores, sign);
  const loss = tf.sum(tf.mul(tf.softplus(wrong), weight));
  return { loss, slopes: tf.mul(tf.sigmoid(wrong), tf.mul(sign, weight)) };
}
