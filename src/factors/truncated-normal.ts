import { normalPair, type Stream } from "../core/random.ts";

/** Draws further from the mean than this many standard deviations are drawn again. */
const CUT = 2;

/** Fills an array with draws from N(0, sd²), none further than 2 sd from 0. */
export function fillTruncatedNormal<T extends Float32Array>(values: T, stream: Stream, sd: number): T {
  let i = 0;
  while (i < values.length) {
    const [first, second] = normalPair(stream.uniform(), stream.uniform());
    if (Math.abs(first) <= CUT) values[i++] = sd * first;
    if (Math.abs(second) <= CUT && i < values.length) values[i++] = sd * second;
  }
  return values;
}
