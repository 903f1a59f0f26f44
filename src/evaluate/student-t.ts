/**
 * Student's t distribution, two-sided. For whole degrees of freedom its probabilities are finite sums (Abramowitz, Stegun 1964,
 * "Handbook of Mathematical Functions", 26.7.3 and 26.7.4): a page of code, where the packages that know them bring 230 others.
 */

/** Halvings of a right angle: to the last bit of a double. */
const HALVINGS = 60;

/** The t ≥ 0 within which |T| stays with probability `confidence`, for whole `degrees` of freedom from 1 on. */
export function studentT(confidence: number, degrees: number): number {
  let low = 0;
  let high = Math.PI / 2;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return Math.tan(low) * Math.sqrt(degrees);
}

/** P(|T| ≤ √degrees · tan(angle)): powers of the cosine up to degrees − 2, odd ones for odd degrees, even ones for even. */
function probabilityWithin(angle: number, degrees: number): number {
  const cosine = Math.cos(angle);
  const odd = degrees % 2;
  let term = odd ? cosine : 1;
  let total = 0;
  for (let power = odd; power <= degrees - 2; power += 2) {
    total += term;
    term *= ((power + 1) / (power + 2)) * cosine * cosine;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * total) : Math.sin(angle) * total;
}
