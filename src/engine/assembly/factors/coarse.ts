// Approximate scores p · q + b from item factors packed into bytes: a quarter of the memory to read and half the
// instructions of float32. The integer sums are exact, so every machine gets the same bits, and how far a score can be off
// follows from what `pack` measures.

import { pushFour, pushOne } from "./keys";

let items: usize = 0;
let biases: usize = 0;
let width: u32 = 0;
/** int8 rows of `stride` bytes, a multiple of 16 with zeros at the end. */
let rows: usize = 0;
let stride: usize = 0;
/** What one unit of a row is worth: f32 each. */
let scales: usize = 0;

export function coarseLayout(
  itemTable: usize,
  biasTable: usize,
  factors: u32,
  packedRows: usize,
  packedStride: usize,
  packedScales: usize,
): void {
  items = itemTable;
  biases = biasTable;
  width = factors;
  rows = packedRows;
  stride = packedStride;
  scales = packedScales;
}

/** Below this a row is packed as zeros: its inverse would not be finite. */
const LEAST: f32 = 1e-30;

/**
 * Packs the items first..last-1, and raises three float64 at `extremes` to the largest ‖q‖², ‖q − packed q‖² and |b| among
 * them (NaN where one is).
 */
export function pack(first: u32, last: u32, extremes: usize): void {
  let norm = load<f64>(extremes);
  let error = load<f64>(extremes, 8);
  let bias = load<f64>(extremes, 16);
  for (let item: usize = first; item < <usize>last; item++) {
    const q = items + ((item * width) << 2);
    const row = rows + item * stride;
    const most = largest(q);
    const scale: f32 = most < LEAST ? 0 : most / 127;
    const inverse = f32x4.splat(most < LEAST ? 0 : 127 / most);
    let squares = f64x2.splat(0);
    let errors = f64x2.splat(0);
    for (let i: usize = 0; i < width; i += 4) {
      const x = v128.load(q + (i << 2));
      const units = f32x4.nearest(f32x4.mul(x, inverse));
      const shorts = i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(units), i32x4.splat(0));
      store<u32>(row + i, i32x4.extract_lane(i8x16.narrow_i16x8_s(shorts, shorts), 0));
      const highX = i64x2.shuffle(x, x, 1, 1);
      const highUnits = i64x2.shuffle(units, units, 1, 1);
      squares = f64x2.add(squares, f64x2.add(squared(x), squared(highX)));
      errors = f64x2.add(errors, f64x2.add(squaredOff(x, units, scale), squaredOff(highX, highUnits, scale)));
    }
    store<f32>(scales + (item << 2), scale);
    norm = max(norm, f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1));
    error = max(error, f64x2.extract_lane(errors, 0) + f64x2.extract_lane(errors, 1));
    bias = max(bias, <f64>abs(load<f32>(biases + (item << 2))));
  }
  store<f64>(extremes, norm);
  store<f64>(extremes, error, 8);
  store<f64>(extremes, bias, 16);
}

/** The largest |x| of a row of factors. */
// @ts-ignore: decorator
@inline
function largest(q: usize): f32 {
  let most = f32x4.splat(0);
  for (let i: usize = 0; i < width; i += 4) most = f32x4.max(most, f32x4.abs(v128.load(q + (i << 2))));
  const low = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  return max(low, max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}

/** x² of the lower two numbers, in float64. */
// @ts-ignore: decorator
@inline
function squared(x: v128): v128 {
  const wide = f64x2.promote_low_f32x4(x);
  return f64x2.mul(wide, wide);
}

/** (x − scale·unit)² of the lower two numbers, in float64. */
// @ts-ignore: decorator
@inline
function squaredOff(x: v128, units: v128, scale: f32): v128 {
  const packed = f64x2.mul(f64x2.splat(<f64>scale), f64x2.promote_low_f32x4(units));
  const off = f64x2.sub(f64x2.promote_low_f32x4(x), packed);
  return f64x2.mul(off, off);
}

/** Sums of products of an int16 query with four packed rows. */
// @ts-ignore: decorator
@inline
function dotFour(query: usize, r0: usize, r1: usize, r2: usize, r3: usize): v128 {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  let d = i32x4.splat(0);
  for (let at: usize = 0; at < stride; at += 16) {
    const low = v128.load(query + (at << 1));
    const high = v128.load(query + (at << 1), 16);
    a = addRow(a, v128.load(r0 + at), low, high);
    b = addRow(b, v128.load(r1 + at), low, high);
    c = addRow(c, v128.load(r2 + at), low, high);
    d = addRow(d, v128.load(r3 + at), low, high);
  }
  return totals(a, b, c, d);
}

// @ts-ignore: decorator
@inline
function addRow(sum: v128, row: v128, low: v128, high: v128): v128 {
  const first = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(row), low);
  const second = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(row), high);
  return i32x4.add(sum, i32x4.add(first, second));
}

/** Four accumulators to their four sums. */
// @ts-ignore: decorator
@inline
function totals(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 1, 5), i32x4.shuffle(a, b, 2, 6, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 1, 5), i32x4.shuffle(c, d, 2, 6, 3, 7));
  return i32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3));
}

/**
 * Rank keys of the items first..last-1 whose approximate score is above the threshold, in order of id; returns how many.
 * query: int16 [stride]; unit: what one unit of it is worth. `keys` has room for last - first.
 */
export function coarseScan(query: usize, unit: f32, first: u32, last: u32, threshold: f32, keys: usize): u32 {
  let out = keys;
  const final = last - 1;
  for (let item = first; item < last; item += 4) {
    const sums = dotFour(
      query,
      rows + <usize>item * stride,
      rows + <usize>min(item + 1, final) * stride,
      rows + <usize>min(item + 2, final) * stride,
      rows + <usize>min(item + 3, final) * stride,
    );
    const scale = f32x4.mul(v128.load(scales + (<usize>item << 2)), f32x4.splat(unit));
    const bias = v128.load(biases + (<usize>item << 2));
    const scores = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sums), scale), bias);
    if (item + 4 <= last) out = pushFour(scores, item, threshold, out);
    else {
      out = pushOne(f32x4.extract_lane(scores, 0), item, threshold, out);
      if (item + 1 < last) out = pushOne(f32x4.extract_lane(scores, 1), item + 1, threshold, out);
      if (item + 2 < last) out = pushOne(f32x4.extract_lane(scores, 2), item + 2, threshold, out);
    }
  }
  return <u32>((out - keys) >> 3);
}

/**
 * Keeps those of `count` ids whose approximate score is above the threshold, in their order, at the front; returns how many.
 */
export function coarseFilter(query: usize, unit: f32, ids: usize, count: u32, threshold: f32): u32 {
  let kept: u32 = 0;
  for (let j: u32 = 0; j < count; j += 4) {
    const final = count - 1;
    const i0 = idAt(ids, j);
    const i1 = idAt(ids, min(j + 1, final));
    const i2 = idAt(ids, min(j + 2, final));
    const i3 = idAt(ids, min(j + 3, final));
    const sums = f32x4.convert_i32x4_s(
      dotFour(query, rows + i0 * stride, rows + i1 * stride, rows + i2 * stride, rows + i3 * stride),
    );
    kept = keepId(ids, kept, i0, f32x4.extract_lane(sums, 0) * unit, threshold);
    if (j + 1 < count) kept = keepId(ids, kept, i1, f32x4.extract_lane(sums, 1) * unit, threshold);
    if (j + 2 < count) kept = keepId(ids, kept, i2, f32x4.extract_lane(sums, 2) * unit, threshold);
    if (j + 3 < count) kept = keepId(ids, kept, i3, f32x4.extract_lane(sums, 3) * unit, threshold);
  }
  return kept;
}

// @ts-ignore: decorator
@inline
function idAt(ids: usize, place: u32): usize {
  return load<u32>(ids + (<usize>place << 2));
}

/** `sum` is the query's product with the row, in units of the row's scale. */
// @ts-ignore: decorator
@inline
function keepId(ids: usize, kept: u32, item: usize, sum: f32, threshold: f32): u32 {
  const score = sum * load<f32>(scales + (item << 2)) + load<f32>(biases + (item << 2));
  if (!(score > threshold)) return kept;
  store<u32>(ids + (<usize>kept << 2), <u32>item);
  return kept + 1;
}
