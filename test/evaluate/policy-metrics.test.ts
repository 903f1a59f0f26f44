import { expect, it } from "vitest";
import type { Scorer } from "../../src/core/scorer.ts";
import { rankInCatalogue } from "../../src/evaluate/held-out.ts";
import { entropyOf, policyMetrics } from "../../src/evaluate/policy-metrics.ts";
import { rankingMetrics } from "../../src/evaluate/ranking.ts";

const ITEMS = 40;
/** Scores of each user by a rule. */
const scorer = (score: (user: number, item: number) => number): Scorer => ({
  items: ITEMS,
  score: ({ users }) =>
    Float32Array.from({ length: users.length * ITEMS }, (_, i) => score(users[Math.floor(i / ITEMS)], i % ITEMS)),
});
const HELD_OUT = [0, 1, 2].map((user) => ({ user, history: Int32Array.of(user, 39), target: 5 + user }));

it("ranks as the catalogue's ranking does", async () => {
  const it = scorer((user, item) => Math.sin(1 + user + 7 * item));
  const {
    entropy,
    "distinct@10": distinct,
    ...ranking
  } = await policyMetrics({ scorer: it, heldOut: HELD_OUT, temperature: 1 });
  expect(ranking).toEqual(rankingMetrics(await rankInCatalogue({ scorer: it, heldOut: HELD_OUT })));
  expect(entropy).toBeGreaterThan(0);
  expect(distinct).toBeGreaterThan(10);
});

it("counts the items that anybody's ten best unseen have", async () => {
  const best = async (score: (user: number, item: number) => number) =>
    (await policyMetrics({ scorer: scorer(score), heldOut: HELD_OUT, temperature: 1 }))["distinct@10"];
  // All have the same order, highest numbers first, of which 39 is seen by all.
  expect(await best((_, item) => item)).toBe(10);
  // The lowest numbers first: each user has seen one of 0, 1 and 2, and so takes the eleventh.
  expect(await best((_, item) => -item)).toBe(11);
  // Thirteen of each user's own, of which at most one is seen.
  expect(await best((user, item) => Number(Math.floor(item / 13) === user))).toBe(30);
});

it.each([1, 0.5, 4])("measures the entropy of softmax(scores / %d)", (temperature) => {
  const scores = Float32Array.of(3, -1, 0.5, 80);
  const terms = Array.from(scores, (score) => Math.exp((score - 80) / temperature));
  const sum = terms.reduce((total, term) => total + term, 0);
  const expected = -terms.map((term) => term / sum).reduce((total, p) => total + (p > 0 ? p * Math.log(p) : 0), 0);
  expect(entropyOf(scores, temperature)).toBeCloseTo(expected, 6);
  expect(entropyOf(new Float32Array(ITEMS).fill(7), temperature)).toBeCloseTo(Math.log(ITEMS), 10);
});

it("is certain where one item has it all, or all others cannot be had", () => {
  expect(entropyOf(Float32Array.of(0, 1000, 0), 1)).toBe(0);
  expect(entropyOf(Float32Array.of(Number.NEGATIVE_INFINITY, 3, 3), 1)).toBeCloseTo(Math.log(2), 10);
});
