/**
 * How agents and worlds are named on the command line and in a log: a name, and settings in parentheses where they
 * differ from the defaults: `popular`, `cup(items=5000,drift=0.01)`, `epsilon-greedy(inner=popular,epsilon=0.2)`.
 * Values may be specs themselves.
 */
import { expected, UsageError } from "./errors.ts";

/** A setting's value as a spec can say it. */
export type SpecValue = string | number | boolean;

/** A name with the settings that were typed for it: `cup(items=5000)`. */
export interface Spec {
  readonly name: string;
  readonly settings: Readonly<Record<string, SpecValue>>;
}

const NAME = /^[a-z][a-z0-9-]*$/;

/** Whether a text can be a name: lower case letters, digits and dashes, a letter first. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** The name before a spec's settings, whether or not those can be read; undefined of a text that is no spec, as most paths are. */
export function specName(text: string): string | undefined {
  const name = text.split("(", 1)[0];
  return isName(name) ? name : undefined;
}

/** Reads a spec such as `cup(items=5000)`. Throws a UsageError that shows the form expected. */
export function parseSpec(text: string, kind: string): Spec {
  checkBalance(text, kind);
  const match = /^\s*([a-z][a-z0-9-]*)\s*(?:\((.*)\))?\s*$/s.exec(text);
  if (!match) throw expected("a name, or name(key=value,…)", text, kind);
  const [, name, inside = ""] = match;
  const settings = new Map<string, SpecValue>();
  for (const part of splitSpecs(inside, kind)) {
    const at = part.indexOf("=");
    if (at < 1) throw expected("settings as key=value", part, `${kind} ${name}`);
    const key = part.slice(0, at).trim();
    if (settings.has(key)) throw new UsageError(`${kind} ${name}: Expected each setting once, got '${key}' again`);
    settings.set(key, readValue(part.slice(at + 1).trim()));
  }
  return { name, settings: Object.fromEntries(settings) };
}

/** Splits a list at its top-level commas: `random,epsilon-greedy(inner=popular,epsilon=0.2)` has two parts. */
export function splitSpecs(text: string, kind: string): string[] {
  checkBalance(text, kind);
  if (text.trim() === "") return [];
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    depth += nesting(text[i]);
    if (text[i] !== "," || depth > 0) continue;
    parts.push(text.slice(start, i).trim());
    start = i + 1;
  }
  return [...parts, text.slice(start).trim()];
}

function checkBalance(text: string, kind: string): void {
  let depth = 0;
  for (const character of text) {
    depth += nesting(character);
    if (depth < 0) break;
  }
  if (depth !== 0) throw new UsageError(`${kind}: Expected balanced parentheses, got '${text}'`);
}

function nesting(character: string): number {
  if (character === "(") return 1;
  return character === ")" ? -1 : 0;
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
