// Dot products of one query with rows of a table, for the worlds. Plain SIMD, one accumulator, a fixed order of
// additions: every machine gets the same bits. Rows and query are padded with zeros to whole vectors.

// @ts-ignore: decorator
@inline
function dot(query: usize, row: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(query + at), v128.load(row + at)));
  }
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/** out[i] = query · rows[slate[i]], i < count. `bytes` is a row's length. */
export function utilities(query: usize, rows: usize, bytes: usize, slate: usize, count: usize, out: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const item = <usize>load<u32>(slate + i * 4);
    store<f32>(out + i * 4, dot(query, rows + item * bytes, bytes));
  }
}

/** out[j] = query · rows[j], j < count. */
export function scores(query: usize, rows: usize, bytes: usize, count: usize, out: usize): void {
  for (let j: usize = 0; j < count; j++) {
    store<f32>(out + j * 4, dot(query, rows, bytes));
    rows += bytes;
  }
}
