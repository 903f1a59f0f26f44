import { describe, expect, it } from "vitest";
import { itemCount, utility } from "../../env/movielens/tables.ts";
import { hitRateAmongNegatives } from "../../env/movielens/validate.ts";
import { Stream } from "../../src/core/random.ts";
import { plantedChain, randomTables } from "./fpmc-fixture.ts";

describe("hitRateAmongNegatives", () => {
  const { heldOut, items } = plantedChain({ users: 150, items: 400 });
  const rate = (score: (user: number, item: number) => number, random = new Stream("hits")) =>
    hitRateAmongNegatives({ score: ({ user }, item) => score(user, item), heldOut, items, random });

  it("is 10/101 for a constant score: ties are broken by chance", () => {
    expect(rate(() => 3)).toBeCloseTo(10 / 101, 12);
  });

  it("is 1 for a score that knows the target and 0 for its opposite", () => {
    const isTarget = (user: number, item: number) => (heldOut[user].target === item ? 1 : 0);
    expect(rate(isTarget)).toBe(1);
    expect(rate((user, item) => -isTarget(user, item))).toBe(0);
  });

  it("is about 10/101 for a random score", () => {
    const luck = new Stream("scores");
    expect(Math.abs(rate(() => luck.uniform()) - 10 / 101)).toBeLessThan(0.08);
  });

  it("draws distinct items that the user does not know, the same for the same seed", () => {
    const asked = heldOut.map(() => [] as number[]);
    rate((user, item) => asked[user].push(item));
    for (const [user, list] of asked.entries()) {
      expect(new Set(list).size).toBe(101);
      expect(list[0]).toBe(heldOut[user].target);
      expect(
        list.filter((item) => heldOut[user].history.length > 0 && Array.from(heldOut[user].history).includes(item)),
      ).toEqual([]);
    }
    const again = heldOut.map(() => [] as number[]);
    rate((user, item) => again[user].push(item));
    expect(again).toEqual(asked);
  });

  it("passes the user's last item as the situation", () => {
    const lasts: number[] = [];
    const score = ({ last }: { last: number }) => lasts.push(last);
    hitRateAmongNegatives({
      score,
      heldOut: [{ user: 0, history: [5, 9], target: 1 }],
      items,
      random: new Stream("last"),
    });
    expect(new Set(lasts)).toEqual(new Set([9]));
  });

  it("refuses users who know too many items, and no users", () => {
    const options = { score: () => 0, items: 102, random: new Stream("few") };
    const known = { user: 0, history: [0, 1], target: 2 };
    expect(() => hitRateAmongNegatives({ ...options, heldOut: [known] })).toThrow(
      /Expected 100 items the user does not know, got 99/,
    );
    expect(() => hitRateAmongNegatives({ ...options, heldOut: [] })).toThrow(/Expected at least one held-out item/);
  });
});

describe("utility", () => {
  it("is the dot product of [p_u ; r_last ; 1] with the item's row", () => {
    const { tables } = randomTables({ users: 3, items: 5, factors: 4 });
    const { factors, userTable, itemTable, transitionTable } = tables;
    const query = [
      ...userTable.subarray(2 * factors, 3 * factors),
      ...transitionTable.subarray(factors, 2 * factors),
      1,
    ];
    const row = itemTable.subarray(4 * 9, 5 * 9);
    const wanted = query.reduce((sum, value, f) => sum + value * row[f], 0);
    expect(itemCount(tables)).toBe(5);
    expect(utility(tables, { user: 2, last: 1 }, 4)).toBeCloseTo(wanted, 6);
  });
});
