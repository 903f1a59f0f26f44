import { expect, it } from "vitest";
import { packSequences, sequenceCount, sequenceOf, toInteractions, toSequences } from "../../src/core/sequences.ts";

const lists = [[4, 2], [], [1, 2, 3]];

it("packs lists and gives each back, empty ones too", () => {
  const sequences = packSequences(lists);
  expect(sequenceCount(sequences)).toBe(3);
  expect(lists.map((_, user) => [...sequenceOf(sequences, user)])).toEqual(lists);
  expect([...sequences.offsets]).toEqual([0, 2, 2, 5]);
});

it("turns sequences into interactions and back", () => {
  const sequences = packSequences(lists);
  const interactions = toInteractions(sequences);
  expect([...interactions.users]).toEqual([0, 0, 2, 2, 2]);
  expect(toSequences(interactions, 3)).toEqual(sequences);
});

it("gathers mixed rows by user and keeps the order of each user's rows", () => {
  const sequences = toSequences({ users: Int32Array.of(1, 0, 1, 2, 0), items: Int32Array.of(9, 8, 7, 6, 5) }, 4);
  expect([0, 1, 2, 3].map((user) => [...sequenceOf(sequences, user)])).toEqual([[8, 5], [9, 7], [6], []]);
});
