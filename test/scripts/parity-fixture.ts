import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Comparison } from "../../scripts/parity/comparison.ts";
import { readContent } from "../../scripts/parity/open.ts";
import { packageRoot } from "../../src/engine/paths.ts";

/** Where files of others' numbers are. */
export const FOLDER = join(process.env.SLATELAB_DATA ?? join(packageRoot(), "..", "shared", "data"), "fixtures");

/** Files of numbers that have this in their settings; a line says where there is none. */
export function filesWith(setting: string, whose: string): string[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => has(name, setting)) : [];
  if (files.length === 0)
    console.log(`Tests of parity with ${whose} are skipped: no file of its numbers is in ${FOLDER}`);
  return files;
}

function has(name: string, setting: string): boolean {
  if (!name.endsWith(".json")) return false;
  const { config = {} } = readContent(join(FOLDER, name)) as { config?: object };
  return Object.hasOwn(config, setting);
}

/** What differs. */
export function failedIn(comparisons: readonly Comparison[]): string[] {
  return comparisons.filter(({ passed }) => !passed).map(({ name }) => name);
}
