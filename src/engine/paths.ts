import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SlateLabError } from "../core/errors.ts";

/** The package's root folder: the nearest one above this file that holds package.json. Throws a SlateLabError without any. */
export function packageRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  let folder = here;
  while (!existsSync(join(folder, "package.json"))) {
    if (dirname(folder) === folder)
      throw new SlateLabError(`${here}: Expected package.json in a folder above, got none`);
    folder = dirname(folder);
  }
  return folder;
}

/** Folder of an installed package that this one finds, of one that is not needed to run too; undefined without it. Loads nothing. */
export function packageFolder(name: string): string | undefined {
  return modulesFolders(dirname(fileURLToPath(import.meta.url)))
    .map((folder) => join(folder, name))
    .find(existsSync);
}

/** The folders that Node looks for packages in from a folder, nearest first, whether they are there or not. */
export function modulesFolders(from: string): string[] {
  const all = createRequire(join(from, "index.js")).resolve.paths("slatelab") ?? [];
  // The rest is not for ES modules.
  return all.filter((folder) => basename(folder) === "node_modules");
}

/** Path of a compiled kernel, e.g. `world.wasm`. */
export function kernelPath(name: string): string {
  const path = join(packageRoot(), "dist", "kernels", name);
  if (!existsSync(path))
    throw new SlateLabError(`Kernel ${path} is missing: install slatelab anew, or run 'npm run build' in its checkout`);
  return path;
}
