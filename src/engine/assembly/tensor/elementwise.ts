/** Comparisons and choices. A step of 0 instead of one element repeats a scalar: that is all of broadcasting in a row. */

const EQUAL = 0;
const NOT_EQUAL = 1;
const GREATER = 2;
const GREATER_EQUAL = 3;

// @ts-ignore: decorator
@inline function loop<T>(op: i32, a: usize, aStep: usize, b: usize, bStep: usize, n: i32, out: usize): void {
  for (; n > 0; n--) {
    const x = load<T>(a), y = load<T>(b);
    if (op == EQUAL) store<u8>(out, u8(x == y));
    if (op == NOT_EQUAL) store<u8>(out, u8(x != y));
    if (op == GREATER) store<u8>(out, u8(x > y));
    if (op == GREATER_EQUAL) store<u8>(out, u8(x >= y));
    a += aStep;
    b += bStep;
    out++;
  }
}

// @ts-ignore: decorator
@inline function choose<T>(op: i32, a: usize, aStep: usize, b: usize, bStep: usize, n: i32, out: usize): void {
  if (op == EQUAL) loop<T>(EQUAL, a, aStep, b, bStep, n, out);
  else if (op == NOT_EQUAL) loop<T>(NOT_EQUAL, a, aStep, b, bStep, n, out);
  else if (op == GREATER) loop<T>(GREATER, a, aStep, b, bStep, n, out);
  else loop<T>(GREATER_EQUAL, a, aStep, b, bStep, n, out);
}

/** out (bytes) = a op b for n floats. */
export function compareFloats(op: i32, a: usize, aStep: usize, b: usize, bStep: usize, n: i32, out: usize): void {
  choose<f32>(op, a, aStep, b, bStep, n, out);
}

/** out (bytes) = a op b for n integers. */
export function compareIntegers(op: i32, a: usize, aStep: usize, b: usize, bStep: usize, n: i32, out: usize): void {
  choose<i32>(op, a, aStep, b, bStep, n, out);
}

/** out (bytes) = a & b, or a | b, for n bytes that are 0 or 1. */
export function combineBytes(or: bool, a: usize, aStep: usize, b: usize, bStep: usize, n: i32, out: usize): void {
  for (; n > 0; n--) {
    const x = load<u8>(a), y = load<u8>(b);
    store<u8>(out++, or ? x | y : x & y);
    a += aStep;
    b += bStep;
  }
}

/** out = the greater (or the smaller) of a and b, n floats; NaN if either is. */
export function extreme(smaller: bool, a: usize, aStep: usize, b: usize, bStep: usize, n: i32, out: usize): void {
  if (aStep == bStep)
    for (; n >= 4; n -= 4) {
      const x = v128.load(a), y = v128.load(b);
      v128.store(out, smaller ? f32x4.min(x, y) : f32x4.max(x, y));
      a += 16;
      b += 16;
      out += 16;
    }
  for (; n > 0; n--) {
    const x = load<f32>(a), y = load<f32>(b);
    store<f32>(out, smaller ? min(x, y) : max(x, y));
    a += aStep;
    b += bStep;
    out += 4;
  }
}

/** out = yes where the byte is set, else no; n elements of 4 bytes. */
export function select(condition: usize, yes: usize, no: usize, n: i32, out: usize): void {
  for (; n >= 4; n -= 4) {
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition)));
    v128.store(out, v128.bitselect(v128.load(yes), v128.load(no), i32x4.ne(wide, i32x4.splat(0))));
    condition += 4;
    yes += 16;
    no += 16;
    out += 16;
  }
  for (; n > 0; n--) {
    store<u32>(out, load<u8>(condition++) ? load<u32>(yes) : load<u32>(no));
    yes += 4;
    no += 4;
    out += 4;
  }
}

/** The same for elements of one byte. */
export function selectBytes(condition: usize, yes: usize, no: usize, n: i32, out: usize): void {
  for (let i: usize = 0; i < <usize>n; i++)
    store<u8>(out + i, load<u8>(condition + i) ? load<u8>(yes + i) : load<u8>(no + i));
}

/** out = dy where y > 0, else 0; n floats. */
export function reluGrad(dy: usize, y: usize, n: i32, out: usize): void {
  const zero = f32x4.splat(0);
  for (; n >= 4; n -= 4) {
    v128.store(out, v128.and(v128.load(dy), f32x4.gt(v128.load(y), zero)));
    dy += 16;
    y += 16;
    out += 16;
  }
  for (; n > 0; n--) {
    store<f32>(out, load<f32>(y) > 0 ? load<f32>(dy) : 0);
    dy += 4;
    y += 4;
    out += 4;
  }
}
