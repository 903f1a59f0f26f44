/** Which columns of a file of interactions hold what: named by the user, told by a header, or by how many there are. */
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

/** Names of columns in headers of other tools, without what is no letter. */
const HEADER_WORDS: Readonly<Record<string, RegExp>> = {
  user: /^(uid|(user|reviewer|customer|visitor|member|client|reader|viewer|listener|session)(id|name|token|idtoken)?)$/,
  item: /^(iid|asin|parentasin|isbn|sku|url|(item|movie|film|video|product|article|news|book|page|song|track|artist)(id|name|token|idtoken)?)$/,
  time: /^(unix)?(review)?(time|timestamp|ts)(float|ms|s|ns)?$/,
};

/** The columns that a line names; undefined where it is no header: one names users and items. */
export function columnsOfHeader(cells: readonly string[]): Columns | undefined {
  const words = cells.map((cell) => cell.toLowerCase().replace(/[^a-z]/g, ""));
  const names = words.map((word, i) => (/\d/.test(cells[i]) ? "-" : nameOf(word)));
  const columns = columnsOf(names);
  return columns.user >= 0 && columns.item >= 0 ? columns : undefined;
}

function nameOf(word: string): string {
  return Object.keys(HEADER_WORDS).find((name) => HEADER_WORDS[name].test(word)) ?? "-";
}
