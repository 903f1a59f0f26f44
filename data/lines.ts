/** Text files line by line, and the errors that name file and line. */
import { expected, inWords, UsageError } from "../src/core/errors.ts";
import { at, decodeText, withoutMark } from "./encoding.ts";
import { streamBytes } from "./files.ts";

/** Longer lines mean a file of another kind: reading on would gather all of it in memory. */
const LONGEST_LINE = 2 ** 24;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const MARK = "\uFEFF";

type Visit = (text: string, line: number) => void;

/**
 * Calls `visit` with each line (without its end) and its number, from 1. UTF-8 with or without a byte order mark, \n or
 * \r\n, a file or a pipe, plain or packed with gzip; streamed, so that it may be larger than memory. Lines that are blank are
 * skipped, but counted. Throws a UsageError for what cannot be read, and for what is no such text.
 */
export function eachLine(path: string, visit: Visit): Promise<void> {
  return everyLine(path, (text, line) => {
    if (!isBlank(text)) visit(text, line);
  });
}

/** Most lines begin with what they say, and need no look at the rest. */
function isBlank(text: string): boolean {
  return !(text.charCodeAt(0) > SPACE) && text.trim() === "";
}

/** The same with the blank lines. */
export async function everyLine(path: string, visit: Visit): Promise<void> {
  let line = 0;
  const visitAll = (bytes: Buffer) => {
    const text = decodeText(bytes, path, line + 1);
    const isBare = !text.includes("\r") && !text.includes(MARK);
    for (const found of text.split("\n")) {
      line++;
      visit(isBare ? found : bareLine(found, path, line), line);
    }
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of streamBytes(path)) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end >= 0) visitAll(Buffer.concat([rest, chunk.subarray(0, end)]));
    rest = end >= 0 ? chunk.subarray(end + 1) : Buffer.concat([rest, chunk]);
    if (rest.length > LONGEST_LINE)
      throw expected("lines of text", inWords(`a line of over ${LONGEST_LINE} bytes`), at(path, line + 1));
  }
  if (rest.length > 0) visitAll(rest);
}

/** Without the end of the line, and without the byte order mark that files put together have within. */
function bareLine(text: string, path: string, line: number): string {
  const bare = withoutMark(text.endsWith("\r") ? text.slice(0, -1) : text);
  if (!bare.includes("\r")) return bare;
  const remedy = '\'tr "\\r" "\\n" < FILE > NEW\' ends them as it should be';
  throw new UsageError(`${at(path, line)}: Expected lines that end in \\n or \\r\\n, got a \\r within one: ${remedy}`);
}

/** Reads a JSON object from one line. */
export function parseObject(text: string, where: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw expected("a JSON object", text, where);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw expected("a JSON object", value, where);
  return value as Record<string, unknown>;
}

/** Reads an unsigned whole number in plain digits, as many as a number holds exactly. */
export function parseId(token: string, what: string, where: string): number {
  if (!/^\d{1,15}$/.test(token)) throw expected(what, token, where);
  return Number(token);
}

/** Throws unless an id is written in plain digits, which stay its name: however many there are. */
export function requireDigits(token: string, what: string, where: string): void {
  if (!/^\d+$/.test(token)) throw expected(what, token, where);
}

/** Reads a finite number of base ten. */
export function parseNumber(token: string, what: string, where: string): number {
  const value = Number(token);
  // Of "" and of 0x1F the two make different things.
  if (Number.isFinite(value) && Number.parseFloat(token) === value) return value;
  throw expected(`${what} as a number`, token, where);
}
