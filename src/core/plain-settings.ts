/** Settings as a file of one's own may write them, made a schema. */
import { z } from "zod";
import { expected } from "./errors.ts";
import { isPlainObject } from "./hash.ts";
import type { SpecValue } from "./spec.ts";

/** A schema, or each setting as its default, or as a schema of its own: `{ alpha: 0.5, inner: specSetting().default("popular") }`. */
export type SettingsSource = z.ZodType<object> | PlainSettings;

/** Settings by name. */
export interface PlainSettings {
  readonly [setting: string]: SpecValue | z.ZodType;
}

/** What the settings are once they are read. */
export type SettingsOf<S> =
  S extends z.ZodType<infer T extends object>
    ? T
    : { readonly [K in keyof S]: S[K] extends z.ZodType<infer T> ? T : Widened<S[K]> };

type Widened<T> = T extends number ? number : T extends boolean ? boolean : string;

/** Bounds of a number that is told by its default alone: so far that they mean nothing, but finite. */
const MOST = 1e12;
const LONGEST_TEXT = 1000;

/**
 * The schema of settings. A number, a text, true or false that stands for itself is the default of a setting of that type. Settings that
 * it does not name are refused, unless it says otherwise. Throws a UsageError for a default of another type.
 */
export function settingsSchema(source: SettingsSource = {}): z.ZodType<object> {
  if (source instanceof z.ZodObject) return source.def.catchall ? source : source.strict();
  if (isSchema(source)) return source as z.ZodType<object>;
  if (!isPlainObject(source) || Object.getPrototypeOf(source) !== Object.prototype)
    throw expected("a schema of zod 4, or an object of defaults", source, "settings");
  const shape = Object.entries(source).map(([name, value]) => [name, isSchema(value) ? value : plain(name, value)]);
  return z.strictObject(Object.fromEntries(shape));
}

function isSchema(value: unknown): value is z.ZodType {
  return value instanceof z.ZodType;
}

function plain(name: string, value: unknown): z.ZodType {
  switch (typeof value) {
    case "number":
      return z.number().min(-MOST).max(MOST).default(value).describe("a number");
    case "boolean":
      return z.boolean().default(value).describe("true or false");
    case "string":
      return z.string().max(LONGEST_TEXT).default(value).describe("a text");
    default:
      throw expected("a number, a text, true, false or a zod schema", value, `settings: ${name}`);
  }
}
