/**
 * Streams of events in time order. A stream is read event by event, or a block of them at a time, and what reads it holds no
 * more than that, however many there are.
 */
import { expected } from "../core/errors.ts";
import type { InteractionData } from "../core/interaction-data.ts";
import { type Seed, Stream } from "../core/random.ts";
import {
  orderByUser,
  type Sequences,
  sequenceCount,
  sequenceOf,
  toInteractions,
  toSequences,
} from "../core/sequences.ts";
import type { Interactions } from "../core/types.ts";
import { CountTree } from "./count-tree.ts";

/** A user met an item. */
export interface StreamEvent {
  readonly user: number;
  readonly item: number;
}

/** Events in time order. Whoever iterates it again begins at the first again. */
export type EventStream = Iterable<StreamEvent>;

/** Users' items, and their order over all users where it is known. */
export interface StreamSource {
  readonly sequences: Sequences;
  /** Places of all items in the sequences' column, in time order: [interactions]. None of a source without times. */
  readonly timeOrder?: Uint32Array;
}

/**
 * A data set as a stream: by its times, those of one time in the order of the source's rows; without times, users' items in their order,
 * merged by a seed.
 */
export function streamOf(data: InteractionData, seed: Seed): EventStream {
  const sequences = toSequences(data.interactions, data.users);
  return sequenceStream({ sequences, timeOrder: timeOrderOf(data) }, seed);
}

/** As `streamOf`, of a data set that is in sequences. */
export function sequenceStream({ sequences, timeOrder }: StreamSource, seed: Seed): EventStream {
  return timeOrder ? orderedStream(toInteractions(sequences), timeOrder) : interleavedStream(sequences, seed);
}

/** The time order of the sequences that `toSequences` makes of a data set; none where it has no times. */
export function timeOrderOf({ interactions, times, users }: InteractionData): Uint32Array | undefined {
  if (!times) return undefined;
  const rows = orderByUser(interactions.users, users);
  const placeOf = new Uint32Array(rows.length);
  for (const [place, row] of rows.entries()) placeOf[row] = place;
  const inTime = rows.slice().sort((a, b) => times.compare(a, b));
  return inTime.map((row) => placeOf[row]);
}

function orderedStream({ users, items }: Interactions, order: Uint32Array): EventStream {
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

/** The events of a stream from one number, from 0, to before another. */
export function* eventsBetween(events: EventStream, from: number, to: number): Generator<StreamEvent> {
  let number = 0;
  for (const event of events) {
    if (number >= to) return;
    if (number++ >= from) yield event;
  }
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
