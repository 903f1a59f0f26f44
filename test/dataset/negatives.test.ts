import { describe, expect, it } from "vitest";
import type { Interactions } from "../../src/core/types.ts";
import { MetItems } from "../../src/dataset/met-items.ts";
import { type NegativeSampler, PopularitySampler, uniformSampler, unmetSampler } from "../../src/dataset/negatives.ts";

const ITEMS = 7;
const K = 20_000;
/** Rows of users whose items are these. */
const rowsOf = (...items: number[]): Interactions => ({
  users: new Int32Array(items.length),
  items: Int32Array.from(items),
});

function popularitySampler(met: readonly number[] = [], items = ITEMS): PopularitySampler {
  const sampler = new PopularitySampler(items);
  sampler.count(Int32Array.from(met));
  return sampler;
}

/** Holds draws for a row to weights of the items but its own, within five standard deviations. */
function expectShares(sampler: NegativeSampler, own: number, weights: readonly number[]): void {
  const drawn = sampler.draw(rowsOf(own), K, 5);
  const others = weights.map((weight, item) => (item === own ? 0 : weight));
  const total = others.reduce((sum, weight) => sum + weight, 0);
  for (const [item, weight] of others.entries()) {
    const share = weight / total;
    const got = drawn.filter((it) => it === item).length / K;
    expect(Math.abs(got - share), `item ${item}`).toBeLessThanOrEqual(5 * Math.sqrt((share * (1 - share)) / K));
  }
}

describe.each<[string, (items: number) => NegativeSampler]>([
  ["uniform", uniformSampler],
  ["popularity", (items) => popularitySampler([0], items)],
])("the %s sampler", (_, make) => {
  it("draws k items for each row, by the key alone", () => {
    const [sampler, rows] = [make(ITEMS), rowsOf(3, 0, 6)];
    const drawn = sampler.draw(rows, 50, 1);
    expect(drawn.length).toBe(150);
    expect(sampler.draw(rows, 50, 1)).toEqual(drawn);
    expect(sampler.draw(rows, 50, 2)).not.toEqual(drawn);
    expect(drawn.subarray(0, 50)).not.toEqual(drawn.subarray(50, 100));
  });

  it("never draws the row's own item, and no other than those there are", () => {
    const drawn = make(3).draw(rowsOf(0, 1, 2), 200, 1);
    [0, 1, 2].forEach((own) => {
      const others = new Set(drawn.subarray(200 * own, 200 * (own + 1)));
      expect([...others].sort()).toEqual([0, 1, 2].filter((item) => item !== own));
    });
    expect([...make(2).draw(rowsOf(0, 1), 3, 1)]).toEqual([1, 1, 1, 0, 0, 0]);
  });

  it("refuses a catalogue of one item", () => {
    expect(() => make(1)).toThrow("Expected at least two items, to draw another than was met, got 1");
  });
});

describe("a sampler of what users have not met", () => {
  const met = new MetItems(2, ITEMS);
  for (const item of [0, 1, 2]) met.add(1, item);

  it("draws the others alike, and for whoever has met nothing all", () => {
    const rows = { users: Int32Array.of(1, 0), items: Int32Array.of(3, 3) };
    const drawn = unmetSampler(uniformSampler(ITEMS), met).draw(rows, K, 1);
    const [others, all] = [drawn.subarray(0, K), drawn.subarray(K)];
    expect([...new Set(others)].sort()).toEqual([4, 5, 6]);
    for (const item of [4, 5, 6]) expect(others.filter((it) => it === item).length / K).toBeCloseTo(1 / 3, 1);
    expect(all).toEqual(uniformSampler(ITEMS).draw(rows, K, 1).subarray(K));
  });

  it("draws the same by one key", () => {
    const sampler = unmetSampler(popularitySampler([1, 1, 2]), met);
    const rows = { users: Int32Array.of(1, 1), items: Int32Array.of(3, 4) };
    expect(sampler.draw(rows, 9, 5)).toEqual(sampler.draw(rows, 9, 5));
  });

  it("comes to an end where a user has met all", () => {
    const all = new MetItems(1, ITEMS);
    for (let item = 0; item < ITEMS; item++) all.add(0, item);
    expect(unmetSampler(uniformSampler(ITEMS), all).draw(rowsOf(0), 5, 1)).toHaveLength(5);
  });
});

describe("shares", () => {
  it.each([0, 3, 6])("are even of the uniform sampler, but for item %i itself", (own) => {
    expectShares(uniformSampler(ITEMS), own, new Array(ITEMS).fill(1));
  });

  it.each([0, 3, 6])("go by how often items were met, for item %i", (own) => {
    const sampler = popularitySampler([1, 1, 1, 1, 3, 3, 6]);
    expectShares(sampler, own, [1, 5, 1, 3, 1, 1, 2]);
    sampler.count(Int32Array.of(5, 5, 0));
    expectShares(sampler, own, [2, 5, 1, 3, 1, 3, 2]);
  });

  it("take items that there are, and count none of a list that has others", () => {
    const sampler = popularitySampler();
    expect(() => sampler.count(Int32Array.of(1, 7))).toThrow("met: Expected items 0..6, got 7");
    expect(sampler.draw(rowsOf(0), 30, 1)).toEqual(popularitySampler().draw(rowsOf(0), 30, 1));
  });
});
