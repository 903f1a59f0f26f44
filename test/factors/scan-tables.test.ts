import { describe, expect, it } from "vitest";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { keyItem, keyScore, RANK_KEY_ITEMS } from "../../src/factors/rank-key.ts";
import type { ScanTables } from "../../src/factors/scan-tables.ts";
import { FunkSvd } from "../../src/models/funksvd.ts";
import { allKeys, rankKey } from "./fixture.ts";

describe("rank keys", () => {
  it("order by score, then by the smaller id, and give both back", () => {
    const scores = [-3e38, -2.5, -1e-40, 0, 1e-40, 0.1, 1, 3e38].map(Math.fround);
    const pairs = scores.flatMap((score) => [RANK_KEY_ITEMS - 1, 7, 0].map((item) => ({ score, item })));
    const keys = pairs.map(({ score, item }) => rankKey(score, item));
    expect([...keys].sort((a, b) => a - b)).toEqual(keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.map((key) => ({ score: keyScore(key), item: keyItem(key) }))).toEqual(pairs);
  });

  it("tell no difference between 0 and −0", () => {
    expect(rankKey(-0, 3)).toBe(rankKey(0, 3));
  });
});

function scanOf(users: number, items: number, width: number): ScanTables {
  return new FunkSvd({ users, items, width }).initialise(new Stream(`${users} × ${items} × ${width}`)).scan;
}

describe("full scans", () => {
  it.each([
    [1, 1, 4],
    [2, 3, 4],
    [5, 1021, 12],
    [67, 1500, 16],
    [3, 5003, 128],
  ])("of %d users × %d items × %d factors are the bits of a brute force", (users, items, width) => {
    const scan = scanOf(users, items, width);
    for (const count of [1, 10, 500]) {
      for (let user = 0; user < users; user += Math.ceil(users / 5)) {
        expect(scan.best(user, count)).toEqual(allKeys(scan, user).slice(0, count));
      }
    }
  });

  it("keep the smaller ids of ties", () => {
    const scan = scanOf(3, 30_000, 8);
    scan.tables.items.fill(0.25);
    scan.tables.biases.fill(1);
    scan.tables.biases[29_999] = 2;
    const expected = [29_999, ...Array.from({ length: 99 }, (_, item) => item)];
    expect(Array.from(scan.best(1, 100), keyItem)).toEqual(expected);
  });

  it("rank −0 as 0", () => {
    const scan = scanOf(1, 8, 4);
    scan.tables.items.fill(0);
    scan.tables.biases.fill(0);
    scan.tables.biases[2] = -0;
    scan.tables.users.fill(-1);
    expect(Array.from(scan.best(0, 4), keyItem)).toEqual([0, 1, 2, 3]);
  });

  it("survive rising scores, where every item beats the last list", () => {
    const scan = scanOf(2, 20_000, 4);
    scan.tables.items.fill(0);
    scan.tables.biases.forEach((_, item, biases) => {
      biases[item] = item;
    });
    expect(Array.from(scan.best(0, 3000), keyItem)).toEqual(Array.from({ length: 3000 }, (_, i) => 19_999 - i));
    expect(scan.best(0, 1e6)).toHaveLength(20_000);
  });

  it("rescore any items in any order", () => {
    const scan = scanOf(4, 300, 20);
    const all = allKeys(scan, 2);
    const ids = [299, 0, 17, 17, 5, 250, 1];
    scan.ids.set(ids);
    const keys = scan.rescore(2, ids.length).slice(0, ids.length);
    expect(Array.from(keys, keyItem)).toEqual(ids);
    for (const key of keys) expect(all).toContain(key);
  });

  it.each([
    [{ users: 2, items: 10, width: 6 }],
    [{ users: 2, items: 10, width: 0 }],
    [{ users: 2, items: RANK_KEY_ITEMS + 1, width: 4 }],
  ])("refuse %j", (shape) => {
    expect(() => new FunkSvd(shape)).toThrow(UsageError);
  });
});

describe("coarse scans", () => {
  /** The largest error of the approximate scores against float64, and that of the answer's own bound. */
  function errors({ tables, shape: { items, width }, coarse }: ScanTables, user: number) {
    const error = coarse.aim(user);
    const keys = coarse.best(items);
    const actual = Array.from(keys, (key) => {
      let score = tables.biases[keyItem(key)];
      for (let i = 0; i < width; i++) score += tables.users[user * width + i] * tables.items[keyItem(key) * width + i];
      return Math.abs(score - keyScore(key));
    });
    return { actual: Math.max(...actual), bound: error };
  }

  it.each([
    [1, 4],
    [3, 12],
    [1001, 16],
    [1027, 20],
    [3000, 128],
    [500, 600],
  ])("of %d items × %d factors are as near as they say", (items, width) => {
    const scan = scanOf(5, items, width);
    const random = new Stream("sizes");
    // Rows and users of very different lengths, some of them zero.
    for (let item = 0; item < items; item += 3) {
      const factor = item % 2 === 0 ? 0 : 10 ** random.normal(0, 2);
      for (let i = item * width; i < (item + 1) * width; i++) scan.tables.items[i] *= factor;
    }
    scan.tables.users.fill(0, 0, width);
    scan.tables.users.fill(3, width, 2 * width);
    scan.coarse.packAll();
    for (let user = 0; user < 5; user++) {
      const { actual, bound } = errors(scan, user);
      expect(actual).toBeLessThanOrEqual(bound);
    }
  });

  it("are off by less than a tenth of the scores' spread for factors as they start", () => {
    const scan = scanOf(2, 4000, 128);
    scan.coarse.packAll();
    expect(errors(scan, 0).bound).toBeLessThan(0.1 * 0.05);
  });

  it("keep the best of their own scores, ties by id", () => {
    const scan = scanOf(2, 12_000, 8);
    for (let item = 100; item < 12_000; item++) {
      scan.tables.items.copyWithin(item * 8, (item % 100) * 8, (item % 100) * 8 + 8);
      scan.tables.biases[item] = scan.tables.biases[item % 100];
    }
    scan.coarse.packAll();
    scan.coarse.aim(1);
    const all = scan.coarse.best(12_000);
    expect(all).toEqual(all.slice().sort().reverse());
    expect(new Set(Array.from(all, keyItem)).size).toBe(12_000);
    expect(scan.coarse.best(700)).toEqual(all.slice(0, 700));
  });

  it("filter ids by the scores that a scan ranks by", () => {
    const scan = scanOf(3, 3000, 20);
    scan.coarse.packAll();
    scan.coarse.aim(2);
    const keys = scan.coarse.best(3000);
    const random = new Stream("filter");
    for (const count of [0, 1, 2, 3, 4, 7, 1000]) {
      const ids = Int32Array.from({ length: count }, () => random.int(3000));
      const least = keyScore(keys[random.int(3000)]);
      const good = new Set(
        Array.from(keys)
          .filter((key) => keyScore(key) >= least)
          .map(keyItem),
      );
      scan.ids.set(ids);
      const kept = scan.coarse.filter(scan.ids, count, least);
      expect([...scan.ids.subarray(0, kept)]).toEqual([...ids].filter((id) => good.has(id)));
    }
  });

  it("follow an item that is packed again", () => {
    const scan = scanOf(2, 50, 8);
    scan.coarse.packAll();
    const { norm } = scan.coarse.extremes;
    scan.tables.items.set(
      scan.tables.users.subarray(0, 8).map((x) => 100 * x),
      7 * 8,
    );
    scan.coarse.pack(7);
    scan.coarse.aim(0);
    expect(keyItem(scan.coarse.best(1)[0])).toBe(7);
    expect(scan.coarse.extremes.norm).toBeGreaterThan(norm);
    scan.coarse.packAll();
    expect(errors(scan, 0).actual).toBeLessThanOrEqual(errors(scan, 0).bound);
  });

  it("refuse what is not finite", () => {
    const scan = scanOf(2, 50, 8);
    scan.tables.users[3] = Number.NaN;
    scan.coarse.packAll();
    expect(() => scan.coarse.aim(0)).toThrow(SlateLabError);
    scan.tables.items[9] = Number.POSITIVE_INFINITY;
    expect(() => scan.coarse.pack(1)).toThrow("Item 1");
    expect(() => scan.coarse.packAll()).toThrow(SlateLabError);
  });
});
