/** Places in users' training sequences: the items before one are a prefix, the item at it is the real next one. */
import { expected, inWords } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import { type Sequences, sequenceCount, sequenceOf } from "../core/sequences.ts";
import { type BatchShape, leftPadded, type SequenceBatch } from "./sequence-batch.ts";

/** Users, and a place from 1 among the items of each: [B]. */
export interface Places {
  readonly users: Int32Array;
  readonly positions: Int32Array;
}

/** Sequences, and what batches of them are padded to. */
export interface PlacedSequences extends BatchShape {
  /** Items 0..N-1 of each user, oldest first. */
  readonly sequences: Sequences;
}

/** Users with a place. Throws a UsageError for none. */
export function usersWithPlaces(sequences: Sequences): Int32Array {
  const everyone = Int32Array.from({ length: sequenceCount(sequences) }, (_, user) => user);
  const able = everyone.filter((user) => sequenceOf(sequences, user).length > 1);
  if (able.length === 0) throw expected("a user with two items or more", inWords("none"), "training sequences");
  return able;
}

/** Draws so many places: a user, uniform among those given, and any of the user's places. */
export function drawPlaces(sequences: Sequences, { users, count }: PlaceDraw, random: Stream): Places {
  const drawn = new Int32Array(count).map(() => random.pick(users));
  return { users: drawn, positions: drawn.map((user) => 1 + random.int(sequenceOf(sequences, user).length - 1)) };
}

/** Whose places are drawn, and how many. */
export interface PlaceDraw {
  /** Each has a place. */
  readonly users: Int32Array;
  readonly count: number;
}

/** At most so many places of each user, any of them alike, in order. */
export function somePlaces(sequences: Sequences, { users, count }: PlaceDraw, random: Stream): Places {
  const lists = Array.from(users, (user) => {
    const all = Int32Array.from({ length: sequenceOf(sequences, user).length - 1 }, (_, i) => i + 1);
    return random.shuffle(all).slice(0, count).sort();
  });
  return {
    users: Int32Array.from(lists.flatMap((list, i) => Array.from(list, () => users[i]))),
    positions: Int32Array.from(lists.flatMap((list) => Array.from(list))),
  };
}

/** Some of the places, by their rows. */
export function pickPlaces({ users, positions }: Places, rows: ArrayLike<number>): Places {
  const at = (of: Int32Array) => Int32Array.from(rows, (row) => of[row]);
  return { users: at(users), positions: at(positions) };
}

/** The last L items before each place, ids from 1, padded at the left: [B × L] */
export function prefixesAt({ sequences, ...shape }: PlacedSequences, { users, positions }: Places): SequenceBatch {
  const lists = Array.from(users, (user, b) => sequenceOf(sequences, user).subarray(0, positions[b]));
  return leftPadded(
    lists.map((list) => list.subarray(-shape.length).map((item) => item + 1)),
    shape,
  );
}

/** The item at each place, ids from 1: [B] */
export function itemsAt(sequences: Sequences, { users, positions }: Places): Int32Array {
  return users.map((user, b) => 1 + sequenceOf(sequences, user)[positions[b]]);
}

/** So many rows of a table, each any of them alike. */
export function drawRows({ rows, count }: { rows: number; count: number }, random: Stream): number[] {
  return Array.from({ length: count }, () => random.int(rows));
}

/** The rows of a table, some at a time. */
export function* rowChunks(count: number, size: number): Generator<number[]> {
  for (let from = 0; from < count; from += size)
    yield Array.from({ length: Math.min(size, count - from) }, (_, i) => from + i);
}

/** Two lists of places as one. */
export function joinedPlaces(first: Places, second: Places): Places {
  const both = (a: Int32Array, b: Int32Array) => Int32Array.from([...a, ...b]);
  return { users: both(first.users, second.users), positions: both(first.positions, second.positions) };
}
