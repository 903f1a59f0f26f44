/** Which columns of a file of interactions hold what: named by the user, or told by how many there are; see header.ts. */
import { expected, unknownName } from "../../src/core/errors.ts";

/** Where the cells of a row are; -1 for what is not there. */
export interface Columns {
  readonly count: number;
  readonly user: number;
  readonly item: number;
  readonly time: number;
  /** Where a rating is only supposed, and is to be a number: it is not read otherwise. */
  readonly rating: number;
}

/** What people call a column; `rating` and `-` are passed over. */
const NAMES = ["user", "item", "time", "rating", "-"];

/**
 * Reads names of columns, `user,item,rating,time`: user and item must be among them, rating and - are passed over. Throws a
 * UsageError.
 */
export function parseColumns(text: string): Columns {
  const names = text.split(",").map((name) => name.trim());
  const stray = names.find((name) => !NAMES.includes(name));
  if (stray !== undefined) throw unknownName("column", stray, NAMES);
  const columns = columnsOf(names);
  const isOnce = (name: string) => names.indexOf(name) === names.lastIndexOf(name);
  if (columns.user < 0 || columns.item < 0 || !["user", "item", "time"].every(isOnce))
    throw expected("user, item and, where there is one, time, each once, as in user,item,rating,time", text, "columns");
  return columns;
}

function columnsOf(names: readonly string[]): Columns {
  const [user, item, time] = ["user", "item", "time"].map((name) => names.indexOf(name));
  return { count: names.length, user, item, time, rating: -1 };
}

/** What the columns of a file without a header are, by their number. */
export const USUAL: Readonly<Record<number, Columns>> = {
  2: columnsOf(["user", "item"]),
  3: columnsOf(["user", "item", "time"]),
  4: { ...columnsOf(["user", "item", "rating", "time"]), rating: 2 },
};
