/** The generated cup world against the published facts of the real one. */
import { describe, expect, it } from "vitest";
import { apportion, DIMENSIONS, generateItems, generateTastes } from "../../env/cup/generate.ts";
import { cupSchema } from "../../env/cup/settings.ts";
import { assignIds, drawStarts } from "../../env/cup/starts.ts";
import { CATEGORIES } from "../../env/cup/vocabulary.ts";
import { cupTruth } from "../../env/cup/world.ts";
import { Stream } from "../../src/core/random.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { tables } from "../../tables.ts";
import { chiSquare, chiSquareLimit, mean, sd, variance } from "../evaluate/fixture.ts";
import { buildWorld } from "../house.ts";

const SETTINGS = cupSchema.parse({ items: 20_000 });

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

describe("20,000 items", () => {
  const { category, story, features } = generateItems(SETTINGS, new Stream("items"));
  const items = Array.from({ length: SETTINGS.items }, (_, item) => item);
  const feature = (item: number, d: number) => features[item * DIMENSIONS + d];

  it("weigh .95 (sd .10, and the noise) in their own category, 0 (sd .15) elsewhere", () => {
    const own = items.map((item) => feature(item, category[item]));
    const other = items.map((item) => feature(item, (category[item] + 1) % DIMENSIONS));
    within(mean(own), 0.94, 0.96);
    within(sd(own), Math.hypot(0.1, 0.15) - 0.005, Math.hypot(0.1, 0.15) + 0.005);
    within(mean(other), -0.005, 0.005);
    within(sd(other), 0.145, 0.155);
  });

  it("come in stories of 20 on average, each within one category", () => {
    const sizes = new Map<number, number>();
    const categories = new Map<number, Set<number>>();
    for (const item of items) {
      sizes.set(story[item], (sizes.get(story[item]) ?? 0) + 1);
      categories.set(story[item], (categories.get(story[item]) ?? new Set()).add(category[item]));
    }
    within(mean([...sizes.values()]), 18, 21.5);
    // Exponential: the sd is about the mean.
    within(sd([...sizes.values()]), 16, 22);
    expect([...categories.values()].every((set) => set.size === 1)).toBe(true);
  });

  it("share about 27% of the noise with their story", () => {
    const groups = new Map<number, number[]>();
    for (const item of items) groups.set(story[item], [...(groups.get(story[item]) ?? []), item]);
    const shares: number[] = [];
    for (let d = 0; d < DIMENSIONS; d++) {
      const stories = [...groups.values()].filter((group) => group.length > 1 && category[group[0]] !== d);
      const values = stories.map((group) => group.map((item) => feature(item, d)));
      const squares = values.reduce((sum, group) => sum + variance(group) * group.length, 0);
      const degrees = values.reduce((sum, group) => sum + group.length - 1, 0);
      shares.push(1 - squares / degrees / variance(values.flat()));
    }
    within(mean(shares), 0.25, 0.29);
  });

  it("are shuffled: ids say nothing of category or story", () => {
    const half = items.length / 2;
    const counts = [items.slice(0, half), items.slice(half)].map((ids) =>
      CATEGORIES.map((_, c) => ids.filter((item) => category[item] === c).length),
    );
    const shares = CATEGORIES.map((_, c) => (counts[0][c] + counts[1][c]) / items.length);
    expect(chiSquare(counts[0], shares)).toBeLessThan(chiSquareLimit(DIMENSIONS - 1));
    const sameAsNext = items.filter((item) => story[item] === story[item + 1]).length;
    expect(sameAsNext).toBeLessThan(items.length * 0.005);
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
  it("keeps users about as long as published: 5.11–5.15 rounds at random, 6.16–6.20 by text neighbours", async () => {
    const world = await buildWorld("cup(items=20000,users=400)");
    const player = new Player({ tables, world });
    const roundsOf = async (agent: string, seeds: number) => {
      const played = await Promise.all(
        Array.from({ length: seeds }, (_, seed) => player.play(resolveSuiteAgent(tables, agent), { seed, episode: 0 })),
      );
      return mean(played.map(({ summary }) => summary.rounds / world.users));
    };
    // A user's rounds at random have an sd of about .4: over 3,200 users the mean is known to .007 (the world to .01).
    const random = await roundsOf("random", 8);
    within(random, 5.05, 5.2);
    const neighbours = await roundsOf("story-neighbours", 2);
    within(neighbours, 5.9, 6.7);
    player.close();
  });

  it("knows categories and stories in tests only", async () => {
    const world = await buildWorld("cup-small(items=100,users=5)");
    expect(cupTruth(world).category.length).toBe(100);
    expect(() => cupTruth({ ...world })).toThrow("Expected a cup world");
  });
});
