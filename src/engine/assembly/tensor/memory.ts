/** A memory that is read and written in turns, and its gradient: what is in it stays in the cache, as tensors of all its states do not. */
import { fma, total } from "./simd";

/**
 * In each of `rows` turns reads = Σ_h w_h V_h, then V_h ← V_h + η w_h (a − e V_h), η the `share` of a write. V is [slots, width],
 * w [rows, slots]; e, a and reads are [rows, width]. `after` becomes the last V.
 */
export function memoryTurns(
  start: usize, w: usize, e: usize, a: usize, rows: i32, slots: i32, width: i32, share: f32, reads: usize, after: usize,
): void {
  const bytes = <usize>width << 2;
  memory.copy(after, start, bytes * slots);
  memory.fill(reads, 0, bytes * rows);
  for (; rows > 0; rows--) {
    read(after, w, slots, bytes, reads);
    write(after, w, e, a, slots, bytes, share, after);
    w += <usize>slots << 2;
    e += bytes;
    a += bytes;
    reads += bytes;
  }
}

/** reads += Σ_h w_h V_h for a row of zeros. */
function read(v: usize, w: usize, slots: i32, bytes: usize, reads: usize): void {
  for (; slots > 0; slots--) {
    const at = load<f32>(w), at4 = f32x4.splat(at);
    let i: usize = 0;
    for (const end = bytes & ~15; i < end; i += 16)
      v128.store(reads + i, fma(at4, v128.load(v + i), v128.load(reads + i)));
    for (; i < bytes; i += 4) store<f32>(reads + i, load<f32>(reads + i) + at * load<f32>(v + i));
    v += bytes;
    w += 4;
  }
}

/** next = V + η w (a − e V); it may be V itself. */
function write(v: usize, w: usize, e: usize, a: usize, slots: i32, bytes: usize, share: f32, next: usize): void {
  for (; slots > 0; slots--) {
    const at = share * load<f32>(w), at4 = f32x4.splat(at);
    let i: usize = 0;
    for (const end = bytes & ~15; i < end; i += 16) {
      const old = v128.load(v + i);
      const change = f32x4.sub(v128.load(a + i), f32x4.mul(v128.load(e + i), old));
      v128.store(next + i, fma(at4, change, old));
    }
    for (; i < bytes; i += 4) {
      const old = load<f32>(v + i);
      store<f32>(next + i, old + at * (load<f32>(a + i) - load<f32>(e + i) * old));
    }
    v += bytes;
    next += bytes;
    w += 4;
  }
}

/**
 * The gradients by V at first, w, e and a of what a loss gains by the reads and by the last V, `dy` [rows + slots, width]. `states` is
 * room for V before each turn, [rows, slots, width].
 */
export function memoryTurnsGrad(
  dy: usize, start: usize, w: usize, e: usize, a: usize, rows: i32, slots: i32, width: i32, share: f32, states: usize,
  dStart: usize, dW: usize, dE: usize, dA: usize,
): void {
  const bytes = <usize>width << 2, state = bytes * slots, shares = <usize>slots << 2;
  memory.copy(states, start, state);
  for (let b = 1; b < rows; b++) {
    const row = <usize>(b - 1);
    const before = states + row * state;
    write(before, w + row * shares, e + row * bytes, a + row * bytes, slots, bytes, share, before + state);
  }
  memory.copy(dStart, dy + bytes * rows, state);
  memory.fill(dE, 0, bytes * rows);
  memory.fill(dA, 0, bytes * rows);
  for (let b = rows - 1; b >= 0; b--) {
    const row = <usize>b, at = row * bytes;
    turnGrad(
      dy + at, states + row * state, w + row * shares, e + at, a + at, slots, bytes, share, dStart, dW + row * shares,
      dE + at, dA + at,
    );
  }
}

/** One turn back: dV is by V after the turn, and becomes that by V before it. */
function turnGrad(
  dRead: usize, v: usize, w: usize, e: usize, a: usize, slots: i32, bytes: usize, share: f32, dV: usize, dW: usize,
  dE: usize, dA: usize,
): void {
  for (; slots > 0; slots--) {
    const at = load<f32>(w), at4 = f32x4.splat(at);
    const by = share * at, by4 = f32x4.splat(by);
    let read4 = f32x4.splat(0), written4 = read4;
    let i: usize = 0;
    for (const end = bytes & ~15; i < end; i += 16) {
      const old = v128.load(v + i), g = v128.load(dV + i), d = v128.load(dRead + i), erase = v128.load(e + i);
      read4 = fma(d, old, read4);
      written4 = fma(g, f32x4.sub(v128.load(a + i), f32x4.mul(erase, old)), written4);
      const added = f32x4.mul(by4, g);
      v128.store(dA + i, f32x4.add(v128.load(dA + i), added));
      v128.store(dE + i, f32x4.sub(v128.load(dE + i), f32x4.mul(added, old)));
      v128.store(dV + i, f32x4.add(f32x4.sub(g, f32x4.mul(added, erase)), f32x4.mul(at4, d)));
    }
    let read = total(read4), written = total(written4);
    for (; i < bytes; i += 4) {
      const old = load<f32>(v + i), g = load<f32>(dV + i), d = load<f32>(dRead + i), erase = load<f32>(e + i);
      read += d * old;
      written += g * (load<f32>(a + i) - erase * old);
      store<f32>(dA + i, load<f32>(dA + i) + by * g);
      store<f32>(dE + i, load<f32>(dE + i) - by * g * old);
      store<f32>(dV + i, g - by * g * erase + at * d);
    }
    store<f32>(dW, read + share * written);
    v += bytes;
    dV += bytes;
    w += 4;
    dW += 4;
  }
}
