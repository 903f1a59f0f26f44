import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SlateLabError } from "../../src/core/errors.ts";
import type { FactorWords, InteractionData } from "../../src/core/interaction-data.ts";
import { itemFactors } from "../../src/dataset/item-factors.ts";
import { prepare, withFactors } from "../../src/dataset/prepare.ts";
import { readPreparedData, writePreparedData } from "../../src/dataset/prepared-data.ts";
import { readBlobFile, writeBlobFile } from "../../src/files/blob-file.ts";
import { newFolder } from "../store/fixture.ts";

/** Ten users, each of whom met the first items in order, and a rare eleventh item. */
function dataOf(lists: readonly (readonly number[])[], factors?: FactorWords[]): InteractionData {
  const items = Math.max(...lists.flat()) + 1;
  return {
    interactions: {
      users: Int32Array.from(lists.flatMap((list, user) => list.map(() => user))),
      items: Int32Array.from(lists.flat()),
    },
    users: lists.length,
    items,
    userNames: lists.map((_, user) => `u${user}`),
    itemNames: Array.from({ length: items }, (_, item) => `i${item}`),
    factors,
  };
}

const LISTS = [
  [0, 1, 2, 3],
  [0, 1, 2, 3],
  [4, 2, 1, 3],
];
const WORDS: FactorWords[] = [
  { name: "genre", words: [["z", "a", "z"], ["m"], [], ["a"], ["rare"]] },
  { name: "size", words: [["big"], ["small"], [], ["big"], ["huge"]], scale: ["small", "middle", "big"] },
];
const prepared = (factors = WORDS) =>
  prepare(dataOf(LISTS, factors), { kCore: { k: 2, mode: "fixed" }, split: "leave-one-out", seed: 1 });

describe("factors of prepared data", () => {
  it("are those of the items that stay, values by name or in the order of their scale", () => {
    const { factors, itemNames } = prepared();
    expect(itemNames).toEqual(["i0", "i1", "i2", "i3"]);
    expect(factors).toEqual([
      {
        name: "genre",
        values: ["a", "m", "unknown", "z"],
        offsets: Uint32Array.of(0, 2, 3, 4, 5),
        ids: Int32Array.of(3, 0, 1, 2, 0),
      },
      {
        name: "size",
        values: ["small", "middle", "big", "unknown"],
        offsets: Uint32Array.of(0, 1, 2, 3, 4),
        ids: Int32Array.of(2, 0, 3, 2),
      },
    ]);
  });

  it("come back from disk, and make another data set", () => {
    const path = join(newFolder(), "prepared.bin");
    const data = prepared();
    const hash = writePreparedData(path, data);
    expect(readPreparedData(path)).toEqual({ ...data, hash });
    const hashes = [prepared([]), prepared(WORDS.slice(1)), prepared([{ ...WORDS[0], name: "g" }, WORDS[1]])].map(
      (it) => writePreparedData(path, it),
    );
    expect(new Set([hash, ...hashes]).size).toBe(4);
  });

  it.each<[string, FactorWords[], string]>([
    [
      "a name that is taken",
      [{ ...WORDS[0], name: "size" }],
      "factors: Expected factors of different names, got another 'size'",
    ],
    [
      "the name of one's own",
      [{ ...WORDS[0], name: "item" }],
      "factors: Expected factors of different names, got another 'item'",
    ],
    ["words for other items", [{ name: "x", words: [[]] }], "factor x: Expected words for 4 items, got 1"],
  ])("refuse %s", (_, words, message) => {
    expect(() => withFactors(prepared(), words)).toThrow(message);
  });

  it.each<[string, (sections: Record<string, Int32Array | Uint32Array>) => void, RegExp]>([
    ["a value that is not there", (it) => it["factors/genre/ids"].fill(4, 1, 2), /factors\/genre\/ids.* got 4/],
    [
      "an item without a value",
      (it) => it["factors/genre/offsets"].fill(2, 2, 3),
      /offsets: Expected a value of item 1, got "?none/,
    ],
    ["values that were swapped", (it) => it["factors/size/ids"].fill(0, 0, 1), /Expected the hash of its content/],
  ])("refuse a file with %s", (_, spoil, message) => {
    const path = join(newFolder(), "prepared.bin");
    writePreparedData(path, prepared());
    const want = { kind: "prepared-data", version: "1" };
    const found = readBlobFile(path, want);
    if (!found.ok) throw new Error(found.detail);
    spoil(found.sections as Record<string, Int32Array>);
    writeBlobFile(path, { ...want, header: found.header, sections: found.sections });
    expect(() => readPreparedData(path)).toThrow(SlateLabError);
    expect(() => readPreparedData(path)).toThrow(message);
  });
});

describe("itemFactors", () => {
  it("gives every data set its items and their popularity before what is kept", () => {
    const [item, popularity, ...kept] = itemFactors(prepared());
    expect(item).toEqual({
      name: "item",
      values: ["i0", "i1", "i2", "i3"],
      offsets: Uint32Array.of(0, 1, 2, 3, 4),
      ids: Int32Array.of(0, 1, 2, 3),
    });
    expect(popularity.name).toBe("popularity");
    expect(kept).toEqual(prepared().factors);
  });

  it("counts popularity in training alone: what is held out changes no decile", () => {
    // Item i is met by the first 10 − i users in training; then everybody is held out on two others.
    const lists = (last: readonly [number, number]) =>
      Array.from({ length: 10 }, (_, user) => [...Array.from({ length: 10 - user }, (__, item) => item), ...last]);
    const of = (last: readonly [number, number]) => {
      const data = prepare(dataOf(lists(last)), { split: "leave-one-out", seed: 1 });
      return Array.from(itemFactors(data)[1].ids);
    };
    // Twelve items, of which the two held-out ones were never met: they share the lowest decile with nobody.
    expect(of([10, 11])).toEqual([9, 8, 7, 6, 5, 5, 4, 3, 2, 1, 0, 0]);
    expect(of([11, 10])).toEqual(of([10, 11]));
  });

  it("puts items that were met equally often into one decile", () => {
    const data = prepare(dataOf([[0, 1, 2, 3, 4]]), { split: "leave-one-out", seed: 1 });
    expect(Array.from(itemFactors(data)[1].ids)).toEqual([4, 4, 4, 0, 0]);
  });
});
