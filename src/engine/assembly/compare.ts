// Comparisons of scores, for what is ranked. Nothing is added up or rounded: every machine gets the same.

/** Counts of `count` scores: above the bar, at it, and below it, three i32 at `out`. What is not a number is none of these. */
export function compare(scores: usize, count: i32, bar: f32, out: usize): void {
  const bar4 = f32x4.splat(bar);
  let above = i32x4.splat(0), at = above, below = above;
  let i: usize = 0;
  for (const end = <usize>(count & ~3) << 2; i < end; i += 16) {
    const four = v128.load(scores + i);
    above = i32x4.sub(above, f32x4.gt(four, bar4)); // true is −1
    at = i32x4.sub(at, f32x4.eq(four, bar4));
    below = i32x4.sub(below, f32x4.lt(four, bar4));
  }
  let more = total(above), same = total(at), less = total(below);
  for (const end = <usize>count << 2; i < end; i += 4) {
    const score = load<f32>(scores + i);
    more += i32(score > bar);
    same += i32(score == bar);
    less += i32(score < bar);
  }
  store<i32>(out, more);
  store<i32>(out + 4, same);
  store<i32>(out + 8, less);
}

// @ts-ignore: decorator
@inline
function total(v: v128): i32 {
  return (
    i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3)
  );
}
