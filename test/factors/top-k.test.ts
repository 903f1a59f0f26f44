import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { TopK, topK } from "../../src/factors/top-k.ts";

/** Sorts everything: the plain definition. */
function bySorting(scores: number[], k: number, exclude: (id: number) => boolean = () => false): number[] {
  return scores
    .map((score, id) => ({ score, id }))
    .filter(({ score, id }) => score > Number.NEGATIVE_INFINITY && !exclude(id))
    .sort((a, b) => b.score - a.score || a.id - b.id)
    .slice(0, k)
    .map(({ id }) => id);
}

describe("topK", () => {
  it.each([
    ["the highest first", [1, 3, 2], 2, [1, 2]],
    ["ties by smaller id", [5, 7, 7, 5, 7], 4, [1, 2, 4, 0]],
    ["all of them where k is larger", [2, 1], 10, [0, 1]],
    ["neither NaN nor -Infinity", [Number.NaN, Number.NEGATIVE_INFINITY, -1e30], 3, [2]],
    ["Infinity", [1, Number.POSITIVE_INFINITY], 1, [1]],
    ["nothing of nothing", [], 3, []],
  ])("takes %s", (_, scores, k, ids) => {
    expect([...topK(scores, k)]).toEqual(ids);
  });

  it("agrees with sorting, with many ties, for any k and exclusion", () => {
    const random = new Stream("top-k");
    for (const k of [1, 2, 5, 100, 999, 1000]) {
      const scores = Array.from({ length: 1500 }, () => random.int(40) / 8);
      const banned = new Set(Array.from({ length: 300 }, () => random.int(1500)));
      const exclude = (id: number) => banned.has(id);
      expect([...topK(scores, k)]).toEqual(bySorting(scores, k));
      expect([...topK(Float32Array.from(scores), k, exclude)]).toEqual(bySorting(scores, k, exclude));
    }
  });

  it("rejects a k that is not a whole number of at least 1", () => {
    for (const k of [0, -1, 1.5, Number.NaN]) expect(() => topK([1], k)).toThrow(UsageError);
  });
});

describe("TopK", () => {
  it("does not depend on the order of offers", () => {
    const random = new Stream("offers");
    const scores = Array.from({ length: 400 }, () => random.int(20));
    const order = random.shuffle(scores.map((_, id) => id));
    const best = new TopK(50);
    for (const id of order) best.offer(id, scores[id]);
    const { ids, scores: held } = best.drain();
    expect([...ids]).toEqual(bySorting(scores, 50));
    expect([...held]).toEqual(bySorting(scores, 50).map((id) => scores[id]));
  });

  it("tells the score to beat once it is full, and starts again after a drain", () => {
    const best = new TopK(2);
    best.offer(0, 3);
    expect(best.bar).toBe(Number.NEGATIVE_INFINITY);
    best.offer(1, 5);
    expect(best.bar).toBe(3);
    best.drain();
    expect(best.size).toBe(0);
    expect(best.bar).toBe(Number.NEGATIVE_INFINITY);
  });
});
