/** Rows of a file as they are read: typed columns that grow, so that millions of rows cost 8 or 16 bytes each. */
import { UsageError } from "../src/core/errors.ts";
import type { InteractionData, RowTimes } from "../src/core/interaction-data.ts";
import { orderByUser, userOffsets } from "../src/core/sequences.ts";
import { type Time, Times } from "./times.ts";

const FIRST_CAPACITY = 1024;
/** A substring this long may be a view that keeps the whole chunk of the file alive. */
const VIEW_LENGTH = 13;

/** A text of its own: unlike a substring, it keeps nothing else alive. Letter by letter the same, halves of pairs included. */
export function ownText(text: string): string {
  return text.length < VIEW_LENGTH ? text : Buffer.from(text, "utf16le").toString("utf16le");
}

class Growing {
  #values = new Int32Array(FIRST_CAPACITY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** A view of what was pushed. */
  get values(): Int32Array {
    return this.#values.subarray(0, this.#length);
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.#grow();
    this.#values[this.#length++] = value;
  }

  #grow(): void {
    const larger = new Int32Array(this.#length * 2);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** Rows of user, item and time; the time is there on every row or on none. */
export class InteractionRows {
  readonly #users = new Growing();
  readonly #items = new Growing();
  readonly #times = new Times();

  get length(): number {
    return this.#users.length;
  }

  add(user: number, item: number, time?: Time): void {
    this.#users.push(user);
    this.#items.push(item);
    if (time !== undefined) this.#times.push(time);
  }

  /** User by user; each user's by time, equal times (or all, without times) in the order added. `users`: how many. */
  inOrder(users: number): Pick<InteractionData, "interactions" | "times"> {
    const column = this.#users.values;
    const items = this.#items.values;
    const order = orderByUser(column, users);
    const times = this.#times;
    if (times.length > 0) sortByTime(order, times, userOffsets(column, users));
    const interactions = { users: inRowOrder(column, order), items: inRowOrder(items, order) };
    return times.length > 0 ? { interactions, times: new ReorderedTimes(times, order) } : { interactions };
  }
}

/** Rows whose users and items come as names: they get ids 0, 1, … in order of first appearance. */
export class NamedRows {
  readonly #users = new Names();
  readonly #items = new Names();
  readonly #rows = new InteractionRows();

  add(user: string, item: string, time?: Time): void {
    this.#rows.add(this.#users.idOf(user), this.#items.idOf(item), time);
  }

  /** All rows. Throws a UsageError, which says what was `wanted` of the file, when there is none. */
  finish(path: string, wanted: string): InteractionData {
    if (this.#rows.length === 0) throw new UsageError(`${path}: Expected ${wanted}, got none`);
    const userNames = this.#users.list;
    const itemNames = this.#items.list;
    return {
      ...this.#rows.inOrder(userNames.length),
      users: userNames.length,
      items: itemNames.length,
      userNames,
      itemNames,
    };
  }
}

class Names {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const own = ownText(name);
    this.#ids.set(own, this.list.length);
    return this.list.push(own) - 1;
  }
}

function inRowOrder(column: Int32Array, order: Uint32Array): Int32Array {
  const sorted = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) sorted[i] = column[order[i]];
  return sorted;
}

/** Times of rows that were put into another order. */
class ReorderedTimes implements RowTimes {
  readonly #times: Times;
  readonly #order: Uint32Array;

  constructor(times: Times, order: Uint32Array) {
    this.#times = times;
    this.#order = order;
  }

  compare(a: number, b: number): number {
    const [first, second] = [this.#order[a], this.#order[b]];
    return this.#times.compare(first, second) || first - second;
  }
}

/** Sorts each user's stretch of row numbers by time; equal times stay in the order of the rows. */
function sortByTime(order: Uint32Array, times: Times, offsets: Uint32Array): void {
  for (let user = 0; user + 1 < offsets.length; user++) {
    order.subarray(offsets[user], offsets[user + 1]).sort((a, b) => times.compare(a, b) || a - b);
  }
}
