/** Lays blocks of the operands of a matrix product out in the order in which the 6×8 tile reads them. */

export const ROWS = 6;
export const COLUMNS = 8;

/** Packs `depth` rows × `columns` of B (row stride n) in panels of 8 columns, the last filled up with zeros. */
export function pack(b: usize, n: i32, depth: i32, columns: i32, to: usize): void {
  const stride = <usize>n << 2;
  for (let j = 0; j + COLUMNS <= columns; j += COLUMNS) {
    let from = b + (<usize>j << 2);
    for (let p = 0; p < depth; p++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += stride;
      to += COLUMNS << 2;
    }
  }
  packRest(b, n, depth, columns, to);
}

/** Only the columns past the last whole panel, at `to`. */
export function packRest(b: usize, n: i32, depth: i32, columns: i32, to: usize): void {
  const rest = columns & (COLUMNS - 1);
  if (rest == 0) return;
  let from = b + (<usize>(columns - rest) << 2);
  for (let p = 0; p < depth; p++) {
    for (let j = 0; j < COLUMNS; j++) {
      store<f32>(to, j < rest ? load<f32>(from + (<usize>j << 2)) : 0);
      to += 4;
    }
    from += <usize>n << 2;
  }
}

/** Packs a transposed B: `columns` rows of `depth` contiguous numbers (row stride k). */
export function packTransposed(b: usize, k: i32, depth: i32, columns: i32, to: usize): void {
  const stride = <usize>k << 2;
  const last = columns - 1;
  for (let j = 0; j < columns; j += COLUMNS) {
    // Rows past the last one are read again; their products land in columns that are never copied out.
    const r0 = b + stride * j, r1 = b + stride * min(j + 1, last);
    const r2 = b + stride * min(j + 2, last), r3 = b + stride * min(j + 3, last);
    const r4 = b + stride * min(j + 4, last), r5 = b + stride * min(j + 5, last);
    const r6 = b + stride * min(j + 6, last), r7 = b + stride * min(j + 7, last);
    let p: usize = 0;
    for (const end = <usize>(depth & ~3) << 2; p < end; p += 16) {
      transpose4(to, r0 + p, r1 + p, r2 + p, r3 + p);
      transpose4(to + 16, r4 + p, r5 + p, r6 + p, r7 + p);
      to += 128;
    }
    for (const end = <usize>depth << 2; p < end; p += 4) {
      store<f32>(to, load<f32>(r0 + p));
      store<f32>(to, load<f32>(r1 + p), 4);
      store<f32>(to, load<f32>(r2 + p), 8);
      store<f32>(to, load<f32>(r3 + p), 12);
      store<f32>(to, load<f32>(r4 + p), 16);
      store<f32>(to, load<f32>(r5 + p), 20);
      store<f32>(to, load<f32>(r6 + p), 24);
      store<f32>(to, load<f32>(r7 + p), 28);
      to += 32;
    }
  }
}

/** Four numbers of four rows, written as four rows of four, 32 bytes apart. */
// @ts-ignore: decorator
@inline function transpose4(to: usize, r0: usize, r1: usize, r2: usize, r3: usize): void {
  const x0 = v128.load(r0), x1 = v128.load(r1), x2 = v128.load(r2), x3 = v128.load(r3);
  const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(low01, low23, 0, 2));
  v128.store(to, v128.shuffle<i64>(low01, low23, 1, 3), 32);
  v128.store(to, v128.shuffle<i64>(high01, high23, 0, 2), 64);
  v128.store(to, v128.shuffle<i64>(high01, high23, 1, 3), 96);
}

/** Packs up to 6 rows of a transposed A ([k, m], so they lie side by side); missing rows are never copied out. */
export function packRows(a: usize, m: i32, depth: i32, rows: i32, to: usize): void {
  const stride = <usize>m << 2;
  for (let p = 0; p < depth; p++) {
    if (rows == ROWS) {
      v128.store(to, v128.load(a));
      store<i64>(to, load<i64>(a, 16), 16);
    } else for (let i = 0; i < rows; i++) store<f32>(to + (<usize>i << 2), load<f32>(a + (<usize>i << 2)));
    a += stride;
    to += ROWS << 2;
  }
}
