/** Tables and paragraphs for a terminal of so many columns. */
import Table from "cli-table3";
import { sum } from "d3-array";
import { painted, type TextStyle } from "./text-style.ts";

/** A column of a table for a terminal. */
export interface TextColumn<Row> {
  /** Heading in the terminal. */
  readonly short: string;
  /** Whether it says which row it is: at the left, broken where it is long, and there again in every part of the table. */
  readonly isName?: boolean;
  readonly cell: (row: Row) => string;
}

/** Between two columns. */
const GAP = "  ";
/** Names are broken, never below this width. */
const NARROWEST_NAME = 12;
/** Beyond this share of the width a name is broken before a table is cut in two. */
const NAME_SHARE = 1 / 5;
/** Prose is not set wider. */
const WIDEST_PROSE = 100;

/** Breaks a text at spaces so that it fits, set to the right of what stands before it. */
export function wrapped(text: string, { width }: Pick<TextStyle, "width">, before = ""): string {
  const room = Math.max(NARROWEST_NAME, Math.min(width, WIDEST_PROSE) - before.length);
  const lines = text.replace(new RegExp(`(.{1,${room}})(?: +|$)`, "g"), "$1\n").trimEnd();
  return before + lines.replaceAll("\n", `\n${" ".repeat(before.length)}`);
}

/**
 * Rows as a table; as several below each other where one would be too wide, each with the names. A column too wide for the
 * terminal is a table by itself.
 */
export function textTables<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[], style: TextStyle): string[] {
  if (rows.length === 0) return [];
  return parts(columns, rows, style.width).map((part) => textTable(part, rows, style));
}

/** Columns in their order, cut into parts that fit. */
function parts<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[], width: number): TextColumn<Row>[][] {
  const names = columns.filter(({ isName }) => isName);
  const all: TextColumn<Row>[][] = [[]];
  for (const column of columns) {
    const part = all[all.length - 1];
    const holdsNumbers = part.some(({ isName }) => isName) && part.length > names.length;
    if (holdsNumbers && least([...part, column], rows, width) > width) all.push([...names, column]);
    else part.push(column);
  }
  return all;
}

/** The width that a table needs, long names broken. */
function least<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[], width: number): number {
  const most = Math.max(NARROWEST_NAME, Math.floor(width * NAME_SHARE));
  const widths = columns.map((column) =>
    column.isName ? Math.min(natural(column, rows), most) : natural(column, rows),
  );
  return sum(widths) + GAP.length * (columns.length - 1);
}

function textTable<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[], style: TextStyle): string {
  const colWidths = widths(columns, rows, style.width);
  const table = new Table({
    head: columns.map(({ short }) => painted(short, "bold", style)),
    colWidths,
    colAligns: columns.map(({ isName }) => (isName ? "left" : "right")),
    wordWrap: true,
    wrapOnWordBoundary: false,
    chars: RULED_HEAD,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0, compact: true },
  });
  for (const row of rows) table.push(columns.map(({ cell }, i) => broken(cell(row), colWidths[i])));
  return table.toString().replace(/ +$/gm, "");
}

/** Each column as wide as its longest cell; long names are broken and take what is left. */
function widths<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[], width: number): number[] {
  const all = columns.map((column) => natural(column, rows));
  const name = columns.findIndex(({ isName }) => isName);
  if (name < 0) return all;
  const left = width - sum(all) + all[name] - GAP.length * (columns.length - 1);
  if (all[name] <= left) return all;
  const pieces = rows.flatMap((row) => broken(columns[name].cell(row), left).split("\n"));
  return all.with(name, Math.max(NARROWEST_NAME, Math.min(left, longest(pieces))));
}

/** As wide as the longest cell. */
function natural<Row>({ short, cell }: TextColumn<Row>, rows: readonly Row[]): number {
  return longest([short, ...rows.map(cell)]);
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map(({ length }) => length));
}

/** A name too long for its column breaks where its settings begin and after each of them. */
function broken(text: string, width: number): string {
  return text.length > width ? text.replace(/[(,]/g, "$&\n") : text;
}

/** No lines but one under the heading. */
const RULED_HEAD = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "", left: "", "left-mid": "", middle: GAP },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "", right: "", "right-mid": "" },
  ...{ mid: "─", "mid-mid": "─".repeat(GAP.length) },
};
