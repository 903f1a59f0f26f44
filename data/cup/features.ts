import { join } from "node:path";
import { expected, UsageError } from "../../src/core/errors.ts";
import { at } from "../encoding.ts";
import { isFolder, readText } from "../files.ts";
import { type Matrix, readNpy } from "./npy.ts";

/** Hidden vectors of the competition's users and items. */
export interface Features {
  /** [users × width] */
  readonly users: Float32Array;
  /** [items × width] */
  readonly items: Float32Array;
  readonly width: number;
}

/**
 * Reads hidden features: a folder with `users.npy` and `items.npy`, or one JSON file `{"users": [[…]], "items": [[…]]}`.
 * Row i belongs to id i. Throws a UsageError unless all rows are finite and of one width.
 */
export function readFeatures(path: string): Features {
  const [users, items] = isFolder(path) ? readFolder(path) : readJson(path);
  const { rows, columns } = users.matrix;
  checkFinite(users);
  checkFinite(items);
  if (rows === 0 || columns === 0) throw expected("at least one row and one column", [rows, columns], users.where);
  if (items.matrix.columns !== columns) {
    throw expected(`rows of ${columns} numbers, as for users`, items.matrix.columns, items.where);
  }
  return { users: users.matrix.values, items: items.matrix.values, width: columns };
}

/** A matrix and the place an error about it names. */
interface PlacedMatrix {
  readonly matrix: Matrix;
  readonly where: string;
}

function readFolder(folder: string): [users: PlacedMatrix, items: PlacedMatrix] {
  const read = (where: string): PlacedMatrix => ({ matrix: readNpy(where), where });
  return [read(join(folder, "users.npy")), read(join(folder, "items.npy"))];
}

function readJson(path: string): [users: PlacedMatrix, items: PlacedMatrix] {
  const value = parse(readText(path), path);
  const read = (key: "users" | "items"): PlacedMatrix => {
    const where = `${path}: ${key}`;
    return { matrix: matrixOf(value?.[key], where), where };
  };
  return [read("users"), read("items")];
}

function parse(text: string, path: string): Partial<Record<"users" | "items", unknown>> | null {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${errorPlace(path, text, message)}: Expected JSON or a folder of .npy files, got ${message}`);
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

function checkFinite({ matrix: { columns, values }, where }: PlacedMatrix): void {
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  throw expected("finite numbers", values[wrong], `${where}[${Math.floor(wrong / columns)}][${wrong % columns}]`);
}
