// Rank keys (src/factors/rank-key.ts) and lists of them.

/** Item ids fit in 21 bits: a float32 score and an id make one exact float64. */
const ID_LIMIT: u32 = 2097152;

/** Orders as (score descending, id ascending) do, largest first. Adding 0 makes −0 and 0 the same score. */
// @ts-ignore: decorator
@inline
export function rankKey(score: f32, item: u32): f64 {
  const bits = reinterpret<i32>(score + 0);
  const ordered = <u32>(bits ^ ((bits >> 31) & 0x7fffffff)) ^ 0x80000000;
  return <f64>ordered * <f64>ID_LIMIT + <f64>(ID_LIMIT - 1 - item);
}

/** Appends a key if the score is above the threshold; returns where the next one goes. */
// @ts-ignore: decorator
@inline
export function pushOne(score: f32, item: u32, threshold: f32, out: usize): usize {
  if (!(score > threshold)) return out;
  store<f64>(out, rankKey(score, item));
  return out + 8;
}

/** `pushOne` for the items item .. item + 3. */
// @ts-ignore: decorator
@inline
export function pushFour(scores: v128, item: u32, threshold: f32, out: usize): usize {
  if (!v128.any_true(f32x4.gt(scores, f32x4.splat(threshold)))) return out;
  out = pushOne(f32x4.extract_lane(scores, 0), item, threshold, out);
  out = pushOne(f32x4.extract_lane(scores, 1), item + 1, threshold, out);
  out = pushOne(f32x4.extract_lane(scores, 2), item + 2, threshold, out);
  return pushOne(f32x4.extract_lane(scores, 3), item + 3, threshold, out);
}
