import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
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

/** Path of a compiled kernel, e.g. `world.wasm`. */
export function kernelPath(name: string): string {
  const path = join(packageRoot(), "dist", "kernels", name);
  if (!existsSync(path)) throw new SlateLabError(`Kernel ${path} is missing: run 'npm run build' once`);
  return path;
}
