import { expected, UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { at } from "../encoding.ts";
import { eachLine, parseId } from "../lines.ts";
import { InteractionRows } from "../rows.ts";
import { parseTime } from "../times.ts";

/**
 * Reads the text format of SASRec: `user item` lines in time order, or `user item time` lines in any order; users and items
 * are numbered from 1 without gaps, and keep their numbers: id = number − 1. Throws a UsageError with file and line.
 */
export async function readSasRec(path: string): Promise<InteractionData> {
  const rows = new InteractionRows();
  const seen = { users: new Set<number>(), items: new Set<number>() };
  let columns = 0;
  await eachLine(path, (text, line) => {
    const where = at(path, line);
    const cells = text.trim().split(/\s+/);
    columns ||= cells.length;
    if (columns < 2 || columns > 3 || cells.length !== columns) throw expected(wanted(columns), text, where);
    const [user, item] = [parseNumbered(cells[0], "user", where), parseNumbered(cells[1], "item", where)];
    seen.users.add(user);
    seen.items.add(item);
    rows.add(user - 1, item - 1, columns === 3 ? parseTime(cells[2], where) : undefined);
  });
  if (rows.length === 0) throw new UsageError(`${path}: Expected lines of 'user item [time]', got none`);
  const userNames = numbersOf(seen.users, "user", path);
  const itemNames = numbersOf(seen.items, "item", path);
  return { ...rows.inOrder(userNames.length), users: userNames.length, items: itemNames.length, userNames, itemNames };
}

function wanted(columns: number): string {
  if (columns === 2) return "user item, as on the first line";
  return columns === 3 ? "user item time, as on the first line" : "user item [time]";
}

function parseNumbered(token: string, kind: string, where: string): number {
  const what = `${kind} numbers from 1`;
  const id = parseId(token, what, where);
  if (id < 1) throw expected(what, id, where);
  return id;
}

/** 1..n as names. Without gaps, so that nothing is learnt for items that do not occur. */
function numbersOf(seen: ReadonlySet<number>, kind: string, path: string): string[] {
  return Array.from({ length: seen.size }, (_, i) => {
    if (seen.has(i + 1)) return String(i + 1);
    const remedy = `ids with gaps are read as 'interactions'`;
    throw new UsageError(`${path}: Expected each ${kind} from 1 to ${seen.size}, got no ${i + 1}: ${remedy}`);
  });
}
