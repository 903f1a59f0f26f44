/** Gaussian beliefs, and what is left of one once it is known to lie above or below a threshold. */

/** A Gaussian belief about a utility. */
export interface Belief {
  mean: number;
  variance: number;
}

/** What a utility is compared with, and how it came out. */
export interface Threshold {
  readonly at: number;
  /** Variance of the noise that the comparison is made under. */
  readonly noise: number;
  readonly isAbove: boolean;
}

/** How a belief changes by a comparison. */
export interface Update extends Belief {
  /** The variance fell by variance² times this. */
  readonly shrink: number;
}

/** Mean and variance of a belief after a noisy comparison with a threshold (Opper 1998). */
export function compare({ mean, variance }: Belief, { at, noise, isAbove }: Threshold): Update {
  const sign = isAbove ? 1 : -1;
  const sd = Math.sqrt(variance + noise);
  const z = (sign * (mean - at)) / sd;
  const mills = inverseMills(z);
  const shrink = (mills * (mills + z)) / sd ** 2;
  return { mean: mean + (variance * sign * mills) / sd, variance: variance * (1 - variance * shrink), shrink };
}

/** P(Z ≤ z), to 1.2e-7 relative (Chebyshev fit of erfc; Press et al., Numerical Recipes, 6.2). */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  let sum = 0;
  for (const coefficient of ERFC) sum = sum * t + coefficient;
  const tail = (t * Math.exp(-x * x + sum)) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** From the highest power down. */
const ERFC = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
  -1.26551223,
];

/** φ(z)/Φ(z): how far the mean of a normal moves, in sds, once it is known to lie above −z. */
export function inverseMills(z: number): number {
  if (z < -8) return -z - 1 / z;
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / normalCdf(z);
}
