import { expected } from "../../src/core/errors.ts";
import { at, eachLine, parseObject } from "../lines.ts";
import { NumberedRows } from "../numbered.ts";

export interface CatalogueSize {
  /** Items in the catalogue; item ids must then be below it. */
  readonly items?: number;
}

/**
 * Reads the competition's `user_data.json`: one `{"user_id":0,"history":[42558,65272,13353]}` a line, users 0..n-1 in any
 * order. Returns each user's first clicks, by user id. Throws a UsageError with file and line.
 */
export async function readUsers(path: string, size: CatalogueSize = {}): Promise<Int32Array[]> {
  const rows = new NumberedRows<Int32Array>(path, "user");
  await eachLine(path, (text, line) => {
    const { user_id, history } = parseObject(text, at(path, line));
    rows.add(user_id, checkHistory(history, size, at(path, line)), line);
  });
  return rows.inOrder();
}

function checkHistory(history: unknown, { items = 2 ** 31 }: CatalogueSize, where: string): Int32Array {
  if (!Array.isArray(history) || history.length === 0) throw expected("a history of item ids", history, where);
  for (const item of history) {
    if (!Number.isInteger(item) || item < 0 || item >= items) {
      throw expected(`item ids from 0 to ${items - 1} in the history`, item, where);
    }
  }
  if (new Set(history).size < history.length) throw expected("distinct items in the history", history, where);
  return Int32Array.from(history);
}
