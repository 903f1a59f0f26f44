/** Softmax choice among a slate and "no click". */
import { NO_CLICK } from "../src/core/types.ts";

const { exp } = Math;

/**
 * Turns utilities into unnormalised weights e^{(s − s_max)/T}, in place, and returns the total, the weight of "no
 * click" (kept in the last place) included. A utility of −∞ gets weight 0.
 * utilities: [slateSize + 1], "no click" last.
 */
export function softmaxWeights(utilities: number[] | Float64Array, temperature: number): number {
  let highest = utilities[0];
  for (let i = 1; i < utilities.length; i++) if (utilities[i] > highest) highest = utilities[i];
  let total = 0;
  for (let i = 0; i < utilities.length; i++) total += utilities[i] = exp((utilities[i] - highest) / temperature);
  return total;
}

/**
 * The position chosen by one uniform draw on [0, 1), or NO_CLICK. "No click" takes the low end of the draw, so under
 * equal luck a slate that is likelier to be clicked is clicked whenever a less likely one is.
 */
export function choose(weights: ArrayLike<number>, total: number, draw: number): number {
  const last = weights.length - 1;
  let left = draw * total - weights[last];
  if (left < 0) return NO_CLICK;
  for (let i = 0; i < last; i++) {
    left -= weights[i];
    if (left < 0) return i;
  }
  // Rounding may leave a crumb: the last item that can be chosen takes it.
  for (let i = last - 1; i >= 0; i--) if (weights[i] > 0) return i;
  return NO_CLICK;
}
