// Scores of many items through a ReLU tower, eight items at a time. Plain SIMD, so that every machine gets the same bits.

/** Items side by side: two vectors, so that a weight read once serves both. */
const WIDE: u32 = 8;
/** Bytes of one unit's activations for all of them. */
const UNIT: usize = 32;

/**
 * out[j] = gmf · G[j] + head · tower(M[j]) + bias for the items j < count, where G is [count × factors] and M is
 * [count × inputs of the first layer].
 *
 * spec, u32 each: G, M, factors, gmf [factors], head [units of the last layer], &bias, scratch (2 × the widest layer × 32
 * bytes), number of layers, then for each layer: weights (row o at weights + o·stride), stride in bytes, inputs, outputs,
 * starts [outputs] (what the sums begin with).
 */
export function towerScores(spec: usize, count: u32, out: usize): void {
  const factors = load<u32>(spec, 8);
  const width = load<u32>(spec, 40);
  let g = <usize>load<u32>(spec);
  let m = <usize>load<u32>(spec, 4);
  for (let item: u32 = 0; item < count; item += WIDE) {
    const items = min(WIDE, count - item);
    const units = throughLayers(spec, m, items);
    finish(spec, g, units, items, out);
    g += <usize>(items * factors) << 2;
    m += <usize>(items * width) << 2;
    out += <usize>items << 2;
  }
}

/** Leaves the last layer's activations in the scratch, [units × WIDE], and returns their address. */
// @ts-ignore: decorator
@inline
function throughLayers(spec: usize, m: usize, items: u32): usize {
  const layers = load<u32>(spec, 28);
  let layer = spec + 32;
  let from = <usize>load<u32>(spec, 24);
  let to = from + widest(spec) * UNIT;
  transpose(m, load<u32>(layer, 8), items, from);
  for (let l: u32 = 0; l < layers; l++) {
    dense(layer, from, to);
    const swap = from;
    from = to;
    to = swap;
    layer += 20;
  }
  return from;
}

function widest(spec: usize): usize {
  let most: u32 = 0;
  let layer = spec + 32;
  for (let l: u32 = 0; l < load<u32>(spec, 28); l++) {
    most = max(most, max(load<u32>(layer, 8), load<u32>(layer, 12)));
    layer += 20;
  }
  return most;
}

/** Rows of up to WIDE items to columns: to[unit][item]. */
function transpose(rows: usize, width: u32, items: u32, to: usize): void {
  for (let item: usize = 0; item < <usize>items; item++) {
    for (let unit: usize = 0; unit < <usize>width; unit++) {
      store<f32>(to + unit * UNIT + item * 4, load<f32>(rows));
      rows += 4;
    }
  }
}

/** to[o] = max(0, starts[o] + Σ weights[o][i]·from[i]), two outputs at a time (an odd last one alone). */
function dense(layer: usize, from: usize, to: usize): void {
  const weights = <usize>load<u32>(layer);
  const stride = <usize>load<u32>(layer, 4);
  const inputs = <usize>load<u32>(layer, 8);
  const outputs = <usize>load<u32>(layer, 12);
  const starts = <usize>load<u32>(layer, 16);
  const zero = f32x4.splat(0);
  let o: usize = 0;
  for (; o + 2 <= outputs; o += 2) {
    const w0 = weights + o * stride;
    const w1 = w0 + stride;
    let a = v128.load32_splat(starts + o * 4);
    let b = a;
    let c = v128.load32_splat(starts + o * 4, 4);
    let d = c;
    for (let i: usize = 0; i < inputs; i++) {
      const low = v128.load(from + i * UNIT);
      const high = v128.load(from + i * UNIT, 16);
      const x = v128.load32_splat(w0 + i * 4);
      const y = v128.load32_splat(w1 + i * 4);
      a = f32x4.add(a, f32x4.mul(x, low));
      b = f32x4.add(b, f32x4.mul(x, high));
      c = f32x4.add(c, f32x4.mul(y, low));
      d = f32x4.add(d, f32x4.mul(y, high));
    }
    const at = to + o * UNIT;
    v128.store(at, f32x4.max(a, zero));
    v128.store(at, f32x4.max(b, zero), 16);
    v128.store(at, f32x4.max(c, zero), 32);
    v128.store(at, f32x4.max(d, zero), 48);
  }
  if (o < outputs) {
    let a = v128.load32_splat(starts + o * 4);
    let b = a;
    for (let i: usize = 0; i < inputs; i++) {
      const x = v128.load32_splat(weights + o * stride + i * 4);
      a = f32x4.add(a, f32x4.mul(x, v128.load(from + i * UNIT)));
      b = f32x4.add(b, f32x4.mul(x, v128.load(from + i * UNIT, 16)));
    }
    v128.store(to + o * UNIT, f32x4.max(a, zero));
    v128.store(to + o * UNIT, f32x4.max(b, zero), 16);
  }
}

/** The two parts and the bias added up. */
// @ts-ignore: decorator
@inline
function finish(spec: usize, g: usize, units: usize, items: u32, out: usize): void {
  const factors = <usize>load<u32>(spec, 8);
  const gmf = <usize>load<u32>(spec, 12);
  const head = <usize>load<u32>(spec, 16);
  const bias = load<f32>(<usize>load<u32>(spec, 20));
  const last = spec + 32 + (<usize>load<u32>(spec, 28) - 1) * 20;
  const outputs = <usize>load<u32>(last, 12);
  for (let item: usize = 0; item < <usize>items; item++) {
    let sum = bias;
    for (let f: usize = 0; f < factors; f++) {
      sum += load<f32>(gmf + f * 4) * load<f32>(g);
      g += 4;
    }
    for (let u: usize = 0; u < outputs; u++) sum += load<f32>(head + u * 4) * load<f32>(units + u * UNIT + item * 4);
    store<f32>(out + item * 4, sum);
  }
}
