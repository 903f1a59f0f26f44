/** Numbers as people read them. CSV and JSON never use these: they print numbers exactly. */
import type { Estimate } from "../evaluate/intervals.ts";

/** The sign shown where there is nothing to show. */
export const NOTHING = "–";

/** Formats a number with four or so significant digits, thousands apart: 5.123, 52.12, 401.2, 12,345. */
export function rounded(value: number): string {
  return withDecimals(value, decimalsOf(value));
}

/** Formats a number with its sign, a true minus: +1.083, −0.912. */
export function signed(value: number, decimals = decimalsOf(value)): string {
  return `${value < 0 ? "−" : "+"}${withDecimals(Math.abs(value), decimals)}`;
}

/** Formats a mean with its interval, `6.203 [6.171, 6.236]`, or alone where there is no interval. */
export function estimate({ mean, interval }: Estimate, decimals = decimalsOf(mean)): string {
  const number = (value: number) => withDecimals(value, decimals);
  return interval ? `${number(mean)} [${number(interval[0])}, ${number(interval[1])}]` : number(mean);
}

/** Formats a difference with its interval: `−1.083 [−1.104, −1.062]`. */
export function signedEstimate({ mean, interval }: Estimate): string {
  const decimals = decimalsOf(mean);
  const number = (value: number) => signed(value, decimals);
  return interval ? `${number(mean)} [${number(interval[0])}, ${number(interval[1])}]` : number(mean);
}

/** Formats a number without decimals. */
export function whole(value: number): string {
  return withDecimals(value, 0);
}

/** Formats a share in percent. */
export function percent(share: number): string {
  return `${withDecimals(share * 100, share < 0.1 ? 2 : 1)}%`;
}

/** Formats a number with a fixed number of decimals. */
export function fixed(decimals: number): (value: number) => string {
  return (value) => withDecimals(value, decimals);
}

/** Formats a count with its noun: `1 seed`, `10 seeds`. */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** Joins names to a list in words: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

function withDecimals(value: number, decimals: number): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function decimalsOf(value: number): number {
  const size = Math.abs(value);
  if (size < 10) return 3;
  if (size < 100) return 2;
  return size < 10_000 ? 1 : 0;
}
