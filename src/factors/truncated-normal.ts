import type { Stream } from "../core/random.ts";

/** Draws further from the mean than this many standard deviations are drawn again. */
const CUT = 2;

/** Fills an array with draws from N(0, sd²), none further than 2 sd from 0. */
export function fillTruncatedNormal<T extends Float32Array>(values: T, stream: Stream, sd: number): T {
  let i = 0;
  while (i < values.length) {
    // Box–Muller: a radius and an angle make two independent draws.
    const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
    const angle = 2 * Math.PI * stream.uniform();
    const first = radius * Math.cos(angle);
    const second = radius * Math.sin(angle);
    if (Math.abs(first) <= CUT) values[i++] = sd * first;
    if (Math.abs(second) <= CUT && i < values.length) values[i++] = sd * second;
  }
  return values;
}
