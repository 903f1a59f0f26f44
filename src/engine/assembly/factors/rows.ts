// Gradients and AdamW on single rows of factor tables. Plain SIMD, so that every machine gets the same bits.

/** p · q over `width` floats, a multiple of 4. */
export function dot(p: usize, q: usize, width: u32): f32 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  const end = (<usize>width) << 2;
  let at: usize = 0;
  for (; at + 32 <= end; at += 32) {
    a = f32x4.add(a, f32x4.mul(v128.load(p + at), v128.load(q + at)));
    b = f32x4.add(b, f32x4.mul(v128.load(p + at, 16), v128.load(q + at, 16)));
  }
  if (at < end) a = f32x4.add(a, f32x4.mul(v128.load(p + at), v128.load(q + at)));
  const sum = f32x4.add(a, b);
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/** dp += slope·q + shrink·p and dq += slope·p + shrink·q over rows of `width` floats, a multiple of 4. */
export function push(p: usize, q: usize, dp: usize, dq: usize, width: u32, slope: f32, shrink: f32): void {
  const s = f32x4.splat(slope);
  const r = f32x4.splat(shrink);
  for (let at: usize = 0; at < (<usize>width) << 2; at += 16) {
    const x = v128.load(p + at);
    const y = v128.load(q + at);
    const moreP = f32x4.add(f32x4.mul(s, y), f32x4.mul(r, x));
    const moreQ = f32x4.add(f32x4.mul(s, x), f32x4.mul(r, y));
    v128.store(dp + at, f32x4.add(v128.load(dp + at), moreP));
    v128.store(dq + at, f32x4.add(v128.load(dq + at), moreQ));
  }
}

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;
/** 1 − β. */
const REST1: f32 = 0.1;
const REST2: f32 = 0.001;
const EPSILON: f32 = 1e-7;

/**
 * AdamW on `width` numbers (first moments, then second ones, in one row of `moments`): w ← w − (rate·m/(√v + ε) + decay·w), Keras' form. Writes the move of each number and returns the
 * squared length of the whole move, in float64.
 */
export function adamw(
  weights: usize,
  moments: usize,
  gradients: usize,
  moves: usize,
  width: u32,
  rate: f32,
  decay: f32,
): f64 {
  const end = (<usize>width) << 2;
  const first = moments;
  const second = moments + end;
  let squares = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) {
    const g = v128.load(gradients + at);
    const old = v128.load(weights + at);
    const m = f32x4.add(f32x4.mul(f32x4.splat(BETA1), v128.load(first + at)), f32x4.mul(f32x4.splat(REST1), g));
    const gg = f32x4.mul(f32x4.splat(REST2), f32x4.mul(g, g));
    const v = f32x4.add(f32x4.mul(f32x4.splat(BETA2), v128.load(second + at)), gg);
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), m), f32x4.add(f32x4.sqrt(v), f32x4.splat(EPSILON)));
    const w = f32x4.sub(old, f32x4.add(step, f32x4.mul(f32x4.splat(decay), old)));
    v128.store(first + at, m);
    v128.store(second + at, v);
    v128.store(weights + at, w);
    v128.store(moves + at, f32x4.sub(w, old));
    squares = f64x2.add(squares, squaredMoves(w, old));
  }
  let squared = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  for (; at < end; at += 4) {
    const g = load<f32>(gradients + at);
    const old = load<f32>(weights + at);
    const m = BETA1 * load<f32>(first + at) + REST1 * g;
    const v = BETA2 * load<f32>(second + at) + REST2 * (g * g);
    const w = old - ((rate * m) / (sqrt<f32>(v) + EPSILON) + decay * old);
    store<f32>(first + at, m);
    store<f32>(second + at, v);
    store<f32>(weights + at, w);
    store<f32>(moves + at, w - old);
    const move = <f64>w - <f64>old;
    squared += move * move;
  }
  return squared;
}

/**
 * Where AdamW takes `width` numbers through steps without a gradient: w ← w − m/x·(a0 − e(a1 − e(a2 − e·a3))) with x = √v + ε and e = ε/x, then
 * m ← first·m and v ← second·v (src/factors/momentum-tail.ts). Returns the squared length of the whole move, in float64.
 */
export function coast(
  weights: usize,
  moments: usize,
  width: u32,
  a0: f32,
  a1: f32,
  a2: f32,
  a3: f32,
  first: f32,
  second: f32,
): f64 {
  const end = (<usize>width) << 2;
  const seconds = moments + end;
  const epsilon = f32x4.splat(EPSILON);
  let squares = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= end; at += 16) {
    const old = v128.load(weights + at);
    const m = v128.load(moments + at);
    const v = v128.load(seconds + at);
    const x = f32x4.add(f32x4.sqrt(v), epsilon);
    const e = f32x4.div(epsilon, x);
    let sum = f32x4.sub(f32x4.splat(a2), f32x4.mul(e, f32x4.splat(a3)));
    sum = f32x4.sub(f32x4.splat(a1), f32x4.mul(e, sum));
    sum = f32x4.sub(f32x4.splat(a0), f32x4.mul(e, sum));
    const w = f32x4.sub(old, f32x4.mul(f32x4.div(m, x), sum));
    v128.store(weights + at, w);
    v128.store(moments + at, f32x4.mul(m, f32x4.splat(first)));
    v128.store(seconds + at, f32x4.mul(v, f32x4.splat(second)));
    squares = f64x2.add(squares, squaredMoves(w, old));
  }
  let squared = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  for (; at < end; at += 4) {
    const old = load<f32>(weights + at);
    const m = load<f32>(moments + at);
    const v = load<f32>(seconds + at);
    const x = sqrt<f32>(v) + EPSILON;
    const e = EPSILON / x;
    const w = old - (m / x) * (a0 - e * (a1 - e * (a2 - e * a3)));
    store<f32>(weights + at, w);
    store<f32>(moments + at, first * m);
    store<f32>(seconds + at, second * v);
    const move = <f64>w - <f64>old;
    squared += move * move;
  }
  return squared;
}

/** Exact differences: float32 ones would round, and their squares vanish. */
// @ts-ignore: decorator
@inline
function squaredMoves(w: v128, old: v128): v128 {
  const low = f64x2.sub(f64x2.promote_low_f32x4(w), f64x2.promote_low_f32x4(old));
  const highW = i64x2.shuffle(w, w, 1, 1);
  const highOld = i64x2.shuffle(old, old, 1, 1);
  const high = f64x2.sub(f64x2.promote_low_f32x4(highW), f64x2.promote_low_f32x4(highOld));
  return f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
}
