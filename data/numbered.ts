import { expected, UsageError } from "../src/core/errors.ts";
import { at } from "./encoding.ts";

/** Rows of a file that carry their own number: each of 0..n-1 once, in any order. */
export class NumberedRows<Row> {
  readonly #path: string;
  readonly #kind: string;
  readonly #rows = new Map<number, { row: Row; line: number }>();

  /** `kind`: what a row is, for errors: user, item. */
  constructor(path: string, kind: string) {
    this.#path = path;
    this.#kind = kind;
  }

  add(id: unknown, row: Row, line: number): void {
    const where = at(this.#path, line);
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0)
      throw expected(`a ${this.#kind}_id from 0 up`, id, where);
    const first = this.#rows.get(id);
    if (first)
      throw new UsageError(`${where}: Expected each ${this.#kind} once, got ${id} again (first on line ${first.line})`);
    this.#rows.set(id, { row, line });
  }

  /** `path:line` of a row that was added. */
  where(id: number): string {
    return at(this.#path, this.#rows.get(id)?.line ?? 0);
  }

  /** All rows by number. Throws a UsageError when one is missing or there is none. */
  inOrder(): Row[] {
    const count = this.#rows.size;
    if (count === 0) throw new UsageError(`${this.#path}: Expected a line for each ${this.#kind}, got an empty file`);
    return Array.from({ length: count }, (_, id) => {
      const found = this.#rows.get(id);
      if (!found)
        throw new UsageError(
          `${this.#path}: Expected ${this.#kind}s 0 to ${count - 1} on ${count} lines, got no ${id}`,
        );
      return found.row;
    });
  }
}
