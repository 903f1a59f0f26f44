/** Texts that people and programs hand in for specs and flags: sound ones, ones at the limits, and ones that nobody would write. */
import { z } from "zod";
import type { Stream } from "../../src/core/random.ts";
import type { Definition } from "../../src/core/registry.ts";

/** What is handed in for a number sooner or later. */
const NASTY: readonly string[] = [
  ...["0", "-0", "1", "-1", "0.5", "2", "5", "64", "1e5", "1e308", "-1e308", "1e-320", "5e-324", "1e999", "-1e999"],
  ...["NaN", "Infinity", "-Infinity", "9007199254740991", "9007199254740992", "4294967296", "0x10", "0b11", "1_000"],
  ...["", " ", "true", "false", "null", "undefined", ".5", "5.", "+5", "١٢", "½", "😀", "é", "a".repeat(300)],
  ...[
    "'1'",
    '"1"',
    '"',
    '"a,(b"',
    "a=b",
    "(",
    ")",
    "()",
    "a(",
    "1,2",
    "--help",
    "-",
    "\\",
    "\n",
    "../x",
    "/dev/null",
    "%s",
  ],
  ...["__proto__", "constructor", "toString", "[object Object]", "$(x)", "<b>", ";", "1..3", "3..1", "1,1"],
];

/** Signs that are put into a text. */
const SIGNS = "()=,\"'\\ -.0e1x\n\t\0é😀";

/** One of them. */
export function nastyText(random: Stream): string {
  return random.pick(NASTY);
}

/** A spec of a definition: some of its settings, most of them as they should be. */
export function drawSpec({ name, settings }: Definition, random: Stream, inner: () => string): string {
  const properties = Object.entries(propertiesOf(settings));
  const chosen = properties.filter(() => random.uniform() < 2 / (properties.length + 1));
  const parts = chosen.map(([key, property]) => `${key}=${drawValue({ key, ...property }, random, inner)}`);
  return parts.length === 0 ? name : `${name}(${parts.join(",")})`;
}

/** The same text, or one with a few signs more, fewer or doubled. */
export function mutated(text: string, random: Stream): string {
  let changed = text;
  for (let left = random.int(8) - 4; left > 0; left--) changed = mutatedOnce(changed, random);
  return changed;
}

function mutatedOnce(text: string, random: Stream): string {
  const at = random.int(text.length + 1);
  const to = at + random.int(4);
  const [before, part, after] = [text.slice(0, at), text.slice(at, to), text.slice(to)];
  const changes = [
    () => before + after,
    () => before + part + part + after,
    () => before + random.pick([...SIGNS]) + part + after,
    () => before + part.toUpperCase() + after,
    () => before + nastyText(random) + after,
    () => text + text,
    () => `${"x(y=".repeat(random.int(40))}${text}`,
  ];
  return random.pick(changes)();
}

/** A setting as JSON Schema has it. */
interface Property {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
}

function propertiesOf(settings: z.ZodType): Readonly<Record<string, Property>> {
  return (z.toJSONSchema(settings, { io: "input" }) as { properties?: Record<string, Property> }).properties ?? {};
}

function drawValue(property: Property & { key: string }, random: Stream, inner: () => string): string {
  const luck = random.uniform();
  if (luck < 0.15) return nastyText(random);
  if (property.key === "inner") return inner();
  if (property.enum) return String(random.pick(property.enum));
  if (property.type === "boolean") return String(luck < 0.5);
  if (property.type === "number" || property.type === "integer") return drawNumber(property, random);
  return luck < 0.6 ? String(property.default ?? 1) : nastyText(random);
}

/** Within the limits, on one, or just beyond one. */
function drawNumber({ type, default: usual, ...limits }: Property, random: Stream): string {
  const least = limits.minimum ?? limits.exclusiveMinimum ?? 0;
  const most = limits.maximum ?? limits.exclusiveMaximum ?? 1;
  const values = [least, most, least - 1, most + 1, least + random.uniform() * (most - least), near(usual, random)];
  const value = random.pick(values);
  return String(type === "integer" ? Math.round(value) : value);
}

function near(usual: unknown, random: Stream): number {
  return Number(usual ?? 1) * 4 ** random.normal();
}
