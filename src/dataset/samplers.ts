/**
 * Training batches of next-item models. A batch is a pure function of the source's stream and the step, so a resumed run
 * meets the same ones. Big fills hash a key and a place (`keyedUniform`): a gBCE batch has millions of negatives.
 */

import { checkIds } from "../core/check-ids.ts";
import { expected, inWords } from "../core/errors.ts";
import { keyedUniform, type Stream } from "../core/random.ts";
import { type Sequences, sequenceCount, sequenceOf } from "../core/sequences.ts";
import type { NegativeSampler } from "./negatives.ts";
import type { UserSequenceBatch } from "./sequence-batch.ts";
import { historyWindows, lastWindows, pickWindows, type Windows } from "./windows.ts";

/**
 * A batch of sequences to train on, and for each position that holds an item, in order, the true next item and negatives. Ids
 * are 1..N.
 */
export interface TrainingBatch extends UserSequenceBatch {
  /** [P] */
  readonly labels: Int32Array;
  /** k for each label: [P × k] */
  readonly negatives: Int32Array;
}

/** Makes the training batch of a step, from 0. */
export type BatchSource<Batch> = (step: number) => Batch;

/** The sequences that training batches are drawn from. */
export interface SequenceData {
  /** Items 0..N-1 of each user, oldest first. */
  readonly sequences: Sequences;
  /** N */
  readonly items: number;
  /** L: the most recent items of a user that are input. */
  readonly length: number;
  readonly batchSize: number;
}

/**
 * Training batches by epochs: each meets every window once, in a new order; its last batch may be short. The window of a user
 * of two or more items is the last L + 1 items, input [:-1] and labels [1:]; with `wholeHistory` more windows before it share
 * out the rest, so that each item but the first is a label once an epoch. Negatives are drawn for each position by itself, by
 * `sampler`; without it uniform on 1..N, where as in gsasrec-pytorch (docs/sources.md) they may be the label or an item of the
 * history. `negatives` may be 0.
 * `shuffled` puts each user's items into a new order every epoch: where their order means nothing, any of them then stands for
 * the user and calls up all the others.
 */
export function epochBatches(
  data: SequenceData & { negatives: number; sampler?: NegativeSampler; wholeHistory?: boolean; shuffled?: boolean },
  stream: Stream,
): BatchSource<TrainingBatch> {
  const users = trainable(data);
  const cut = data.wholeHistory ? historyWindows : lastWindows;
  const epochOf = remember((epoch) => {
    const random = stream.fork(`epoch-${epoch}`);
    const windows = cut(data, users, random);
    const order = random.shuffle(Int32Array.from(windows.users.keys()));
    const sequences = data.shuffled ? shuffleEach(data.sequences, random) : data.sequences;
    return { windows, order, sequences };
  });
  const perEpoch = Math.ceil(epochOf(0).order.length / data.batchSize);
  return (step) => {
    const start = (step % perEpoch) * data.batchSize;
    const { windows, order, sequences } = epochOf(Math.floor(step / perEpoch));
    const chosen = pickWindows(windows, order.subarray(start, start + data.batchSize));
    const rows = nextItemRows({ ...data, sequences }, chosen);
    return { ...rows, negatives: drawNegatives(data, { chosen, ...rows }, stream.fork(step).key()) };
  };
}

/** Ids 1..N: [P × k] */
function drawNegatives(
  { items, negatives, sampler }: { items: number; negatives: number; sampler?: NegativeSampler },
  { chosen, labels }: { chosen: Windows; labels: Int32Array },
  key: number,
): Int32Array {
  if (!sampler) return uniformNegatives({ rows: labels.length, negatives, items, key });
  const met = { users: usersOfLabels(chosen), items: labels.map((label) => label - 1) };
  return sampler.draw(met, negatives, key).map((item) => item + 1);
}

/** The user of each label: [P] */
function usersOfLabels({ users, counts }: Windows): Int32Array {
  return Int32Array.from(Array.from(users).flatMap((user, b) => new Array<number>(counts[b]).fill(user)));
}

/**
 * The WarpSampler of SASRec: users uniform with replacement among those of two or more items, and for each position one
 * negative, uniform over the items that are not in the user's training sequence (all of it, not the last L alone).
 */
export function warpBatches(data: SequenceData, stream: Stream): BatchSource<TrainingBatch> {
  const able = trainable(data);
  for (const user of able) checkNegatives(data, user);
  const outside = new OutsideSampler(data);
  return (step) => {
    const random = stream.fork(step);
    const users = new Int32Array(data.batchSize).map(() => random.pick(able));
    const windows = lastWindows(data, users);
    const negatives = outside.sample(users, windows.counts, random.key());
    return { ...nextItemRows(data, windows), negatives };
  };
}

/** How often ids are kept by stochastic shared embeddings, and of how many. */
export interface SharedEmbeddings {
  /** N */
  readonly items: number;
  readonly users: number;
  /** Probability that a position's item stays; inputs and labels draw apart. */
  readonly keepItem: number;
  /** Probability that a sequence's user stays. */
  readonly keepUser: number;
}

/**
 * Stochastic shared embeddings (Wu et al., NeurIPS 2019) for SSE-PT: replaces ids of items and users by uniform ones. Nothing
 * else changes: negatives are those of the original user, and with both probabilities 1 so is everything.
 */
export function sharedEmbeddings(
  source: BatchSource<TrainingBatch>,
  settings: SharedEmbeddings,
  stream: Stream,
): BatchSource<TrainingBatch> {
  const { items, users, keepItem, keepUser } = settings;
  for (const [name, keep] of Object.entries({ keepItem, keepUser })) {
    if (!(keep >= 0 && keep <= 1)) throw expected("a probability from 0 to 1", keep, name);
  }
  const padding = items + 1;
  return (step) => {
    const batch = source(step);
    const random = stream.fork(step);
    const replace = (ids: Int32Array, rule: { keep: number; least: number; count: number }) => {
      return replaceIds(ids, { ...rule, padding, key: random.key() });
    };
    return {
      ...batch,
      items: replace(batch.items, { keep: keepItem, least: 1, count: items }),
      labels: replace(batch.labels, { keep: keepItem, least: 1, count: items }),
      users: replaceIds(batch.users, { keep: keepUser, least: 0, count: users, padding: -1, key: random.key() }),
    };
  };
}

interface NegativeShape {
  /** P */
  readonly rows: number;
  /** k */
  readonly negatives: number;
  /** N */
  readonly items: number;
  readonly key: number;
}

/** Negatives uniform on 1..N: [P × k] */
export function uniformNegatives({ rows, negatives, items, key }: NegativeShape): Int32Array {
  const ids = new Int32Array(rows * negatives);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let j = 0; j < negatives; j++) ids[i++] = 1 + Math.floor(items * keyedUniform(key, row, j));
  }
  return ids;
}

interface Replacement {
  readonly keep: number;
  /** New ids are least, …, least + count − 1. */
  readonly least: number;
  readonly count: number;
  /** This id stays. */
  readonly padding: number;
  readonly key: number;
}

function replaceIds(ids: Int32Array, { keep, least, count, padding, key }: Replacement): Int32Array {
  return ids.map((id, i) => {
    if (id === padding || keyedUniform(key, i, 0) < keep) return id;
    return least + Math.floor(count * keyedUniform(key, i, 1));
  });
}

function nextItemRows(data: SequenceData, { users, ends, counts }: Windows): Omit<TrainingBatch, "negatives"> {
  const { sequences, items, length } = data;
  const inputs = new Int32Array(users.length * length).fill(items + 1);
  const labels = new Int32Array(counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  for (const [b, user] of users.entries()) {
    const window = sequenceOf(sequences, user).subarray(ends[b] - counts[b] - 1, ends[b]);
    const start = (b + 1) * length - counts[b];
    for (let i = 0; i < counts[b]; i++) {
      inputs[start + i] = window[i] + 1;
      labels[at++] = window[i + 1] + 1;
    }
  }
  return { items: inputs, count: users.length, length, users: Int32Array.from(users), labels };
}

/** Sequences with each user's items in a random order. */
function shuffleEach({ items, offsets }: Sequences, random: Stream): Sequences {
  const shuffled = { items: items.slice(), offsets };
  for (let user = 0; user < sequenceCount(shuffled); user++) random.shuffle(sequenceOf(shuffled, user));
  return shuffled;
}

/** Users with an item to predict. Throws a UsageError for an item that is not of the catalogue: N would be taken for padding. */
function trainable({ sequences, items }: SequenceData): Int32Array {
  checkIds(sequences.items, { what: "items", last: items - 1 }, "training sequences");
  const everyone = Int32Array.from({ length: sequenceCount(sequences) }, (_, user) => user);
  const able = everyone.filter((user) => sequenceOf(sequences, user).length > 1);
  if (able.length === 0) throw expected("a user with two items or more", inWords("none"), "training sequences");
  return able;
}

function checkNegatives({ sequences, items }: SequenceData, user: number): void {
  const list = sequenceOf(sequences, user);
  if (list.length >= items && new Set(list).size >= items) {
    throw expected("a user who has not met every item", inWords(`all ${items}`), `training sequence of user ${user}`);
  }
}

/** Uniform items outside of users' sequences. */
class OutsideSampler {
  readonly #data: SequenceData;
  /** The mark an item got last: [N] */
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(data: SequenceData) {
    this.#data = data;
    this.#marks = new Uint32Array(data.items);
  }

  /** One for each label: [P] */
  sample(users: Int32Array, counts: Int32Array, key: number): Int32Array {
    const ids = new Int32Array(counts.reduce((sum, count) => sum + count, 0));
    let at = 0;
    for (const [b, user] of users.entries()) {
      this.#markItems(user);
      for (let i = 0; i < counts[b]; i++, at++) ids[at] = 1 + this.#unmarked(key, at);
    }
    return ids;
  }

  #markItems(user: number): void {
    this.#mark++;
    for (const item of sequenceOf(this.#data.sequences, user)) this.#marks[item] = this.#mark;
  }

  #unmarked(key: number, row: number): number {
    for (let attempt = 0; ; attempt++) {
      const item = Math.floor(this.#data.items * keyedUniform(key, row, attempt));
      if (this.#marks[item] !== this.#mark) return item;
    }
  }
}

/** Keeps the value of the last argument. */
function remember<T>(make: (key: number) => T): (key: number) => T {
  let last: { key: number; value: T } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}
