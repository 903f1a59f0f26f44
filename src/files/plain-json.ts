/** JSON out of files that anybody may have made. */
import type { z } from "zod";
import { SlateLabError } from "../core/errors.ts";
import { readStored } from "../core/settings.ts";

/** Whatever we write is flatter; what is much deeper overruns the stack of whoever walks through it. */
const MOST_DEPTH = 64;

/**
 * Reads JSON and checks it. Throws a SlateLabError that begins with `where` for what is no JSON, nested too deep, holds a key
 * `__proto__` or is not what the schema says.
 */
export function readPlainJson<T>(text: string, schema: z.ZodType<T>, where: string): T {
  const value = parse(text, where);
  const flaw = flawOf(value, 0);
  if (flaw) throw new SlateLabError(`${where}: Expected ${flaw}`);
  return readStored(schema, value, where);
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SlateLabError(`${where}: Expected JSON, got ${(cause as Error).message}`, { cause });
  }
}

function flawOf(value: unknown, depth: number): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (depth === MOST_DEPTH) return `at most ${MOST_DEPTH} levels, got more`;
  if (Object.hasOwn(value, "__proto__")) return "plain names, got '__proto__'";
  for (const it of Object.values(value)) {
    const flaw = flawOf(it, depth + 1);
    if (flaw) return flaw;
  }
  return undefined;
}
