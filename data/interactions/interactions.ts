import { expected } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { at, eachLine, parseNumber } from "../lines.ts";
import { NamedRows } from "../rows.ts";

/**
 * Reads `user item [time]` lines: separated by blanks, tabs or a comma; ids are any words; `#` starts a comment. Without
 * times the order of the lines counts; with them each user's rows are sorted by time, equal times in line order.
 * Throws a UsageError with file and line.
 */
export async function readInteractions(path: string): Promise<InteractionData> {
  const rows = new NamedRows();
  let columns = 0;
  await eachLine(path, (text, line) => {
    const body = text.replace(/(^|\s)#.*$/, "").trim();
    if (!body) return;
    const cells = body.split(/\s*,\s*|\s+/);
    columns ||= cells.length;
    checkColumns(cells, columns, at(path, line));
    const time = columns === 3 ? parseNumber(cells[2], "a time", at(path, line)) : undefined;
    rows.add(cells[0], cells[1], time);
  });
  return rows.finish(path, "lines of 'user item [time]'");
}

function checkColumns(cells: string[], columns: number, where: string): void {
  if (columns < 2 || columns > 3 || cells.includes("")) throw expected("user item [time]", cells.join(" "), where);
  if (cells.length !== columns) throw expected(`${columns} columns, as on the first line`, cells.join(" "), where);
}
