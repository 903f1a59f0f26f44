/** Layer norm of rows and its gradient, a row at a time: each number is read from memory once and written once. */
import { fma, total } from "./simd";

/** Σ x over a row. */
function sum(x: usize, width: i32): f32 {
  let sum4 = f32x4.splat(0), other4 = sum4; // two sums: neither waits for the other
  for (; width >= 8; width -= 8) {
    sum4 = f32x4.add(sum4, v128.load(x));
    other4 = f32x4.add(other4, v128.load(x, 16));
    x += 32;
  }
  let sum = total(f32x4.add(sum4, other4));
  for (; width > 0; width--) {
    sum += load<f32>(x);
    x += 4;
  }
  return sum;
}

/** out = x − mean; returns the sum of its squares. */
function centre(x: usize, width: i32, mean: f32, out: usize): f32 {
  const by = f32x4.splat(mean);
  let sum4 = f32x4.splat(0), other4 = sum4;
  for (; width >= 8; width -= 8) {
    const c = f32x4.sub(v128.load(x), by), d = f32x4.sub(v128.load(x, 16), by);
    v128.store(out, c);
    v128.store(out, d, 16);
    sum4 = fma(c, c, sum4);
    other4 = fma(d, d, other4);
    x += 32;
    out += 32;
  }
  let sum = total(f32x4.add(sum4, other4));
  for (; width > 0; width--) {
    const c = load<f32>(x) - mean;
    store<f32>(out, c);
    sum += c * c;
    x += 4;
    out += 4;
  }
  return sum;
}

/** out = out · scale · gain + bias. */
function finish(out: usize, width: i32, scale: f32, gain: usize, bias: usize): void {
  const by = f32x4.splat(scale);
  for (; width >= 4; width -= 4) {
    v128.store(out, fma(f32x4.mul(by, v128.load(out)), v128.load(gain), v128.load(bias)));
    out += 16;
    gain += 16;
    bias += 16;
  }
  for (; width > 0; width--) {
    store<f32>(out, scale * load<f32>(out) * load<f32>(gain) + load<f32>(bias));
    out += 4;
    gain += 4;
    bias += 4;
  }
}

/** out = (x − mean)·scale·gain + bias with scale = 1/√(variance + ε); mean and scale are [rows]. */
export function layerNorm(
  x: usize, gain: usize, bias: usize, rows: i32, width: i32, epsilon: f32, out: usize, mean: usize, scale: usize,
): void {
  const bytes = <usize>width << 2;
  for (; rows > 0; rows--) {
    const middle: f32 = sum(x, width) / <f32>width;
    const variance = centre(x, width, middle, out) / <f32>width;
    const factor: f32 = 1 / sqrt<f32>(variance + epsilon);
    store<f32>(mean, middle);
    store<f32>(scale, factor);
    finish(out, width, factor, gain, bias);
    x += bytes;
    out += bytes;
    mean += 4;
    scale += 4;
  }
}

/**
 * The gradient: dx = scale·(s − mean(s) − unit·mean(s·unit)) with s = dy·gain and unit = (x − mean)·scale,
 * dGain = Σ dy·unit and dBias = Σ dy over rows.
 */
export function layerNormGrad(
  dy: usize, x: usize, mean: usize, scale: usize, gain: usize, rows: i32, width: i32, dx: usize, dGain: usize,
  dBias: usize,
): void {
  const bytes = <usize>width << 2;
  memory.fill(dGain, 0, bytes);
  memory.fill(dBias, 0, bytes);
  for (; rows > 0; rows--) {
    const middle = load<f32>(mean), factor = load<f32>(scale);
    const middle4 = f32x4.splat(middle), factor4 = f32x4.splat(factor);
    let flat4 = f32x4.splat(0), along4 = flat4;
    let i: usize = 0;
    for (const end = <usize>(width & ~3) << 2; i < end; i += 16) {
      const d = v128.load(dy + i), u = f32x4.mul(factor4, f32x4.sub(v128.load(x + i), middle4));
      const s = f32x4.mul(d, v128.load(gain + i));
      flat4 = f32x4.add(flat4, s);
      along4 = fma(s, u, along4);
      v128.store(dx + i, u);
      v128.store(dGain + i, fma(d, u, v128.load(dGain + i)));
      v128.store(dBias + i, f32x4.add(d, v128.load(dBias + i)));
    }
    let flat = total(flat4), along = total(along4);
    for (; i < bytes; i += 4) {
      const d = load<f32>(dy + i), u: f32 = factor * (load<f32>(x + i) - middle);
      const s = d * load<f32>(gain + i);
      flat += s;
      along += s * u;
      store<f32>(dx + i, u);
      store<f32>(dGain + i, load<f32>(dGain + i) + d * u);
      store<f32>(dBias + i, load<f32>(dBias + i) + d);
    }
    slope(dy, gain, width, factor, flat / <f32>width, along / <f32>width, dx);
    dy += bytes;
    x += bytes;
    dx += bytes;
    mean += 4;
    scale += 4;
  }
}

/** dx = scale·(dy·gain − flat − unit·along), where dx holds unit before. */
// @ts-ignore: decorator
@inline function slope(
  dy: usize, gain: usize, width: i32, scale: f32, flat: f32, along: f32, dx: usize,
): void {
  const scale4 = f32x4.splat(scale), flat4 = f32x4.splat(-flat), along4 = f32x4.splat(-along);
  let i: usize = 0;
  for (const end = <usize>(width & ~3) << 2; i < end; i += 16) {
    const s = fma(v128.load(dy + i), v128.load(gain + i), flat4);
    v128.store(dx + i, f32x4.mul(scale4, fma(v128.load(dx + i), along4, s)));
  }
  for (const end = <usize>width << 2; i < end; i += 4)
    store<f32>(dx + i, scale * (load<f32>(dy + i) * load<f32>(gain + i) - flat - load<f32>(dx + i) * along));
}
