import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { dataFolder, howToGet } from "../../data/locate.ts";

/** A new temporary folder with the given files, by relative path. */
export function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-data-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Path of a new temporary file. */
export function fileOf(content: string | Uint8Array, name = "file"): string {
  return join(folderOf({ [name]: content }), name);
}

/** The folder of a data set that is not in the repository; where it is absent, says which tests are skipped. */
export function sharedData(name: string): string | undefined {
  const folder = dataFolder(name);
  if (!folder) console.log(`Tests on the data set '${name}' are skipped. ${howToGet(name)}`);
  return folder;
}

/** A .npy file, version 1, from its header fields and little-endian numbers. */
export function npy(
  shape: string,
  values: Float32Array | Float64Array,
  fields: Record<string, string> = {},
): Uint8Array {
  const descr = fields.descr ?? (values instanceof Float32Array ? "<f4" : "<f8");
  const text = `{'descr': '${descr}', 'fortran_order': ${fields.fortran ?? "False"}, 'shape': ${shape}, }`;
  const header = Buffer.from(`${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`);
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([start, header, new Uint8Array(values.buffer)]);
}
