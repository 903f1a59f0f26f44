/**
 * A rank key holds a float32 score and an item id in one float64, so that plain numeric order is the ranking: score
 * descending, ties by the smaller id, best key largest. 32 bits of score above 21 bits of id are 53 bits: exact.
 */

/** Item ids in rank keys are below this: 2^21. */
export const RANK_KEY_ITEMS = 2097152;

const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** The item of a rank key. */
export function keyItem(key: number): number {
  return RANK_KEY_ITEMS - 1 - (key - Math.floor(key / RANK_KEY_ITEMS) * RANK_KEY_ITEMS);
}

/** The score of a rank key. */
export function keyScore(key: number): number {
  bits[0] = mirrored(Math.floor(key / RANK_KEY_ITEMS) ^ 0x80000000);
  return float[0];
}

/** Turns the order of negative floats' bit patterns round; its own inverse. */
function mirrored(value: number): number {
  return value ^ ((value >> 31) & 0x7fffffff);
}
