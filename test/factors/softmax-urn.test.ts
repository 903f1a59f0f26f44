/** Items drawn by a softmax of their scores, from a head and a tail. */
import { expect, it } from "vitest";
import { UserClicks } from "../../src/core/clicks.ts";
import { Stream } from "../../src/core/random.ts";
import { DotTopK } from "../../src/factors/dot-top-k.ts";
import { URN_HEAD, Urn } from "../../src/factors/softmax-urn.ts";
import { ServedVectors } from "../../src/train/served-vectors.ts";
import { numbers } from "../engine/engines.ts";

const ITEMS = URN_HEAD + 150;
const WIDTH = 4;
const DRAWS = 12_000;

/** An urn of one user over so many items; `sharpness` says how far scores are apart. */
function urnOf(items: number, { sharpness = 1, temperature = 1, places = 2, seen = [3, 8] } = {}) {
  const vectors = new ServedVectors({ users: 1, items, width: WIDTH });
  const index = new DotTopK(vectors.scan, 2 * URN_HEAD).watch(vectors.watched);
  const rows = numbers(items * WIDTH, 5);
  const state = numbers(WIDTH, 6).map((value) => value * sharpness);
  vectors.load(rows);
  vectors.setState(0, state);
  const scores = Float64Array.from({ length: items }, (_, item) =>
    state.reduce((sum, value, i) => sum + value * rows[item * WIDTH + i], 0),
  );
  const source = { index, scan: vectors.scan, temperature };
  const urn = new Urn(source, { user: 0, excluded: new UserClicks(seen), places });
  return { urn, shares: softmax(scores, { temperature, without: seen }) };
}

function softmax(scores: Float64Array, { temperature = 1, without = [] as number[] }): Float64Array {
  const most = Math.max(...scores.filter((_, item) => !without.includes(item)));
  const odds = scores.map((score, item) => (without.includes(item) ? 0 : Math.exp((score - most) / temperature)));
  const total = odds.reduce((sum, odd) => sum + odd, 0);
  return odds.map((odd) => odd / total);
}

/** How many standard errors a frequency is from its share, at worst: of each item that should come up often, and all others as one. */
function worst(counts: Int32Array, shares: Float64Array): number {
  const rest = { count: 0, share: 0 };
  const often = Array.from(counts, (count, item) => ({ count, share: shares[item] })).filter((it) => {
    if (it.share * DRAWS >= 10) return true;
    rest.count += it.count;
    rest.share += it.share;
    return false;
  });
  const errors = [...often, rest].map(({ count, share }) => {
    const error = Math.sqrt(DRAWS * share * (1 - share));
    return error === 0 ? count : Math.abs(count - DRAWS * share) / error;
  });
  return Math.max(...errors);
}

function countsOf(items: number, draws: readonly number[]): Int32Array {
  const counts = new Int32Array(items);
  for (const item of draws) counts[item]++;
  return counts;
}

it.each([
  { what: "from head and tail", items: ITEMS, how: {} },
  { what: "where all are nearly alike", items: ITEMS, how: { sharpness: 0.01 } },
  { what: "where few count", items: ITEMS, how: { sharpness: 3, temperature: 0.5 } },
  { what: "from a head alone", items: 40, how: {} },
])("items are drawn as often as their share, $what", ({ items, how }) => {
  const { urn, shares } = urnOf(items, how);
  const random = new Stream("draws");
  const counts = countsOf(items, urn.draw([], DRAWS, random));
  expect([counts[3], counts[8]]).toEqual([0, 0]);
  expect(worst(counts, shares)).toBeLessThan(4.5);
});

it("a second item is drawn from what the first has left", () => {
  const { urn, shares } = urnOf(ITEMS, { sharpness: 2 });
  const random = new Stream("pairs");
  const seconds = Array.from({ length: DRAWS }, () => urn.drawSlate(random)[1]);
  const counts = countsOf(ITEMS, seconds);
  const left = shares.reduce((sum, share) => sum + share / (1 - share), 0);
  const second = shares.map((share) => share * (left - share / (1 - share)));
  expect(worst(counts, second)).toBeLessThan(4.5);
});

it("what cannot be drawn is not: fewer items where there are no more, none from an empty urn", () => {
  const all = Array.from({ length: 6 }, (_, item) => item);
  const { urn } = urnOf(6, { places: 9 });
  const random = new Stream("few");
  expect(urn.drawSlate(random).sort()).toEqual([0, 1, 2, 4, 5]);
  expect(urn.draw([0, 1, 2, 4, 5], 3, random)).toEqual([]);
  expect(urnOf(6, { seen: all }).urn.drawSlate(random)).toEqual([]);
});

it("the best is left out where it was taken, however sure the scores are", () => {
  const { urn, shares } = urnOf(ITEMS, { sharpness: 400, temperature: 0.01 });
  const best = shares.indexOf(Math.max(...shares));
  const random = new Stream("sure");
  expect(urn.draw([], 3, random)).toEqual([best, best, best]);
  expect(urn.draw([best], 3, random)).not.toContain(best);
});
