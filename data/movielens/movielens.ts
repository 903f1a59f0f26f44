import type { ItemTexts } from "../../src/core/interaction-data.ts";
import { readMovies } from "./movies.ts";
import { readSplitFolder, type SplitFolder } from "./split-folder.ts";

/** MovieLens-1M in the split of gsasrec-pytorch. */
export type MovieLens = SplitFolder & ItemTexts;

/** Reads the folder `ml1m`; nothing is returned unless all of it is sound. Throws a UsageError with file and line. */
export async function readMovieLens(folder: string): Promise<MovieLens> {
  const split = await readSplitFolder(folder);
  return { ...split, ...(await readMovies(folder, split.items)) };
}
