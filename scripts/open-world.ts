/** From a spec and files to a world: the one place where the readers of `data/` and the builders of `env/` meet. */
import { join } from "node:path";
import { readFeatures } from "../data/cup/features.ts";
import { readItems } from "../data/cup/items.ts";
import { readUsers } from "../data/cup/users.ts";
import { readInteractions } from "../data/interactions/interactions.ts";
import { requireDataFolder } from "../data/locate.ts";
import { readMovieLens } from "../data/movielens/movielens.ts";
import {
  buildWorld,
  type CupFiles,
  type FitData,
  type FittedSettings,
  isFitKept,
  resolveWorld,
  type WorldInputs,
} from "../env/index.ts";
import { expected, UsageError } from "../src/core/errors.ts";
import { holdOutLast } from "../src/core/hold-out.ts";
import { type ItemText, PackedCatalogue } from "../src/core/packed-catalogue.ts";
import { Stream } from "../src/core/random.ts";
import { toSequences } from "../src/core/sequences.ts";
import type { World } from "../src/core/types.ts";
import { checkFolder } from "./folders.ts";

/** A world as the command line names it. Structured-cloneable: workers open the same world from it. */
export interface WorldRequest {
  /** Scenario and settings, e.g. `cup(items=5000)`. */
  readonly spec: string;
  /** Folder for generated and fitted worlds, the store and reports. */
  readonly home: string;
  /** Competition files. */
  readonly users?: string;
  readonly items?: string;
  readonly features?: string;
  /** `user item [time]` lines for the `fitted` world. */
  readonly interactions?: string;
  /** Folder with the data sets. */
  readonly data?: string;
}

type Progress = Pick<WorldInputs, "notify" | "signal">;

/** Reads the files that the request names and builds the world, or takes it from the cache. */
export async function openWorld(request: WorldRequest, progress: Progress = {}): Promise<World> {
  const { scenario, settings } = resolveWorld(request.spec);
  refuseStrayFiles(request, scenario.id, scenario.needs);
  checkFolder(request.home, "--home");
  const files = scenario.needs
    ? { fit: await readFitData(request, scenario.needs) }
    : { cup: await readCupFiles(request, Number(settings.items)) };
  return buildWorld(request.spec, { cacheDir: join(request.home, "worlds"), ...files, ...progress });
}

/** `size`: items of the catalogue where no file says. */
async function readCupFiles({ users, items, features }: WorldRequest, size: number): Promise<CupFiles> {
  const texts = items === undefined ? undefined : await readItems(items);
  const histories = users === undefined ? undefined : await readUsers(users, { items: texts?.titles.length ?? size });
  return {
    histories,
    catalogue: texts && PackedCatalogue.pack(zip(texts.titles, texts.descriptions), texts.titles.length),
    features: features === undefined ? undefined : readFeatures(features),
  };
}

/** Users of whom the last item is held out of a fit to one's own file. */
const HELD_OUT_USERS = 512;

async function readFitData(request: WorldRequest, needs: "movielens" | "interactions"): Promise<FitData> {
  if (needs === "interactions") return readOwnInteractions(request.interactions);
  const { sequences, titles, genres, validation } = await readMovieLens(requireDataFolder("ml1m", request.data));
  return { sequences, catalogue: PackedCatalogue.pack(zip(titles, genres), titles.length), validation };
}

async function readOwnInteractions(path: string | undefined): Promise<FitData> {
  if (path === undefined) throw expected("a file of 'user item [time]' lines", "none", "--interactions");
  const { interactions, users, itemNames } = await readInteractions(path);
  const { train, heldOut } = holdOutLast(toSequences(interactions, users), HELD_OUT_USERS, new Stream("held-out"));
  const names = zip(
    itemNames,
    itemNames.map(() => ""),
  );
  return { sequences: train, catalogue: PackedCatalogue.pack(names, itemNames.length), validation: heldOut };
}

function zip(titles: readonly string[], descriptions: readonly string[]): ItemText[] {
  return titles.map((title, i) => ({ title, description: descriptions[i] }));
}

/** Is a fitted world's fit in the cache already? */
export async function isFitted(request: WorldRequest): Promise<boolean> {
  const { scenario, settings } = resolveWorld(request.spec);
  if (!scenario.needs) throw expected("a world that is fitted", scenario.id, "world");
  const data = await readFitData(request, scenario.needs);
  return isFitKept(settings as FittedSettings, data, join(request.home, "worlds"));
}

function refuseStrayFiles(request: WorldRequest, id: string, needs: string | undefined): void {
  const isCup = id.startsWith("cup");
  for (const flag of ["users", "items", "features"] as const) {
    if (request[flag] && !isCup) throw new UsageError(`--${flag}: Expected a cup world, got '${id}'`);
  }
  if (request.interactions && needs !== "interactions") {
    throw new UsageError(`--interactions: Expected the world 'fitted', got '${id}'`);
  }
}
