/**
 * A hinge whose weight falls with the draws that it took to find a negative that violates the margin: many say that the item is
 * ranked well already (WARP: J. Weston, S. Bengio, N. Usunier: WSABIE, IJCAI 2011).
 */
import * as tf from "@tensorflow/tfjs-core";
import { expected } from "../../core/errors.ts";
import { numbersOf } from "../../engine/numbers-of.ts";

/** What stands for the place of a violator where none of the negatives is one. */
export const NO_VIOLATOR = -1;

/** Weight of a violator found at a draw, from 0, among N items: ln(⌊(N − 1) / (draw + 1)⌋ + 1) */
export function warpWeight(draw: number, items: number): number {
  return Math.log(Math.floor((items - 1) / (draw + 1)) + 1);
}

/** What is compared: each row's item with its negatives. */
export interface WarpInputs {
  /** How far the item is: [B] */
  readonly positive: tf.Tensor1D;
  /** Ids, in the order in which they are tried: [B × k] */
  readonly negatives: Int32Array;
  /** How far items are, the same number for each row, [B × k]: [B, k] */
  distances(items: Int32Array): tf.Tensor2D;
}

/** What a hinge is by. */
export interface WarpSettings {
  readonly margin: number;
  /** N: items that negatives are drawn from. */
  readonly items: number;
}

/** The loss of each row, and which of its negatives it is by. */
export interface WarpLosses {
  /** 0 where no negative violates the margin: [B] */
  readonly losses: tf.Tensor1D;
  /** The first of a row's negatives that does, from 0, or NO_VIOLATOR: [B] */
  readonly violators: Int32Array;
}

/** The hinge m + d⁺ − d⁻ of each row's first negative that violates the margin, times its weight. Throws a UsageError for none. */
export function warpLosses(
  { positive, negatives, distances }: WarpInputs,
  { margin, items }: WarpSettings,
): WarpLosses {
  const rows = positive.size;
  const tries = negatives.length / rows;
  if (!Number.isInteger(tries) || tries < 1) throw expected("as many negatives for each row", negatives.length);
  const hingesOf = (ids: Int32Array) => tf.sub(tf.add(tf.expandDims(positive, 1), margin), distances(ids));
  const violators = firstPositives(
    numbersOf(() => hingesOf(negatives)),
    rows,
  );
  const chosen = violators.map((draw, row) => negatives[row * tries + Math.max(draw, 0)]);
  const weights = Float32Array.from(violators, (draw) => (draw < 0 ? 0 : warpWeight(draw, items)));
  const hinges = tf.squeeze(hingesOf(chosen), [1]);
  return { losses: tf.mul(hinges, tf.tensor1d(weights)) as tf.Tensor1D, violators };
}

/** The column of each row's first number above 0, or NO_VIOLATOR: [rows × k] → [rows] */
function firstPositives(values: ArrayLike<number>, rows: number): Int32Array {
  const columns = values.length / rows;
  return new Int32Array(rows).map((_, row) => {
    for (let column = 0; column < columns; column++) if (values[row * columns + column] > 0) return column;
    return NO_VIOLATOR;
  });
}
