/** Euclidean distances of rows to vectors, and their gradient. */
import { fma, total } from "./simd";

/**
 * out = √(Σ (x − t)² + ε) of each of `rows` rows x to `count` vectors t, [rows, count]; those of the next row are `step` bytes on: 0 where
 * all have the same.
 */
export function distances(
  x: usize, to: usize, step: usize, rows: i32, count: i32, width: i32, epsilon: f32, out: usize,
): void {
  const bytes = <usize>width << 2;
  for (; rows > 0; rows--) {
    let t = to;
    for (let k = 0; k < count; k++) {
      store<f32>(out, sqrt<f32>(squares(x, t, bytes) + epsilon));
      t += bytes;
      out += 4;
    }
    x += bytes;
    to += step;
  }
}

/** Σ (x − t)² */
function squares(x: usize, t: usize, bytes: usize): f32 {
  let sum4 = f32x4.splat(0);
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) {
    const gap = f32x4.sub(v128.load(x + i), v128.load(t + i));
    sum4 = fma(gap, gap, sum4);
  }
  let sum = total(sum4);
  for (; i < bytes; i += 4) {
    const gap = load<f32>(x + i) - load<f32>(t + i);
    sum += gap * gap;
  }
  return sum;
}

/** The gradients by x and by all vectors, which are one list for all rows where `step` is 0. `y` are the distances. */
export function distancesGrad(
  dy: usize, y: usize, x: usize, to: usize, step: usize, rows: i32, count: i32, width: i32, dX: usize, dTo: usize,
): void {
  const bytes = <usize>width << 2;
  memory.fill(dX, 0, bytes * rows);
  memory.fill(dTo, 0, bytes * count * (step ? rows : 1));
  for (; rows > 0; rows--) {
    for (let k = 0, at: usize = 0; k < count; k++) {
      apart(load<f32>(dy) / load<f32>(y), x, to + at, bytes, dX, dTo + at);
      dy += 4;
      y += 4;
      at += bytes;
    }
    x += bytes;
    dX += bytes;
    to += step;
    dTo += step;
  }
}

/** dX += slope (x − t), dT −= slope (x − t) */
function apart(slope: f32, x: usize, t: usize, bytes: usize, dX: usize, dT: usize): void {
  const slope4 = f32x4.splat(slope);
  let i: usize = 0;
  for (const end = bytes & ~15; i < end; i += 16) {
    const by = f32x4.mul(slope4, f32x4.sub(v128.load(x + i), v128.load(t + i)));
    v128.store(dX + i, f32x4.add(v128.load(dX + i), by));
    v128.store(dT + i, f32x4.sub(v128.load(dT + i), by));
  }
  for (; i < bytes; i += 4) {
    const by = slope * (load<f32>(x + i) - load<f32>(t + i));
    store<f32>(dX + i, load<f32>(dX + i) + by);
    store<f32>(dT + i, load<f32>(dT + i) - by);
  }
}
