import { distance } from "fastest-levenshtein";

/** The caller asked for something that cannot be: a bad flag, name, slate or file. The command line exits with 2. */
export class UsageError extends Error {
  override name = "UsageError";
}

/** Something that should have worked did not: a full disk, a corrupt file, a lost worker. The command line exits with 1. */
export class SlateLabError extends Error {
  override name = "SlateLabError";
}

/** The user interrupted the work (Ctrl-C). The command line exits with 130. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

/** What came, in words of our own: `expected` shows it as it is, where it puts quotes around a text that was given. */
export class InWords {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What came, in words: `expected("a folder", inWords("the file x"))`. */
export function inWords(text: string): InWords {
  return new InWords(text);
}

/** Makes the error `Expected X, got Y` with an optional place (a flag, or `file:line`) in front. */
export function expected(what: string, got: unknown, where?: string): UsageError {
  return new UsageError(`${where ? `${where}: ` : ""}Expected ${what}, got ${describe(got)}`);
}

/**
 * Makes the error for an unknown name: says what was asked, the nearest valid name when one is near, and all the valid ones.
 */
export function unknownName(kind: string, name: string, known: readonly string[]): UsageError {
  return new UsageError(`Unknown ${kind} '${clip(name)}'.${nameHint(name, known)} Known: ${known.join(", ")}`);
}

/** ` Did you mean 'popular'?` where a known name is near, else nothing: to follow a sentence. */
export function nameHint(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near ? ` Did you mean '${near}'?` : "";
}

/** The known name with the smallest edit distance for its length, if that is at most half of the longer name. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((it) => ({ it, share: distance(name.toLowerCase(), it.toLowerCase()) / Math.max(name.length, it.length) }))
    .sort((a, b) => a.share - b.share);
  return ranked[0] && ranked[0].share <= 0.5 ? ranked[0].it : undefined;
}

/** A short, one-line rendering of any value for an error message. */
export function describe(value: unknown): string {
  if (value instanceof InWords) return value.text;
  if (typeof value === "string") return JSON.stringify(clip(value));
  if (value === undefined || value === null || typeof value === "number") return String(value);
  if (ArrayBuffer.isView(value)) return clip(`${value.constructor.name}(${String(value)})`);
  try {
    return clip(JSON.stringify(value) ?? String(value));
  } catch {
    return clip(String(value));
  }
}

function clip(text: string, limit = 80): string {
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}
