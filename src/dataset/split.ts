/** Which of each user's items are trained on and which are held out. */
import { unknownName } from "../core/errors.ts";
import type { HeldOut } from "../core/hold-out.ts";
import { type Seed, Stream } from "../core/random.ts";
import { packSequences, type Sequences, sequenceCount, sequenceOf } from "../core/sequences.ts";

/** Names of the splits. */
export const SPLITS = ["leave-one-out", "port"] as const;
/** Name of a split. */
export type SplitName = (typeof SPLITS)[number];

/** The held-out items of a part of a split, one for each of some users. What comes before a target is its history. */
export interface Targets {
  readonly users: Int32Array;
  /** Place of the target among its user's items: [targets]. */
  readonly positions: Int32Array;
}

/** A data set split into what is trained on, validated on and tested on. */
export interface Split {
  /** All items of every user, oldest first. */
  readonly sequences: Sequences;
  /** How many of each user's first items are trained on: [users]. */
  readonly trainLengths: Int32Array;
  readonly validation: Targets;
  readonly test: Targets;
}

/** The parts of a split that are held out. */
export const PARTS = ["validation", "test"] as const;
/** A part of a split that is held out. */
export type Part = (typeof PARTS)[number];

/** A user with fewer items is trained on whole, as in SASRec's own split. */
const SHORTEST = 3;
/** Validation users of gsasrec-pytorch (docs/sources.md). */
const PORT_USERS = 512;

/** SASRec's split: trained on [:-2], validated on the second last item, tested on the last one, for every user. */
export function leaveOneOut(sequences: Sequences): Split {
  const lengths = lengthsOf(sequences);
  const users = usersWith(lengths, SHORTEST);
  return {
    sequences,
    trainLengths: lengths.map((length) => (length < SHORTEST ? length : length - 2)),
    validation: targetsFromEnd(users, lengths, 2),
    test: targetsFromEnd(users, lengths, 1),
  };
}

/**
 * The split of the port, gsasrec-pytorch: tested on every user's last item, validated on the second last one of 512 random
 * users. The port trains on one item less than it could: validation users on [:-3], all others on [:-2]. With fewer than 512
 * users of four items, all of those validate.
 */
export function portSplit(sequences: Sequences, seed: Seed): Split {
  const lengths = lengthsOf(sequences);
  const able = new Stream(seed).fork("validation-users").shuffle(usersWith(lengths, SHORTEST + 1));
  const validating = able.slice(0, PORT_USERS).sort();
  const { trainLengths, test } = leaveOneOut(sequences);
  for (const user of validating) trainLengths[user]--;
  return { sequences, trainLengths, validation: targetsFromEnd(validating, lengths, 2), test };
}

/** The items of each user that models are trained on. */
export function trainingSequences({ sequences, trainLengths }: Split): Sequences {
  const lists = Array.from(trainLengths, (length, user) => sequenceOf(sequences, user).subarray(0, length));
  return packSequences(lists);
}

/** How often each item is met in what models are trained on; held-out items count for nothing: [items] */
export function trainingEvents(split: Split, items: number): Int32Array {
  const events = new Int32Array(items);
  for (const item of trainingSequences(split).items) events[item]++;
  return events;
}

/**
 * The held-out items of one part (validation or test), each with all the items before it; views, not copies. Throws a
 * UsageError for another part.
 */
export function heldOutOf({ sequences, ...parts }: Split, part: Part): HeldOut[] {
  if (!PARTS.includes(part)) throw unknownName("held-out part", String(part), PARTS);
  const { users, positions } = parts[part];
  return Array.from(users, (user, i) => {
    const items = sequenceOf(sequences, user);
    return { user, history: items.subarray(0, positions[i]), target: items[positions[i]] };
  });
}

function lengthsOf(sequences: Sequences): Int32Array {
  return Int32Array.from({ length: sequenceCount(sequences) }, (_, user) => sequenceOf(sequences, user).length);
}

function usersWith(lengths: Int32Array, least: number): Int32Array {
  return Int32Array.from(lengths.keys()).filter((user) => lengths[user] >= least);
}

function targetsFromEnd(users: Int32Array, lengths: Int32Array, back: number): Targets {
  return { users, positions: users.map((user) => lengths[user] - back) };
}
