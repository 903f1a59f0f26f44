/**
 * C[m×n] = A·B in single precision, either side transposed, after Goto & van de Geijn, "Anatomy of high-performance
 * matrix multiplication" (2008): B is packed in blocks that stay in the second-level cache, in panels of 8 columns; a
 * 6×8 tile of C lives in 12 of the 16 vector registers. A is read where it lies; only a transposed A is packed, 6 rows
 * at a time.
 */
import { COLUMNS, pack, packRest, packRows, packTransposed, ROWS } from "./pack";
import { fma, total } from "./simd";

const DEPTH = 256;
/** Floats of a packed block of B. */
const BLOCK: i32 = 131072;
/** From this many rows on, packing B costs less than it saves. */
const PACKING_ROWS = 24;
/** Up to this many rows, a product with a transposed B is done as dot products. */
const DOT_ROWS = 3;

/** Scratch: the packed block of B, a panel of A, a tile of C. */
let block: usize = 0;
let panel: usize = 0;
let tile: usize = 0;

/** Bytes of scratch that `gemm` wants. */
export function gemmScratch(): i32 {
  return (BLOCK + ROWS * DEPTH + ROWS * COLUMNS) << 2;
}

/** Hands over the scratch: `gemmScratch()` bytes, aligned to 16. */
export function setGemmScratch(start: usize): void {
  block = start;
  panel = block + (BLOCK << 2);
  tile = panel + ((ROWS * DEPTH) << 2);
}

/**
 * c[m, n] = a·b (+ bias[n]) (then max(0, ·) if relu). a is [m, k], or [k, m] if transA; b is [k, n], or [n, k] if
 * transB; all dense, row by row. A bias at address 0 is no bias.
 */
export function gemm(
  a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, transA: bool, transB: bool, bias: usize, relu: bool,
): void {
  if (k == 0) memory.fill(c, 0, <usize>(m * n) << 2);
  else if (n == 1) product(b, a, c, 1, m, k, !transB, !transA);
  else product(a, b, c, m, n, k, transA, transB);
  if (bias != 0 || relu) for (let i = 0; i < m; i++) finishRow(c + (<usize>(i * n) << 2), n, bias, relu);
}

function product(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32, transA: bool, transB: bool): void {
  // One row or one step of a transposed A lies as a plain A would: nothing to transpose.
  const plainA = !transA || m == 1;
  if (transB && plainA && m <= DOT_ROWS) return dotRows(a, b, c, m, n, k);
  for (let k0 = 0; k0 < k; k0 += DEPTH) {
    const depth = min(DEPTH, k - k0);
    const width = (BLOCK / depth) & ~(COLUMNS - 1);
    for (let n0 = 0; n0 < n; n0 += width) {
      const columns = min(width, n - n0);
      const start = transB ? b + (<usize>(n0 * k + k0) << 2) : b + (<usize>(k0 * n + n0) << 2);
      const packed = transB || m >= PACKING_ROWS;
      if (transB) packTransposed(start, k, depth, columns, block);
      else if (packed) pack(start, n, depth, columns, block);
      else packRest(start, n, depth, columns, block);
      for (let i = 0; i < m; i += ROWS) {
        const rows = min(ROWS, m - i);
        const out = c + (<usize>(i * n + n0) << 2);
        if (plainA) {
          const from = a + (<usize>(i * k + k0) << 2);
          row(from, <usize>k << 2, 4, packed ? 0 : start, out, n, rows, columns, depth, k0 > 0);
        } else {
          packRows(a + (<usize>(k0 * m + i) << 2), m, depth, rows, panel);
          row(panel, 4, ROWS << 2, packed ? 0 : start, out, n, rows, columns, depth, k0 > 0);
        }
      }
    }
  }
}

/** One stripe of C: up to 6 rows by `columns`. `direct` is an unpacked B (row stride n), or 0 for the packed block. */
function row(
  a: usize, rowStep: usize, kStep: usize, direct: usize, c: usize, n: i32, rows: i32, columns: i32, depth: i32, add: bool,
): void {
  const whole = columns & ~(COLUMNS - 1);
  const stride = <usize>n << 2;
  const bStep = direct ? stride : COLUMNS << 2;
  const last = rows - 1;
  const a1 = rowStep * min(1, last), a2 = rowStep * min(2, last), a3 = rowStep * min(3, last);
  const a4 = rowStep * min(4, last), a5 = rowStep * min(5, last);
  for (let j = 0; j < whole; j += COLUMNS) {
    const b = direct ? direct + (<usize>j << 2) : block + (<usize>(j * depth) << 2);
    const out = c + (<usize>j << 2);
    if (rows == ROWS) micro(depth, a, a + a1, a + a2, a + a3, a + a4, a + a5, kStep, b, bStep, out, stride, add);
    else {
      micro(depth, a, a + a1, a + a2, a + a3, a + a4, a + a5, kStep, b, bStep, tile, COLUMNS << 2, false);
      copyTile(out, stride, rows, COLUMNS, add);
    }
  }
  if (whole == columns) return;
  const b = block + (<usize>(direct ? 0 : whole * depth) << 2);
  micro(depth, a, a + a1, a + a2, a + a3, a + a4, a + a5, kStep, b, COLUMNS << 2, tile, COLUMNS << 2, false);
  copyTile(c + (<usize>whole << 2), stride, rows, columns - whole, add);
}

/**
 * A 6×8 tile: c (+)= Σ over k of a column of A times a row of B. a0..a5 point at the rows of A. The loop tests on top
 * and C is added before it, not after: V8 then keeps all sums in registers (45 against 31 GFLOP/s).
 */
function micro(
  k: i32, a0: usize, a1: usize, a2: usize, a3: usize, a4: usize, a5: usize, kStep: usize, b: usize, bStep: usize,
  c: usize, stride: usize, add: bool,
): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00;
  let c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  if (add) {
    let at = c;
    c00 = v128.load(at);
    c01 = v128.load(at, 16);
    at += stride;
    c10 = v128.load(at);
    c11 = v128.load(at, 16);
    at += stride;
    c20 = v128.load(at);
    c21 = v128.load(at, 16);
    at += stride;
    c30 = v128.load(at);
    c31 = v128.load(at, 16);
    at += stride;
    c40 = v128.load(at);
    c41 = v128.load(at, 16);
    at += stride;
    c50 = v128.load(at);
    c51 = v128.load(at, 16);
  }
  for (; k > 0; k--) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a0);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    x = v128.load32_splat(a1);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    x = v128.load32_splat(a2);
    c20 = fma(x, b0, c20);
    c21 = fma(x, b1, c21);
    x = v128.load32_splat(a3);
    c30 = fma(x, b0, c30);
    c31 = fma(x, b1, c31);
    x = v128.load32_splat(a4);
    c40 = fma(x, b0, c40);
    c41 = fma(x, b1, c41);
    x = v128.load32_splat(a5);
    c50 = fma(x, b0, c50);
    c51 = fma(x, b1, c51);
    a0 += kStep;
    a1 += kStep;
    a2 += kStep;
    a3 += kStep;
    a4 += kStep;
    a5 += kStep;
    b += bStep;
  }
  put(c, c00, c01);
  put((c += stride), c10, c11);
  put((c += stride), c20, c21);
  put((c += stride), c30, c31);
  put((c += stride), c40, c41);
  put(c + stride, c50, c51);
}

// @ts-ignore: decorator
@inline function put(c: usize, low: v128, high: v128): void {
  v128.store(c, low);
  v128.store(c, high, 16);
}

function copyTile(c: usize, stride: usize, rows: i32, columns: i32, add: bool): void {
  for (let i = 0; i < rows; i++) {
    const from = tile + <usize>(i * COLUMNS * 4);
    for (let j: usize = 0; j < <usize>columns << 2; j += 4)
      store<f32>(c + j, add ? load<f32>(c + j) + load<f32>(from + j) : load<f32>(from + j));
    c += stride;
  }
}

/** c[i, j] = a_i · b_j, rows of both contiguous. */
function dotRows(a: usize, b: usize, c: usize, m: i32, n: i32, k: i32): void {
  const stride = <usize>k << 2;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) store<f32>(c + (<usize>(i * n + j) << 2), dot(a, b + stride * j, k));
    a += stride;
  }
}

function dot(a: usize, b: usize, k: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (; k >= 16; k -= 16) {
    s0 = fma(v128.load(a), v128.load(b), s0);
    s1 = fma(v128.load(a, 16), v128.load(b, 16), s1);
    s2 = fma(v128.load(a, 32), v128.load(b, 32), s2);
    s3 = fma(v128.load(a, 48), v128.load(b, 48), s3);
    a += 64;
    b += 64;
  }
  let sum = total(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  for (; k > 0; k--) {
    sum += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return sum;
}

function finishRow(c: usize, n: i32, bias: usize, relu: bool): void {
  const zero = f32x4.splat(0);
  let j = 0;
  for (; j + 4 <= n; j += 4) {
    const at = <usize>j << 2;
    let x = v128.load(c + at);
    if (bias != 0) x = f32x4.add(x, v128.load(bias + at));
    v128.store(c + at, relu ? f32x4.max(x, zero) : x);
  }
  for (; j < n; j++) {
    const at = <usize>j << 2;
    let x = load<f32>(c + at);
    if (bias != 0) x += load<f32>(bias + at);
    store<f32>(c + at, relu ? max<f32>(x, 0) : x);
  }
}
