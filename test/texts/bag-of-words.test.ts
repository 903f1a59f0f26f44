import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import type { Catalogue } from "../../src/core/types.ts";
import { BagOfWords } from "../../src/texts/bag-of-words.ts";
import { words } from "../../src/texts/word-counts.ts";

function catalogueOf(...titles: string[]): Catalogue {
  return PackedCatalogue.pack(
    titles.map((title) => ({ title, description: "" })),
    titles.length,
  );
}

/** Texts of 3..14 words from 60, the first ones far more frequent, spread over both fields. */
function randomCatalogue(size: number, seed: string): Catalogue {
  const random = new Stream(seed);
  const draw = (most: number) =>
    Array.from({ length: 1 + random.int(most) }, () => `w${Math.floor(60 * random.uniform() ** 2)}`).join(" ");
  const texts = Array.from({ length: size }, () => ({ title: draw(6), description: draw(8) }));
  return PackedCatalogue.pack(texts, size);
}

/** The definition, word for word: cosine of (1 + ln tf) · ln(N / df). */
function definedCosines(catalogue: Catalogue): number[][] {
  const bags = Array.from({ length: catalogue.size }, (_, i) => {
    const bag = new Map<string, number>();
    for (const word of words(`${catalogue.title(i)} ${catalogue.description(i)}`))
      bag.set(word, (bag.get(word) ?? 0) + 1);
    return bag;
  });
  const frequency = (word: string) => bags.filter((bag) => bag.has(word)).length;
  const vectors = bags.map(
    (bag) => new Map([...bag].map(([w, tf]) => [w, (1 + Math.log(tf)) * Math.log(bags.length / frequency(w))])),
  );
  const dot = (a: Map<string, number>, b: Map<string, number>) =>
    [...a].reduce((sum, [word, weight]) => sum + weight * (b.get(word) ?? 0), 0);
  return vectors.map((a) => vectors.map((b) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)) || 0));
}

describe("words", () => {
  test.each([
    ["Senator Holt's 2nd Vote: Café & Zoë!", ["senator", "holt", "s", "2nd", "vote", "café", "zoë"]],
    ["日本 ÉTÉ late-night", ["日本", "été", "late", "night"]],
    [" … ", []],
  ])("of '%s'", (text, expected) => expect(words(text)).toEqual(expected));
});

describe("BagOfWords", () => {
  const catalogue = randomCatalogue(120, "bags");
  const index = new BagOfWords(catalogue);

  test("cosine follows its definition", () => {
    const defined = definedCosines(catalogue);
    for (let a = 0; a < catalogue.size; a++) {
      for (let b = 0; b < catalogue.size; b++) expect(index.cosine(a, b)).toBeCloseTo(defined[a][b], 5);
    }
  });

  test.each([1, 3, 10, 119, 500])("nearest %i are those of a scan over all cosines", (k) => {
    for (let item = 0; item < catalogue.size; item++) {
      const others = Array.from({ length: catalogue.size }, (_, i) => i).filter((i) => i !== item);
      const scored = others.map((i) => ({ i, score: index.cosine(item, i) }));
      const best = scored.sort((a, b) => b.score - a.score || a.i - b.i).slice(0, k);
      const { items, scores } = index.nearest(item, k);
      expect(Array.from(items)).toEqual(best.map(({ i }) => i));
      expect(Array.from(scores)).toEqual(best.map(({ score }) => score));
    }
  });

  test("equal scores go by id, unrelated items last", () => {
    const same = new BagOfWords(catalogueOf("red fox", "blue sky", "red fox", "grey owl", "red fox", "red wolf"));
    const { items, scores } = same.nearest(2, 5);
    expect(Array.from(items)).toEqual([0, 4, 5, 1, 3]);
    expect(scores[0]).toBeCloseTo(1, 6);
    expect(Array.from(scores.subarray(3))).toEqual([0, 0]);
  });

  test("order of words and case do not matter, their number does", () => {
    const counts = new BagOfWords(catalogueOf("owl fox", "Fox, OWL!", "owl owl fox", "elk"));
    expect(counts.cosine(0, 1)).toBeCloseTo(1, 6);
    expect(counts.cosine(0, 2)).toBeLessThan(0.99);
  });

  test("an item without words is near to nothing", () => {
    const blank = new BagOfWords(catalogueOf("fox den", "!!", "fox"));
    expect(blank.nearest(1, 2)).toEqual({ items: Int32Array.of(0, 2), scores: Float32Array.of(0, 0) });
    expect(blank.cosine(1, 1)).toBe(0);
  });

  test("a word in every item says nothing", () => {
    const common = new BagOfWords(catalogueOf("the fox", "the owl", "the fox"));
    expect(common.cosine(0, 1)).toBe(0);
  });

  test("words in more than 5% of a large catalogue are left out", () => {
    // "many" is in 1,001 of 3,000 items, "few" in 1,000: only the second is kept.
    const titles = Array.from({ length: 3000 }, (_, i) => `${i < 1001 ? "many " : ""}${i >= 2000 ? "few " : ""}id${i}`);
    const large = new BagOfWords(catalogueOf(...titles));
    expect(large.cosine(0, 1)).toBe(0);
    expect(large.cosine(2998, 2999)).toBeGreaterThan(0);
  });

  test("one query leaves nothing behind for the next", () => {
    const before = index.nearest(7, 5);
    index.nearest(8, 119);
    expect(index.nearest(7, 5)).toEqual(before);
  });

  test("a bad item or number is refused", () => {
    expect(() => index.nearest(120, 3)).toThrow(UsageError);
    expect(() => index.nearest(0, -1)).toThrow(UsageError);
    expect(() => index.cosine(0, 0.5)).toThrow(UsageError);
    expect(index.nearest(0, 0).items).toHaveLength(0);
  });
});
