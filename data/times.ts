/** Times of any unit, of which only the order counts. */
import { expected } from "../src/core/errors.ts";
import { parseNumber } from "./lines.ts";

/** A time with more digits than a number holds: the nearest number, and what is left to it. */
interface LongTime {
  readonly nearest: number;
  readonly rest: number;
}

/** A time as it is read: nanoseconds since 1970 have more digits than a number holds. */
export type Time = number | LongTime;

/** A number of so many digits is exact, whatever they are. */
const EXACT_DIGITS = 15;

/** Reads a time: a finite number, to its last digit. */
export function parseTime(token: string, where: string, what = "a time"): Time {
  const nearest = parseNumber(token, what, where);
  const [, whole, fraction = ""] = token.length <= EXACT_DIGITS ? [] : (/^\s*([-+]?\d+)(\.\d*)?\s*$/.exec(token) ?? []);
  if (whole === undefined) return nearest;
  const rounded = Number(whole);
  const rest = Number(BigInt(whole) - BigInt(rounded));
  return { nearest: rounded, rest: rest + Number(`${whole.startsWith("-") ? "-" : ""}0${fraction}`) };
}

/** Checks a time that some other reader has made a number: one that was rounded on the way has lost its order. */
export function exactTime(value: unknown, what: string, where: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw expected(what, value, where);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw expected(`${what} of at most ${Number.MAX_SAFE_INTEGER}, beyond which it is rounded`, value, where);
}

const FIRST_CAPACITY = 1024;

/** A column of times that grows: 8 bytes each, 16 once one of them is long. */
export class Times {
  #nearest = new Float64Array(FIRST_CAPACITY);
  #rests: Float64Array<ArrayBuffer> | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(time: Time): void {
    if (this.#length === this.#nearest.length) this.#grow();
    if (typeof time === "number") this.#nearest[this.#length++] = time;
    else this.#pushLong(time);
  }

  /** Below 0 where row `a` was before row `b`, 0 at the same time. */
  compare(a: number, b: number): number {
    const between = this.#nearest[a] - this.#nearest[b];
    return this.#rests ? between + (this.#rests[a] - this.#rests[b]) : between;
  }

  #pushLong({ nearest, rest }: LongTime): void {
    this.#rests ??= new Float64Array(this.#nearest.length);
    this.#rests[this.#length] = rest;
    this.#nearest[this.#length++] = nearest;
  }

  #grow(): void {
    this.#nearest = doubled(this.#nearest);
    this.#rests &&= doubled(this.#rests);
  }
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
