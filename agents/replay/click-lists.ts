/** Who clicked what how often, in lists that are always in order. */
import type { Sections } from "../../src/core/checkpoint.ts";
import { checkSections, damaged } from "../../src/core/section-rules.ts";
import { packSequences } from "../../src/core/sequences.ts";

/** Everybody's lists one after the other. */
export interface PackedClicks {
  /** Where each user's begin: [users + 1]. */
  offsets: Uint32Array;
  /** Of one user: distinct, the most clicked first. */
  items: Int32Array;
  /** Clicks of each, at least 1. */
  counts: Int32Array;
}

/** One user's items, the most clicked first; of two clicked equally often, the one that was so first. */
export interface ClickList {
  readonly items: readonly number[];
  /** Clicks of each: [items]. */
  readonly counts: readonly number[];
}

/** How often each user clicked which items. */
export class ClickLists {
  readonly #lists: { items: number[]; counts: number[] }[];
  /** Users by item, once somebody has asked. */
  #clickers: Map<number, number[]> | undefined;

  constructor(users: number) {
    this.#lists = Array.from({ length: users }, () => ({ items: [], counts: [] }));
  }

  of(user: number): ClickList {
    return this.#lists[user];
  }

  /** The users who clicked an item, in no order. */
  clickersOf(item: number): readonly number[] {
    this.#clickers ??= clickersOf(this.#lists);
    return this.#clickers.get(item) ?? [];
  }

  /** One more click: the item moves up, to the end of those that have as many. */
  add(user: number, item: number): void {
    const { items, counts } = this.#lists[user];
    const known = items.indexOf(item);
    if (known < 0 && this.#clickers) addTo(this.#clickers, item, user);
    const from = known < 0 ? items.length : known;
    const count = known < 0 ? 1 : counts[from] + 1;
    let to = from;
    while (to > 0 && counts[to - 1] < count) to--;
    items.splice(from, 1);
    counts.splice(from, 1);
    items.splice(to, 0, item);
    counts.splice(to, 0, count);
  }

  get packed(): PackedClicks {
    const { items, offsets } = packSequences(this.#lists.map((list) => list.items));
    return { offsets, items, counts: packSequences(this.#lists.map((list) => list.counts)).items };
  }

  set packed({ offsets, items, counts }: PackedClicks) {
    this.#clickers = undefined;
    for (const [user, list] of this.#lists.entries()) {
      const [begin, end] = [offsets[user], offsets[user + 1]];
      list.items = Array.from(items.subarray(begin, end));
      list.counts = Array.from(counts.subarray(begin, end));
    }
  }
}

function clickersOf(lists: readonly ClickList[]): Map<number, number[]> {
  const clickers = new Map<number, number[]>();
  for (const [user, { items }] of lists.entries()) {
    for (const item of items) addTo(clickers, item, user);
  }
  return clickers;
}

function addTo(clickers: Map<number, number[]>, item: number, user: number): void {
  const users = clickers.get(item);
  if (users) users.push(user);
  else clickers.set(item, [user]);
}

/** The lists that a checkpoint holds, of so many users and items. Throws a SlateLabError for others. */
export function clickListsOf(
  sections: Sections,
  { users, items }: { users: number; items: number },
  where: string,
): PackedClicks {
  const rules = {
    items: { type: Int32Array, least: 0, most: items - 1 },
    offsets: { type: Uint32Array, length: users + 1, offsetsInto: "items" },
    counts: { type: Int32Array, length: sections.items?.length, least: 1 },
  };
  checkSections(sections, rules, where);
  const packed = sections as unknown as PackedClicks;
  for (let user = 0; user < users; user++) checkList(packed, user, where);
  return packed;
}

function checkList({ offsets, items, counts }: PackedClicks, user: number, where: string): void {
  const [begin, end] = [offsets[user], offsets[user + 1]];
  for (let i = begin + 1; i < end; i++) {
    if (counts[i] > counts[i - 1]) throw damaged(`at most ${counts[i - 1]} clicks`, counts[i], `${where}: counts`);
  }
  const distinct = new Set(items.subarray(begin, end)).size;
  if (distinct !== end - begin)
    throw damaged(`${end - begin} distinct items of user ${user}`, distinct, `${where}: items`);
}
