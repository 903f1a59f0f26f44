/** Where data sets are on this machine. Those that may not be redistributed are not in the package. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError, unknownName } from "../src/core/errors.ts";
import { packageRoot } from "../src/engine/paths.ts";

interface DataSet {
  /** A file that tells the data set's folder from others. */
  readonly sign: string;
  readonly source: string;
}

const DATA_SETS: Readonly<Record<string, DataSet>> = {
  ml1m: {
    sign: join("train", "input.txt"),
    source:
      "MovieLens-1M (GroupLens, https://grouplens.org/datasets/movielens/1m/) in the split of gsasrec-pytorch " +
      "(https://github.com/asash/gSASRec-pytorch, datasets/ml1m), with movies.dat and the map to its ids: data/movielens/README.md. Research use; not redistributed with SlateLab",
  },
  cup4: {
    sign: "user_data.json",
    source: "the public course material of DataLab Cup 4 (user_data.json). Not redistributed with SlateLab",
  },
};

/**
 * The folder of a data set, or undefined where it is absent. `given` (the flag --data), else the environment variable
 * SLATELAB_DATA, names the only place looked in: a folder of data sets or the data set's own folder. Without them: data/ in the
 * working folder; of a checkout, before it, the folders that it names itself.
 */
export function dataFolder(name: string, given?: string): string | undefined {
  const { sign } = dataSet(name);
  const places = candidates(given).flatMap((folder) => [join(folder, name), folder]);
  return places.find((folder) => existsSync(join(folder, sign)));
}

/** The folder of a data set; where it is absent, a UsageError says where it was looked for and how to get it. */
export function requireDataFolder(name: string, given?: string): string {
  const folder = dataFolder(name, given);
  if (folder) return folder;
  const looked = candidates(given)
    .map((place) => join(place, name))
    .join(", ");
  throw new UsageError(`Data set '${name}' was not found in ${looked}. ${howToGet(name)}`);
}

/** One or two sentences on how to get a data set. */
export function howToGet(name: string): string {
  return `Get ${dataSet(name).source}. Put its folder at data/${name}, or name its place with --data DIR or SLATELAB_DATA.`;
}

function candidates(given: string | undefined): string[] {
  const named = given ?? (process.env.SLATELAB_DATA || undefined);
  return named ? [resolve(named)] : [...placesOfCheckout(), resolve("data")];
}

/** Folders that `data/places.json` of a checkout names, from its root. It is not published: an installed package has none. */
function placesOfCheckout(): string[] {
  const path = join(packageRoot(), "data", "places.json");
  if (!existsSync(path)) return [];
  const places = JSON.parse(readFileSync(path, "utf8")) as string[];
  return places.map((place) => resolve(packageRoot(), place));
}

function dataSet(name: string): DataSet {
  const found = Object.hasOwn(DATA_SETS, name) ? DATA_SETS[name] : undefined;
  if (!found) throw unknownName("data set", name, Object.keys(DATA_SETS));
  return found;
}
