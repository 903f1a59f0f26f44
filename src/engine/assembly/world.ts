// Dot products of one query with rows of a table, for the worlds. Plain SIMD, one accumulator a row, a fixed order of
// additions: every machine gets the same bits. Rows and query are padded with zeros to whole vectors.

// @ts-ignore: decorator
@inline
function sum(lanes: v128): f32 {
  return (
    f32x4.extract_lane(lanes, 0) +
    f32x4.extract_lane(lanes, 1) +
    (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3))
  );
}

// @ts-ignore: decorator
@inline
function dot(query: usize, row: usize, bytes: usize): f32 {
  let lanes = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    lanes = f32x4.add(lanes, f32x4.mul(v128.load(query + at), v128.load(row + at)));
  }
  return sum(lanes);
}

// @ts-ignore: decorator
@inline
function rowAt(rows: usize, bytes: usize, slate: usize, i: usize): usize {
  return rows + <usize>load<u32>(slate + i * 4) * bytes;
}

/**
 * out[i] = query · rows[slate[i]], i < count. `bytes` is a row's length. Rows are read five at a time: a slate's rows
 * lie far apart, and so their cache misses overlap.
 */
export function utilities(query: usize, rows: usize, bytes: usize, slate: usize, count: usize, out: usize): void {
  let i: usize = 0;
  for (; i + 5 <= count; i += 5) {
    const a = rowAt(rows, bytes, slate, i);
    const b = rowAt(rows, bytes, slate, i + 1);
    const c = rowAt(rows, bytes, slate, i + 2);
    const d = rowAt(rows, bytes, slate, i + 3);
    const e = rowAt(rows, bytes, slate, i + 4);
    let sa = f32x4.splat(0);
    let sb = f32x4.splat(0);
    let sc = f32x4.splat(0);
    let sd = f32x4.splat(0);
    let se = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const q = v128.load(query + at);
      sa = f32x4.add(sa, f32x4.mul(q, v128.load(a + at)));
      sb = f32x4.add(sb, f32x4.mul(q, v128.load(b + at)));
      sc = f32x4.add(sc, f32x4.mul(q, v128.load(c + at)));
      sd = f32x4.add(sd, f32x4.mul(q, v128.load(d + at)));
      se = f32x4.add(se, f32x4.mul(q, v128.load(e + at)));
    }
    const o = out + i * 4;
    store<f32>(o, sum(sa));
    store<f32>(o, sum(sb), 4);
    store<f32>(o, sum(sc), 8);
    store<f32>(o, sum(sd), 12);
    store<f32>(o, sum(se), 16);
  }
  for (; i < count; i++) store<f32>(out + i * 4, dot(query, rowAt(rows, bytes, slate, i), bytes));
}

/** out[j] = query · rows[j], j < count. Four rows at a time: an addition waits for the one before it in its row only. */
export function scores(query: usize, rows: usize, bytes: usize, count: usize, out: usize): void {
  let j: usize = 0;
  for (; j + 4 <= count; j += 4) {
    const b = rows + bytes;
    const c = b + bytes;
    const d = c + bytes;
    let sa = f32x4.splat(0);
    let sb = f32x4.splat(0);
    let sc = f32x4.splat(0);
    let sd = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const q = v128.load(query + at);
      sa = f32x4.add(sa, f32x4.mul(q, v128.load(rows + at)));
      sb = f32x4.add(sb, f32x4.mul(q, v128.load(b + at)));
      sc = f32x4.add(sc, f32x4.mul(q, v128.load(c + at)));
      sd = f32x4.add(sd, f32x4.mul(q, v128.load(d + at)));
    }
    store<f32>(out, sum(sa));
    store<f32>(out, sum(sb), 4);
    store<f32>(out, sum(sc), 8);
    store<f32>(out, sum(sd), 12);
    out += 16;
    rows = d + bytes;
  }
  for (; j < count; j++) {
    store<f32>(out, dot(query, rows, bytes));
    out += 4;
    rows += bytes;
  }
}
