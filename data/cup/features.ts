import { existsSync } from "node:fs";
import { join } from "node:path";
import { expected, UsageError, unknownName } from "../../src/core/errors.ts";
import type { FeatureTables } from "../../src/core/worlds.ts";
import { at } from "../encoding.ts";
import { isFolder, readBytes, textOf } from "../files.ts";
import { isNpy, type Matrix, parseNpy } from "./npy.ts";

/** Largest number either way: products of two rows, and their sums, stay numbers. */
const LARGEST = 1_000_000;

/**
 * Reads hidden features: a .npy file of users, a folder with `users.npy` and where they are known `items.npy`, or one JSON file
 * `{"users": [[…]], "items": [[…]]}`, which may do without items too. Row i belongs to id i. Throws a UsageError unless all rows
 * are of one width and all numbers within ±1,000,000.
 */
export function readFeatures(path: string): FeatureTables {
  const { users, items } = isFolder(path) ? readFolder(path) : readFile(path);
  const width = users.matrix.columns;
  for (const table of items ? [users, items] : [users]) checkNumbers(table);
  if (items && items.matrix.columns !== width)
    throw expected(`rows of ${width} numbers, as for users`, items.matrix.columns, items.where);
  return { users: users.matrix.values, ...(items && { items: items.matrix.values }), width };
}

/** A matrix and the place an error about it names. */
interface PlacedMatrix {
  readonly matrix: Matrix;
  readonly where: string;
}

interface PlacedTables {
  readonly users: PlacedMatrix;
  readonly items?: PlacedMatrix;
}

function readFolder(folder: string): PlacedTables {
  const read = (where: string): PlacedMatrix => ({ matrix: parseNpy(readBytes(where), where), where });
  const items = join(folder, "items.npy");
  return { users: read(join(folder, "users.npy")), items: existsSync(items) ? read(items) : undefined };
}

function readFile(path: string): PlacedTables {
  const bytes = readBytes(path);
  if (isNpy(bytes)) return { users: { matrix: parseNpy(bytes, path), where: path } };
  const tables = parseTables(textOf(bytes, path), path);
  const placed = (key: "users" | "items"): PlacedMatrix => {
    const where = `${path}: ${key}`;
    return { matrix: matrixOf(tables[key], where), where };
  };
  return { users: placed("users"), items: "items" in tables ? placed("items") : undefined };
}

/** What a JSON file has under the two names that it may have. */
type JsonTables = { readonly [table in (typeof TABLES)[number]]?: unknown };
const TABLES = ["users", "items"] as const;

function parseTables(text: string, path: string): JsonTables {
  const value = parse(text, path);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw expected('an object {"users": [[…]], "items": [[…]]}, or one without items', value, path);
  const stray = Object.keys(value).find((key) => !(TABLES as readonly string[]).includes(key));
  if (stray !== undefined) throw new UsageError(`${path}: ${unknownName("table", stray, TABLES).message}`);
  return value;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const wanted = "Expected JSON, a .npy file or a folder of .npy files";
    throw new UsageError(`${errorPlace(path, text, message)}: ${wanted}, got ${message}`);
  }
}

/** `path:line` where the parser's message tells how far it came, else the path. */
function errorPlace(path: string, text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined && !message.includes("end of JSON")) return path;
  return at(path, text.slice(0, position === undefined ? text.length : Number(position)).split("\n").length);
}

function matrixOf(rows: unknown, where: string): Matrix {
  if (!Array.isArray(rows) || rows.length === 0) throw expected("a list of rows", rows, where);
  const columns = Array.isArray(rows[0]) ? rows[0].length : 0;
  const values = new Float32Array(rows.length * columns);
  for (const [i, row] of rows.entries()) {
    if (!Array.isArray(row) || row.length !== columns)
      throw expected(`rows of ${columns} numbers`, row, `${where}[${i}]`);
    const wrong = row.findIndex((value) => typeof value !== "number");
    if (wrong >= 0) throw expected("a number", row[wrong], `${where}[${i}][${wrong}]`);
    values.set(row, i * columns);
  }
  return { rows: rows.length, columns, values };
}

function checkNumbers({ matrix: { rows, columns, values }, where }: PlacedMatrix): void {
  if (rows === 0 || columns === 0) throw expected("at least one row and one column", [rows, columns], where);
  const wrong = values.findIndex((value) => !(Math.abs(value) <= LARGEST));
  if (wrong < 0) return;
  const place = `${where}[${Math.floor(wrong / columns)}][${wrong % columns}]`;
  throw expected(`numbers from -${LARGEST} to ${LARGEST}`, values[wrong], place);
}
