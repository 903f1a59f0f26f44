import { describe, UsageError } from "../../src/core/errors.ts";
import type { Columns } from "./columns.ts";

/** A first row that no known word tells for a header, and what the rows below make of it. */
export class FirstRow {
  readonly #cells: readonly string[];
  readonly #where: string;
  readonly #hasWords: boolean;
  #rowsBelow = 0;
  #isNamedAgain = false;

  constructor(cells: readonly string[], where: string) {
    this.#cells = cells;
    this.#where = where;
    this.#hasWords = cells.every((cell) => /^\D+$/.test(cell));
  }

  /** Throws a UsageError for words above numbers: they are the names of the columns. */
  compare(cells: readonly string[], { user, item }: Columns): void {
    if (!this.#hasWords) return;
    if (this.#rowsBelow++ === 0) this.#checkSecond(cells);
    this.#isNamedAgain ||= cells[user] === this.#cells[user] || cells[item] === this.#cells[item];
  }

  /** Whether it may be a header still: words, of which neither the user nor the item is named again. */
  get isDoubtful(): boolean {
    return this.#hasWords && this.#rowsBelow > 0 && !this.#isNamedAgain;
  }

  #checkSecond(cells: readonly string[]): void {
    if (!cells.every((cell) => /^\d+$/.test(cell))) return;
    const got = `what looks like a header, ${describe(this.#cells.join(" "))} above ${describe(cells.join(" "))}`;
    const remedy = "remove it (prepare --header skips it, --no-header keeps it)";
    throw new UsageError(`${this.#where}: Expected a user and an item, got ${got}: ${remedy}`);
  }
}
