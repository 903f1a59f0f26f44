/** Mean, spread and skewness of one value a seed. */
import { expected, inWords } from "../core/errors.ts";

/**
 * A deviation or a difference this small beside the values it came from is the rounding of sums over many users, not spread. One
 * round of one user in 4·10⁷ is a thousand times as much.
 */
const ROUNDING = 1e-11;

/** Moments of a sample. */
export interface Moments {
  readonly mean: number;
  /** Standard deviation, of n − 1; 0 for one value, and where all values agree. */
  readonly deviation: number;
  /** Third standardised moment, corrected for the size of the sample (G₁); 0 for two values, which have none. */
  readonly skewness: number;
}

/**
 * Moments of one value a seed. `size`: of the numbers that the values were made from, which say how much of them is rounding. Throws a
 * UsageError on no values, and on NaN or Infinity.
 */
export function moments(values: readonly number[], size = sizeOf(values)): Moments {
  checkSeeds(values);
  const n = values.length;
  const unit = unitOf(values);
  const mean = values.reduce((total, value) => total + value / unit, 0) / n;
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    const from = value / unit - mean;
    squares += from * from;
    cubes += from * from * from;
  }
  const deviation = Math.sqrt(squares / Math.max(1, n - 1));
  if (deviation * unit <= ROUNDING * size) {
    return { mean: withoutRounding(mean * unit, size), deviation: 0, skewness: 0 };
  }
  const skewness = n < 3 ? 0 : (n * cubes) / ((n - 1) * (n - 2) * deviation ** 3);
  return { mean: mean * unit, deviation: deviation * unit, skewness };
}

/** The largest of values, whatever their sign. */
export function sizeOf(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** A difference of numbers of a size; 0 where it is their rounding. */
export function withoutRounding(difference: number, size: number): number {
  return Math.abs(difference) <= ROUNDING * size ? 0 : difference;
}

/** Throws a UsageError where there is no value, or one that is NaN or infinite. */
export function checkSeeds(values: readonly number[]): void {
  if (values.length === 0) throw expected("values of at least one seed", inWords("none"));
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw expected("finite values of seeds", values[wrong]);
}

/** The power of two that values are counted in, so that no square or cube of them overflows; dividing by it rounds nothing. */
function unitOf(values: readonly number[]): number {
  return 2 ** Math.floor(Math.log2(sizeOf(values) || 1));
}
