import { describe, expect, it } from "vitest";
import { joinedBatches, leftPadded, type SequenceBatch, withNext } from "../../src/dataset/sequence-batch.ts";

const SHAPE = { items: 9, length: 3 };
const rowsOf = ({ items, count, length }: SequenceBatch) =>
  Array.from({ length: count }, (_, b) => [...items.subarray(b * length, (b + 1) * length)]);

describe("batches of sequences", () => {
  it("are padded at the left, and keep the most recent ids", () => {
    const batch = leftPadded([[4], [], [1, 2, 3, 4, 5]], SHAPE);
    expect(batch).toMatchObject({ count: 3, length: 3 });
    expect(rowsOf(batch)).toEqual([
      [10, 10, 4],
      [10, 10, 10],
      [3, 4, 5],
    ]);
  });

  it("get one more id, and lose the first beyond the most", () => {
    const batch = leftPadded([[4], [1, 2, 3]], SHAPE);
    const next = Int32Array.of(7, 8);
    expect(rowsOf(withNext(batch, next, 3))).toEqual([
      [10, 4, 7],
      [2, 3, 8],
    ]);
    expect(rowsOf(withNext(batch, next, 9))).toEqual([
      [10, 10, 4, 7],
      [1, 2, 3, 8],
    ]);
    expect(rowsOf(withNext(batch, next, 1))).toEqual([[7], [8]]);
    expect(() => withNext(batch, Int32Array.of(7), 3)).toThrow("sequences: Expected 2 next ids, got 1");
  });

  it("are joined where they are of one length", () => {
    const [one, two] = [[[1], [2, 3]], [[4, 5, 6]]].map((lists) => leftPadded(lists, SHAPE));
    expect(rowsOf(joinedBatches(one, two))).toEqual([...rowsOf(one), ...rowsOf(two)]);
    const shorter = leftPadded([[1]], { ...SHAPE, length: 2 });
    expect(() => joinedBatches(one, shorter)).toThrow("Expected sequences of 3 positions, got 2");
  });
});
