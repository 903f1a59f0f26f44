/** CSV whose cells may hold commas, quotes and line ends. */
import { type CsvError, parse } from "csv-parse/sync";
import { expected, inWords } from "../src/core/errors.ts";
import { at } from "./encoding.ts";

/** A row, and the line that it ends on. */
export interface CsvRow {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/** Reads CSV, in which all rows have as many cells as the first. Throws a UsageError with file and line. */
export function parseCsv(text: string, path: string, delimiter = ","): CsvRow[] {
  try {
    return parse(text, { info: true, skip_empty_lines: true, delimiter }) as unknown as CsvRow[];
  } catch (error) {
    const { message, lines } = error as CsvError & { lines?: number };
    throw expected("CSV", inWords(message), lines ? at(path, lines) : path);
  }
}
