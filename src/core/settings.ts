import { z } from "zod";
import { expected, nameHint, SlateLabError, UsageError } from "./errors.ts";

/**
 * Reads settings against a schema; every problem is named in one error: `world cup: items: Expected …, got …`. An unknown
 * key is answered with the setting that had that name before, or the nearest known one. `where` names the place: a scenario, an agent, a file.
 */
export function readSettings<T>(schema: z.ZodType<T>, values: unknown, where: string): T {
  const result = schema.safeParse(values, { reportInput: true });
  if (result.success) return result.data;
  const shape = shapeOf(schema);
  throw new UsageError(result.error.issues.map((issue) => describeIssue(issue, { shape, where })).join("\n"));
}

/** As `readSettings` for what a file says that a program has written: throws a SlateLabError. */
export function readStored<T>(schema: z.ZodType<T>, values: unknown, where: string): T {
  try {
    return readSettings(schema, values, where);
  } catch (cause) {
    throw new SlateLabError((cause as Error).message, { cause });
  }
}

/** What a setting's text stands for, where it is more than a text. */
type Role = "spec" | "checkpoint";

const roles = z.registry<{ role: Role }>();

/** A setting that is a spec of the same table: an agent in an agent. It is resolved with the rest. */
export function specSetting(): z.ZodString {
  return z.string().register(roles, { role: "spec" });
}

/** A setting that is the path of a checkpoint to start from. Whoever runs the thing reads it and hands it in. */
export function checkpointSetting(): z.ZodString {
  return z.string().register(roles, { role: "checkpoint" });
}

const formerNames = z.registry<{ name: string }>();

/** A finished setting that was called `name` before: whoever types the old name is told the new one. */
export function formerly<T extends z.ZodType>(name: string, setting: T): T {
  formerNames.add(setting, { name });
  return setting;
}

/** The settings of a schema that stand for more than a text. */
export function settingRoles(schema: z.ZodType): { setting: string; role: Role }[] {
  return Object.entries(shapeOf(schema)).flatMap(([setting, type]) => {
    const found = roles.get(bare(type));
    return found ? [{ setting, role: found.role }] : [];
  });
}

/** The settings of a schema that are plain texts: specs, which are no numbers either, are not among them. */
export function textSettings(schema: z.ZodType): ReadonlySet<string> {
  const isText = (type: z.ZodType) => type instanceof z.ZodString && roles.get(type)?.role !== "spec";
  const texts = Object.entries(shapeOf(schema)).filter(([, type]) => isText(bare(type)));
  return new Set(texts.map(([setting]) => setting));
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** Settings of a schema by name; none of a schema that is no object. */
export function shapeOf(schema: z.ZodType): Shape {
  return "shape" in schema ? (schema.shape as Shape) : {};
}

/** Without default and optional. */
function bare(type: z.ZodType): z.ZodType {
  const { innerType } = type.def as { innerType?: z.ZodType };
  return innerType ? bare(innerType) : type;
}

type Issue = z.core.$ZodIssue;

function describeIssue(issue: Issue, { shape, where }: { shape: Shape; where: string }): string {
  if (issue.code === "unrecognized_keys") {
    return `${where}: ${issue.keys.map((key) => unknownKey(key, shape)).join("; ")}`;
  }
  const inside = insideOption(issue);
  if (inside) return describeIssue(inside, { shape, where });
  const place = [where, issue.path.join(".")].filter(Boolean).join(": ");
  const { message } = expected(wanted(issue), issue.input, place);
  if (issue.code !== "invalid_value" || typeof issue.input !== "string") return message;
  const hint = nameHint(issue.input, issue.values.map(String));
  return hint ? `${message}.${hint}` : message;
}

/** Where a value is of the kind of one option of a union and wrong inside: what is wrong there. */
function insideOption(issue: Issue): Issue | undefined {
  if (issue.code !== "invalid_union") return undefined;
  const inside = issue.errors.flat().find(({ path }) => path.length > 0);
  return inside && { ...inside, path: [...issue.path, ...inside.path] };
}

const TYPES: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

/** What would have been right, in words. */
function wanted(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "too_small":
      return bound(issue.origin, issue.inclusive ? "at least" : "more than", issue.minimum);
    case "too_big":
      return bound(issue.origin, issue.inclusive ? "at most" : "less than", issue.maximum);
    case "not_multiple_of":
      return `a multiple of ${issue.divisor}`;
    case "invalid_value":
      return `one of ${issue.values.join(", ")}`;
    case "invalid_union":
      return issue.errors.map(([first]) => (first ? wanted(first) : "")).join(" or ");
    default:
      return issue.message;
  }
}

function bound(origin: string, comparison: string, limit: number | bigint): string {
  if (origin === "array") return `a list of ${comparison} ${limit}`;
  return origin === "string" ? `a text of ${comparison} ${limit} characters` : `a number of ${comparison} ${limit}`;
}

function unknownKey(key: string, shape: Shape): string {
  const known = Object.keys(shape);
  const renamed = known.find((name) => formerNames.get(shape[name])?.name === key);
  const hint = renamed ? ` Did you mean '${renamed}'?` : nameHint(key, known);
  return `Unknown setting '${key}'.${hint} Known: ${known.join(", ") || "none"}`;
}
