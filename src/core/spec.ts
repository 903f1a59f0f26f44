/**
 * How agents and worlds are named on the command line and in a log: a name, and settings in parentheses where they
 * differ from the defaults: `popular`, `cup(items=5000,drift=0.01)`, `epsilon-greedy(inner=popular,epsilon=0.2)`.
 * Values may be specs themselves. A value that would be read as something else stands in double quotes, as JSON has texts:
 * `funksvd(checkpoint="runs, May/best.ckpt")`. In place of a name there may be a reference to a file or a package (`reference.ts`), in
 * quotes too where it has a comma or a parenthesis: `./mine.ts(alpha=0.5)`, `"./mine (2).ts"`.
 */
import { expected, UsageError } from "./errors.ts";
import { isReference } from "./reference.ts";

/** A setting's value as a spec can say it. */
export type SpecValue = string | number | boolean;

/** A name with the settings that were typed for it: `cup(items=5000)`. */
export interface Spec {
  /** Or a reference. */
  readonly name: string;
  readonly settings: Readonly<Record<string, SpecValue>>;
}

const NAME = /^[a-z][a-z0-9-]*$/;

/** Whether a text can be a name: lower case letters, digits and dashes, a letter first. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** The name before a spec's settings, whether or not those can be read; undefined of a text that is no spec, as most paths are. */
export function specName(text: string): string | undefined {
  const name = text.split("(", 1)[0];
  return isName(name) ? name : undefined;
}

/**
 * Reads a spec such as `cup(items=5000)`. Settings that `textsOf` a name lists stay texts, whatever they look like: a folder may be
 * called 1e5. Throws a UsageError that shows the form expected.
 */
export function parseSpec(text: string, kind: string, textsOf: (name: string) => ReadonlySet<string> = noTexts): Spec {
  checkMarks(text, kind);
  const [, quoted, bare = "", inside = ""] = FORM.exec(text) ?? [];
  const name = quoted === undefined ? bare : unquoted(quoted, kind);
  if (!isWord(name) && !isReference(name)) throw wrongForm(text, kind);
  checkMarks(inside, kind);
  return { name, settings: parseSettings(inside, `${kind} ${name}`, textsOf(name)) };
}

/** A name, bare or in quotes, and what is in parentheses after it. */
const FORM = /^\s*(?:("[^"\\]*(?:\\.[^"\\]*)*")|([^(),="]+?))\s*(?:\((.*)\))?\s*$/s;

/** Any word at all: it is the table that tells the nearest name of one that it has not. */
function isWord(text: string): boolean {
  return /^[^\s(),="]+$/.test(text);
}

function wrongForm(text: string, kind: string): UsageError {
  const error = expected("a name, or name(key=value,…)", text, kind);
  if (!isReference(text.trim().replace(/^"/, ""))) return error;
  return new UsageError(`${error.message} (a path with a parenthesis, a comma, = or a quote stands in double quotes)`);
}

/** Reads settings alone, `items=5000,drift=0.01`, as `parseSpec` does; `where` is what errors begin with. Throws a UsageError. */
export function parseSettings(text: string, where: string, texts: ReadonlySet<string> = noTexts()): Spec["settings"] {
  const settings = new Map<string, SpecValue>();
  for (const part of splitSpecs(text, where)) {
    const { key, value } = splitSetting(part, where);
    if (settings.has(key)) throw new UsageError(`${where}: Expected each setting once, got '${key}' again`);
    if (value.startsWith('"')) settings.set(key, unquoted(value, `${where}: ${key}`));
    else settings.set(key, texts.has(key) ? value : readValue(value));
  }
  return Object.fromEntries(settings);
}

function noTexts(): ReadonlySet<string> {
  return new Set();
}

function splitSetting(part: string, where: string): { key: string; value: string } {
  const at = part.indexOf("=");
  if (at < 1) {
    const { message } = expected("settings as key=value", part, where);
    throw new UsageError(`${message} (what has a comma in it stands in double quotes)`);
  }
  return { key: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
}

/** Splits a list at its top-level commas: `random,epsilon-greedy(inner=popular,epsilon=0.2)` has two parts. */
export function splitSpecs(text: string, kind: string): string[] {
  checkMarks(text, kind);
  if (text.trim() === "") return [];
  const parts: string[] = [];
  let start = 0;
  for (const { at, character, depth } of marksOf(text)) {
    if (character !== "," || depth > 0) continue;
    parts.push(text.slice(start, at).trim());
    start = at + 1;
  }
  return [...parts, text.slice(start).trim()];
}

function checkMarks(text: string, kind: string): void {
  let open = 0;
  for (const { character, depth } of marksOf(text)) {
    open = depth;
    if (character === UNENDED)
      throw new UsageError(`${kind}: Expected a quote at the end of what is in quotes, got '${text}'`);
    if (depth < 0) break;
  }
  if (open === 0) return;
  const hint = "what has one in it stands in double quotes";
  throw new UsageError(`${kind}: Expected balanced parentheses, got '${text}' (${hint})`);
}

/** A comma or parenthesis outside of quotes, or quotes without an end; and how many parentheses are open after it. */
interface Mark {
  readonly at: number;
  readonly character: string;
  readonly depth: number;
}

const UNENDED = '"';
/** A quote opens where a value or a spec begins, and nowhere else. */
const MARKS = /(?<=(?:^|[=,])\s*)"[^"\\]*(?:\\.[^"\\]*)*(?<end>"?)|[(),]/gs;

/** The marks of a text, in order. */
function* marksOf(text: string): Generator<Mark> {
  let depth = 0;
  for (const { 0: found, index: at, groups } of text.matchAll(MARKS)) {
    if (groups?.end) continue;
    const character = found[0];
    depth += nesting(character);
    yield { at, character, depth };
  }
}

function nesting(character: string): number {
  if (character === "(") return 1;
  return character === ")" ? -1 : 0;
}

function readValue(text: string): SpecValue {
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function unquoted(text: string, where: string): string {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const what = 'one text in double quotes, with \\" and \\\\ for a quote and a backslash in it';
    throw new UsageError(`${where}: Expected ${what}, got ${text}`, { cause });
  }
}

/** A spec in its one canonical form: settings in alphabetical order, in quotes what else would be read as something else. */
export function formatSpec({ name, settings }: Spec): string {
  const parts = Object.keys(settings)
    .sort()
    .map((key) => `${key}=${formatValue(settings[key])}`);
  const head = isWord(name) ? name : JSON.stringify(name);
  return parts.length > 0 ? `${head}(${parts.join(",")})` : head;
}

function formatValue(value: SpecValue): string {
  return typeof value === "string" && !readsBack(value) ? JSON.stringify(value) : String(value);
}

/** Whether a text without quotes is read as itself. */
function readsBack(value: string): boolean {
  try {
    return parseSpec(`a(b=${value})`, "spec").settings.b === value;
  } catch {
    return false;
  }
}
