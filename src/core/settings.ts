import type { z } from "zod";
import { nearestName, UsageError } from "./errors.ts";

/**
 * Reads settings against a schema; every problem is named in one error: `settings: users: Expected …`. An unknown key
 * is answered with the nearest known one. `where` names the place: a scenario, an agent, a file.
 */
export function readSettings<T>(schema: z.ZodType<T>, values: unknown, where: string): T {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const known = "shape" in schema ? Object.keys(schema.shape as object) : [];
  throw new UsageError(result.error.issues.map((issue) => `${where}: ${describeIssue(issue, known)}`).join("\n"));
}

function describeIssue(issue: z.core.$ZodIssue, known: readonly string[]): string {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, known)).join("; ");
  const path = issue.path.join(".");
  const message = issue.message.replace(/^(Invalid input|Too small|Too big): expected /, "Expected ");
  return `${path ? `${path}: ` : ""}${message}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearestName(key, known);
  return `Unknown setting '${key}'.${near ? ` Did you mean '${near}'?` : ""} Known: ${known.join(", ") || "none"}`;
}
