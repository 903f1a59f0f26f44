import { expected, inWords } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { at } from "../encoding.ts";
import { eachLine } from "../lines.ts";
import { NamedRows } from "../rows.ts";
import { parseTime } from "../times.ts";

const WANTED = "a header with user_id:token and item_id:token, and timestamp:float where there are times";

/** Where the cells of a row are; `time` is -1 in a file without times. */
interface CellPlaces {
  readonly count: number;
  readonly user: number;
  readonly item: number;
  readonly time: number;
}

/**
 * Reads an atomic file of interactions of RecBole (`.inter`): cells between tabs under a header of `name:type`. CellPlaces
 * other than user_id, item_id and timestamp are passed over, their cells may be empty. Throws a UsageError with file and line.
 */
export async function readRecBole(path: string): Promise<InteractionData> {
  const rows = new NamedRows();
  let columns: CellPlaces | undefined;
  await eachLine(path, (text, line) => {
    const cells = text.split("\t");
    if (columns) addRow(rows, cells, { columns, where: at(path, line) });
    else columns = readHeader(cells, at(path, line));
  });
  return rows.finish(path, `rows under ${WANTED}`);
}

function readHeader(cells: readonly string[], where: string): CellPlaces {
  const names = cells.map((cell) => cell.trim());
  const [user, item, time] = ["user_id:token", "item_id:token", "timestamp:float"].map((it) => names.indexOf(it));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw expected("columns of different names", inWords(`two of ${twice}`), where);
  // Times of another type, passed over, would leave the rows in the order of the file.
  const isOther = time < 0 && names.some((name) => name.startsWith("timestamp:"));
  if (user < 0 || item < 0 || isOther) throw expected(WANTED, names.join(" "), where);
  return { count: cells.length, user, item, time };
}

function addRow(
  rows: NamedRows,
  cells: readonly string[],
  { columns, where }: { columns: CellPlaces; where: string },
): void {
  const { count, user, item, time } = columns;
  if (cells.length !== count) throw expected(`${count} cells between tabs, as in the header`, cells.join("\t"), where);
  if (!cells[user] || !cells[item]) throw expected("a user_id and an item_id", cells.join("\t"), where);
  rows.add(cells[user], cells[item], time < 0 ? undefined : parseTime(cells[time], where, "a timestamp"));
}
