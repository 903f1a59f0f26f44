import { normalPair, type Stream } from "../core/random.ts";

/** Fills an array with draws from N(0, sd²), both of each pair. */
export function fillNormal<T extends Float32Array>(values: T, stream: Stream, sd: number): T {
  for (let i = 0; i < values.length; i += 2) {
    const [first, second] = normalPair(stream.uniform(), stream.uniform(), sd);
    values[i] = first;
    if (i + 1 < values.length) values[i + 1] = second;
  }
  return values;
}

/** Fills an array with draws from U(−limit, limit). */
export function fillUniform<T extends Float32Array>(values: T, stream: Stream, limit: number): T {
  for (let i = 0; i < values.length; i++) values[i] = (2 * stream.uniform() - 1) * limit;
  return values;
}
