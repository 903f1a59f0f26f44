// Scores p · q + b of items for users. Plain SIMD and one fixed order of additions wherever a score is computed: lane j sums
// the products of elements 4k + j, then (l0 + l1) + (l2 + l3), then the bias. So one pair has the same bits in a full scan
// and in a rescoring, on every machine.

import { pushFour, pushOne, rankKey } from "./keys";

let users: usize = 0;
let items: usize = 0;
let biases: usize = 0;
/** Bytes of a row: a multiple of 16. */
let bytes: usize = 0;

export function layout(userTable: usize, itemTable: usize, biasTable: usize, rowBytes: usize): void {
  users = userTable;
  items = itemTable;
  biases = biasTable;
  bytes = rowBytes;
}

/** Four accumulators to their four sums: a transposition, then (l0 + l1) + (l2 + l3) in each lane. */
// @ts-ignore: decorator
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab01 = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const ab23 = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd01 = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const cd23 = i32x4.shuffle(c, d, 2, 6, 3, 7);
  const l0 = i64x2.shuffle(ab01, cd01, 0, 2);
  const l1 = i64x2.shuffle(ab01, cd01, 1, 3);
  const l2 = i64x2.shuffle(ab23, cd23, 0, 2);
  const l3 = i64x2.shuffle(ab23, cd23, 1, 3);
  return f32x4.add(f32x4.add(l0, l1), f32x4.add(l2, l3));
}

// @ts-ignore: decorator
@inline
function scoreOne(p: usize, item: u32): f32 {
  const q = items + <usize>item * bytes;
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(p + at), v128.load(q + at)));
  const dot =
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  return dot + load<f32>(biases + ((<usize>item) << 2));
}

/** Scores of the rows at q0..q3, without their biases. */
// @ts-ignore: decorator
@inline
function dotFour(p: usize, q0: usize, q1: usize, q2: usize, q3: usize): v128 {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(p + at);
    a = f32x4.add(a, f32x4.mul(x, v128.load(q0 + at)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(q1 + at)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(q2 + at)));
    d = f32x4.add(d, f32x4.mul(x, v128.load(q3 + at)));
  }
  return sums(a, b, c, d);
}

/** keys[j] = rank key of (user, ids[j]), j < count. */
export function rescore(user: u32, ids: usize, count: u32, keys: usize): void {
  const p = users + <usize>user * bytes;
  let j: u32 = 0;
  for (; j + 4 <= count; j += 4) {
    const i0 = load<u32>(ids);
    const i1 = load<u32>(ids, 4);
    const i2 = load<u32>(ids, 8);
    const i3 = load<u32>(ids, 12);
    const dots = dotFour(
      p,
      items + <usize>i0 * bytes,
      items + <usize>i1 * bytes,
      items + <usize>i2 * bytes,
      items + <usize>i3 * bytes,
    );
    store<f64>(keys, rankKey(f32x4.extract_lane(dots, 0) + load<f32>(biases + ((<usize>i0) << 2)), i0), 0);
    store<f64>(keys, rankKey(f32x4.extract_lane(dots, 1) + load<f32>(biases + ((<usize>i1) << 2)), i1), 8);
    store<f64>(keys, rankKey(f32x4.extract_lane(dots, 2) + load<f32>(biases + ((<usize>i2) << 2)), i2), 16);
    store<f64>(keys, rankKey(f32x4.extract_lane(dots, 3) + load<f32>(biases + ((<usize>i3) << 2)), i3), 24);
    ids += 16;
    keys += 32;
  }
  for (; j < count; j++) {
    const item = load<u32>(ids);
    store<f64>(keys, rankKey(scoreOne(p, item), item));
    ids += 4;
    keys += 8;
  }
}

/**
 * Rank keys of the items first..last-1 that score above the threshold for one user, in order of id; returns how many.
 * `keys` has room for last - first.
 */
export function scan(user: u32, first: u32, last: u32, threshold: f32, keys: usize): u32 {
  const p = users + <usize>user * bytes;
  let out = keys;
  let item = first;
  let q = items + <usize>first * bytes;
  for (; item + 4 <= last; item += 4) {
    const dots = dotFour(p, q, q + bytes, q + 2 * bytes, q + 3 * bytes);
    const scores = f32x4.add(dots, v128.load(biases + ((<usize>item) << 2)));
    out = pushFour(scores, item, threshold, out);
    q += 4 * bytes;
  }
  for (; item < last; item++) out = pushOne(scoreOne(p, item), item, threshold, out);
  return <u32>((out - keys) >> 3);
}
