import { expected } from "../../src/core/errors.ts";
import type { FirstClicks } from "../../src/core/worlds.ts";
import { at } from "../encoding.ts";
import { eachLine, parseObject } from "../lines.ts";
import { NumberedRows } from "../numbered.ts";

const MOST_ID = 2 ** 31 - 1;

/**
 * Reads the competition's `user_data.json`: one `{"user_id":0,"history":[42558,65272,13353]}` a line, users 0..n-1 in any
 * order. Throws a UsageError with file and line.
 */
export async function readUsers(path: string): Promise<FirstClicks> {
  const rows = new NumberedRows<Int32Array>(path, "user");
  await eachLine(path, (text, line) => {
    const { user_id, history } = parseObject(text, at(path, line));
    rows.add(user_id, checkHistory(history, at(path, line)), line);
  });
  return { histories: rows.inOrder(), where: (user) => rows.where(user) };
}

function checkHistory(history: unknown, where: string): Int32Array {
  if (!Array.isArray(history) || history.length === 0) throw expected("a history of item ids", history, where);
  for (const item of history) {
    if (!Number.isInteger(item) || item < 0 || item > MOST_ID) {
      throw expected(`item ids from 0 to ${MOST_ID} in the history`, item, where);
    }
  }
  if (new Set(history).size < history.length) throw expected("distinct items in the history", history, where);
  return Int32Array.from(history);
}
