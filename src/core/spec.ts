/**
 * How agents and worlds are named on the command line and in a log: a name, and settings in parentheses where they
 * differ from the defaults: `popular`, `cup(items=5000,drift=0.01)`, `epsilon-greedy(inner=popular,epsilon=0.2)`.
 * Values may be specs themselves.
 */
import { expected, UsageError } from "./errors.ts";

export type SpecValue = string | number | boolean;

export interface Spec {
  readonly name: string;
  readonly settings: Readonly<Record<string, SpecValue>>;
}

/** Reads a spec. Throws a UsageError that shows the form expected. */
export function parseSpec(text: string, kind: string): Spec {
  const match = /^\s*([a-z][a-z0-9-]*)\s*(?:\((.*)\))?\s*$/s.exec(text);
  if (!match) throw expected(`a name, or name(key=value,…)`, text, kind);
  const settings: Record<string, SpecValue> = {};
  for (const part of splitSpecs(match[2] ?? "", kind)) {
    const at = part.indexOf("=");
    if (at < 1) throw expected("settings as key=value", part.trim(), `${kind} ${match[1]}`);
    settings[part.slice(0, at).trim()] = readValue(part.slice(at + 1).trim());
  }
  return { name: match[1], settings };
}

/** Splits a list at its top-level commas: `random,epsilon-greedy(inner=popular,epsilon=0.2)` has two parts. */
export function splitSpecs(text: string, kind: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "(") depth++;
    if (text[i] === ")" && --depth < 0) throw new UsageError(`${kind}: Expected balanced parentheses, got '${text}'`);
    if (text[i] === "," && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  if (depth !== 0) throw new UsageError(`${kind}: Expected balanced parentheses, got '${text}'`);
  if (text.trim() !== "") parts.push(text.slice(start).trim());
  return parts;
}

function readValue(text: string): SpecValue {
  if (text === "true" || text === "false") return text === "true";
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** A spec in its one canonical form: settings in alphabetical order. */
export function formatSpec({ name, settings }: Spec): string {
  const parts = Object.keys(settings)
    .sort()
    .map((key) => `${key}=${settings[key]}`);
  return parts.length > 0 ? `${name}(${parts.join(",")})` : name;
}
