/** Anyone's factors of items: a table of `item, factor…`, joined to a data set by the names of its items. */
import { expected, inWords, UsageError } from "../../src/core/errors.ts";
import type { FactorWords } from "../../src/core/interaction-data.ts";
import { checkFactorNames } from "../../src/dataset/factors.ts";
import { parseCsv } from "../csv.ts";
import { at } from "../encoding.ts";
import { readText } from "../files.ts";
import { parseObject } from "../lines.ts";

const ITEM = "item";
/** Between the values of a cell. */
const BETWEEN = "|";

/** Values of one item, by factor. */
type FactorRow = ReadonlyMap<string, readonly string[]>;

/** A file of factors as it was read. */
export interface FactorFile {
  readonly path: string;
  /** Of the factors, in the order of the file. */
  readonly names: readonly string[];
  /** By the name of the item. */
  readonly rows: ReadonlyMap<string, FactorRow>;
}

/**
 * Reads factors of items: CSV (or tabs) under a header with a column `item`, where `|` is between several values, or JSON
 * lines with a field `item`, where a list has several. What is empty, null or absent is not known. Throws a UsageError with file
 * and line, also for an item that comes twice.
 */
export function readFactorFile(path: string): FactorFile {
  const text = readText(path);
  const rows = new FactorRows(path);
  if (text.trimStart().startsWith("{")) addJsonLines(rows, text, path);
  else addCsv(rows, text, path);
  return rows.finish();
}

/** How a file and a data set meet. */
export interface FactorMeeting {
  readonly factors: readonly FactorWords[];
  /** Items of the data of which the file says nothing, and of the file that are not in the data. */
  readonly unsaid: number;
  readonly strange: number;
}

/** What a file says of the items of a data set. Throws a UsageError where it says nothing of any. */
export function factorsOfItems({ path, names, rows }: FactorFile, itemNames: readonly string[]): FactorMeeting {
  const found = itemNames.map((name) => rows.get(name));
  const met = found.filter((row) => row !== undefined).length;
  if (met === 0) {
    const [theirs] = rows.keys();
    throw expected(`items of the data, such as '${itemNames[0]}'`, inWords(`none of them, but '${theirs}'`), path);
  }
  const factors = names.map((name) => ({ name, words: found.map((row) => row?.get(name) ?? []) }));
  return { factors, unsaid: itemNames.length - met, strange: rows.size - met };
}

class FactorRows {
  readonly #path: string;
  readonly #names = new Set<string>();
  readonly #rows = new Map<string, FactorRow>();
  readonly #lines = new Map<string, number>();

  constructor(path: string) {
    this.#path = path;
  }

  add(item: string, row: FactorRow, line: number): void {
    const where = at(this.#path, line);
    if (item === "") throw expected("the name of an item", inWords("none"), where);
    const first = this.#lines.get(item);
    if (first !== undefined) throw new UsageError(`${where}: Expected each item once, got '${item}' of line ${first}`);
    for (const name of row.keys()) this.#names.add(name);
    this.#rows.set(item, row);
    this.#lines.set(item, line);
  }

  finish(): FactorFile {
    const [path, names] = [this.#path, [...this.#names]];
    if (this.#rows.size === 0) throw expected("a line for each item", inWords("none"), path);
    if (names.length === 0) throw expected("a factor beside the item", inWords("none"), path);
    checkFactorNames(names, path);
    return { path, names, rows: this.#rows };
  }
}

function addCsv(rows: FactorRows, text: string, path: string): void {
  const [header, ...body] = parseCsv(text, path, separatorOf(text));
  const names = header?.record.map((name) => name.trim()) ?? [];
  const column = names.indexOf(ITEM);
  const wanted = `JSON lines, or CSV under a header with a column '${ITEM}'`;
  if (column < 0) throw expected(wanted, header ? names.join(",") : inWords("an empty file"), at(path, 1));
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw expected("columns of different names", inWords(`two of '${twice}'`), at(path, 1));
  for (const { record, info } of body) {
    const cells = record.map((cell) => cell.split(BETWEEN).map((word) => word.trim()));
    const words = names.map((name, i) => [name, cells[i]] as const).filter((_, i) => i !== column);
    rows.add(record[column].trim(), rowOf(words), info.lines);
  }
}

function separatorOf(text: string): string {
  return text.trimStart().split("\n", 1)[0].includes("\t") ? "\t" : ",";
}

function addJsonLines(rows: FactorRows, text: string, path: string): void {
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const where = at(path, i + 1);
    const { [ITEM]: item, ...factors } = parseObject(line, where);
    if (typeof item !== "string" && typeof item !== "number") throw expected(`a name under '${ITEM}'`, item, where);
    const words = Object.entries(factors).map(([name, value]) => [name, wordsOf(value, `${where}: ${name}`)] as const);
    rows.add(String(item), rowOf(words), i + 1);
  }
}

function wordsOf(value: unknown, where: string): string[] {
  return (Array.isArray(value) ? value : [value]).map((it) => {
    if (it === null) return "";
    if (["string", "number", "boolean"].includes(typeof it)) return String(it);
    throw expected("a text, a number, true, false, null or a list of them", it, where);
  });
}

function rowOf(words: readonly (readonly [string, readonly string[]])[]): FactorRow {
  return new Map(words.map(([name, list]) => [name, list.filter((word) => word !== "")]));
}
