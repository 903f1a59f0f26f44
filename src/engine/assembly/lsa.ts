// Latent semantic analysis: products of a sparse document × term matrix A (compressed rows) with blocks of columns, and
// the small dense products between them. Plain SIMD and a fixed order of additions: every machine gets the same bits.
// `width` is a number of columns, a multiple of 16. Matrices are row-major.

// @ts-ignore: decorator
@inline
function axpy(sum: v128, weight: v128, row: usize): v128 {
  return f32x4.add(sum, f32x4.mul(weight, v128.load(row)));
}

/** y = the sum of weight · rows[term] over the entries from `entry` to `last`: [width]. */
// @ts-ignore: decorator
@inline
function combine(terms: usize, weights: usize, entry: u32, last: u32, rows: usize, bytes: usize, y: usize): void {
  for (let column: usize = 0; column < bytes; column += 64) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let e = <usize>entry << 2; e < <usize>last << 2; e += 4) {
      const weight = v128.load32_splat(weights + e);
      const row = rows + <usize>load<u32>(terms + e) * bytes + column;
      s0 = axpy(s0, weight, row);
      s1 = axpy(s1, weight, row + 16);
      s2 = axpy(s2, weight, row + 32);
      s3 = axpy(s3, weight, row + 48);
    }
    v128.store(y + column, s0);
    v128.store(y + column, s1, 16);
    v128.store(y + column, s2, 32);
    v128.store(y + column, s3, 48);
  }
}

/** out = A q: [documents, width]. */
export function project(
  offsets: usize,
  terms: usize,
  weights: usize,
  documents: u32,
  q: usize,
  width: u32,
  out: usize,
): void {
  const bytes = <usize>width << 2;
  for (let d: usize = 0; d < documents; d++) {
    const at = offsets + (d << 2);
    combine(terms, weights, load<u32>(at), load<u32>(at, 4), q, bytes, out + d * bytes);
  }
}

/** z += Aᵀ A q: [terms, width], one document after the other. `y` has room for [width]. */
export function power(
  offsets: usize,
  terms: usize,
  weights: usize,
  documents: u32,
  q: usize,
  z: usize,
  width: u32,
  y: usize,
): void {
  const bytes = <usize>width << 2;
  for (let d: usize = 0; d < documents; d++) {
    const first = load<u32>(offsets + (d << 2));
    const last = load<u32>(offsets + (d << 2), 4);
    combine(terms, weights, first, last, q, bytes, y);
    for (let e = <usize>first << 2; e < <usize>last << 2; e += 4) {
      const weight = v128.load32_splat(weights + e);
      const row = z + <usize>load<u32>(terms + e) * bytes;
      for (let column: usize = 0; column < bytes; column += 16) {
        v128.store(row + column, axpy(v128.load(row + column), weight, y + column));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

// @ts-ignore: decorator
@inline
function step(sum: v128, x: v128, y: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, y));
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, low: v128, high: v128): void {
  v128.store(at, f64x2.add(v128.load(at), low));
  v128.store(at, f64x2.add(v128.load(at, 16), high), 16);
}

/** out += zᵀ z over the rows of z, in double precision, on and above the diagonal (and some below): [width, width]. */
export function gram(z: usize, rows: u32, width: u32, out: usize): void {
  const bytes = <usize>width << 2;
  const end = z + <usize>rows * bytes;
  for (let i: u32 = 0; i < width; i += 4) {
    for (let j = i; j < width; j += 4) {
      let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
      let x = z + (<usize>i << 2);
      let y = z + (<usize>j << 2);
      for (let row = z; row < end; row += bytes) {
        const low = pair(y), high = pair(y + 8);
        let left = f64x2.splat(<f64>load<f32>(x));
        a0 = step(a0, left, low);
        a1 = step(a1, left, high);
        left = f64x2.splat(<f64>load<f32>(x, 4));
        b0 = step(b0, left, low);
        b1 = step(b1, left, high);
        left = f64x2.splat(<f64>load<f32>(x, 8));
        c0 = step(c0, left, low);
        c1 = step(c1, left, high);
        left = f64x2.splat(<f64>load<f32>(x, 12));
        d0 = step(d0, left, low);
        d1 = step(d1, left, high);
        x += bytes;
        y += bytes;
      }
      const at = out + ((<usize>i * width + j) << 3);
      const line = <usize>width << 3;
      addTo(at, a0, a1);
      addTo(at + line, b0, b1);
      addTo(at + 2 * line, c0, c1);
      addTo(at + 3 * line, d0, d1);
    }
  }
}

/** out = z w, with w [width, width]; `rows` is a multiple of 4: [rows, width]. */
export function rotate(z: usize, rows: u32, width: u32, w: usize, out: usize): void {
  const bytes = <usize>width << 2;
  for (let column: usize = 0; column < bytes; column += 32) {
    for (let r: usize = 0; r < rows; r += 4) {
      let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
      let x = z + r * bytes;
      const end = x + bytes;
      let right = w + column;
      while (x < end) {
        const low = v128.load(right), high = v128.load(right, 16);
        let left = v128.load32_splat(x);
        a0 = f32x4.add(a0, f32x4.mul(left, low));
        a1 = f32x4.add(a1, f32x4.mul(left, high));
        left = v128.load32_splat(x + bytes);
        b0 = f32x4.add(b0, f32x4.mul(left, low));
        b1 = f32x4.add(b1, f32x4.mul(left, high));
        left = v128.load32_splat(x + 2 * bytes);
        c0 = f32x4.add(c0, f32x4.mul(left, low));
        c1 = f32x4.add(c1, f32x4.mul(left, high));
        left = v128.load32_splat(x + 3 * bytes);
        d0 = f32x4.add(d0, f32x4.mul(left, low));
        d1 = f32x4.add(d1, f32x4.mul(left, high));
        x += 4;
        right += bytes;
      }
      const at = out + r * bytes + column;
      v128.store(at, a0);
      v128.store(at, a1, 16);
      v128.store(at + bytes, b0);
      v128.store(at + bytes, b1, 16);
      v128.store(at + 2 * bytes, c0);
      v128.store(at + 2 * bytes, c1, 16);
      v128.store(at + 3 * bytes, d0);
      v128.store(at + 3 * bytes, d1, 16);
    }
  }
}
