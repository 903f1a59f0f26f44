/**
 * A step of Adam over n numbers, each operation rounded as a single one is, so that the numbers are those of the library's
 * operations: first' = first·β1 + g·(1 − β1), second' = second·β2 + g²·(1 − β2), and the weight less
 * rate · (first'/c1) / (√(second'/c2) + ε). `rest` is 1 − β.
 */
export function adamStep(
  weights: usize, g: usize, first: usize, second: usize, n: i32, beta1: f32, rest1: f32, c1: f32, beta2: f32, rest2: f32,
  c2: f32, epsilon: f32, rate: f32, newWeights: usize, newFirst: usize, newSecond: usize,
): void {
  const b1 = f32x4.splat(beta1), r1 = f32x4.splat(rest1), d1 = f32x4.splat(c1);
  const b2 = f32x4.splat(beta2), r2 = f32x4.splat(rest2), d2 = f32x4.splat(c2);
  const e = f32x4.splat(epsilon), down = f32x4.splat(-rate);
  let i: usize = 0;
  for (const end = <usize>(n & ~3) << 2; i < end; i += 16) {
    const slope = v128.load(g + i);
    const m = f32x4.add(f32x4.mul(v128.load(first + i), b1), f32x4.mul(slope, r1));
    const v = f32x4.add(f32x4.mul(v128.load(second + i), b2), f32x4.mul(f32x4.mul(slope, slope), r2));
    v128.store(newFirst + i, m);
    v128.store(newSecond + i, v);
    const by = f32x4.div(f32x4.div(m, d1), f32x4.add(f32x4.sqrt(f32x4.div(v, d2)), e));
    v128.store(newWeights + i, f32x4.add(f32x4.mul(by, down), v128.load(weights + i)));
  }
  for (const end = <usize>n << 2; i < end; i += 4) {
    const slope = load<f32>(g + i);
    const m: f32 = load<f32>(first + i) * beta1 + slope * rest1;
    const v: f32 = load<f32>(second + i) * beta2 + slope * slope * rest2;
    store<f32>(newFirst + i, m);
    store<f32>(newSecond + i, v);
    const by: f32 = m / c1 / (sqrt<f32>(v / c2) + epsilon);
    store<f32>(newWeights + i, by * -rate + load<f32>(weights + i));
  }
}
