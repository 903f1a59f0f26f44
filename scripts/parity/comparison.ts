/** Our numbers against those of a file. */
import * as tf from "@tensorflow/tfjs-core";
import { fromPort, type WeightName } from "../../src/models/port-weights.ts";
import type { Weights } from "../../src/models/weights.ts";
import type { FixtureTensor } from "./tensors.ts";

/** Most that our numbers may differ from a file's: by themselves, and relative to the gradient's own size. */
export const LIMITS = { value: 1e-4, gradient: 1e-3 } as const;

/**
 * A gradient's entries are compared relative to themselves, or to this share of the largest entry of all gradients where they are
 * smaller. One that is 0 but for float64's rounding is a sum whose terms cancel (a key's bias moves all scores of a row alike, a
 * softmax's last bias too), and what float32 leaves of that goes by the terms: it is held to the larger share.
 */
const GRADIENT_FLOOR = { number: 1e-3, zero: 1e-2 } as const;
const FLOAT64_ROUNDING = 1e-12;

/** How far one of our numbers is from a file's. */
export interface Comparison {
  readonly name: string;
  /** The largest difference; NaN when ours is not a number. */
  readonly worst: number;
  readonly limit: number;
  readonly passed: boolean;
  /** Where the largest difference is, and both numbers there. */
  readonly detail: string;
}

/** Compares numbers as they are. */
export function compareValues(
  name: string,
  ours: tf.Tensor | ArrayLike<number>,
  theirs: readonly number[],
): Comparison {
  const values = ours instanceof tf.Tensor ? ours.dataSync() : ours;
  return worstOf(values, theirs, { name, limit: LIMITS.value, difference: (a, b) => Math.abs(a - b) });
}

/** Gradients of one loss in a file. */
export interface FixtureGradients {
  /** What they are called, in front of their weights' names. */
  readonly title: string;
  readonly names: readonly WeightName[];
  /** By the file's names of the weights. */
  readonly gradients: Readonly<Record<string, FixtureTensor>>;
}

/** Compares the gradients of a loss by all weights of a model. */
export function compareGradients(
  loss: () => tf.Scalar,
  weights: Weights,
  { title, names, gradients }: FixtureGradients,
): Comparison[] {
  const { grads } = tf.variableGrads(loss, weights.list());
  const largest = largestOf(Object.values(gradients));
  const floorOf = (b: number) =>
    largest * GRADIENT_FLOOR[Math.abs(b) <= largest * FLOAT64_ROUNDING ? "zero" : "number"];
  const difference = (a: number, b: number) => (a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(b), floorOf(b)));
  return names.map((name) => {
    const ours = grads[weights.get(name.ours).name].dataSync();
    const rule = { name: `${title} ${name.port}`, limit: LIMITS.gradient, difference };
    return worstOf(ours, fromPort(gradients[name.port], name), rule);
  });
}

/** A loss of a file, its gradients, and the weights that they are by. */
export interface FixtureLoss extends Omit<FixtureGradients, "gradients"> {
  readonly weights: Weights;
  readonly value?: number;
  readonly gradients?: FixtureGradients["gradients"];
}

/** Compares a loss and its gradients, what of them the file has. */
export function compareLoss(loss: () => tf.Scalar, theirs: FixtureLoss): Comparison[] {
  const { title, weights, names } = theirs;
  return [
    ...where(theirs.value, (value) => [compareValues(`${title} loss`, loss(), [value])]),
    ...where(theirs.gradients, (gradients) =>
      compareGradients(loss, weights, { title: `${title} gradient`, names, gradients }),
    ),
  ];
}

/** Compares what the file has. */
export function where<T>(theirs: T | undefined, compare: (theirs: T) => Comparison[]): Comparison[] {
  return theirs === undefined ? [] : compare(theirs);
}

function largestOf(tensors: readonly FixtureTensor[]): number {
  return tensors.flatMap(({ data }) => data).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

interface Rule {
  name: string;
  limit: number;
  difference(ours: number, theirs: number): number;
}

function worstOf(ours: ArrayLike<number>, theirs: ArrayLike<number>, { name, limit, difference }: Rule): Comparison {
  if (ours.length !== theirs.length) {
    const detail = `ours are ${ours.length} numbers, theirs ${theirs.length}`;
    return { name, worst: Number.POSITIVE_INFINITY, limit, passed: false, detail };
  }
  let at = 0;
  let worst = 0;
  for (let i = 0; i < theirs.length; i++) {
    const d = difference(ours[i], theirs[i]);
    if (d <= worst) continue;
    [worst, at] = [d, i];
    if (Number.isNaN(d)) break;
  }
  return { name, worst, limit, passed: worst <= limit, detail: `number ${at}: ours ${ours[at]}, theirs ${theirs[at]}` };
}
