/**
 * Streams of events in time order. A stream is read event by event, or a block of them at a time, and what reads it holds no
 * more than that, however many there are.
 */
import { expected } from "../core/errors.ts";
import type { InteractionData, RowTimes } from "../core/interaction-data.ts";
import { type Seed, Stream } from "../core/random.ts";
import { type Sequences, sequenceCount, sequenceOf, toSequences } from "../core/sequences.ts";
import type { Interactions } from "../core/types.ts";
import { CountTree } from "./count-tree.ts";

/** A user met an item. */
export interface StreamEvent {
  readonly user: number;
  readonly item: number;
}

/** Events in time order. Whoever iterates it again begins at the first again. */
export type EventStream = Iterable<StreamEvent>;

/**
 * A data set as a stream: by its times, those of one time in the order of the source's rows; without times, users' items in their order,
 * merged by a seed.
 */
export function streamOf({ interactions, times, users }: InteractionData, seed: Seed): EventStream {
  return times ? timedStream(interactions, times) : interleavedStream(toSequences(interactions, users), seed);
}

/** Interactions as a stream by their times. */
function timedStream({ users, items }: Interactions, times: RowTimes): EventStream {
  const order = new Uint32Array(users.length).map((_, row) => row).sort((a, b) => times.compare(a, b));
  return {
    *[Symbol.iterator]() {
      for (const row of order) yield { user: users[row], item: items[row] };
    },
  };
}

/**
 * Sequences without times as a stream: each user's items in their order, merged at random so that every merge is as likely. All users
 * go on to the end: whose turn it is is drawn by how many items each has left.
 */
export function interleavedStream(sequences: Sequences, seed: Seed): EventStream {
  return {
    *[Symbol.iterator]() {
      const random = new Stream(seed).fork("interleave");
      const users = sequenceCount(sequences);
      const [left, next] = [new CountTree(users), new Uint32Array(users)];
      for (let user = 0; user < users; user++) left.add(user, sequenceOf(sequences, user).length);
      while (left.total > 0) {
        const user = left.indexAt(left.total * random.uniform());
        yield { user, item: sequences.items[sequences.offsets[user] + next[user]++] };
        left.add(user, -1);
      }
    },
  };
}

/** A stream's events as columns, `size` of them at a time; the last may be fewer. Throws a UsageError for a size that is none. */
export function* blocksOf(events: EventStream, size: number): Generator<Interactions> {
  if (!(Number.isInteger(size) && size >= 1)) throw expected("blocks of one event or more", size);
  let [users, items, filled] = [new Int32Array(size), new Int32Array(size), 0];
  for (const { user, item } of events) {
    users[filled] = user;
    items[filled++] = item;
    if (filled < size) continue;
    yield { users, items };
    [users, items, filled] = [new Int32Array(size), new Int32Array(size), 0];
  }
  if (filled > 0) yield { users: users.subarray(0, filled), items: items.subarray(0, filled) };
}
