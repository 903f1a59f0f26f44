/** The tables of data: what reads the files of worlds, and the kinds of interactions that models are trained on. */
import { PackedCatalogue } from "../src/core/packed-catalogue.ts";
import type { Readers, SplitInteractions } from "../src/core/worlds.ts";
import { readFeatures } from "./cup/features.ts";
import { readItems } from "./cup/items.ts";
import { readUsers } from "./cup/users.ts";
import { readInteractions } from "./interactions/interactions.ts";
import { requireDataFolder } from "./locate.ts";
import { readMovieLens } from "./movielens/movielens.ts";

export { type FactorFile, type FactorMeeting, factorsOfItems, readFactorFile } from "./factors/factor-file.ts";
export { type Columns, parseColumns } from "./interactions/columns.ts";
export type { InteractionOptions } from "./interactions/interactions.ts";
export { dataFolder, howToGet, requireDataFolder } from "./locate.ts";
export { readSplit, SOURCES, type Source, type SourceOptions } from "./sources.ts";

/** What reads the files of worlds, by kind of data. */
export const READERS: Readers = {
  "first-clicks": { read: readUsers },
  "item-texts": { read: readItemTexts },
  features: { read: readFeatures },
  interactions: { read: (path, listener) => readInteractions(path, listener) },
  "split-interactions": { read: readSplitInteractions, find: (folder) => requireDataFolder("ml1m", folder) },
};

async function readItemTexts(path: string): Promise<PackedCatalogue> {
  const { titles, descriptions } = await readItems(path);
  return pack(titles, descriptions);
}

async function readSplitInteractions(folder: string): Promise<SplitInteractions> {
  const { sequences, titles, genres, validation, userNames } = await readMovieLens(folder);
  return { sequences, catalogue: pack(titles, genres), validation, userNames };
}

function pack(titles: readonly string[], descriptions: readonly string[]): PackedCatalogue {
  return PackedCatalogue.pack(
    titles.map((title, item) => ({ title, description: descriptions[item] })),
    titles.length,
  );
}
