/** Which lines of a file of interactions are comments, and what separates the cells of the others. */

/** What is between the cells of a line: a comma, else a tab, else blanks. */
export type Separator = "," | "\t" | " ";

/** What separates the cells of a line: a comma where it has one, else a tab, else blanks. */
export function separatorOf(text: string): Separator {
  if (text.includes(",")) return ",";
  return text.includes("\t") ? "\t" : " ";
}

interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * Passes lines on, but for comments: whole lines that begin with `#`, where they cannot be rows. Between blanks they are comments;
 * between commas or tabs a name may begin with `#`, so that only a line without the separator is one. The first line
 * that begins otherwise tells what separates; those above are held until then.
 */
export class CommentFilter {
  readonly #visit: (text: string, line: number) => void;
  #separator: Separator | undefined;
  #held: Line[] = [];
  #comments = 0;

  constructor(visit: (text: string, line: number) => void) {
    this.#visit = visit;
  }

  add(text: string, number: number): void {
    if (this.#separator) this.#pass({ text, number }, this.#separator);
    else {
      this.#held.push({ text, number });
      if (!isMarked(text)) this.#begin(separatorOf(text));
    }
  }

  /** Passes on what is held still, and says how many comments there were. */
  finish(): number {
    if (this.#held.length > 0) this.#begin(separatorOf(this.#held[0].text));
    return this.#comments;
  }

  #begin(separator: Separator): void {
    const held = this.#held;
    this.#separator = separator;
    this.#held = [];
    for (const line of held) this.#pass(line, separator);
  }

  #pass({ text, number }: Line, separator: Separator): void {
    if (isMarked(text) && (separator === " " || !text.includes(separator))) this.#comments++;
    else this.#visit(text, number);
  }
}

function isMarked(text: string): boolean {
  return text.trimStart().startsWith("#");
}
