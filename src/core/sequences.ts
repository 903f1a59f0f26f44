import type { Interactions } from "./types.ts";

/** Item lists of all users, oldest first, in one flat column (compressed sparse rows). */
export interface Sequences {
  /** All users' items, user by user: [interactions]. */
  readonly items: Int32Array;
  /** Where each user's items begin; the last entry is the total: [users + 1]. */
  readonly offsets: Uint32Array;
}

/** Packs lists of items, one a user, into one column. */
export function packSequences(lists: readonly ArrayLike<number>[]): Sequences {
  const offsets = new Uint32Array(lists.length + 1);
  for (const [user, list] of lists.entries()) offsets[user + 1] = offsets[user] + list.length;
  const items = new Int32Array(offsets[lists.length]);
  for (const [user, list] of lists.entries()) items.set(list, offsets[user]);
  return { items, offsets };
}

/** Number of users, those without items included. */
export function sequenceCount({ offsets }: Sequences): number {
  return offsets.length - 1;
}

/** One user's items, oldest first: a view, not a copy. */
export function sequenceOf({ items, offsets }: Sequences, user: number): Int32Array {
  return items.subarray(offsets[user], offsets[user + 1]);
}

/** Turns sequences into rows of user and item, in user order; each user's keep their order. */
export function toInteractions(sequences: Sequences): Interactions {
  const users = new Int32Array(sequences.items.length);
  for (let user = 0; user < sequenceCount(sequences); user++) {
    users.fill(user, sequences.offsets[user], sequences.offsets[user + 1]);
  }
  return { users, items: sequences.items };
}

/**
 * Turns rows of user and item into sequences: gathers each user's items in the order of the rows. `users`: how many users there
 * are.
 */
export function toSequences({ users: column, items }: Interactions, users: number): Sequences {
  const order = orderByUser(column, users);
  return { items: Int32Array.from(order, (row) => items[row]), offsets: userOffsets(column, users) };
}

/** Row numbers sorted by user; rows of one user keep their order (counting sort): [rows]. */
export function orderByUser(column: Int32Array, users: number): Uint32Array {
  const next = userOffsets(column, users);
  const order = new Uint32Array(column.length);
  for (let row = 0; row < column.length; row++) order[next[column[row]]++] = row;
  return order;
}

/** Where each user's rows begin once they are sorted by user: [users + 1]. */
export function userOffsets(column: Int32Array, users: number): Uint32Array {
  const offsets = new Uint32Array(users + 1);
  for (const user of column) offsets[user + 1]++;
  for (let user = 0; user < users; user++) offsets[user + 1] += offsets[user];
  return offsets;
}
