/** Lists of texts as a section of a file: JSON in UTF-8. */
import { z } from "zod";
import { damaged } from "../core/section-rules.ts";
import { readPlainJson } from "../files/plain-json.ts";

/** The bytes that say a list of texts. */
export function packTextList(texts: readonly string[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(texts));
}

/** So many texts out of bytes that were read. Throws a SlateLabError, which begins with `where`, for anything else. */
export function unpackTextList(bytes: Uint8Array, count: number, where: string): string[] {
  const texts = readPlainJson(new TextDecoder().decode(bytes), z.array(z.string()), where);
  if (texts.length !== count) throw damaged(`${count} texts`, texts.length, where);
  return texts;
}
