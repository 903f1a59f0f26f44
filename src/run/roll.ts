/** Whom and what a model ranks: the items and users of a data set, of a world, or of a checkpoint alone. */
import { sequenceOf, toSequences } from "../core/sequences.ts";
import type { World } from "../core/types.ts";
import type { PreparedData } from "../dataset/prepare.ts";
import { NameIndex } from "./names.ts";

/** Items and users by name, and what is known of each user. */
export interface Roll {
  readonly items: NameIndex;
  /** Absent where nothing tells users apart. */
  readonly users?: NameIndex;
  /** All that a user did, oldest first; absent where nobody knows. */
  historyOf?(user: number): Int32Array;
}

/** Those of a prepared data set, with the held-out items. */
export function rollOfData({ split, itemNames, userNames, texts }: PreparedData): Roll {
  const list = (kind: string, names: readonly string[]) => ({ kind, count: names.length, name: at(names) });
  return {
    items: new NameIndex({ ...list("item", itemNames), ...(texts && { title: at(texts.titles) }) }),
    users: new NameIndex(list("user", userNames)),
    historyOf: (user) => sequenceOf(split.sequences, user),
  };
}

const at = (list: readonly string[]) => (id: number) => list[id];

/** Those of a world, numbered as it numbers them; a user did what is public before the first round. */
export function rollOfWorld({ catalogue, users, interactions }: World): Roll {
  const title = (item: number) => catalogue.title(item);
  const before = toSequences(interactions, users);
  return {
    items: numbered("item", { count: catalogue.size, title }),
    users: numbered("user", { count: users }),
    historyOf: (user) => sequenceOf(before, user),
  };
}

/** Those of a checkpoint that nothing else is known of, numbered from `first`. */
export function bareRoll({ items, users }: { items: number; users?: number }, first: number): Roll {
  return {
    items: numbered("item", { count: items, first }),
    ...(users === undefined ? {} : { users: numbered("user", { count: users, first }) }),
  };
}

interface Numbering {
  readonly count: number;
  readonly first?: number;
  title?(id: number): string;
}

function numbered(kind: string, { count, first = 0, title }: Numbering): NameIndex {
  const range = `from ${first} to ${first + count - 1}`;
  return new NameIndex({ kind, count, range, name: (id) => String(first + id), ...(title && { title }) });
}
