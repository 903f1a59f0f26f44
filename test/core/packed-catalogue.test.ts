import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { type ItemText, PackedCatalogue, packTexts } from "../../src/core/packed-catalogue.ts";

const TEXTS: ItemText[] = [
  { title: "Café opens in Zürich", description: "" },
  { title: "", description: "日本語の見出し and a 🦉" },
  { title: "\uFEFFwith a byte order mark", description: 'quotes " and\nline ends\u0000' },
];

describe("PackedCatalogue", () => {
  test("gives back the texts it packed, in any script", () => {
    const catalogue = PackedCatalogue.pack(TEXTS, TEXTS.length);
    expect(catalogue.size).toBe(3);
    expect(TEXTS.map((_, i) => ({ title: catalogue.title(i), description: catalogue.description(i) }))).toEqual(TEXTS);
  });

  test("grows past the room first taken", () => {
    const long = { title: "ß".repeat(5000), description: "漢".repeat(5000) };
    const packed = packTexts([long, TEXTS[0], long], 3);
    const catalogue = new PackedCatalogue(packed);
    expect([catalogue.title(0), catalogue.title(1), catalogue.description(2)]).toEqual([
      long.title,
      TEXTS[0].title,
      long.description,
    ]);
    expect(packed.bytes.length).toBe(packed.offsets[6]);
  });

  test("is the same from its stored arrays, at any place in a buffer", () => {
    const { bytes, offsets } = packTexts(TEXTS, 3);
    const file = new Uint8Array(bytes.length + 5);
    file.set(bytes, 5);
    const stored = new PackedCatalogue({ bytes: file.subarray(5), offsets });
    expect(stored.description(1)).toBe(TEXTS[1].description);
    expect(stored.hash).toBe(PackedCatalogue.pack(TEXTS, 3).hash);
  });

  test("hash tells texts and their borders apart, and a stored one is taken as it is", () => {
    const hashOf = (...texts: ItemText[]) => PackedCatalogue.pack(texts, texts.length).hash;
    const hashes = [
      hashOf(...TEXTS),
      hashOf({ title: "ab", description: "c" }),
      hashOf({ title: "a", description: "bc" }),
    ];
    expect(new Set(hashes).size).toBe(3);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    const { bytes, offsets } = packTexts(TEXTS, 3);
    expect(new PackedCatalogue({ bytes, offsets, hash: "known" }).hash).toBe("known");
  });

  test("holds nothing when there is nothing", () => {
    expect(PackedCatalogue.pack([], 0).size).toBe(0);
  });

  test.each([2, 4])("refuses 3 texts for %i items", (size) => {
    expect(() => PackedCatalogue.pack(TEXTS, size)).toThrow(UsageError);
  });

  test.each([-1, 3, 0.5, Number.NaN])("has no item %d", (item) => {
    const catalogue = PackedCatalogue.pack(TEXTS, 3);
    expect(() => catalogue.title(item)).toThrow(UsageError);
    expect(() => catalogue.description(item)).toThrow(UsageError);
  });

  test.each([
    ["an even number", [0, 4]],
    ["none", []],
    ["a late start", [1, 2, 4]],
    ["a step back", [0, 5, 4]],
    ["an early end", [0, 2, 3]],
  ])("refuses offsets with %s", (_, offsets) => {
    expect(() => new PackedCatalogue({ bytes: new Uint8Array(4), offsets: Uint32Array.from(offsets) })).toThrow(
      UsageError,
    );
  });
});
