// Candidate filter of the exact cosine search: integer dot products of int16 rows, three queries by four items at a
// time. Plain SIMD and whole numbers only, so every machine passes the same candidates. A row is `bytes` long, a
// multiple of 16, padded with zeros.

// @ts-ignore: decorator
@inline
function step(sum: v128, x: v128, y: v128): v128 {
  return i32x4.add(sum, i32x4.dot_i16x8_s(x, y));
}

/** Lane i of the answer is the sum of the lanes of the i-th argument. */
// @ts-ignore: decorator
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 1, 4, 5), i32x4.shuffle(a, b, 2, 3, 6, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 1, 4, 5), i32x4.shuffle(c, d, 2, 3, 6, 7));
  return i32x4.add(i32x4.shuffle(ab, cd, 0, 2, 4, 6), i32x4.shuffle(ab, cd, 1, 3, 5, 7));
}

// @ts-ignore: decorator
@inline
function emitLane(out: usize, wanted: i32, label: u32, score: i32): usize {
  store<u32>(out, label);
  store<i32>(out, score, 4);
  return wanted ? out + 8 : out;
}

/** Writes `label + lane` and the score for each lane above the threshold at `limit`; answers where to write next. */
// @ts-ignore: decorator
@inline
function emit(out: usize, scores: v128, limit: usize, label: u32): usize {
  const above = i32x4.gt_s(scores, v128.load32_splat(limit));
  if (v128.any_true(above)) {
    out = emitLane(out, i32x4.extract_lane(above, 0), label, i32x4.extract_lane(scores, 0));
    out = emitLane(out, i32x4.extract_lane(above, 1), label + 1, i32x4.extract_lane(scores, 1));
    out = emitLane(out, i32x4.extract_lane(above, 2), label + 2, i32x4.extract_lane(scores, 2));
    out = emitLane(out, i32x4.extract_lane(above, 3), label + 3, i32x4.extract_lane(scores, 3));
  }
  return out;
}

/**
 * Compares `count` queries (a multiple of 3; row numbers at `queries`) with the items first..last-1 (a multiple of 4).
 * For each pair whose product is above the query's threshold (at `limits`) it writes two words to `out`,
 * `query's place << 16 | item - first` and the product, and answers how many pairs. It may write one pair more.
 */
export function scan(
  table: usize,
  bytes: usize,
  first: u32,
  last: u32,
  queries: usize,
  limits: usize,
  count: u32,
  out: usize,
): u32 {
  const start = out;
  for (let item = first; item < last; item += 4) {
    const rows = table + <usize>item * bytes;
    const end = rows + bytes;
    for (let q: u32 = 0; q < count; q += 3) {
      const at = queries + ((<usize>q) << 2);
      let q0 = table + <usize>load<u32>(at) * bytes;
      let q1 = table + <usize>load<u32>(at, 4) * bytes;
      let q2 = table + <usize>load<u32>(at, 8) * bytes;
      let a0 = i32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
      let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
      let c0 = a0, c1 = a0, c2 = a0, c3 = a0;
      for (let row = rows; row < end; row += 16) {
        const x0 = v128.load(q0), x1 = v128.load(q1), x2 = v128.load(q2);
        let y = v128.load(row);
        a0 = step(a0, x0, y);
        b0 = step(b0, x1, y);
        c0 = step(c0, x2, y);
        y = v128.load(row + bytes);
        a1 = step(a1, x0, y);
        b1 = step(b1, x1, y);
        c1 = step(c1, x2, y);
        y = v128.load(row + 2 * bytes);
        a2 = step(a2, x0, y);
        b2 = step(b2, x1, y);
        c2 = step(c2, x2, y);
        y = v128.load(row + 3 * bytes);
        a3 = step(a3, x0, y);
        b3 = step(b3, x1, y);
        c3 = step(c3, x2, y);
        q0 += 16;
        q1 += 16;
        q2 += 16;
      }
      const limit = limits + ((<usize>q) << 2);
      const label = (q << 16) | (item - first);
      out = emit(out, sums(a0, a1, a2, a3), limit, label);
      out = emit(out, sums(b0, b1, b2, b3), limit + 4, label + (1 << 16));
      out = emit(out, sums(c0, c1, c2, c3), limit + 8, label + (2 << 16));
    }
  }
  return <u32>((out - start) >> 3);
}
