import { expected, UsageError } from "../../src/core/errors.ts";
import { orderByUser, userOffsets } from "../../src/core/sequences.ts";
import type { Interactions } from "../../src/core/types.ts";
import { at, eachLine } from "../lines.ts";

export interface InteractionData {
  /** User by user, each user's in time order. */
  readonly interactions: Interactions;
  readonly users: number;
  readonly items: number;
  /** The file's name of each user and item, by id. */
  readonly userNames: string[];
  readonly itemNames: string[];
}

/** Names → 0, 1, … in order of first appearance. */
class Names {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}

/**
 * Reads `user item [time]` lines: separated by blanks, tabs or a comma; ids are any words; `#` starts a comment. Without
 * times the order of the lines counts; with them each user's rows are sorted by time, equal times in line order.
 * Throws a UsageError with file and line.
 */
export async function readInteractions(path: string): Promise<InteractionData> {
  const users = new Names();
  const items = new Names();
  const rows = { users: [] as number[], items: [] as number[], times: [] as number[] };
  let columns = 0;
  await eachLine(path, (text, line) => {
    const body = text.replace(/(^|\s)#.*$/, "").trim();
    if (!body) return;
    const cells = body.split(/\s*,\s*|\s+/);
    columns ||= cells.length;
    checkColumns(cells, columns, at(path, line));
    rows.users.push(users.idOf(cells[0]));
    rows.items.push(items.idOf(cells[1]));
    if (columns === 3) rows.times.push(parseTime(cells[2], at(path, line)));
  });
  if (columns === 0) throw new UsageError(`${path}: Expected lines of 'user item [time]', got none`);
  const interactions = inOrder(rows, users.list.length);
  return {
    interactions,
    users: users.list.length,
    items: items.list.length,
    userNames: users.list,
    itemNames: items.list,
  };
}

function checkColumns(cells: string[], columns: number, where: string): void {
  if (columns < 2 || columns > 3 || cells.includes("")) throw expected("user item [time]", cells.join(" "), where);
  if (cells.length !== columns) throw expected(`${columns} columns, as on the first line`, cells.join(" "), where);
}

function parseTime(text: string, where: string): number {
  const time = Number(text);
  if (!Number.isFinite(time)) throw expected("a time as a number", text, where);
  return time;
}

function inOrder(rows: { users: number[]; items: number[]; times: number[] }, users: number): Interactions {
  const column = Int32Array.from(rows.users);
  const order = orderByUser(column, users);
  if (rows.times.length > 0) sortByTime(order, rows.times, userOffsets(column, users));
  return {
    users: Int32Array.from(order, (row) => column[row]),
    items: Int32Array.from(order, (row) => rows.items[row]),
  };
}

/** Sorts each user's stretch of row numbers by time; equal times stay in line order. */
function sortByTime(order: Uint32Array, times: number[], offsets: Uint32Array): void {
  for (let user = 0; user + 1 < offsets.length; user++) {
    order.subarray(offsets[user], offsets[user + 1]).sort((a, b) => times[a] - times[b] || a - b);
  }
}
