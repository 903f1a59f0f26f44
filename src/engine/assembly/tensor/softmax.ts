/** Softmax and its cross-entropy, row by row: one pass for the maximum, one for the exponentials and their sum, one to finish. */
import { exp1, exp4, log1 } from "./math";
import { fma, total } from "./simd";

function rowMax(x: usize, width: i32): f32 {
  let most = load<f32>(x);
  if (width >= 4) {
    let m = v128.load(x);
    for (; width >= 4; width -= 4) {
      m = f32x4.pmax(m, v128.load(x));
      x += 16;
    }
    most = max(
      max(f32x4.extract_lane(m, 0), f32x4.extract_lane(m, 1)), max(f32x4.extract_lane(m, 2), f32x4.extract_lane(m, 3)),
    );
  }
  for (; width > 0; width--) {
    most = max(most, load<f32>(x));
    x += 4;
  }
  return most;
}

/** Σ e^(x − shift); the terms go to `out` too, unless it is 0. */
function sumOfExp(x: usize, width: i32, shift: f32, out: usize): f32 {
  const by = f32x4.splat(shift);
  let sum4 = f32x4.splat(0);
  for (; width >= 4; width -= 4) {
    const e = exp4(f32x4.sub(v128.load(x), by));
    sum4 = f32x4.add(sum4, e);
    if (out != 0) {
      v128.store(out, e);
      out += 16;
    }
    x += 16;
  }
  let sum = total(sum4);
  for (; width > 0; width--) {
    const e = exp1(load<f32>(x) - shift);
    sum += e;
    if (out != 0) {
      store<f32>(out, e);
      out += 4;
    }
    x += 4;
  }
  return sum;
}

function scale(x: usize, width: i32, factor: f32): void {
  const factors = f32x4.splat(factor);
  for (; width >= 4; width -= 4) {
    v128.store(x, f32x4.mul(factors, v128.load(x)));
    x += 16;
  }
  for (; width > 0; width--) {
    store<f32>(x, factor * load<f32>(x));
    x += 4;
  }
}

/** out = factor · e^(x − shift). */
function scaledExp(x: usize, width: i32, shift: f32, factor: f32, out: usize): void {
  const by = f32x4.splat(shift);
  const factors = f32x4.splat(factor);
  for (; width >= 4; width -= 4) {
    v128.store(out, f32x4.mul(factors, exp4(f32x4.sub(v128.load(x), by))));
    x += 16;
    out += 16;
  }
  for (; width > 0; width--) {
    store<f32>(out, factor * exp1(load<f32>(x) - shift));
    x += 4;
    out += 4;
  }
}

/** out = softmax of each row of x. */
export function softmaxRows(x: usize, rows: i32, width: i32, out: usize): void {
  const bytes = <usize>width << 2;
  for (; rows > 0; rows--) {
    scale(out, width, 1 / sumOfExp(x, width, rowMax(x, width), out));
    x += bytes;
    out += bytes;
  }
}

/** lse = ln Σ eˣ of each row; loss = lse − x[label]. Returns the place of the first label outside a row, or −1. */
export function crossEntropy(x: usize, labels: usize, rows: i32, width: i32, loss: usize, lse: usize): i32 {
  for (let i = 0; i < rows; i++) {
    const label = load<u32>(labels);
    if (label >= <u32>width) return i;
    const most = rowMax(x, width);
    const sum = most + log1(sumOfExp(x, width, most, 0));
    store<f32>(lse, sum);
    store<f32>(loss, sum - load<f32>(x + (<usize>label << 2)));
    x += <usize>width << 2;
    labels += 4;
    loss += 4;
    lse += 4;
  }
  return -1;
}

/** out = dy · (softmax(x) − 1 at the label) of each row; rows whose dy is 0 cost a fill only. */
export function crossEntropyGrad(
  x: usize, labels: usize, lse: usize, dy: usize, rows: i32, width: i32, out: usize,
): void {
  const bytes = <usize>width << 2;
  for (; rows > 0; rows--) {
    const factor = load<f32>(dy);
    if (factor == 0) memory.fill(out, 0, bytes);
    else {
      scaledExp(x, width, load<f32>(lse), factor, out);
      const at = out + (<usize>load<i32>(labels) << 2);
      store<f32>(at, load<f32>(at) - factor);
    }
    x += bytes;
    labels += 4;
    lse += 4;
    dy += 4;
    out += bytes;
  }
}

/** out = softmax of each row of x + penalty; both have `rows` rows. */
export function maskedSoftmax(x: usize, penalty: usize, rows: i32, width: i32, out: usize): void {
  const bytes = <usize>width << 2;
  for (; rows > 0; rows--) {
    addTo(out, x, penalty, width);
    scale(out, width, 1 / sumOfExp(out, width, rowMax(out, width), out));
    x += bytes;
    penalty += bytes;
    out += bytes;
  }
}

function addTo(out: usize, a: usize, b: usize, width: i32): void {
  for (; width >= 4; width -= 4) {
    v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    out += 16;
  }
  for (; width > 0; width--) {
    store<f32>(out, load<f32>(a) + load<f32>(b));
    a += 4;
    b += 4;
    out += 4;
  }
}

/** out = y·(dy − Σ dy·y) of each row, y being the softmax's output. */
export function softmaxGrad(dy: usize, y: usize, rows: i32, width: i32, out: usize): void {
  const bytes = <usize>width << 2;
  for (; rows > 0; rows--) {
    const along = dotRow(dy, y, width);
    const by = f32x4.splat(along);
    let i: usize = 0;
    for (const end = <usize>(width & ~3) << 2; i < end; i += 16)
      v128.store(out + i, f32x4.mul(v128.load(y + i), f32x4.sub(v128.load(dy + i), by)));
    for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(y + i) * (load<f32>(dy + i) - along));
    dy += bytes;
    y += bytes;
    out += bytes;
  }
}

function dotRow(a: usize, b: usize, width: i32): f32 {
  let sum4 = f32x4.splat(0);
  for (; width >= 4; width -= 4) {
    sum4 = fma(v128.load(a), v128.load(b), sum4);
    a += 16;
    b += 16;
  }
  let sum = total(sum4);
  for (; width > 0; width--) {
    sum += load<f32>(a) * load<f32>(b);
    a += 4;
    b += 4;
  }
  return sum;
}
