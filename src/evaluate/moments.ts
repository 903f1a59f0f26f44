/** Mean, spread and skewness of one value a seed. */

/** A deviation this small beside the largest value is the rounding of sums, not spread. */
const ROUNDING = 1e-9;

/** Moments of a sample. */
export interface Moments {
  readonly mean: number;
  /** Standard deviation, of n − 1; 0 where all values agree. */
  readonly deviation: number;
  /** Third standardised moment, corrected for the size of the sample (G₁); 0 for two values, which have none. */
  readonly skewness: number;
}

/** Moments of at least two values. */
export function moments(values: readonly number[]): Moments {
  const n = values.length;
  let [total, largest, squares, cubes] = [0, 0, 0, 0];
  for (const value of values) {
    total += value;
    largest = Math.max(largest, Math.abs(value));
  }
  const mean = total / n;
  for (const value of values) {
    const from = value - mean;
    squares += from * from;
    cubes += from * from * from;
  }
  const deviation = Math.sqrt(squares / (n - 1));
  if (deviation <= ROUNDING * largest) return { mean, deviation: 0, skewness: 0 };
  return { mean, deviation, skewness: n < 3 ? 0 : (n * cubes) / ((n - 1) * (n - 2) * deviation ** 3) };
}
