/** The generated cup world against the published facts of the real one. */
import { describe, expect, it } from "vitest";
import { drawAffinities } from "../../env/cup/affinity.ts";
import { apportion, generateItems } from "../../env/cup/items.ts";
import { cupSchema } from "../../env/cup/settings.ts";
import { assignIds, drawStarts } from "../../env/cup/starts.ts";
import { DIMENSIONS, drawStory } from "../../env/cup/stories.ts";
import { generateTastes } from "../../env/cup/tastes.ts";
import { CATEGORIES } from "../../env/cup/vocabulary.ts";
import { cupTruth } from "../../env/cup/world.ts";
import { Stream } from "../../src/core/random.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { tables } from "../../tables.ts";
import { chiSquare, chiSquareLimit, mean, sd } from "../evaluate/fixture.ts";
import { buildWorld } from "../house.ts";

/** Constants of its own: the figures below follow from these, whatever the defaults are found to be. */
const CONSTANTS = {
  kinship: 0.8,
  storySize: 20,
  labels: 3,
  labelPower: 0.5,
  traceSd: 0.05,
  itemSd: 0.3,
  itemLength: 1.5,
};
const SETTINGS = cupSchema.parse({ items: 20_000, ...CONSTANTS });

function within(value: number, low: number, high: number): void {
  expect(value).toBeGreaterThan(low);
  expect(value).toBeLessThan(high);
}

describe("2,000 users", () => {
  const tastes = generateTastes(SETTINGS, new Stream("users"));
  const users = Array.from({ length: SETTINGS.users }, (_, user) =>
    Array.from(tastes.subarray(user * DIMENSIONS, (user + 1) * DIMENSIONS)),
  );
  const ranked = users.map((taste) => [...taste].sort((a, b) => b - a));

  it("like five categories at .80 (sd .10), dislike five at -.80 and are near neutral to 32 (sd .15)", () => {
    const [liked, neutral, disliked] = [
      ranked.flatMap((taste) => taste.slice(0, 5)),
      ranked.flatMap((taste) => taste.slice(5, -5)),
      ranked.flatMap((taste) => taste.slice(-5)),
    ];
    within(mean(liked), 0.795, 0.81);
    within(sd(liked), 0.09, 0.105);
    within(mean(disliked), -0.81, -0.795);
    within(sd(disliked), 0.09, 0.105);
    within(mean(neutral), -0.005, 0.005);
    within(sd(neutral), 0.145, 0.155);
  });

  it("use the dimensions evenly", () => {
    const counts: number[] = Array(DIMENSIONS).fill(0);
    for (const taste of users) for (const [d, value] of taste.entries()) if (value > 0.5) counts[d]++;
    within(Math.min(...counts), 185, 238);
    within(Math.max(...counts), 238, 290);
    expect(chiSquare(counts, Array(DIMENSIONS).fill(1 / DIMENSIONS))).toBeLessThan(chiSquareLimit(DIMENSIONS - 1));
  });

  it("like categories independently of each other", () => {
    const both: number[] = Array(DIMENSIONS).fill(0);
    for (const taste of users.filter(([first]) => first > 0.5))
      for (const [d, value] of taste.entries()) both[d] += Number(value > 0.5);
    const others = both.slice(1);
    expect(
      chiSquare(
        others,
        others.map(() => 1 / others.length),
      ),
    ).toBeLessThan(chiSquareLimit(others.length - 1));
  });
});

describe("affinities", () => {
  const affinities = drawAffinities(SETTINGS, new Stream("affinities"));

  it("are shares of the other categories: none of itself, each at least what a uniform draw leaves it", () => {
    for (const [category, row] of affinities.entries()) {
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(row[category]).toBe(0);
      const others = row.filter((_, d) => d !== category);
      expect(Math.min(...others)).toBeGreaterThanOrEqual((1 - SETTINGS.kinship) / (DIMENSIONS - 1) - 1e-15);
    }
  });

  it("are higher within a group of related categories", () => {
    const [kin, strangers]: number[][] = [[], []];
    for (let seed = 0; seed < 20; seed++) {
      for (const [c, row] of drawAffinities(SETTINGS, new Stream(seed)).entries())
        for (const [d, share] of row.entries())
          if (c !== d) (CATEGORIES[c].group === CATEGORIES[d].group ? kin : strangers).push(share);
    }
    expect(mean(kin)).toBeGreaterThan(3 * mean(strangers));
  });

  it("are the same for all where labels are unrelated", () => {
    const [first] = drawAffinities({ ...SETTINGS, kinship: 0 }, new Stream(1));
    expect(first.slice(1)).toEqual(Array(DIMENSIONS - 1).fill(1 / (DIMENSIONS - 1)));
  });
});

describe("a story", () => {
  const uniform = Array.from({ length: DIMENSIONS }, (_, d) => (d === 0 ? 0 : 1 / (DIMENSIONS - 1)));
  const storiesOf = (affinities: readonly number[], count = 4000, settings = SETTINGS) => {
    const random = new Stream("stories");
    return Array.from({ length: count }, () => drawStory(0, { affinities, settings }, random));
  };

  it("weighs 1 in its category, its labels' weights there, and |N(0, .05)| elsewhere", () => {
    const stories = storiesOf(uniform);
    const traces = stories.flatMap(({ category, labels, weights }) => {
      expect(weights[category]).toBe(1);
      const labelled = new Set(labels.map((label) => label.category));
      for (const label of labels) expect(weights[label.category]).toBe(label.weight);
      return weights.filter((_, d) => d !== category && !labelled.has(d));
    });
    expect(traces.every((trace) => trace >= 0)).toBe(true);
    // Of |N(0, s)|: mean s √(2/π), mean square s².
    within(mean(traces), 0.0395, 0.0403);
    within(Math.sqrt(mean(traces.map((trace) => trace ** 2))), 0.0495, 0.0505);
  });

  it("has Poisson(3) further labels, each of weight √U, drawn by affinity", () => {
    const counts = storiesOf(uniform).map(({ labels }) => labels.length);
    // Distinct ones of n draws: 41 (1 − (1 − 1/41)^n), whose mean over Poisson(3) is 41 (1 − e^(−3/41)).
    within(mean(counts), 41 * (1 - Math.exp(-3 / 41)) - 0.08, 41 * (1 - Math.exp(-3 / 41)) + 0.08);
    within(counts.filter((count) => count === 0).length / counts.length, Math.exp(-3) - 0.012, Math.exp(-3) + 0.012);
    const drawn = Array(DIMENSIONS - 1).fill(0);
    for (const { labels } of storiesOf(uniform)) for (const { category } of labels) drawn[category - 1]++;
    expect(
      chiSquare(
        drawn,
        drawn.map(() => 1 / drawn.length),
      ),
    ).toBeLessThan(chiSquareLimit(drawn.length - 1));
    const weights = storiesOf(uniform, 4000, { ...SETTINGS, labels: 0.2 }).flatMap(({ labels }) =>
      labels.map(({ weight }) => weight),
    );
    // Of √U: mean 2/3, mean square 1/2.
    within(mean(weights), 0.64, 0.69);
    within(mean(weights.map((weight) => weight ** 2)), 0.47, 0.53);
  });

  it("keeps the larger weight of a label that is drawn twice, and lists the heaviest first", () => {
    const only = uniform.map((_, d) => Number(d === 7));
    const weights = storiesOf(only).flatMap(({ labels }) => labels);
    expect(weights.every(({ category }) => category === 7)).toBe(true);
    // The largest of n √U has the mean 2n/(2n + 1); n is Poisson(3) where it is not 0.
    let [chance, all] = [Math.exp(-3), 0];
    for (let n = 1; n < 40; n++) {
      chance *= 3 / n;
      all += (chance * 2 * n) / (2 * n + 1);
    }
    const largest = all / (1 - Math.exp(-3));
    within(mean(weights.map(({ weight }) => weight)), largest - 0.01, largest + 0.01);
    for (const { labels } of storiesOf(uniform, 200)) {
      expect(labels).toEqual([...labels].sort((a, b) => b.weight - a.weight));
    }
  });
});

describe("20,000 items", () => {
  const { stories, story, features } = generateItems(SETTINGS, new Stream("items"));
  const items = Array.from({ length: SETTINGS.items }, (_, item) => item);
  const row = (item: number) => Array.from(features.subarray(item * DIMENSIONS, (item + 1) * DIMENSIONS));
  const category = (item: number) => stories[story[item]].category;

  it("are all of length 1.5, and negative nowhere", () => {
    const lengths = items.map((item) => Math.hypot(...row(item)));
    expect(Math.max(...lengths.map((length) => Math.abs(length - 1.5)))).toBeLessThan(1e-6);
    expect(features.every((value) => value >= 0)).toBe(true);
  });

  it("vary around their story by a factor exp(N(0, .3)) in each category", () => {
    const ratios = items.slice(0, 4000).map((item) => {
      const { weights, category: own, labels } = stories[story[item]];
      const value = row(item);
      // The length is common to both: what is left is the difference of two normal numbers.
      return labels.map((label) => Math.log(value[label.category] / weights[label.category] / value[own]));
    });
    within(mean(ratios.flat()), -0.01, 0.01);
    within(sd(ratios.flat()), 0.3 * Math.SQRT2 - 0.01, 0.3 * Math.SQRT2 + 0.01);
  });

  it("come in stories of exponential size, 20 on average, each within one category", () => {
    const sizes: number[] = Array(stories.length).fill(0);
    for (const item of items) sizes[story[item]]++;
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    within(mean(sizes), 18, 21.5);
    // Exponential: the sd is about the mean.
    within(sd(sizes), 16, 22);
    const inCategory = CATEGORIES.map((_, c) => items.filter((item) => category(item) === c).length);
    expect(inCategory).toEqual(
      apportion(
        SETTINGS.items,
        CATEGORIES.map(({ weight }) => weight),
      ),
    );
  });

  it("are shuffled: ids say nothing of category or story", () => {
    const half = items.length / 2;
    const counts = [items.slice(0, half), items.slice(half)].map((ids) =>
      CATEGORIES.map((_, c) => ids.filter((item) => category(item) === c).length),
    );
    const shares = CATEGORIES.map((_, c) => (counts[0][c] + counts[1][c]) / items.length);
    expect(chiSquare(counts[0], shares)).toBeLessThan(chiSquareLimit(DIMENSIONS - 1));
    const sameAsNext = items.filter((item) => story[item] === story[item + 1]).length;
    expect(sameAsNext).toBeLessThan(items.length * 0.005);
  });
});

describe("categories", () => {
  it("are the dimensions, in the order in which the data set first names them", () => {
    const names = CATEGORIES.map(({ name }) => name);
    expect(names.slice(0, 9)).toEqual([
      ...["U.S. NEWS", "COMEDY", "PARENTING", "WORLD NEWS", "CULTURE & ARTS", "TECH", "SPORTS", "ENTERTAINMENT"],
      "POLITICS",
    ]);
    expect(names.slice(-3)).toEqual(["FIFTY", "ARTS", "DIVORCE"]);
    expect(new Set(names).size).toBe(42);
  });
});

describe("category sizes", () => {
  const weights = CATEGORIES.map(({ weight }) => weight);
  const sum = weights.reduce((a, b) => a + b, 0);

  it.each([{ total: 209_527 }, { total: 20_000 }, { total: 400 }, { total: 50 }, { total: 42 }])(
    "add up to $total by largest remainder, at least one each",
    ({ total }) => {
      const sizes = apportion(total, weights);
      expect(sizes.reduce((a, b) => a + b, 0)).toBe(total);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
      const exact = weights.map((weight) => 1 + (weight / sum) * (total - weights.length));
      expect(Math.max(...sizes.map((size, i) => Math.abs(size - exact[i])))).toBeLessThan(1);
    },
  );
});

describe("first clicks", () => {
  /** Items of utilities 1.5, 1.6, 1.7, 1.8 for everyone. */
  const utilities = [1.5, 1.6, 1.7, 1.8];
  const input = (users: number, startClicks: number) => ({
    items: new DotTable(4, 1).fill(Float32Array.from(utilities)),
    tastes: new Float32Array(users).fill(1),
    settings: { ...cupSchema.parse({ users, startClicks }), items: 4 },
    random: new Stream("starts"),
  });
  const odds = utilities.map((utility) => 1 / (1 + Math.exp((1.7 - utility) / 0.1)));
  const shares = odds.map((chance) => chance / odds.reduce((a, b) => a + b, 0));

  it("are drawn by the click model", async () => {
    const starts = await drawStarts(input(8000, 1));
    const counts = utilities.map((_, item) => starts.filter(([first]) => first === item).length);
    expect(chiSquare(counts, shares)).toBeLessThan(chiSquareLimit(3));
  });

  it("are distinct, even where a user must take all there is", async () => {
    for (const start of await drawStarts(input(20, 4))) expect([...start].sort()).toEqual([0, 1, 2, 3]);
  });

  it("are found for users whom nothing pleases", async () => {
    const tastes = new Float32Array(3).fill(-30);
    for (const start of await drawStarts({ ...input(3, 2), tastes })) expect(new Set(start).size).toBe(2);
  });

  it.each([
    ["more clicks than items", input(1, 5), "Expected an item that can be a first click, got 4 that are taken"],
    [
      "nothing that can be clicked",
      { ...input(1, 1), tastes: Float32Array.of(-Infinity) },
      "got 4 that are taken or never",
    ],
  ])("end where there are %s", async (_, impossible, says) => {
    await expect(drawStarts(impossible)).rejects.toThrow(says);
  });

  it("stop where they are told to", async () => {
    const stop = new AbortController();
    const drawing = drawStarts({ ...input(1000, 4), signal: stop.signal });
    setImmediate(() => stop.abort());
    await expect(drawing).rejects.toThrow(/Generating stopped at the first clicks of user \d+ of 1000/);
  });

  it("that are known get items which their users would click: each item one id", async () => {
    const random = new Stream("histories");
    const settings = cupSchema.parse({ items: 3000, users: 60 });
    const tastes = generateTastes(settings, random.fork("users"));
    const items = new DotTable(3000, DIMENSIONS).fill(generateItems(settings, random.fork("items")).features);
    // Ten ids are in the histories of two users each.
    const histories = Array.from({ length: 60 }, (_, user) => [user % 50, 100 + user, 200 + user]);
    const order = await assignIds(histories, { items, tastes, settings, random: random.fork("starts") });
    expect(new Set(order).size).toBe(3000);
    const chance = (user: number, item: number) => {
      items.query.set(tastes.subarray(user * DIMENSIONS, (user + 1) * DIMENSIONS));
      return 1 / (1 + Math.exp((1.7 - items.dots([item])[0]) / 0.1));
    };
    const given = histories.flatMap((history, user) => history.map((id) => chance(user, order[id])));
    const others = histories.flatMap((_, user) => Array.from({ length: 30 }, () => chance(user, random.int(3000))));
    expect(mean(given)).toBeGreaterThan(20 * mean(others));
  });
});

describe("a mid-size cup", () => {
  it("keeps users about as long as published at random: 5.11–5.15 rounds", async () => {
    const world = await buildWorld("cup(items=20000,users=400)");
    const player = new Player({ tables, world });
    const random = resolveSuiteAgent(tables, "random");
    const episodes = Array.from({ length: 8 }, (_, seed) => player.play(random, { seed, episode: 0 }));
    const played = await Promise.all(episodes);
    // A user's rounds at random have an sd of about .4: over 3,200 users the mean is known to .007 (the world to .01).
    within(mean(played.map(({ summary }) => summary.rounds / world.users)), 5.05, 5.2);
    player.close();
  });

  it("knows categories and stories in tests only", async () => {
    const world = await buildWorld("cup-small(items=100,users=5)");
    expect(cupTruth(world).category.length).toBe(100);
    expect(() => cupTruth({ ...world })).toThrow("Expected a cup world");
  });
});
