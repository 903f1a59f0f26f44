import { describe, expect, test } from "vitest";
import type { Label } from "../../env/cup/stories.ts";
import { generateTexts, type TextsInput } from "../../env/cup/texts.ts";
import { CATEGORIES } from "../../env/cup/vocabulary.ts";
import { article, capitalised, headlineCase, possessive, verbForms } from "../../env/cup/writing/grammar.ts";
import { UsageError } from "../../src/core/errors.ts";
import { type ItemText, PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { Stream } from "../../src/core/random.ts";
import { BagOfWords } from "../../src/texts/bag-of-words.ts";

interface Assignment {
  category: Int32Array;
  story: Int32Array;
  labels: (story: number) => readonly Label[];
}

/** Stories of exponential size with a mean of 20, each of a category drawn by weight with two labels, under shuffled ids. */
function assign(size: number, seed: string): Assignment {
  const random = new Stream(seed);
  const order = random.shuffle(Int32Array.from({ length: size }, (_, i) => i));
  const labels: Label[][] = [];
  const result = { category: new Int32Array(size), story: new Int32Array(size), labels: (it: number) => labels[it] };
  for (let filled = 0, story = 0; filled < size; story++) {
    const category = drawByWeight(random);
    labels.push(twoLabels(category, story));
    const end = Math.min(size, filled + Math.max(1, Math.round(random.exponential(20))));
    for (; filled < end; filled++) {
      result.category[order[filled]] = category;
      result.story[order[filled]] = story;
    }
  }
  return result;
}

/** Two categories other than a story's own, differing from story to story. */
function twoLabels(category: number, story: number): Label[] {
  const other = (steps: number) => (category + 1 + (steps % (CATEGORIES.length - 1))) % CATEGORIES.length;
  return [
    { category: other(story), weight: 0.8 },
    { category: other(story + 20), weight: 0.4 },
  ];
}

function drawByWeight(random: Stream): number {
  let left = random.uniform() * CATEGORIES.reduce((sum, { weight }) => sum + weight, 0);
  return CATEGORIES.findIndex(({ weight }) => {
    left -= weight;
    return left < 0;
  });
}

/** `size` items of one category in stories of 20, without further labels or with those given. */
function textsOf(category: number, size: number, labels: TextsInput["labels"] = () => []): ItemText[] {
  const story = Array.from({ length: size }, (_, i) => Math.floor(i / 20));
  return [...generateTexts({ category: story.map(() => category), story, labels, random: new Stream("texts") })];
}

const categoryNamed = (wanted: string): number => CATEGORIES.findIndex(({ name }) => name === wanted);

/** How often texts use what only a category's vocabulary has among what an item is about. */
function phrasesOf(category: number, texts: readonly ItemText[]): number {
  const { issues, objects, groups } = CATEGORIES[category].vocabulary;
  const all = texts.map(({ title, description }) => `${title} ${description}`.toLowerCase()).join("\n");
  const phrases = [...issues, ...objects, ...groups].map((phrase) => phrase.toLowerCase());
  return phrases.reduce((sum, phrase) => sum + all.split(phrase).length - 1, 0);
}

const wordsIn = (text: string): number => text.split(" ").length;

describe("categories", () => {
  test("are 42, with the listed weights", () => {
    expect(CATEGORIES).toHaveLength(42);
    expect(new Set(CATEGORIES.map(({ name }) => name)).size).toBe(42);
    expect(CATEGORIES.reduce((sum, { weight }) => sum + weight, 0)).toBe(221_867);
  });

  test.each(CATEGORIES.map(({ name }, c) => [name, c] as const))("%s speaks its own language", (_, category) => {
    const { issues, objects, groups, angles } = CATEGORIES[category].vocabulary;
    const own = [...issues, ...objects, ...groups, ...angles].map((phrase) => phrase.toLowerCase());
    const texts = textsOf(category, 400);
    const headlines = texts.map(({ title }) => title.toLowerCase());
    expect(headlines.filter((h) => own.some((phrase) => h.includes(phrase))).length).toBeGreaterThan(
      0.5 * texts.length,
    );
    expect(new Set(headlines).size).toBeGreaterThan(0.8 * texts.length);
  });

  test.each(CATEGORIES.map(({ name }, c) => [name, c] as const))("%s writes clean English", (_, category) => {
    for (const { title, description } of textsOf(category, 400, (story) => twoLabels(category, story))) {
      expect(`${title} ${description}`).not.toMatch(
        /[{}[\]]|undefined| {2}|\ba (?!one)[aeio]|\b(the the|a a|an an)\b|^ | \.|\.\.|,,/,
      );
      expect(title).toMatch(/^(['"]?[\p{Lu}\p{N}$#]|iPhone)/u);
      if (description !== "") expect(description).toMatch(/^["']?[\p{Lu}\p{N}$#].*[.?!"]$/u);
    }
  });

  test.each(CATEGORIES.map(({ name, vocabulary }) => [name, vocabulary] as const))(
    "%s repeats no phrase",
    (_, words) => {
      for (const phrases of Object.values(words)) {
        if (typeof phrases !== "string") expect(new Set(phrases).size).toBe(phrases.length);
      }
    },
  );
});

describe("generateTexts", () => {
  const assignment = assign(10_000, "assignment");
  const generate = (seed: string) => [...generateTexts({ ...assignment, random: new Stream(seed) })];
  const texts = generate("a");

  test("is the same under the same seed and another under another", () => {
    expect(generate("a")).toEqual(texts);
    const other = generate("b");
    expect(texts.filter(({ title }, i) => title === other[i].title).length).toBeLessThan(100);
  });

  test("a story's people do not depend on the other stories", () => {
    const random = () => new Stream("cast");
    const labels = (story: number) => twoLabels(3, story);
    const [alone] = generateTexts({ category: [3], story: [77], labels, random: random() });
    const [first] = generateTexts({ category: [3, 0], story: [77, 5], labels, random: random() });
    expect(first).toEqual(alone);
  });

  test("headlines have 6 to 14 words, descriptions 10 to 40 or none", () => {
    const share = (fits: (text: ItemText) => boolean) => texts.filter(fits).length / texts.length;
    // A gallery mark such as "(PHOTOS)" may be one word more.
    expect(share(({ title }) => wordsIn(title) >= 6 && wordsIn(title) <= 14)).toBeGreaterThan(0.999);
    expect(share(({ description: d }) => d === "" || (wordsIn(d) >= 10 && wordsIn(d) <= 40))).toBeGreaterThan(0.999);
    expect(share(({ description }) => description === "")).toBeCloseTo(0.02, 2);
  });

  test("an item's nearest three by words are now and then, but seldom, of its story", () => {
    const index = new BagOfWords(PackedCatalogue.pack(texts, texts.length));
    let same = 0;
    for (let item = 0; item < texts.length; item += 5) {
      for (const near of index.nearest(item, 3).items) if (assignment.story[near] === assignment.story[item]) same++;
    }
    const share = same / (3 * (texts.length / 5));
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.5);
  });

  test("further labels are told in proportion to their weights, and the category is told most", () => {
    const [politics, crime, food] = ["POLITICS", "CRIME", "FOOD & DRINK"].map(categoryNamed);
    const told = (weight: number) => {
      const labels = [
        { category: crime, weight },
        { category: food, weight: 1 - weight },
      ];
      return [politics, crime, food].map((category) =>
        phrasesOf(
          category,
          textsOf(politics, 2000, () => labels),
        ),
      );
    };
    const [alike, mostlyCrime] = [told(0.5), told(0.8)];
    expect(alike[1] / alike[2]).toBeGreaterThan(0.7);
    expect(alike[1] / alike[2]).toBeLessThan(1.4);
    expect(mostlyCrime[1] / alike[1]).toBeGreaterThan(1.3);
    expect(mostlyCrime[2] / alike[2]).toBeLessThan(0.6);
    expect(phrasesOf(crime, textsOf(politics, 2000))).toBeLessThan(0.1 * alike[1]);
  });

  test.each([
    ["columns of different lengths", [1, 2], [0]],
    ["an unknown category", [42], [0]],
    ["a category that is not a number of one", [0.5], [0]],
    ["a story in two categories", [1, 2], [7, 7]],
  ])("refuses %s at once", (_, category, story) => {
    expect(() => generateTexts({ category, story, labels: () => [], random: new Stream(1) })).toThrow(UsageError);
  });
});

describe("grammar", () => {
  test.each([
    ["amendment", "an"],
    ["vote", "a"],
    ["union vote", "a"],
    ["utility rate", "a"],
    ["ultrasound", "an"],
    ["undocumented student", "an"],
    ["UFO", "a"],
    ["EPA rule", "an"],
    ["HBCU", "an"],
    ["NICU nurse", "a"],
    ["RV", "an"],
    ["U.S. bill", "a"],
    ["European model", "a"],
    ["one-pot dinner", "a"],
  ])("before '%s' stands '%s'", (phrase, expected) => expect(article(phrase)).toBe(expected));

  test.each([
    ["back", "backs", "backed"],
    ["plan", "plans", "planned"],
    ["try", "tries", "tried"],
    ["debut", "debuts", "debuted"],
    ["enjoy", "enjoys", "enjoyed"],
    ["launch", "launches", "launched"],
    ["celebrate", "celebrates", "celebrated"],
    ["shrug off", "shrugs off", "shrugged off"],
    ["rethink", "rethinks", "rethought"],
  ])("%s, %s, %s", (verb, verbs, verbed) => expect(verbForms(verb)).toEqual({ verb, verbs, verbed }));

  test("headlines, openings and owners", () => {
    expect(headlineCase("the iPhone and a farm-to-table vote: a NASA view of Zoë's U.S. plan")).toBe(
      "The iPhone and a Farm-to-Table Vote: A NASA View of Zoë's U.S. Plan",
    );
    expect(headlineCase("'are we there yet?' to be or not")).toBe("'Are We There Yet?' to Be or Not");
    expect(capitalised('"élan," she said')).toBe('"Élan," she said');
    expect([possessive("Holt"), possessive("Marlow Falls")]).toEqual(["Holt's", "Marlow Falls'"]);
  });
});
