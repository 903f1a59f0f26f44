/**
 * Holds the worlds against published figures.
 *   npm run calibrate                            # every figure of the cup, and the fit of movielens
 *   npm run calibrate -- --only replay           # the figures whose names begin so
 *   npm run calibrate -- --worlds 5              # over five worlds: cup(seed=1) to cup(seed=5)
 *   npm run calibrate -- --world 'cup(labels=2)' # other constants
 *   npm run calibrate -- --users user_data.json --features user_features.npy  # real users in place of generated ones
 *   npm run calibrate -- --search 20             # which constants agree with what is published: half an hour
 *   npm run calibrate -- --stories               # whether texts that are alike have story and labels in common
 *   npm run calibrate -- --json                  # one object a line
 */
import { Command } from "commander";
import { dataFolder, howToGet } from "../data/index.ts";
import { cup, cupSmall } from "../env/cup/definition.ts";
import type { CupSettings } from "../env/cup/settings.ts";
import { fitQuality } from "../env/index.ts";
import type { AgentResources } from "../src/core/agents.ts";
import { expected } from "../src/core/errors.ts";
import { formatSpec } from "../src/core/spec.ts";
import { openWorld, resolveWorld } from "../src/run/open-world.ts";
import { openResources, prepareTexts } from "../src/run/texts.ts";
import { openStore } from "../src/store/database.ts";
import { tables } from "../tables.ts";
import { MEASURES, type Measure, type MeasuredFigures } from "./calibrate/measures.ts";
import { PUBLISHED, type PublishedFigure, verdictOf } from "./calibrate/published.ts";
import { type CalibratedWorld, playEpisodes, roundsAndClicks } from "./calibrate/scene.ts";
import { CONSTANTS, quantileOf, RANGES, SEARCH, searchConstants } from "./calibrate/search.ts";
import { calibrateStories } from "./calibrate/stories.ts";
import { type Report, reporter } from "./measurements.ts";
import {
  addTextOptions,
  addWorldOptions,
  databaseOf,
  resolveWorldOptions,
  type TextOptions,
  type WorldOptions,
  wholeNumber,
} from "./options.ts";
import { startJobsProgress } from "./progress.ts";
import { runScript } from "./run-program.ts";

interface Options extends WorldOptions, TextOptions {
  readonly worlds: number;
  readonly seeds: number;
  readonly only?: string;
  readonly search?: number;
  readonly stories: boolean;
  readonly queries: number;
  readonly json: boolean;
}

const MOVIELENS = "movielens";
const CUPS: readonly string[] = [cup.name, cupSmall.name];

async function calibrate(options: Options): Promise<void> {
  const report = reporter(options.json);
  const { only = "" } = options;
  const wanted = PUBLISHED.filter(({ name }) => name.startsWith(only));
  if (wanted.length === 0 && !MOVIELENS.startsWith(only)) {
    throw expected(
      `the beginning of a figure (${[...PUBLISHED.map(({ name }) => name), MOVIELENS].join(", ")})`,
      only,
      "--only",
    );
  }
  if (options.search !== undefined) return calibrateConstants({ ...options, kept: options.search, report });
  const scenes = await openScenes(options);
  if (options.stories) return calibrateStories({ ...options, world: scenes[0].world, report });
  for (const measure of MEASURES) {
    const figures = wanted.filter(({ name }) => belongsTo(name, measure));
    if (figures.length > 0) await calibrateMeasure(measure, figures, { scenes, report });
  }
  if (MOVIELENS.startsWith(only)) await calibrateMovieLens(options, report);
}

function belongsTo(figure: string, { name }: Measure): boolean {
  return figure.startsWith(`${name}.`) || figure.startsWith(`${name}-`);
}

interface Calibration {
  readonly scenes: readonly CalibratedWorld[];
  readonly report: Report;
}

async function calibrateMeasure(
  { measure }: Measure,
  wanted: readonly PublishedFigure[],
  { scenes, report }: Calibration,
): Promise<void> {
  const found: MeasuredFigures[] = [];
  for (const scene of scenes) found.push(await measure(scene));
  for (const figure of wanted)
    reportFigure(
      figure,
      found.map((figures) => figures[figure.name]),
      report,
    );
}

/** The mean over worlds beside what is published, with the lowest and highest of them. */
function reportFigure(figure: PublishedFigure, values: readonly number[], report: Report): void {
  const value = values.reduce((sum, it) => sum + it, 0) / values.length;
  const text = (it: number) => it.toLocaleString("en-US", { maximumSignificantDigits: 5 });
  const range = (low: number, high: number) => (low === high ? text(low) : `${text(low)}–${text(high)}`);
  const spread = values.length > 1 ? `; ${range(Math.min(...values), Math.max(...values))}` : "";
  const against = `published ${range(figure.low, figure.high)}: ${verdictOf(figure, value)}${spread}`;
  report({ name: `calibrate.${figure.name}`, value, unit: figure.unit, against });
}

/** Searches the constants and reports their medians, and the figures of the draws that were kept. */
function calibrateConstants({ world, kept, report }: Pick<Options, "world"> & { kept: number; report: Report }): void {
  const { settings } = tables.worlds.resolve(world);
  const found = searchConstants({
    ...SEARCH,
    settings,
    kept,
    onDraw: (done, total) => notify(`World ${done} of ${total}`),
  });
  for (const name of CONSTANTS) {
    const [low, value, high] = [0.05, 0.5, 0.95].map((share) => quantileOf(found, name, share));
    const against = `90% of the posterior: ${low.toFixed(3)}–${high.toFixed(3)}; searched ${RANGES[name].join("–")}`;
    report({ name: `calibrate.search.${name}`, value, unit: "", against });
  }
  for (const figure of PUBLISHED.filter(({ name }) => name in found[0].figures)) {
    reportFigure(
      figure,
      found.map(({ figures }) => figures[figure.name]),
      report,
    );
  }
  const distances = found.map(({ distance }) => distance.toFixed(2));
  const against = `tolerances; the kept draws ${distances[0]}–${distances[distances.length - 1]}`;
  report({ name: "calibrate.search.distance", value: found[0].distance, unit: "", against });
}

/** The worlds of the seeds 1, 2, …, with the settings of `--world` otherwise. */
async function openScenes(options: Options): Promise<CalibratedWorld[]> {
  const { name, settings } = tables.worlds.parse(options.world);
  if (!CUPS.includes(name))
    throw expected(`a world that figures are published of (${CUPS.join(", ")})`, name, "--world");
  const scenes: CalibratedWorld[] = [];
  for (let seed = 1; seed <= options.worlds; seed++) {
    const spec = options.worlds === 1 ? options.world : formatSpec({ name, settings: { ...settings, seed } });
    scenes.push(await openScene({ ...options, world: spec }));
  }
  return scenes;
}

async function openScene(options: Options): Promise<CalibratedWorld> {
  const { resolved } = await resolveWorldOptions(options);
  const world = await openWorld(tables, resolved, { notify });
  const database = databaseOf(options);
  const open = async () => {
    const progress = startJobsProgress();
    const place = { ...options, database, notify, onProgress: progress.update };
    return openResources(await prepareTexts(world, place).finally(progress.stop), openStore(database));
  };
  let kept: Promise<AgentResources> | undefined;
  const resources = () => {
    kept ??= open();
    return kept;
  };
  return { world, settings: resolved.settings as CupSettings, seeds: options.seeds, resources };
}

async function calibrateMovieLens({ home }: Options, report: Report): Promise<void> {
  if (!dataFolder("ml1m")) return console.error(`Left out: movielens. ${howToGet("ml1m")}`);
  const world = await openWorld(tables, resolveWorld(tables, { spec: MOVIELENS, home }), { notify });
  const { hitRate, seconds } = fitQuality(world);
  report({ name: "calibrate.movielens.hr10", value: hitRate, unit: "share", against: "goal .75; chance .099" });
  report({ name: "calibrate.movielens.fit_s", value: seconds, unit: "s", against: "goal 300" });
  const { rounds, clicks } = roundsAndClicks(await playEpisodes("random", { world, seeds: 5 }));
  report({
    name: "calibrate.movielens.click_rate",
    value: clicks / rounds,
    unit: "share",
    against: "the cup's, above",
  });
}

function notify(line: string): void {
  console.error(line);
}

const program = addTextOptions(addWorldOptions(new Command("calibrate")))
  .option("--worlds <n>", "worlds, of the seeds 1 to n", wholeNumber("--worlds", 1, 100), 1)
  .option("--seeds <n>", "episodes of each policy in each world", wholeNumber("--seeds", 1, 1000), 5)
  .option("--only <text>", "figures whose names begin so, without 'calibrate.'")
  .option(
    "--search <n>",
    "search the constants, and keep the n draws that come nearest",
    wholeNumber("--search", 2, 1000),
  )
  .option("--stories", "what the nearest texts have in common with an item, for each embedder", false)
  .option("--queries <n>", "items that --stories looks at", wholeNumber("--queries", 1), 5000)
  .option("--json", "print one object a line", false)
  .exitOverride()
  .action(calibrate);

await runScript(program);
