import { keyScore } from "./rank-key.ts";

/** Items whose scores tell where the best of all may begin: this many pieces of this many items, spread evenly. */
const PIECES = 8;
const PIECE = 256;

/** What `bestKeys` searches. */
export interface KeySearch {
  /** Room for a key of every item, in WebAssembly memory. */
  buffer: Float64Array;
  /** Keys wanted. */
  count: number;
  items: number;
}

/** Writes the keys of the items first..last-1 that score above the threshold to an address; returns how many. */
type Scan = (first: number, last: number, threshold: number, out: number) => number;

/** The `count` largest keys of a scan over all items, largest first. */
export function bestKeys({ buffer, count, items }: KeySearch, scan: Scan): Float64Array {
  let length = 0;
  for (const threshold of thresholds({ buffer, count, items }, scan)) {
    length = scan(0, items, threshold, buffer.byteOffset);
    if (length >= count) break;
  }
  const keys = buffer.subarray(0, length).sort();
  return keys.slice(Math.max(0, length - count)).reverse();
}

/** Thresholds that ever more items pass, the first about twice as many as are wanted, the last all. */
function thresholds({ buffer, count, items }: KeySearch, scan: Scan): number[] {
  const probed = PIECES * PIECE;
  if (items < 4 * probed) return [Number.NEGATIVE_INFINITY];
  const sample = probe(buffer, items, scan);
  const expected = (count * probed) / items;
  const ranks = [1, 4, 16].map((factor) => Math.ceil(factor * (expected + 3 * Math.sqrt(expected) + 4)));
  const within = ranks.filter((rank) => rank < probed / 2);
  return [...within.map((rank) => keyScore(sample[probed - rank])), Number.NEGATIVE_INFINITY];
}

/** Ascending keys of the pieces: [PIECES × PIECE] */
function probe(buffer: Float64Array, items: number, scan: Scan): Float64Array {
  for (let piece = 0; piece < PIECES; piece++) {
    const first = Math.floor((piece * (items - PIECE)) / (PIECES - 1));
    scan(first, first + PIECE, Number.NEGATIVE_INFINITY, buffer.byteOffset + piece * PIECE * 8);
  }
  return buffer.subarray(0, PIECES * PIECE).sort();
}
