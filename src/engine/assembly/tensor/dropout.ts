/**
 * out[i] = 0 if hash(key, i) < threshold, else `scale`: a mask that is a pure function of key and place. The hash is
 * MurmurHash3's finaliser of i·φ + key0 with key1 added half-way. The same bits on
 * every engine: integers and one constant only.
 */
export function dropoutMask(n: i32, key0: i32, key1: i32, threshold: u32, scale: f32, out: usize): void {
  const limit = i32x4.splat(threshold);
  const kept = f32x4.splat(scale);
  let place = i32x4(0, 1, 2, 3);
  for (let i = 0; i + 4 <= n; i += 4) {
    v128.store(out, v128.and(kept, i32x4.ge_u(hash4(place, key0, key1), limit)));
    place = i32x4.add(place, i32x4.splat(4));
    out += 16;
  }
  for (let i = n & ~3; i < n; i++) {
    const keep = <u32>i32x4.extract_lane(hash4(i32x4.splat(i), key0, key1), 0) >= threshold;
    store<f32>(out, keep ? scale : 0);
    out += 4;
  }
}

// @ts-ignore: decorator
@inline function hash4(place: v128, key0: i32, key1: i32): v128 {
  let h = i32x4.add(i32x4.mul(place, i32x4.splat(0x9e3779b1)), i32x4.splat(key0));
  h = v128.xor(h, i32x4.shr_u(h, 16));
  h = i32x4.mul(h, i32x4.splat(0x85ebca6b));
  h = i32x4.add(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(key1));
  h = i32x4.mul(h, i32x4.splat(0xc2b2ae35));
  return v128.xor(h, i32x4.shr_u(h, 16));
}
