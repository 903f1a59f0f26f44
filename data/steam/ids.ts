import type { PythonValue } from "./python-literal.ts";

/** An id as text, whether it is written as one or as a whole number; undefined where there is none. */
export function idOf(value: PythonValue | undefined): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "bigint" || Number.isInteger(value) ? String(value) : undefined;
}
