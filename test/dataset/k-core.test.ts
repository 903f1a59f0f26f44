import { describe, expect, it } from "vitest";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { Stream } from "../../src/core/random.ts";
import { dropRepeats, kCore } from "../../src/dataset/k-core.ts";

/** Data of `user item` pairs, user by user; the names are the pairs' own. */
function dataOf(pairs: readonly (readonly [string, string])[]): InteractionData {
  const userNames = [...new Set(pairs.map(([user]) => user))];
  const itemNames = [...new Set(pairs.map(([, item]) => item))];
  return {
    interactions: {
      users: Int32Array.from(pairs, ([user]) => userNames.indexOf(user)),
      items: Int32Array.from(pairs, ([, item]) => itemNames.indexOf(item)),
    },
    users: userNames.length,
    items: itemNames.length,
    userNames,
    itemNames,
    texts: { titles: itemNames.map((name) => `title ${name}`), genres: itemNames.map((name) => `genre ${name}`) },
  };
}

function pairsOf({ interactions, userNames, itemNames }: InteractionData): [string, string][] {
  return Array.from(interactions.users, (user, row) => [userNames[user], itemNames[interactions.items[row]]]);
}

const words = (text: string): [string, string][] => text.split(" ").map((pair) => [pair[0], pair[1]]);

/** The definition, word for word. */
function naive(pairs: [string, string][], k: number, mode: "once" | "fixed"): [string, string][] {
  const often = (column: 0 | 1, rows: [string, string][]) =>
    rows.filter((row) => rows.filter((other) => other[column] === row[column]).length >= k);
  const next = often(0, often(1, pairs));
  return mode === "once" || next.length === pairs.length ? next : naive(next, k, mode);
}

describe("kCore", () => {
  // v is rare; without it c is; without c, w is.
  const pairs = words("ax ay bx by cw cv dw dx dy");

  it("once: items, then users; an item may be rare again", () => {
    expect(pairsOf(kCore(dataOf(pairs), { k: 2, mode: "once" }))).toEqual(words("ax ay bx by dw dx dy"));
  });

  it("fixed: until no user and no item is rare", () => {
    expect(pairsOf(kCore(dataOf(pairs), { k: 2, mode: "fixed" }))).toEqual(words("ax ay bx by dx dy"));
  });

  it.each(["once", "fixed"] as const)("%s: as the definition on random data, order and texts kept", (mode) => {
    const random = new Stream(`k-core-${mode}`);
    for (let round = 0; round < 20; round++) {
      const pairs = Array.from({ length: 160 }, (_, i): [string, string] => [`u${i >> 2}`, `i${random.int(25)}`]);
      const core = kCore(dataOf(pairs), { k: 3, mode });
      expect(pairsOf(core)).toEqual(naive(pairs, 3, mode));
      expect([core.users, core.items]).toEqual([core.userNames.length, core.itemNames.length]);
      expect(new Set(core.interactions.items).size).toBe(core.items);
      expect(core.texts?.titles).toEqual(core.itemNames.map((name) => `title ${name}`));
    }
  });

  it("refuses to leave nothing", () => {
    expect(() => kCore(dataOf(words("ax by")), { k: 2, mode: "fixed" })).toThrow(
      "Expected users and items with at least 2 interactions, got none",
    );
  });
});

describe("dropRepeats", () => {
  it("keeps each user's first interaction with an item", () => {
    expect(pairsOf(dropRepeats(dataOf(words("ax ay ax bx ay by bx"))))).toEqual(words("ax ay bx by"));
  });
});
