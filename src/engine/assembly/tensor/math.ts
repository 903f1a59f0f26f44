/** Exponential and logarithm of four numbers at a time, to about 2 units in the last place, and what is made of them. */
import { fma } from "./simd";

const LOG2_E: f32 = 1.44269504088896341;
/** ln 2 in two parts: the first has few bits, so that whole multiples of it are exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
/** The bits of √½. */
const ROOT_HALF: i32 = 0x3f3504f3;
const SMALLEST_NORMAL: f32 = 1.17549435e-38;

/** eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2, eʳ by its Taylor series. NaN stays NaN. */
// @ts-ignore: decorator
@inline export function exp4(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89)); // 0 below, infinity above
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(LOG2_E)));
  const r = fma(n, f32x4.splat(-LN2_LOW), fma(n, f32x4.splat(-LN2_HIGH), x));
  let p = fma(r, f32x4.splat(1.0 / 5040), f32x4.splat(1.0 / 720));
  p = fma(r, p, f32x4.splat(1.0 / 120));
  p = fma(r, p, f32x4.splat(1.0 / 24));
  p = fma(r, p, f32x4.splat(1.0 / 6));
  p = fma(r, p, f32x4.splat(0.5));
  p = fma(r, p, f32x4.splat(1));
  p = fma(r, p, f32x4.splat(1));
  // 2ⁿ in two factors, for the results beyond the normal numbers.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOf2(half)), powerOf2(i32x4.sub(whole, half)));
}

// @ts-ignore: decorator
@inline function powerOf2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** ln x = e·ln 2 + ln m with √½ ≤ m < √2, ln m = 2 artanh((m−1)/(m+1)). */
// @ts-ignore: decorator
@inline export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, f32x4.splat(SMALLEST_NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny);
  const bits = i32x4.sub(scaled, i32x4.splat(ROOT_HALF));
  const shift = v128.and(tiny, f32x4.splat(-23));
  const e = f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23)), shift);
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(ROOT_HALF));
  const s = f32x4.div(f32x4.sub(m, f32x4.splat(1)), f32x4.add(m, f32x4.splat(1)));
  const s2 = f32x4.mul(s, s);
  let p = fma(s2, f32x4.splat(2.0 / 9), f32x4.splat(2.0 / 7));
  p = fma(s2, p, f32x4.splat(2.0 / 5));
  p = fma(s2, p, f32x4.splat(2.0 / 3));
  p = fma(s2, p, f32x4.splat(2));
  const result = fma(e, f32x4.splat(LN2_HIGH), fma(s, p, f32x4.mul(e, f32x4.splat(LN2_LOW))));
  const zero = f32x4.eq(x, f32x4.splat(0));
  const regular = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, f32x4.splat(Infinity)));
  // Outside: −∞ at 0, ∞ at ∞, NaN for negative numbers and NaN.
  const outside = f32x4.sub(f32x4.mul(x, f32x4.sqrt(x)), v128.and(zero, f32x4.splat(Infinity)));
  return v128.bitselect(result, outside, regular);
}

/** ln(1 + u) for 0 ≤ u ≤ 1, right in the last bits for small u too: the rounding of 1 + u is put right to first order. */
// @ts-ignore: decorator
@inline function log1p4(u: v128): v128 {
  const one = f32x4.splat(1);
  const w = f32x4.add(one, u);
  return f32x4.add(log4(w), f32x4.div(f32x4.sub(u, f32x4.sub(w, one)), w));
}

// @ts-ignore: decorator
@inline function softplus4(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, f32x4.splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}

// @ts-ignore: decorator
@inline function lane0(v: v128): f32 {
  return f32x4.extract_lane(v, 0);
}

/** out = eˣ, n numbers. */
export function expAll(x: usize, n: i32, out: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(out, exp4(v128.load(x)));
    x += 16;
    out += 16;
  }
  for (; n > 0; n--) {
    store<f32>(out, lane0(exp4(v128.load32_splat(x))));
    x += 4;
    out += 4;
  }
}

/** out = ln x, n numbers. */
export function logAll(x: usize, n: i32, out: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(out, log4(v128.load(x)));
    x += 16;
    out += 16;
  }
  for (; n > 0; n--) {
    store<f32>(out, lane0(log4(v128.load32_splat(x))));
    x += 4;
    out += 4;
  }
}

/** out = ln(1 + eˣ), n numbers. */
export function softplusAll(x: usize, n: i32, out: usize): void {
  for (; n >= 4; n -= 4) {
    v128.store(out, softplus4(v128.load(x)));
    x += 16;
    out += 16;
  }
  for (; n > 0; n--) {
    store<f32>(out, lane0(softplus4(v128.load32_splat(x))));
    x += 4;
    out += 4;
  }
}

/** ln of one number. */
export function log1(x: f32): f32 {
  return lane0(log4(f32x4.splat(x)));
}

/** e to the power of one number. */
export function exp1(x: f32): f32 {
  return lane0(exp4(f32x4.splat(x)));
}
