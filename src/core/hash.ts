import { createHash } from "node:crypto";
import { bytesOf } from "./arrays.ts";

/** SHA-256 in hex over any number of parts; objects are hashed as JSON with keys in alphabetical order. */
export function contentHash(...parts: unknown[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(ArrayBuffer.isView(part) ? bytesOf(part) : canonicalJson(part)).update("\0");
  return hash.digest("hex");
}

/** JSON that does not depend on the order in which keys were written. */
export function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, it) => (isPlainObject(it) ? Object.fromEntries(Object.entries(it).sort()) : it)) ?? ""
  );
}

/** Whether a value is an object of names, and no list. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
