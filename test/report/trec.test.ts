import { describe, expect, it } from "vitest";
import { trecQrels, trecRun } from "../../src/report/trec.ts";

/** `[user, item, rank, score]` of each line, after checking the fixed columns. */
function linesOf(run: string): number[][] {
  return run
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [user, q0, item, rank, score, tag] = line.split(" ");
      expect([q0, tag]).toEqual(["Q0", "my-model"]);
      return [user, item, rank, score].map(Number);
    });
}

const runOf = (scores: Float32Array) => {
  const items = Int32Array.from(scores.keys());
  return linesOf([...trecRun([{ user: 7, items, scores }], "my-model")].join(""));
};

describe("trecRun", () => {
  it("writes user, item, rank from 1 and score", () => {
    const lists = [
      { user: 3, items: Int32Array.of(12, 5), scores: Float32Array.of(2.5, -1) },
      { user: 9, items: Int32Array.of(0), scores: Float32Array.of(0) },
    ];
    expect([...trecRun(lists, "m")].join("")).toBe("3 Q0 12 1 2.5 m\n3 Q0 5 2 -1 m\n9 Q0 0 1 0 m\n");
  });

  it.each<[string, number[]]>([
    ["ties", [3, 3, 3, 2, 2, -5, -5]],
    ["zeros", [0, 0, 0]],
    ["a tie that runs into the next score", [1, 1, 1 - 2 ** -24, 1 - 2 ** -24]],
    ["scores too close for float32", [1, 1 - 1e-12, 1 - 2e-12]],
    ["the smallest numbers", [2 ** -149, 2 ** -149, 2 ** -149, -(2 ** -149)]],
    ["large numbers", [3e38, 3e38, -3e38, -3e38]],
  ])("keeps the order under any tie-breaking, in float32: %s", (_, scores) => {
    const written = runOf(Float32Array.from(scores)).map((row) => row[3]);
    for (let i = 1; i < written.length; i++) expect(Math.fround(written[i])).toBeLessThan(Math.fround(written[i - 1]));
    for (const [i, score] of written.entries())
      expect(Math.abs(score - scores[i])).toBeLessThan(1e-6 * Math.abs(scores[i]) + 1e-30);
  });

  it("leaves scores that fall as they are", () => {
    expect(runOf(Float32Array.of(0.1, 0.05, -7)).map((row) => row[3])).toEqual([0.1, 0.05, -7].map(Math.fround));
  });
});

describe("trecQrels", () => {
  it("names each user's one relevant item", () => {
    const heldOut = [3, 9].map((user) => ({ user, history: Int32Array.of(1), target: user + 1 }));
    expect([...trecQrels(heldOut)].join("")).toBe("3 0 4 1\n9 0 10 1\n");
  });
});
