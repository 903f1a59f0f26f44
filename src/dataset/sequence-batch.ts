import { expected } from "../core/errors.ts";

/** Left-padded item sequences, most recent item last. */
export interface SequenceBatch {
  /** Item ids 1..N, N + 1 for padding: [B × L] */
  readonly items: Int32Array;
  /** B */
  readonly count: number;
  /** L */
  readonly length: number;
}

/** Sequences with the users that they are of. */
export interface UserSequenceBatch extends SequenceBatch {
  /** Whose sequence each is: [B] */
  readonly users: Int32Array;
}

/** What the sequences of a batch are padded to. */
export interface BatchShape {
  /** N: padding is N + 1. */
  readonly items: number;
  /** L */
  readonly length: number;
}

/** The last L ids of each list, padded at the left: [B × L] */
export function leftPadded(lists: readonly ArrayLike<number>[], { items, length }: BatchShape): SequenceBatch {
  const batch = { items: new Int32Array(lists.length * length).fill(items + 1), count: lists.length, length };
  for (const [b, list] of lists.entries()) {
    const recent = Int32Array.from(list).subarray(-length);
    batch.items.set(recent, (b + 1) * length - recent.length);
  }
  return batch;
}

/** Each sequence with one more id at its end; of more than `most` positions, the first go: [B × (L + 1)] or [B × most] */
export function withNext({ items, count, length }: SequenceBatch, next: Int32Array, most: number): SequenceBatch {
  if (next.length !== count) throw expected(`${count} next ids`, next.length, "sequences");
  const columns = Math.min(length + 1, most);
  const longer = new Int32Array(count * columns);
  for (let b = 0; b < count; b++) {
    longer.set(items.subarray((b + 1) * length - columns + 1, (b + 1) * length), b * columns);
    longer[(b + 1) * columns - 1] = next[b];
  }
  return { items: longer, count, length: columns };
}

/** The last positions of each sequence: [B × most], or the batch where it has no more. */
export function mostRecent(batch: SequenceBatch, most: number): SequenceBatch {
  const { items, count, length } = batch;
  if (length <= most) return batch;
  const recent = new Int32Array(count * most);
  for (let b = 0; b < count; b++) recent.set(items.subarray((b + 1) * length - most, (b + 1) * length), b * most);
  return { items: recent, count, length: most };
}

/** Some sequences of a batch, by their rows: [R × L] */
export function pickSequences({ items, length }: SequenceBatch, rows: Int32Array): SequenceBatch {
  const picked = new Int32Array(rows.length * length);
  for (const [r, row] of rows.entries()) picked.set(items.subarray(row * length, (row + 1) * length), r * length);
  return { items: picked, count: rows.length, length };
}

/** The sequences of both batches, which must be of one length: [(B + C) × L] */
export function joinedBatches(first: SequenceBatch, second: SequenceBatch): SequenceBatch {
  if (first.length !== second.length) throw expected(`sequences of ${first.length} positions`, second.length);
  const items = new Int32Array(first.items.length + second.items.length);
  items.set(first.items);
  items.set(second.items, first.items.length);
  return { items, count: first.count + second.count, length: first.length };
}
