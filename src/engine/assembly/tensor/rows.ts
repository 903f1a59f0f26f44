/** Rows that are summed, gathered, copied and repeated. */

/**
 * out[ids[i]] += x[i] for rows of `width` numbers; out has `segments` rows. Ids below 0 are left out. Returns the place of the first
 * id above segments-1, or −1.
 */
export function segmentSum(x: usize, ids: usize, rows: i32, width: i32, segments: i32, out: usize): i32 {
  const bytes = <usize>width << 2;
  memory.fill(out, 0, bytes * segments);
  for (let i = 0; i < rows; i++) {
    const id = load<i32>(ids + (<usize>i << 2));
    if (id >= segments) return i;
    if (id >= 0) addRow(out + bytes * <usize>id, x, width);
    x += bytes;
  }
  return -1;
}

/** out[o] = factor · Σ over r of x[o, r] for x of [outer, rows, width]. */
export function sumRows(x: usize, outer: i32, rows: i32, width: i32, factor: f32, out: usize): void {
  const bytes = <usize>width << 2;
  memory.fill(out, 0, bytes * outer);
  for (let o = 0; o < outer; o++) {
    for (let r = 0; r < rows; r++) {
      addRow(out, x, width);
      x += bytes;
    }
    if (factor != 1)
      for (let i: usize = 0; i < bytes; i += 4) store<f32>(out + i, factor * load<f32>(out + i));
    out += bytes;
  }
}

function addRow(to: usize, from: usize, width: i32): void {
  for (; width >= 4; width -= 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
    to += 16;
    from += 16;
  }
  for (; width > 0; width--) {
    store<f32>(to, load<f32>(to) + load<f32>(from));
    to += 4;
    from += 4;
  }
}

/** out[i] = x[ids[i]], rows of `bytes`. Returns the place of the first id outside 0..extent-1, or −1. */
export function gatherRows(x: usize, extent: i32, ids: usize, count: i32, bytes: usize, out: usize): i32 {
  for (let i = 0; i < count; i++) {
    const id = load<u32>(ids + (<usize>i << 2));
    if (id >= <u32>extent) return i;
    copy(out, x + bytes * id, bytes);
    out += bytes;
  }
  return -1;
}

/** Copies `count` blocks of `bytes`, `fromStep` bytes apart there and `toStep` here. */
export function copyRows(from: usize, fromStep: usize, to: usize, toStep: usize, bytes: usize, count: i32): void {
  for (; count > 0; count--) {
    copy(to, from, bytes);
    from += fromStep;
    to += toStep;
  }
}

/** Writes each of `count` blocks of `bytes` `times` over. */
export function repeatRows(from: usize, bytes: usize, count: i32, times: i32, to: usize): void {
  for (; count > 0; count--) {
    if (bytes == 4) to = fill(to, load<u32>(from), times);
    else
      for (let i = 0; i < times; i++) {
        copy(to, from, bytes);
        to += bytes;
      }
    from += bytes;
  }
}

function fill(to: usize, value: u32, count: i32): usize {
  const four = i32x4.splat(value);
  for (; count >= 4; count -= 4) {
    v128.store(to, four);
    to += 16;
  }
  for (; count > 0; count--) {
    store<u32>(to, value);
    to += 4;
  }
  return to;
}

/** memory.copy pays for its call: short blocks go faster by hand. */
function copy(to: usize, from: usize, bytes: usize): void {
  if (bytes > 512) return memory.copy(to, from, bytes);
  const end = from + bytes;
  for (; from + 16 <= end; from += 16) {
    v128.store(to, v128.load(from));
    to += 16;
  }
  for (; from + 4 <= end; from += 4) {
    store<u32>(to, load<u32>(from));
    to += 4;
  }
  for (; from < end; from++) store<u8>(to++, load<u8>(from));
}
