/** The programs that the documents show. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/engine/paths.ts";

/** The examples of a document, by the file that it names each. */
export function examplesOf(document: string): Record<string, string> {
  const text = readFileSync(join(packageRoot(), document), "utf8");
  const marked = text.matchAll(/^<!-- example: (\S+) -->\n```\w+\n(.*?)^```$/gms);
  return Object.fromEntries(Array.from(marked, ([, name, content]) => [name, content]));
}
