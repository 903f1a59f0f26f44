/** What files of numbers to compare have in common: tensors, ids, and the weights of a network under its authors' names. */
import { z } from "zod";
import { expected, inWords, UsageError, unknownName } from "../../src/core/errors.ts";
import type { WeightName } from "../../src/models/port-weights.ts";

/** A whole number of at least 1. */
export const count = z.int().min(1);
/** Lists of ids. */
export const ids = z.array(z.array(z.int()));
/** Numbers with their shape, row-major. */
export const tensor = z.object({ shape: z.array(count), data: z.array(z.number()) });
/** Tensors by name. */
export const tensors = z.record(z.string(), tensor);

/** A tensor in such a file. */
export type FixtureTensor = z.infer<typeof tensor>;

/** What lists of ids must be. */
export interface IdRules {
  readonly rows: number;
  /** Ids of each row; any number where absent. */
  readonly columns?: number;
  readonly least: number;
  readonly most: number;
  readonly where: string;
}

/** Throws a UsageError that names the place for lists of other numbers or sizes. */
export function checkIdLists(
  lists: readonly (readonly number[])[],
  { rows, columns, least, most, where }: IdRules,
): void {
  if (lists.length !== rows) throw expected(`${rows} rows`, lists.length, where);
  for (const [row, list] of lists.entries()) {
    if (columns !== undefined && list.length !== columns)
      throw expected(`${columns} ids`, list.length, `${where}[${row}]`);
    const wrong = list.find((id) => id < least || id > most);
    if (wrong !== undefined) throw expected(`ids ${least}..${most}`, wrong, `${where}[${row}]`);
  }
}

/** Throws a UsageError that names the place for numbers to compare that nobody knows, and where there are none at all. */
export function checkKnown(given: object, known: readonly string[], where: string): void {
  const extra = Object.keys(given).find((name) => !known.includes(name));
  if (extra !== undefined) throw unknownAt(where, unknownName("number to compare", extra, known));
  if (Object.keys(given).length === 0) throw expected("numbers to compare", inWords("none"), where);
}

/** Checks what the file has. */
export function checkIf<T>(given: T | undefined, check: (given: T) => void): void {
  if (given !== undefined) check(given);
}

/** An error with its place in front. */
export function unknownAt(where: string, { message }: UsageError): UsageError {
  return new UsageError(`${where}: ${message}`);
}

/** The two weights of a dense layer, which is [outputs, inputs] in files. */
export function denseNames(port: string, ours: string, shape: readonly [number, number]): WeightName[] {
  return [
    { port: `${port}.weight`, ours: `${ours}/weight`, shape, transposed: true },
    { port: `${port}.bias`, ours: `${ours}/bias`, shape: [shape[0]], transposed: false },
  ];
}
