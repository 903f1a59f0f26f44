import { describe, expect, it } from "vitest";
import { readMovieLens } from "../../data/movielens/movielens.ts";
import { Stream } from "../../src/core/random.ts";
import type { Scorer } from "../../src/core/scorer.ts";
import { packSequences } from "../../src/core/sequences.ts";
import { rankInCatalogue } from "../../src/evaluate/held-out.ts";
import { rankingMetrics } from "../../src/evaluate/ranking.ts";
import { ItemKnn } from "../../src/models/item-knn.ts";
import { Popularity } from "../../src/models/popularity.ts";
import { sharedData } from "../data/fixture.ts";

const train = packSequences([[0, 1, 2], [1, 0], [1, 3], [4]]);
const users = (...histories: number[][]) => ({
  users: Int32Array.from(histories.keys()),
  histories: histories.map((history) => Int32Array.from(history)),
});
/** Neighbours of an item with their likeness, nearest first: what it alone makes of a history. */
function neighboursOf(knn: ItemKnn, item: number): { items: number[]; likeness: number[] } {
  const scores = knn.score(users([item]));
  const items = [...scores.keys()].filter((other) => scores[other] > 0).sort((a, b) => scores[b] - scores[a] || a - b);
  return { items, likeness: items.map((other) => scores[other]) };
}

const everything = { neighbours: 10, shrinkage: 0, recent: 0 };

describe("Popularity", () => {
  it("scores items by how often they occur, alike for everybody", () => {
    const scores = Popularity.fit(train, 6).score(users([0], [4, 3]));
    expect([...scores]).toEqual([2, 3, 1, 1, 1, 0, 2, 3, 1, 1, 1, 0]);
  });
});

describe("ItemKnn", () => {
  it("finds neighbours by the cosine of their users", () => {
    const { items, likeness } = neighboursOf(ItemKnn.fit(train, 6, everything), 1);
    expect(items).toEqual([0, 2, 3]);
    expect(likeness).toEqual([2 / Math.sqrt(6), 1 / Math.sqrt(3), 1 / Math.sqrt(3)].map(Math.fround));
  });

  it("lowers the cosine of few users by shrinkage, and keeps as many neighbours as it is told", () => {
    const { items, likeness } = neighboursOf(ItemKnn.fit(train, 6, { ...everything, neighbours: 2, shrinkage: 2 }), 1);
    expect(items).toEqual([0, 2]);
    expect(likeness).toEqual([2 / (Math.sqrt(6) + 2), 1 / (Math.sqrt(3) + 2)].map(Math.fround));
  });

  it("sums the likeness to the items of a history, or to the newest of them", () => {
    const batch = users([2, 3], [4], []);
    const [c, d] = [1 / Math.sqrt(2), 1 / Math.sqrt(3)];
    expect([...ItemKnn.fit(train, 6, everything).score(batch).slice(0, 6)]).toEqual([
      expect.closeTo(c, 6),
      expect.closeTo(2 * d, 6),
      ...[0, 0, 0, 0],
    ]);
    const newest = ItemKnn.fit(train, 6, { ...everything, recent: 1 }).score(batch);
    expect([...newest.slice(0, 6)]).toEqual([0, Math.fround(d), 0, 0, 0, 0]);
    expect(newest.slice(6).every((score) => score === 0)).toBe(true);
  });

  it("is the cosine of dense columns on random data", () => {
    const random = new Stream("knn");
    const lists = Array.from({ length: 40 }, () => [...new Set(Array.from({ length: 8 }, () => random.int(25)))]);
    const knn = ItemKnn.fit(packSequences(lists), 25, everything);
    const dense = (item: number) => lists.map((list) => Number(list.includes(item)));
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
    for (let item = 0; item < 25; item++) {
      const own = dense(item);
      const { items, likeness } = neighboursOf(knn, item);
      for (const [i, other] of items.entries()) {
        const column = dense(other);
        expect(likeness[i]).toBeCloseTo(dot(own, column) / Math.sqrt(dot(own, own) * dot(column, column)), 6);
      }
    }
  });
});

describe("on MovieLens-1M's 512 validation users, whole catalogue", () => {
  const ml1m = sharedData("ml1m");
  it.skipIf(!ml1m)("popularity and item-knn come out as docs/offline.md says", async () => {
    const { sequences, items, validation } = await readMovieLens(ml1m as string);
    const measure = async (scorer: Scorer) => rankingMetrics(await rankInCatalogue({ scorer, heldOut: validation }));
    const popularity = await measure(Popularity.fit(sequences, items));
    const knn = await measure(ItemKnn.fit(sequences, items, { neighbours: 300, shrinkage: 0, recent: 5 }));
    expect([popularity["HR@10"], popularity["nDCG@10"]].map((value) => value.toFixed(4))).toEqual(["0.0332", "0.0179"]);
    expect([knn["HR@10"], knn["nDCG@10"]].map((value) => value.toFixed(4))).toEqual(["0.1582", "0.0941"]);
  });
});
