import { expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences, sequenceOf } from "../../src/core/sequences.ts";
import {
  drawPlaces,
  itemsAt,
  joinedPlaces,
  pickPlaces,
  prefixesAt,
  rowChunks,
  somePlaces,
  usersWithPlaces,
} from "../../src/dataset/places.ts";

const SEQUENCES = packSequences([[4, 1, 7, 2], [], [3], [5, 0], [9, 8, 7, 6, 5, 4, 3]]);
const USERS = usersWithPlaces(SEQUENCES);

it("has places for users of two items and more", () => {
  expect([...USERS]).toEqual([0, 3, 4]);
  expect(() => usersWithPlaces(packSequences([[1], []]))).toThrow("Expected a user with two items or more, got none");
});

it("cuts the last items before a place, and the item at it", () => {
  const places = { users: Int32Array.of(0, 3, 4), positions: Int32Array.of(2, 1, 6) };
  const { items, count, length } = prefixesAt({ sequences: SEQUENCES, items: 10, length: 3 }, places);
  expect({ items: [...items], count, length }).toEqual({ items: [11, 5, 2, 11, 11, 6, 7, 6, 5], count: 3, length: 3 });
  expect([...itemsAt(SEQUENCES, places)]).toEqual([8, 1, 4]);
  expect([...itemsAt(SEQUENCES, pickPlaces(places, [2, 0, 2]))]).toEqual([4, 8, 4]);
});

it("draws users alike, and any of their places", () => {
  const { users, positions } = drawPlaces(SEQUENCES, { users: USERS, count: 3000 }, new Stream("draw"));
  for (const user of USERS) {
    const own = positions.filter((_, i) => users[i] === user);
    const last = sequenceOf(SEQUENCES, user).length - 1;
    // Within five deviations of a third.
    expect(Math.abs(own.length - 1000)).toBeLessThan(130);
    expect([...new Set(own)].sort((a, b) => a - b)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
  }
});

it("takes some of each user's places, once each and in order", () => {
  const { users, positions } = somePlaces(SEQUENCES, { users: USERS, count: 3 }, new Stream("some"));
  expect([...users]).toEqual([0, 0, 0, 3, 4, 4, 4]);
  expect([...positions.slice(0, 4)]).toEqual([1, 2, 3, 1]);
  const own = [...positions.slice(4)];
  expect(own).toEqual([...new Set(own)].sort((a, b) => a - b));
});

it("joins lists of places, and goes through them some at a time", () => {
  const some = { users: Int32Array.of(0, 3), positions: Int32Array.of(2, 1) };
  const joined = joinedPlaces(some, { users: Int32Array.of(4), positions: Int32Array.of(5) });
  expect(joined).toEqual({ users: Int32Array.of(0, 3, 4), positions: Int32Array.of(2, 1, 5) });
  expect([...rowChunks(5, 2)]).toEqual([[0, 1], [2, 3], [4]]);
  expect([...rowChunks(0, 2)]).toEqual([]);
});
