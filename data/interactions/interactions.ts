import { describe, expected, UsageError } from "../../src/core/errors.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import type { ReadListener } from "../../src/core/worlds.ts";
import { at } from "../encoding.ts";
import { eachLine, parseNumber } from "../lines.ts";
import { NamedRows } from "../rows.ts";
import { parseTime } from "../times.ts";
import { type Columns, columnsOfHeader, USUAL } from "./columns.ts";
import { CommentFilter, separatorOf } from "./comments.ts";
import { RatingDoubt } from "./rating-doubt.ts";

/** How a file of interactions is read. */
export interface InteractionOptions extends ReadListener {
  /** What its columns are, where neither a header nor their number tells. */
  readonly columns?: Columns;
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
  /** The first line, until the second has been compared with it. */
  #first: { readonly cells: readonly string[]; readonly where: string } | undefined;

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
    if (values)
      this.#say(`the times are ${values.join(", ")}: if they are ratings, say so (prepare --columns user,item,rating)`);
    return this.#rows.finish(this.#path, "lines of 'user item [time]'");
  }

  #begin(cells: readonly string[], where: string): void {
    const header = columnsOfHeader(cells);
    this.#columns = this.#options.columns ?? header ?? USUAL[cells.length];
    if (!this.#columns) throw unknownLayout(cells, where);
    if (header) this.#say(headerNote(cells, this.#columns));
    else this.#addFirst(cells, this.#columns, where);
  }

  #addFirst(cells: readonly string[], columns: Columns, where: string): void {
    if (columns.rating >= 0) this.#say("the four columns are taken for user, item, rating and time");
    this.#addRow(cells, columns, where);
    this.#first = { cells, where };
  }

  #addRow(cells: readonly string[], columns: Columns, where: string): void {
    const { count, user, item, rating, time } = columns;
    if (cells.length !== count) throw otherWidth(cells, count, where);
    if (cells[user] === "" || cells[item] === "") throw expected("user item [time]", cells.join(" "), where);
    if (rating >= 0) parseNumber(cells[rating], "a rating", where);
    this.#rows.add(cells[user], cells[item], time < 0 ? undefined : parseTime(cells[time], where));
    if (columns === USUAL[count] && time >= 0) this.#doubt.see(cells[user], cells[time]);
    if (this.#first) this.#compareWithFirst(this.#first, cells);
  }

  /** Words above numbers are the names of the columns. */
  #compareWithFirst(first: { cells: readonly string[]; where: string }, cells: readonly string[]): void {
    this.#first = undefined;
    if (!first.cells.every((cell) => /^\D+$/.test(cell)) || !cells.every((cell) => /^\d+$/.test(cell))) return;
    const got = `what looks like a header, ${describe(first.cells.join(" "))} above ${describe(cells.join(" "))}`;
    throw new UsageError(`${first.where}: Expected a user and an item, got ${got}: remove it`);
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

function otherWidth(cells: readonly string[], count: number, where: string): UsageError {
  return expected(`${count} columns, as on the first line`, cells.join(" "), where);
}

function unknownLayout(cells: readonly string[], where: string): UsageError {
  const wanted =
    "user item [time], or user item rating time; other columns are named (prepare --columns user,item,-,time)";
  return expected(cells.length < 2 ? "user item [time]" : wanted, cells.join(" "), where);
}
