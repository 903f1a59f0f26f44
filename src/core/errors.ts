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

/** Names for a sentence: `a, b or c`. */
export function orList(names: readonly string[]): string {
  return [...names.slice(0, -2), names.slice(-2).join(" or ")].join(", ");
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

/** Whether what was thrown is of a class. Something that throws at a look at it (a Proxy may) is of none. */
export function isThrown<T>(thrown: unknown, kind: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof kind;
  } catch {
    return false;
  }
}

/** Characters of a value in an error message, and how deep lists in lists are shown. */
const MOST_SHOWN = 80;
const DEEPEST = 3;

/**
 * A short, one-line rendering of any value for an error message. No more of the value is read than is shown, and one that throws
 * when it is read gives a text too.
 */
export function describe(value: unknown): string {
  try {
    if (value instanceof InWords) return value.text;
    const text = rendered(value, 0);
    return typeof value === "string" ? text : clip(text);
  } catch {
    return `${typeof value === "function" ? "a function" : "an object"} that cannot be read`;
  }
}

function rendered(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(clip(value));
  if (typeof value === "function") return "a function";
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof Promise) return "a promise";
  if (value instanceof Error) return clip(`${value.name}: ${value.message}`);
  if (ArrayBuffer.isView(value) && "length" in value) return renderedView(value as Int32Array);
  if (depth === DEEPEST) return "…";
  if (Array.isArray(value)) return `[${listed(value.length, (i) => rendered(value[i], depth + 1))}]`;
  const keys = Object.keys(value);
  const member = (key: string) => rendered((value as Record<string, unknown>)[key], depth + 1);
  return `{${listed(keys.length, (i) => `${JSON.stringify(clip(keys[i]))}:${member(keys[i])}`)}}`;
}

/** `Int32Array(1,2,3)`. */
function renderedView(view: Int32Array): string {
  return `${Object.prototype.toString.call(view).slice("[object ".length, -1)}(${listed(view.length, (i) => String(view[i]))})`;
}

/** As many entries as there is room for. */
function listed(count: number, entry: (i: number) => string): string {
  let text = "";
  for (let i = 0; i < count && text.length <= MOST_SHOWN; i++) text += `${i > 0 ? "," : ""}${entry(i)}`;
  return text;
}

function clip(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
