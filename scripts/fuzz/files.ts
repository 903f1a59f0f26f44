/** Data files: valid ones of every kind, damaged. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readInteractions } from "../../data/interactions/interactions.ts";
import { attempt, type FuzzTarget } from "./target.ts";

/** Reads damaged files of interactions. */
export const fuzzFiles: FuzzTarget = {
  name: "files",
  summary: "data files of every kind, damaged",
  run(random, folder) {
    const path = join(folder, "file");
    const bytes = Buffer.from("ann toy 3\nann jumanji 1\nbob toy 2\n");
    bytes[random.int(bytes.length)] = random.int(256);
    writeFileSync(path, bytes);
    return attempt(async () => `${(await readInteractions(path)).users} users`, path);
  },
};
