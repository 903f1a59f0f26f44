import { describe, expect, it } from "vitest";
import { Interrupted, SlateLabError, UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { openStore } from "../../src/store/database.ts";
import { NeighbourCache } from "../../src/store/neighbours.ts";
import { BLOCK } from "../../src/texts/neighbour-scan.ts";
import type { Rows } from "../../src/texts/neighbour-table.ts";
import { NeighbourIndex, type NeighbourOptions } from "../../src/texts/neighbours.ts";

/** Unit rows with normal directions. */
function randomRows(size: number, dimensions: number, random: Stream): Rows {
  const rows = new Float32Array(size * dimensions).map(() => random.normal());
  for (let i = 0; i < size; i++) normalise(rows.subarray(i * dimensions, (i + 1) * dimensions));
  return { rows, size, dimensions };
}

function normalise(row: Float32Array): void {
  const norm = Math.hypot(...row);
  for (let i = 0; i < row.length; i++) row[i] /= norm;
}

/** Rows of few different values: (±1, ±1, ±1, ±1)/2 and zero, so that nearly all scores are ties, and exact. */
function tiedRows(size: number, random: Stream): Rows {
  const rows = new Float32Array(size * 4);
  for (let i = 0; i < size; i++) {
    if (random.uniform() < 0.2) continue;
    for (let d = 0; d < 4; d++) rows[i * 4 + d] = random.uniform() < 0.5 ? 0.5 : -0.5;
  }
  return { rows, size, dimensions: 4 };
}

/** Every product, sorted: the plain definition. */
function bySorting({ rows, size, dimensions }: Rows, item: number, k: number): number[] {
  const product = (other: number) => {
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += rows[item * dimensions + d] * rows[other * dimensions + d];
    return sum;
  };
  return Array.from({ length: size }, (_, id) => ({ id, score: product(id) }))
    .filter(({ id }) => id !== item)
    .sort((a, b) => b.score - a.score || a.id - b.id)
    .slice(0, k)
    .map(({ id }) => id);
}

async function filled(rows: Rows, options?: NeighbourOptions): Promise<NeighbourIndex> {
  const index = new NeighbourIndex(rows, options);
  await index.fill();
  return index;
}

describe("NeighbourIndex", () => {
  it.each([
    [700, 384, 100],
    [1000, 19, 10],
    [481, 8, 480],
    [5, 3, 2],
  ])(
    "finds the same as sorting: %i items of %i numbers, k = %i",
    async (size, dimensions, k) => {
      const rows = randomRows(size, dimensions, new Stream(`random ${size}`));
      const index = await filled(rows, { k });
      for (let item = 0; item < size; item += 7) {
        const expected = bySorting(rows, item, k);
        expect([...index.of(item).items]).toEqual(expected);
        expect([...new NeighbourIndex(rows, { k }).of(item).items]).toEqual(expected);
      }
    },
    120_000,
  );

  it("breaks ties by smaller id, with duplicates and zero rows", async () => {
    const rows = tiedRows(1300, new Stream("ties"));
    const index = await filled(rows, { k: 100 });
    for (let item = 0; item < 1300; item += 3) expect([...index.of(item).items]).toEqual(bySorting(rows, item, 100));
  });

  it("lists the smallest ids of thousands of duplicates", () => {
    const size = 10_000;
    const rows = new Float32Array(size * 3);
    for (let i = 0; i < size; i++) rows.set(i % 2 === 0 ? [0.6, 0.48, 0.64] : [0.64, 0.6, 0.48], i * 3);
    const index = new NeighbourIndex({ rows, size, dimensions: 3 });
    const smallest = (parity: number) => Array.from({ length: 101 }, (_, i) => 2 * i + parity);
    for (const item of [0, 51, 9998, 9999]) {
      const expected = smallest(item % 2).filter((id) => id !== item);
      expect([...index.of(item).items]).toEqual(expected.slice(0, 100));
    }
  });

  it("sees through quantisation: scores closer than it are told apart", async () => {
    const random = new Stream("close");
    const near = randomRows(1, 384, random).rows;
    const rows = new Float32Array(900 * 384);
    for (let i = 0; i < 900; i++) {
      const row = rows.subarray(i * 384, (i + 1) * 384);
      for (let d = 0; d < 384; d++) row[d] = near[d] + random.normal(0, 1e-6);
      normalise(row);
    }
    const source = { rows, size: 900, dimensions: 384 };
    const index = await filled(source, { k: 50 });
    for (let item = 0; item < 900; item += 90) expect([...index.of(item).items]).toEqual(bySorting(source, item, 50));
  });

  it("gives cosines with the ids, best first", async () => {
    const rows = { rows: new Float32Array([1, 0, 0.6, 0.8, 0, 1, -1, 0]), size: 4, dimensions: 2 };
    const { items, scores } = (await filled(rows)).of(0);
    expect([...items]).toEqual([1, 2, 3]);
    expect([...scores]).toEqual([Math.fround(0.6), 0, -1]);
  });

  it("has every other item for k of n - 1 and more, and none of a catalogue of one", async () => {
    const rows = randomRows(12, 6, new Stream("small"));
    for (const k of [11, 12, 1000]) expect((await filled(rows, { k })).of(3).items).toHaveLength(11);
    expect((await filled(randomRows(1, 6, new Stream("one")))).of(0).items).toHaveLength(0);
  });

  it("keeps lists in the store, resumes after an interrupt and searches nothing twice", async () => {
    const rows = randomRows(BLOCK * 3, 16, new Stream("resume"));
    const lists = new NeighbourCache(openStore(":memory:"), { catalogueHash: "c", embedderHash: "e" });
    const stop = new AbortController();
    const onProgress = (done: number) => done >= BLOCK && stop.abort();
    const first = new NeighbourIndex(rows, { k: 5, lists }).fill(undefined, { signal: stop.signal, onProgress });
    await expect(first).rejects.toThrow(Interrupted);
    expect([BLOCK - 1, BLOCK].map((item) => lists.get(item) !== undefined)).toEqual([true, false]);

    const seen: number[] = [];
    const index = new NeighbourIndex(rows, { k: 5, lists });
    await index.fill(undefined, { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([BLOCK, 2 * BLOCK, 3 * BLOCK]);
    const unreadable = { ...rows, rows: new Float32Array(0) };
    const cached = new NeighbourIndex(unreadable, { k: 5, lists });
    for (const item of [0, BLOCK, 3 * BLOCK - 1]) {
      expect([...cached.of(item).items]).toEqual(bySorting(rows, item, 5));
    }
  });

  it("takes a longer list for a shorter one, not the other way round", async () => {
    const rows = randomRows(40, 8, new Stream("lengths"));
    const lists = new NeighbourCache(openStore(":memory:"), { catalogueHash: "c", embedderHash: "e" });
    await filled(rows, { k: 10, lists });
    expect([...new NeighbourIndex(rows, { k: 4, lists }).of(1).items]).toEqual(bySorting(rows, 1, 4));
    expect([...new NeighbourIndex(rows, { k: 20, lists }).of(1).items]).toEqual(bySorting(rows, 1, 20));
  });

  it("fills only what is asked for, once", async () => {
    const rows = randomRows(30, 8, new Stream("some"));
    const totals: number[] = [];
    await new NeighbourIndex(rows).fill([3, 5, 3], { onProgress: (_, total) => totals.push(total) });
    expect(totals).toEqual([2, 2]);
  });

  it.each([
    ["an item beyond the catalogue", () => new NeighbourIndex(randomRows(3, 2, new Stream(1))).of(3)],
    ["no item", () => new NeighbourIndex(randomRows(3, 2, new Stream(1))).of(0.5)],
    ["k of 0", () => new NeighbourIndex(randomRows(3, 2, new Stream(1)), { k: 0 })],
    [
      "rows longer than 1",
      () => new NeighbourIndex({ rows: new Float32Array([3, 4, 1, 0]), size: 2, dimensions: 2 }).of(0),
    ],
    ["NaN", () => new NeighbourIndex({ rows: new Float32Array([Number.NaN, 0]), size: 2, dimensions: 1 }).of(0)],
    ["rows of another shape", () => new NeighbourIndex({ rows: new Float32Array(3), size: 2, dimensions: 2 }).of(0)],
  ])("rejects %s", (_, search) => {
    expect(search).toThrow(UsageError);
  });

  it("does not fill twice at once", async () => {
    const index = new NeighbourIndex(randomRows(30, 8, new Stream("twice")));
    const first = index.fill();
    await expect(index.fill()).rejects.toThrow(SlateLabError);
    await first;
    expect(index.of(0).items).toHaveLength(29);
  });
});
