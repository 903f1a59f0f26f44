/** What each user of a cup world would click, item by item: the click model without slates. */
import { clickProbability } from "../../env/cup/starts.ts";
import type { Stream } from "../../src/core/random.ts";
import type { HiddenPopulation } from "./population.ts";

/** Items less likely to be clicked than this are left out: all together they make less than 1% of a user's clicks. */
const LEAST = 1e-4;

/** A user's items with their probabilities of a click alone against "no click". */
export interface Clickable {
  readonly user: number;
  readonly items: Int32Array;
  /** Utilities: as `items`. */
  readonly utilities: Float32Array;
  /** Running sum of the probabilities: as `items`. */
  readonly sums: Float64Array;
  /** Mean number of clicks on one showing of the whole catalogue. */
  readonly total: number;
  /** Sum of the squared probabilities: what its clicks would give in patience, but for `patienceGain`. */
  readonly gain: number;
}

/** The items that a user may click. */
export function clickableOf({ settings, items, tastes }: HiddenPopulation, user: number): Clickable {
  const { noClick, temperature } = settings;
  items.query.set(tastes.subarray(user * items.width, (user + 1) * items.width));
  const all = items.dotAll();
  const least = noClick + temperature * Math.log(LEAST / (1 - LEAST));
  let count = 0;
  for (let item = 0; item < all.length; item++) if (all[item] > least) count++;
  const found = new Int32Array(count);
  const utilities = new Float32Array(count);
  const sums = new Float64Array(count);
  let [at, total, gain] = [0, 0, 0];
  for (let item = 0; item < all.length; item++) {
    if (all[item] <= least) continue;
    found[at] = item;
    utilities[at] = all[item];
    const probability = clickProbability(all[item], settings);
    gain += probability ** 2;
    sums[at++] = total += probability;
  }
  return { user, items: found, utilities, sums, total, gain };
}

/** Places in `items` of clicks drawn by the click model, with repetition: [count]. */
export function drawClicks({ sums, total }: Clickable, count: number, random: Stream): Int32Array {
  return Int32Array.from({ length: count }, () => placeOf(sums, random.uniform() * total));
}

/** The first place whose running sum is above a value. */
function placeOf(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
