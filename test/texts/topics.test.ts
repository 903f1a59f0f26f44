/** Topics of texts that are about several matters at once. */
import { describe, expect, it } from "vitest";
import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import { topicFactor } from "../../src/texts/topic-factor.ts";
import { findTopics } from "../../src/texts/topics.ts";

const MATTERS = ["a", "b", "c"];

/** Texts of ten words: of one matter alone, or seven of it and three of the next. */
function writeTexts(random: Stream) {
  return Array.from({ length: 300 }, (_, item) => {
    const own = item % 3;
    const other = item % 2 ? (own + 1) % 3 : own;
    const draw = (matter: number) => `${MATTERS[matter]}${random.int(12)}`;
    const title = Array.from({ length: 10 }, (_, n) => draw(n < 7 ? own : other)).join(" ");
    return { own, other, title, description: "" };
  });
}

describe("topics", () => {
  const texts = writeTexts(new Stream("texts"));
  const catalogue = PackedCatalogue.pack(texts, texts.length);
  const row = (item: number, into = new Float32Array(3)) => {
    into.set(MATTERS.map((_, matter) => (texts[item].own === matter ? 0.9 : 0.3)));
    return into;
  };
  const embeddings = { size: texts.length, dimensions: 3, row };
  const shares = findTopics({ catalogue, embeddings, topics: 3, random: new Stream("topics") });
  const shareOf = (item: number, topic: number) => shares[item * 3 + topic];
  /** The topic of each matter: that of the texts of it alone. */
  const topics = MATTERS.map((_, matter) => {
    const alone = texts.findIndex(({ own, other }) => own === matter && other === matter);
    return [0, 1, 2].reduce((best, topic) => (shareOf(alone, topic) > shareOf(alone, best) ? topic : best));
  });

  it("are shares of each text", () => {
    expect(new Set(topics).size).toBe(3);
    for (let item = 0; item < texts.length; item++) {
      expect(shareOf(item, 0) + shareOf(item, 1) + shareOf(item, 2)).toBeCloseTo(1, 5);
    }
  });

  it("tell a text's second matter, which the start did not know", () => {
    const second = texts.map(({ own, other }, item) => shareOf(item, topics[other === own ? (own + 1) % 3 : other]));
    const mean = (isMixed: boolean) => {
      const found = second.filter((_, item) => (texts[item].own !== texts[item].other) === isMixed);
      return found.reduce((sum, share) => sum + share, 0) / found.length;
    };
    expect(mean(true)).toBeGreaterThan(0.2);
    expect(mean(true)).toBeLessThan(0.4);
    expect(mean(false)).toBeLessThan(0.05);
  });

  it("are a factor: those that a text is mainly about, none where no word tells", () => {
    const bare = PackedCatalogue.pack([...texts, { title: "unheard of", description: "" }], 301);
    const rows = {
      size: 301,
      dimensions: 3,
      row: (item: number, into?: Float32Array<ArrayBuffer>) => row(item % 300, into),
    };
    const options = { embeddings: rows, topics: 3, random: new Stream("topics") };
    const { name, words, scale } = topicFactor({ catalogue: bare, ...options });
    expect([name, scale]).toEqual(["topic", ["1", "2", "3"]]);
    expect(words[300]).toEqual([]);
    const shareWith = (count: number, isMixed: boolean) => {
      const some = words.slice(0, 300).filter((_, item) => (texts[item].own !== texts[item].other) === isMixed);
      return some.filter((found) => found.length === count).length / some.length;
    };
    expect(shareWith(1, false)).toBeGreaterThan(0.9);
    expect(shareWith(2, true)).toBeGreaterThan(0.5);
    // One topic in all is every text's, and of four none has less than it may.
    expect(topicFactor({ catalogue: bare, ...options, topics: 1 }).words.every(([topic]) => topic === "1")).toBe(true);
    expect(topicFactor({ catalogue: bare, ...options, topics: 4 }).words[300]).toEqual([]);
  });
});
