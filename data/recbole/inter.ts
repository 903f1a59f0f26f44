import { expected } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { at, eachLine, parseNumber } from "../lines.ts";
import { NamedRows } from "../rows.ts";

const WANTED = "a header with user_id:token and item_id:token, and timestamp:float where there are times";

/** Where the cells of a row are; `time` is -1 in a file without times. */
interface Columns {
  readonly user: number;
  readonly item: number;
  readonly time: number;
}

/**
 * Reads an atomic file of interactions of RecBole (`.inter`): cells between tabs under a header of `name:type`. Columns
 * other than user_id, item_id and timestamp are passed over. Throws a UsageError with file and line.
 */
export async function readRecBole(path: string): Promise<InteractionData> {
  const rows = new NamedRows();
  let columns: Columns | undefined;
  await eachLine(path, (text, line) => {
    const cells = text.split("\t");
    if (columns) addRow(rows, cells, { columns, where: at(path, line) });
    else columns = readHeader(cells, at(path, line));
  });
  return rows.finish(path, `rows under ${WANTED}`);
}

function readHeader(cells: readonly string[], where: string): Columns {
  const columns = {
    user: cells.indexOf("user_id:token"),
    item: cells.indexOf("item_id:token"),
    time: cells.indexOf("timestamp:float"),
  };
  if (columns.user < 0 || columns.item < 0) throw expected(WANTED, cells.join(" "), where);
  return columns;
}

function addRow(
  rows: NamedRows,
  cells: readonly string[],
  { columns, where }: { columns: Columns; where: string },
): void {
  const { user, item, time } = columns;
  if (!cells[user] || !cells[item]) throw expected("a user_id and an item_id", cells.join(" "), where);
  rows.add(cells[user], cells[item], time < 0 ? undefined : parseNumber(cells[time] ?? "", "a timestamp", where));
}
