import { describe, expect, it } from "vitest";
import { binomialInterval } from "../../src/evaluate/binomial.ts";
import { hitRate, mrr, ndcg, type Ranks, rankingIntervals, rankingMetrics } from "../../src/evaluate/ranking.ts";

/** One user whose item has this many better and equal others. */
const one = (better: number, tied = 0): Ranks => ({ better: Int32Array.of(better), tied: Int32Array.of(tied) });

/** Mean of a metric over every way in which the ties may fall. */
function overTies(metric: (ranks: Ranks) => number, better: number, tied: number): number {
  const values = Array.from({ length: tied + 1 }, (_, i) => metric(one(better + i)));
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("metrics of one relevant item", () => {
  it.each([
    [0, 1, 1, 1],
    [1, 1, 1 / Math.log2(3), 1 / 2],
    [2, 1, 0.5, 1 / 3],
    [9, 1, 0.2890648263, 1 / 10],
    [10, 0, 0, 1 / 11],
    [3000, 0, 0, 1 / 3001],
  ])("at rank %i: HR@10 %f, nDCG@10 %f, MRR %f", (rank, hit, gain, reciprocal) => {
    expect(hitRate(one(rank), 10)).toBe(hit);
    expect(ndcg(one(rank), 10)).toBeCloseTo(gain, 10);
    expect(mrr(one(rank))).toBeCloseTo(reciprocal, 12);
  });

  it("against 100 negatives that all tie, as a random scorer in expectation: HR@10 .0990, nDCG@10 .0450", () => {
    expect(hitRate(one(0, 100), 10)).toBeCloseTo(10 / 101, 12);
    expect(ndcg(one(0, 100), 10).toFixed(4)).toBe("0.0450");
  });

  it.each([
    [0, 0],
    [0, 3],
    [7, 5],
    [9, 1],
    [10, 4],
    [3, 200],
  ])("%i better and %i tied: the mean over every order of the tied", (better, tied) => {
    for (const metric of [(r: Ranks) => hitRate(r, 10), (r: Ranks) => ndcg(r, 10), (r: Ranks) => mrr(r)]) {
      expect(metric(one(better, tied))).toBeCloseTo(overTies(metric, better, tied), 12);
    }
  });

  it("averages over users", () => {
    const ranks = { better: Int32Array.of(0, 4, 12), tied: Int32Array.of(0, 0, 0) };
    expect(rankingMetrics(ranks)).toEqual({
      "HR@1": 1 / 3,
      "HR@10": 2 / 3,
      "nDCG@10": expect.closeTo((1 + 1 / Math.log2(6)) / 3, 12),
      "MRR@10": expect.closeTo((1 + 1 / 5) / 3, 12),
      MRR: expect.closeTo((1 + 1 / 5 + 1 / 13) / 3, 12),
    });
    expect(rankingMetrics(ranks, 12).MRR).toBeCloseTo((1 + 1 / 5) / 3, 12);
  });

  it.each([
    [
      "no users",
      () => hitRate({ better: new Int32Array(0), tied: new Int32Array(0) }, 10),
      /ranks of at least one user/,
    ],
    ["a cutoff of 0", () => ndcg(one(0), 0), /Expected a cutoff of at least 1, got 0/],
  ])("refuses %s", (_, measure, message) => expect(measure).toThrow(message));
});

describe("intervals over users", () => {
  /** So many users whose item comes first, and others whose item comes at rank 100. */
  const hits = (first: number, others: number): Ranks => ({
    better: Int32Array.from({ length: first + others }, (_, user) => (user < first ? 0 : 100)),
    tied: new Int32Array(first + others),
  });

  it("are about two standard errors wide on either side where there are many", () => {
    const [low, high] = rankingIntervals(hits(300, 700))["HR@10"]!;
    const reach = 1.96 * Math.sqrt((0.3 * 0.7) / 1000);
    expect(low).toBeCloseTo(0.3 - reach, 2.5);
    expect(high).toBeCloseTo(0.3 + reach, 2.5);
    const [from, to] = rankingIntervals(hits(300, 700))["nDCG@10"]!;
    expect(Math.max(Math.abs(from - low), Math.abs(to - high))).toBeLessThan(0.002);
  });

  it("of a hit rate says how much no hits tell; of others there is none where all gain the same", () => {
    const none = rankingIntervals(hits(0, 50));
    expect(none).toMatchObject({ "HR@10": [0, expect.closeTo(1 - 0.025 ** (1 / 50), 6)], "MRR@10": null });
    expect(rankingIntervals(hits(1, 0))["HR@1"]![0]).toBeCloseTo(0.025, 6);
  });

  it("stay among what can be, and take a tie for what it is worth", () => {
    expect(rankingIntervals(hits(1, 9))["nDCG@10"]![0]).toBe(0);
    const tied = { better: new Int32Array(10), tied: new Int32Array(10).fill(19) };
    expect(rankingIntervals(tied)["HR@10"]).toEqual(binomialInterval(5, 10));
  });
});
