/** Windows of users' histories: what rows of training batches are made of. */
import type { Stream } from "../core/random.ts";
import { type Sequences, sequenceOf } from "../core/sequences.ts";

/**
 * The windows of users' sequences that training batches are made of: row b predicts the `counts[b]` items of `users[b]` that
 * end before place `ends[b]` of the sequence.
 */
export interface Windows {
  readonly users: Int32Array;
  readonly ends: Int32Array;
  readonly counts: Int32Array;
}

interface WindowData {
  /** Items of each user, oldest first. */
  readonly sequences: Sequences;
  /** L: most labels of a window. */
  readonly length: number;
}

/** The last window of each user: as many of the last L + 1 items as there are. */
export function lastWindows({ sequences, length }: WindowData, users: Int32Array): Windows {
  const ends = users.map((user) => sequenceOf(sequences, user).length);
  return { users, ends, counts: ends.map((end) => Math.min(length, end - 1)) };
}

/**
 * Windows that hold all labels of a user, as few as can be, which is as many in each epoch. What they could hold beyond that,
 * the first and the last of them share at random: so a label is met after many different numbers of items.
 */
export function historyWindows({ sequences, length }: WindowData, users: Int32Array, random: Stream): Windows {
  const [owners, ends, counts]: number[][] = [[], [], []];
  for (const user of users) {
    const end = sequenceOf(sequences, user).length;
    const spare = length - 1 - ((end - 2) % length);
    const split = end > length + 1 ? random.int(spare + 1) : spare;
    for (let from = 1, to = 1 + length - split; from < end; from = to, to = Math.min(from + length, end)) {
      owners.push(user);
      ends.push(to);
      counts.push(to - from);
    }
  }
  return { users: Int32Array.from(owners), ends: Int32Array.from(ends), counts: Int32Array.from(counts) };
}

/** Some of the windows, by their rows. */
export function pickWindows({ users, ends, counts }: Windows, chosen: Int32Array): Windows {
  const at = (of: Int32Array) => chosen.map((i) => of[i]);
  return { users: at(users), ends: at(ends), counts: at(counts) };
}
