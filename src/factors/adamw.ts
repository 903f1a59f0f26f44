/** Settings of AdamW on the rows of a table. */
export interface AdamWSettings {
  learningRate: number;
  /** Decoupled (Loshchilov & Hutter); 0 makes it Adam. */
  weightDecay: number;
}

/** Keras' defaults, as in cup-hybrid (docs/sources.md) and in assembly/factors/rows.ts. */
export const BETA1 = 0.9;
export const BETA2 = 0.999;

/**
 * How many learning rates a dense AdamW moves a row by after one gradient, all told: (1−β1) Σ β1^k / √(1−β2) = 1/√(1−β2) = 32.
 * A published rate of a dense optimiser times this is the rate that lets a rarely met row on its own clock learn as much.
 */
export const MOMENTUM_REACH: number = 1 / Math.sqrt(1 - BETA2);

/** Bias correction √(1−β2^t) / (1−β1^t) of the first steps, where it is asked for on every row: [steps] */
const corrections = Float64Array.from({ length: 4096 }, (_, step) => correctionAt(step));

/** √(1−β2^t) / (1−β1^t), t from 1. */
export function biasCorrection(step: number): number {
  return step < corrections.length ? corrections[step] : correctionAt(step);
}

function correctionAt(step: number): number {
  return Math.sqrt(1 - BETA2 ** step) / (1 - BETA1 ** step);
}
