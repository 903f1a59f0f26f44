/** Python's literals, as `repr` of either version writes them: JSON's cousin that no JSON reader takes. */
import { expected, inWords, type UsageError } from "../../src/core/errors.ts";

/** A value of a literal. Whole numbers that a number does not hold exactly are bigint. */
export type PythonValue = null | boolean | number | bigint | string | PythonValue[] | { [key: string]: PythonValue };

/** Whatever is deeper overruns the stack of whoever walks through it. */
const MOST_DEPTH = 64;
const BACKSLASH = 92;

const BLANK = /\s*/y;
/** A whole number, perhaps one of Python 2's long ones, or one with a point or an exponent. */
const NUMBER = /([-+]?)(?:(0|[1-9]\d{0,39})[lL]?|(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+)(?![\w.])/y;
const WORD = /(?:None|True|False)(?!\w)/y;
const WORDS: Readonly<Record<string, PythonValue>> = { None: null, True: true, False: false };
const QUOTE = /[uU]?('''|"""|'|")/y;
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(.))/gs;
const PLAIN_ESCAPES: Readonly<Record<string, string>> = {
  ...{ "\\": "\\", "'": "'", '"': '"', "\n": "" },
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
};
/** Begin a code or a name: such an escape has gone wrong where these are left. */
const CODED = ["x", "u", "U", "N"];
const LAST_CODE = 0x10ffff;

/**
 * Reads the literal of a dict: texts (`'…'`, `u"…"`), numbers, None, True, False, lists, tuples and dicts in each other. Keys are texts.
 * Throws a UsageError, which begins with `where`, for anything else.
 */
export function parsePythonDict(text: string, where: string): { readonly [key: string]: PythonValue } {
  const value = new PythonReader(text, where).read();
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw expected("a Python dict", text, where);
}

class PythonReader {
  readonly #text: string;
  readonly #where: string;
  #at = 0;
  #depth = 0;

  constructor(text: string, where: string) {
    this.#text = text;
    this.#where = where;
  }

  /** The one value that the text is. */
  read(): PythonValue {
    const value = this.#value();
    this.#skipBlanks();
    if (this.#at < this.#text.length) throw this.#wrong("the end of the line");
    return value;
  }

  #value(): PythonValue {
    this.#skipBlanks();
    const first = this.#text[this.#at];
    if (first === "{") return this.#nested(() => Object.fromEntries(this.#listUntil("}", () => this.#entry())));
    if (first === "[") return this.#nested(() => this.#listUntil("]", () => this.#value()));
    if (first === "(") return this.#nested(() => this.#tuple());
    return this.#string() ?? this.#wordOrNumber();
  }

  #nested<T>(read: () => T): T {
    if (this.#depth === MOST_DEPTH) throw this.#wrong(`at most ${MOST_DEPTH} levels`);
    this.#depth++;
    this.#at++;
    const value = read();
    this.#depth--;
    return value;
  }

  /** What is between commas, the last of which may end it. */
  #listUntil<T>(end: string, read: () => T): T[] {
    const list: T[] = [];
    while (!this.#takes(end)) {
      list.push(read());
      if (this.#takes(",")) continue;
      if (this.#takes(end)) break;
      throw this.#wrong(`, or ${end}`);
    }
    return list;
  }

  /** Parentheses around one value without a comma are but that. */
  #tuple(): PythonValue {
    const list = this.#listUntil(")", () => this.#value());
    const isBare = list.length === 1 && !/,\s*\)$/.test(this.#text.slice(0, this.#at));
    return isBare ? list[0] : list;
  }

  #entry(): [string, PythonValue] {
    this.#skipBlanks();
    const key = this.#string();
    if (key === undefined) throw this.#wrong("a text as a key");
    if (!this.#takes(":")) throw this.#wrong(":");
    return [key, this.#value()];
  }

  #string(): string | undefined {
    const quote = this.#match(QUOTE)?.[1];
    if (quote === undefined) return undefined;
    const start = this.#at;
    const end = this.#endOfString(quote);
    this.#at = end + quote.length;
    const raw = this.#text.slice(start, end);
    return raw.includes("\\") ? this.#unescaped(raw) : raw;
  }

  #endOfString(quote: string): number {
    const [text, code] = [this.#text, quote.charCodeAt(0)];
    for (let i = this.#at; i < text.length; i++) {
      const found = text.charCodeAt(i);
      if (found === BACKSLASH) i++;
      else if (found === code && (quote.length === 1 || text.startsWith(quote, i))) return i;
    }
    throw this.#wrong(`a ${quote} that ends the text`);
  }

  #unescaped(raw: string): string {
    return raw.replace(ESCAPE, (all, hex2, hex4, hex8, octal, letter) => {
      const code = octal === undefined ? Number.parseInt(hex2 ?? hex4 ?? hex8, 16) : Number.parseInt(octal, 8);
      if (letter === undefined && code <= LAST_CODE) return String.fromCodePoint(code);
      if (letter === undefined || CODED.includes(letter)) throw expected("an escape of Python", raw, this.#where);
      return PLAIN_ESCAPES[letter] ?? all;
    });
  }

  #wordOrNumber(): PythonValue {
    const word = this.#match(WORD)?.[0];
    return word === undefined ? this.#number() : WORDS[word];
  }

  #number(): number | bigint {
    const found = this.#match(NUMBER);
    if (!found) throw this.#wrong("a value of Python");
    const [all, sign, whole] = found;
    if (whole === undefined || Number.isSafeInteger(Number(whole))) return Number(whole ? sign + whole : all);
    return sign === "-" ? -BigInt(whole) : BigInt(whole);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }

  #takes(sign: string): boolean {
    this.#skipBlanks();
    const isThere = this.#text[this.#at] === sign;
    if (isThere) this.#at++;
    return isThere;
  }

  #skipBlanks(): void {
    if (this.#text.charCodeAt(this.#at) <= 32) this.#match(BLANK);
  }

  #wrong(wanted: string): UsageError {
    const rest = this.#text.slice(this.#at);
    return expected(
      `${wanted} at letter ${this.#at + 1}`,
      rest === "" ? inWords("the end of the line") : rest,
      this.#where,
    );
  }
}
