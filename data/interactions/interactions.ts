import { expected, type UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import type { ReadListener } from "../../src/core/worlds.ts";
import { at } from "../encoding.ts";
import { eachLine, parseNumber } from "../lines.ts";
import { NamedRows } from "../rows.ts";
import { parseTime } from "../times.ts";
import { type Columns, USUAL } from "./columns.ts";
import { CommentFilter, separatorOf } from "./comments.ts";
import { FirstRow } from "./first-row.ts";
import { checkHeader, columnsOfHeader } from "./header.ts";
import { RatingDoubt } from "./rating-doubt.ts";

/** How a file of interactions is read. */
export interface InteractionOptions extends ReadListener {
  /** What its columns are, where neither a header nor their number tells. */
  readonly columns?: Columns;
  /** Whether the first row is a header, where its words do not tell. */
  readonly header?: boolean;
}

/**
 * Reads `user item [time]` or `user item rating time` lines: separated by a comma, else by tabs, else by blanks; ids are any
 * words; a line that begins with `#` is a comment where blanks separate; a header is passed over and tells the columns. Without
 * times the order of the lines counts; with them each user's rows are sorted by time, equal times in line order. What is passed
 * over, and what is only supposed of the columns, is said.
 * Throws a UsageError with file and line.
 */
export async function readInteractions(path: string, options: InteractionOptions = {}): Promise<InteractionData> {
  const lines = new InteractionLines(path, options);
  const rows = new CommentFilter((text, line) => {
    const where = at(path, line);
    lines.add(cellsOf(text, where), where);
  });
  await eachLine(path, (text, line) => rows.add(text, line));
  return lines.finish(rows.finish());
}

class InteractionLines {
  readonly #path: string;
  readonly #options: InteractionOptions;
  readonly #rows = new NamedRows();
  readonly #doubt = new RatingDoubt();
  #columns: Columns | undefined;
  /** The first row, where it may be a header. */
  #first: FirstRow | undefined;

  constructor(path: string, options: InteractionOptions) {
    this.#path = path;
    this.#options = options;
  }

  add(cells: readonly string[], where: string): void {
    if (this.#columns) this.#addRow(cells, this.#columns, where);
    else this.#begin(cells, where);
  }

  finish(comments: number): InteractionData {
    const { values } = this.#doubt;
    if (comments > 0) this.#say(commentNote(comments));
    if (this.#first?.isDoubtful)
      this.#say(
        "the first row is read as a user and an item, neither named again (a header? prepare --header skips it)",
      );
    if (values)
      this.#say(`the times are ${values.join(", ")}: if they are ratings, say so (prepare --columns user,item,rating)`);
    return this.#rows.finish(this.#path, "lines of 'user item [time]'");
  }

  #begin(cells: readonly string[], where: string): void {
    const { columns, header } = this.#options;
    if (!columns && header !== false) checkHeader(cells, where);
    const named = header === false ? undefined : columnsOfHeader(cells);
    this.#columns = columns ?? named ?? USUAL[cells.length];
    if (!this.#columns) throw unknownLayout(cells, where);
    if (!named && !header) this.#addFirst(cells, this.#columns, where);
    else {
      this.#checkWidth(cells, this.#columns, where);
      this.#say(headerNote(cells, this.#columns));
    }
  }

  #addFirst(cells: readonly string[], columns: Columns, where: string): void {
    if (columns.rating >= 0) this.#say("the four columns are taken for user, item, rating and time");
    this.#addRow(cells, columns, where);
    if (this.#options.header === undefined) this.#first = new FirstRow(cells, where);
  }

  #addRow(cells: readonly string[], columns: Columns, where: string): void {
    const { count, user, item, rating, time } = columns;
    this.#checkWidth(cells, columns, where);
    if (cells[user] === "" || cells[item] === "") throw expected("user item [time]", cells.join(" "), where);
    if (rating >= 0) parseNumber(cells[rating], "a rating", where);
    this.#rows.add(cells[user], cells[item], time < 0 ? undefined : parseTime(cells[time], where));
    if (columns === USUAL[count] && time >= 0) this.#doubt.see(cells[user], cells[time]);
    this.#first?.compare(cells, columns);
  }

  #checkWidth(cells: readonly string[], { count }: Columns, where: string): void {
    const source = this.#options.columns ? "as --columns says" : "as on the first line";
    if (cells.length !== count) throw expected(`${count} columns, ${source}`, cells.join(" "), where);
  }

  #say(what: string): void {
    this.#options.notify?.(`${this.#path}: ${what}`);
  }
}

function headerNote(cells: readonly string[], { user, item, time }: Columns): string {
  const times = time < 0 ? "no times, so that the order of the lines counts" : `times under ${cells[time]}`;
  return `the first line is taken for a header: users under ${cells[user]}, items under ${cells[item]}, ${times}`;
}

function commentNote(comments: number): string {
  return comments === 1
    ? "1 line that begins with # is passed over, as a comment"
    : `${comments} lines that begin with # are passed over, as comments`;
}

function cellsOf(text: string, where: string): string[] {
  const separator = separatorOf(text);
  if (separator === " ") return text.trim().split(/\s+/);
  return text.split(separator).map((cell) => unquoted(cell.trim(), where));
}

/** A cell without the quotes around it; a quote that does not end in its cell has a separator within. */
function unquoted(cell: string, where: string): string {
  if (!cell.startsWith('"')) return cell;
  if (/^"([^"]|"")*"$/.test(cell)) return cell.slice(1, -1).replaceAll('""', '"').trim();
  throw expected("names without separators in quotes", cell, where);
}

function unknownLayout(cells: readonly string[], where: string): UsageError {
  const wanted =
    "user item [time], or user item rating time; other columns are named (prepare --columns user,item,-,time)";
  return expected(cells.length < 2 ? "user item [time]" : wanted, cells.join(" "), where);
}
