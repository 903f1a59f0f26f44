/** What every definition of a table must keep, whoever wrote it. */
import type { z } from "zod";
import type { Definition } from "./registry.ts";
import { shapeOf } from "./settings.ts";
import { isName } from "./spec.ts";

/**
 * Checks what a definition says of itself: a name that can stand in a spec, a summary of one line, and settings each of which is
 * described, has a default that it would take and, where it is a number, a least and a most that are finite. Without them
 * somebody's 1e308 becomes an infinity in the middle of an episode. Returns the problems found, none for a sound definition.
 */
export function checkDefinition({ name, summary, settings }: Definition): string[] {
  const problems: string[] = [];
  if (!isName(name)) problems.push(`the name '${name}' is not of lower case letters, digits and dashes`);
  if (summary.trim() === "" || summary.includes("\n")) problems.push("the summary is not one line");
  for (const [setting, type] of Object.entries(shapeOf(settings))) {
    for (const problem of problemsOf(type)) problems.push(`setting ${setting}: ${problem}`);
  }
  return problems;
}

function problemsOf(type: z.ZodType): string[] {
  const problems = numbersIn(type).flatMap((number) => [
    ...(isBounded(number, "greater_than") ? [] : ["a number without a finite least value"]),
    ...(isBounded(number, "less_than") ? [] : ["a number without a finite most value"]),
  ]);
  if (!isDescribed(type)) problems.push("no description");
  if (refusesItsDefault(type)) problems.push("it refuses its own default");
  return problems;
}

/** What zod keeps of a type: only what is looked at here, of whatever kind of type. */
interface Inside {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly in?: z.ZodType;
  readonly element?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly items?: readonly z.ZodType[];
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly checks?: readonly {
    readonly _zod: { readonly def: { readonly check: string; readonly value?: unknown } };
  }[];
  readonly defaultValue?: unknown;
}

function inside(type: z.ZodType): Inside {
  return type.def as unknown as Inside;
}

/** The numbers that a type takes, however they are wrapped. */
function numbersIn(type: z.ZodType): z.ZodType[] {
  const { type: kind, innerType, in: first, element, valueType, options = [], items = [], shape = {} } = inside(type);
  if (kind === "number") return [type];
  const wrapped = [innerType, first, element, valueType, ...options, ...items, ...Object.values(shape)];
  return wrapped.flatMap((it) => (it ? numbersIn(it) : []));
}

/** Whether the author has set the limit: that whole numbers are safe ones is no answer. */
function isBounded(number: z.ZodType, side: "greater_than" | "less_than"): boolean {
  const checks = inside(number).checks?.map((it) => it._zod.def) ?? [];
  return checks.some(({ check, value }) => check === side && Number.isFinite(value));
}

/** By itself, or by what it wraps. */
function isDescribed(type: z.ZodType): boolean {
  const { innerType } = inside(type);
  return Boolean(type.description) || (innerType !== undefined && isDescribed(innerType));
}

function refusesItsDefault(type: z.ZodType): boolean {
  const { type: kind, innerType, defaultValue } = inside(type);
  return kind === "default" && innerType !== undefined && !innerType.safeParse(defaultValue).success;
}
