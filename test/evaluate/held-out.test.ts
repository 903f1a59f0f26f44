import { describe, expect, it } from "vitest";
import type { HeldOut } from "../../src/core/hold-out.ts";
import { Stream } from "../../src/core/random.ts";
import type { Scorer } from "../../src/core/scorer.ts";
import {
  bestItems,
  rankAmongNegatives,
  rankInCatalogue,
  ranksInLists,
  sampleHeldOut,
} from "../../src/evaluate/held-out.ts";
import { hitRate, ndcg } from "../../src/evaluate/ranking.ts";

/** A scorer whose scores of a user come from a function. */
function scorerOf(items: number, score: (user: number, item: number) => number): Scorer {
  return {
    items,
    score: ({ users }) =>
      Float32Array.from({ length: users.length * items }, (_, i) => score(users[Math.floor(i / items)], i % items)),
  };
}

function heldOut(user: number, history: number[], target: number): HeldOut {
  return { user, history: Int32Array.from(history), target };
}

/** `count` users with ten random items before a random target. */
function randomUsers(count: number, items: number): HeldOut[] {
  const random = new Stream("users");
  return Array.from({ length: count }, (_, user) => {
    const [target, ...history] = random.shuffle(Int32Array.from({ length: items }, (__, i) => i)).slice(0, 11);
    return heldOut(user, history, target);
  });
}

const random = new Stream("scores");
const randomScorer = (items: number) => scorerOf(items, () => random.uniform());

describe("rankInCatalogue", () => {
  it("leaves out the history, counts ties apart, and does not count the target", async () => {
    const scores = [9, 5, 7, 5, 5, 8, 1];
    const task = {
      scorer: scorerOf(7, (_, item) => scores[item]),
      heldOut: [heldOut(0, [0, 4, 0], 3), heldOut(1, [], 6)],
    };
    expect(await rankInCatalogue(task)).toEqual({ better: Int32Array.of(2, 6), tied: Int32Array.of(1, 0) });
  });

  it("gives a constant scorer what chance gives", async () => {
    const ranks = await rankInCatalogue({ scorer: scorerOf(61, () => 1), heldOut: randomUsers(40, 61) });
    expect(hitRate(ranks, 10)).toBeCloseTo(10 / 51, 12);
  });

  it("scores each user once, in batches, with the whole history", async () => {
    const users = Array.from({ length: 10 }, (_, user) =>
      heldOut(
        user + 5,
        Array.from({ length: user }, (__, i) => i),
        30,
      ),
    );
    const seen: [number, number][][] = [];
    const scorer: Scorer = {
      items: 31,
      score: async (batch) => {
        seen.push(batch.histories.map((history, i) => [batch.users[i], history.length]));
        return new Float32Array(batch.users.length * 31).map(
          (_, i) => (i % 31) / (batch.users[Math.floor(i / 31)] - 9.5),
        );
      },
    };
    const ranks = await rankInCatalogue({ scorer, heldOut: users, batchSize: 4 });
    expect(seen.map((batch) => batch.length)).toEqual([4, 4, 2]);
    expect(seen.flat()).toEqual(users.map(({ user }, i) => [user, i]));
    expect([...ranks.better]).toEqual([30, 29, 28, 27, 26, 0, 0, 0, 0, 0]);
  });

  const fine = heldOut(3, [1], 2);
  it.each<[string, HeldOut, (item: number) => number, RegExp]>([
    [
      "a target in its own history",
      heldOut(3, [1, 2], 2),
      () => 0,
      /held-out item of user 3: Expected an item that is not in the user's history, got 2/,
    ],
    ["a target outside the catalogue", heldOut(3, [1], 5), () => 0, /Expected an item from 0 to 4, got 5/],
    [
      "a history outside the catalogue",
      heldOut(3, [-1], 2),
      () => 0,
      /Expected a history of items from 0 to 4, got -1/,
    ],
    [
      "a score that is not a number",
      fine,
      (item) => (item === 4 ? Number.NaN : 0),
      /Expected scores of the model that are numbers, got NaN: it has diverged/,
    ],
  ])("refuses %s", async (_, it3, score, message) => {
    await expect(rankInCatalogue({ scorer: scorerOf(5, (__, item) => score(item)), heldOut: [it3] })).rejects.toThrow(
      message,
    );
  });

  it("refuses scores of another shape", async () => {
    const scorer = { items: 5, score: () => new Float32Array(4) };
    await expect(rankInCatalogue({ scorer, heldOut: [fine] })).rejects.toThrow("Expected 5 scores of the model, got 4");
  });
});

describe("rankAmongNegatives", () => {
  it("finds a constant scorer no better than chance: HR@10 .0990, nDCG@10 .0450", async () => {
    const ranks = await rankAmongNegatives({ scorer: scorerOf(300, () => 0), heldOut: randomUsers(50, 300), seed: 1 });
    expect(hitRate(ranks, 10)).toBeCloseTo(10 / 101, 12);
    expect(ndcg(ranks, 10)).toBeCloseTo(0.0449857, 6);
  });

  it("finds a random scorer at HR@10 .0990 ± .01 and nDCG@10 .0450 ± .006 (four standard errors)", async () => {
    const ranks = await rankAmongNegatives({ scorer: randomScorer(150), heldOut: randomUsers(15_000, 150), seed: 1 });
    expect(Math.abs(hitRate(ranks, 10) - 0.099)).toBeLessThan(0.01);
    expect(Math.abs(ndcg(ranks, 10) - 0.045)).toBeLessThan(0.006);
  });

  it("meets 100 distinct negatives, none of them in the history, nor the target", async () => {
    // Of 111 items 11 are not negatives: with those scored highest, exactly the other 100 tie.
    const users = randomUsers(30, 111);
    const met = new Map(users.map(({ user, history, target }) => [user, new Set([...history, target])]));
    const scorer = scorerOf(111, (user, item) => (met.get(user)!.has(item) ? 1 : 2));
    const ranks = await rankAmongNegatives({ scorer, heldOut: users, seed: 1 });
    expect(ranks.better.every((better) => better === 100)).toBe(true);
    expect(ranks.tied.every((tied) => tied === 0)).toBe(true);
  });

  it("draws a user's negatives by the seed and the user alone", async () => {
    const users = randomUsers(20, 300);
    const scorer = scorerOf(300, (user, item) => (user * 31 + item * 17) % 101);
    const ranks = await rankAmongNegatives({ scorer, heldOut: users, seed: 1 });
    const reversed = await rankAmongNegatives({ scorer, heldOut: [...users].reverse(), seed: 1, batchSize: 3 });
    expect([...reversed.better].reverse()).toEqual([...ranks.better]);
    expect(await rankAmongNegatives({ scorer, heldOut: users, seed: 2 })).not.toEqual(ranks);
  });

  it("refuses a catalogue with too few items", async () => {
    const task = { scorer: scorerOf(110, () => 0), heldOut: randomUsers(1, 110), seed: 1 };
    await expect(rankAmongNegatives(task)).rejects.toThrow(
      "Expected at least 100 items that the user has not met, got 99",
    );
  });
});

describe("bestItems", () => {
  it("lists the best items outside the history, ties by smaller id", async () => {
    const scores = [9, 5, 7, 5, 5, 8, 1];
    const users = [heldOut(4, [0, 6], 4), heldOut(2, [5], 6)];
    const lists = await bestItems({ scorer: scorerOf(7, (_, item) => scores[item]), heldOut: users, k: 4 });
    expect(lists).toEqual([
      { user: 4, items: Int32Array.of(5, 2, 1, 3), scores: Float32Array.of(8, 7, 5, 5) },
      { user: 2, items: Int32Array.of(0, 2, 1, 3), scores: Float32Array.of(9, 7, 5, 5) },
    ]);
    expect(ranksInLists(lists, [heldOut(4, [], 1), users[1]])).toEqual({
      better: Int32Array.of(2, 4),
      tied: new Int32Array(2),
    });
  });

  it("gives the ranks of the whole catalogue where nothing ties", async () => {
    const users = randomUsers(100, 200);
    const scorer = scorerOf(200, (user, item) => ((user + 1) * (item + 1) * 7919) % 10_007);
    const lists = await bestItems({ scorer, heldOut: users, k: 189 + 1 });
    expect(ranksInLists(lists, users)).toEqual(await rankInCatalogue({ scorer, heldOut: users }));
  });
});

describe("sampleHeldOut", () => {
  it("draws some users, in their order, or takes all", () => {
    const users = randomUsers(50, 30);
    const drawn = sampleHeldOut(users, 20, new Stream(1));
    expect(drawn).toHaveLength(20);
    expect(drawn).toEqual(users.filter((it) => drawn.includes(it)));
    expect(drawn).not.toEqual(users.slice(0, 20));
    expect(sampleHeldOut(users, 100, new Stream(1))).toEqual(users);
  });
});
