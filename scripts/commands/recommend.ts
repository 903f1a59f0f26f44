import { type Command, Option } from "commander";
import { parse } from "csv-parse/sync";
import { dataFolder, readSplit } from "../../data/index.ts";
import { ENGINE_CHOICES, type EngineChoice } from "../../src/core/engines.ts";
import { expected, inWords, orList } from "../../src/core/errors.ts";
import { isCodeReference } from "../../src/core/reference.ts";
import type { PreparedData } from "../../src/dataset/prepare.ts";
import { readPreparedFolder } from "../../src/dataset/prepared-folder.ts";
import { counted, fixed } from "../../src/report/format.ts";
import { type FoundRecommender, findRecommender, type RecommenderPlace } from "../../src/run/find-recommender.ts";
import type { NameIndex } from "../../src/run/names.ts";
import { baselinesOf, checkpointNames } from "../../src/run/offline-model.ts";
import { openOwnFiles } from "../../src/run/open-own-files.ts";
import { openWorld } from "../../src/run/open-world.ts";
import { sequenceTrainingData } from "../../src/run/pretrain-sequence.ts";
import type { Recommendation, RecommendedItem, Recommender } from "../../src/run/recommender.ts";
import { checkStore } from "../../src/store/database.ts";
import { tables } from "../../tables.ts";
import { interruptible } from "../interrupt.ts";
import {
  addAnyWorldOptions,
  addTextOptions,
  databaseOf,
  filesOf,
  resolveWorldOptions,
  type TextOptions,
  type WorldOptions,
  wholeNumber,
} from "../options.ts";
import { withTexts } from "../world-texts.ts";

interface RecommendOptions extends Omit<WorldOptions, "world">, TextOptions {
  readonly world?: string;
  readonly history?: readonly string[];
  readonly user?: string;
  readonly k: number;
  readonly seed: number;
  readonly engine: EngineChoice;
  readonly json: boolean;
}

/** Most items of a recommendation. */
const MOST_ITEMS = 10_000;

/** `slatelab recommend <model> [folder]`: the best items after a history. */
export function defineRecommend(command: Command): void {
  const about = "the world whose users and items these are: agents recommend in it, and its texts are the titles";
  addTextOptions(addAnyWorldOptions(command, about))
    .description(
      `Recommends items to one user. MODEL is a checkpoint of ${orList(checkpointNames(tables.models))} or the folder it is in; a ` +
        `baseline (${baselinesOf(tables.models).names.join(", ")}), which is fitted first on FOLDER, made by 'slatelab prepare'; ` +
        "or, with --world, an agent or a checkpoint of one ('slatelab agents'). Items of the history are left out.\n" +
        "FOLDER's names and titles are what items are called here. Without FOLDER and --world they have their numbers: 1..N, as " +
        "gsasrec-pytorch counts, or a world's 0..N-1 where the checkpoint is of one; and MovieLens-1M's titles where it was trained on that.",
    )
    .option("--history <items>", "names or titles, oldest first; one with a comma in double quotes", readList)
    .option("--user <name>", "for whom; without --history, after all that is known of them")
    .option("-k <n>", "how many items", wholeNumber("-k", 1, MOST_ITEMS), 10)
    .option("--seed <n>", "draws what an agent draws", wholeNumber("--seed", 0), 1)
    .addOption(new Option("--engine <name>", "what computes a checkpoint").choices(ENGINE_CHOICES).default("auto"))
    .option("--json", "print one line of JSON", false)
    .addHelpText(
      "after",
      "\nExamples:\n  slatelab recommend .slatelab/checkpoints/gsasrec --history 12,7,3 -k 10\n" +
        "  slatelab recommend item-knn ml1m-prepared --history '\"Godfather, The (1972)\",1196'\n" +
        "  slatelab recommend hybrid --world cup-small --user 5",
    )
    .action((model: string, folder: string | undefined, options: RecommendOptions) =>
      interruptible((signal) => recommend({ model, folder, signal, ...options })),
    );
}

interface Request extends RecommendOptions {
  readonly model: string;
  readonly folder?: string;
  readonly signal: AbortSignal;
}

/** Reads names between commas, as CSV has them. */
function readList(text: string): string[] {
  try {
    return parse(text, { trim: true, relax_quotes: true, relax_column_count: true }).flat();
  } catch (cause) {
    const { message } = cause as Error;
    throw expected("names with commas between them, as CSV has them", inWords(message), "--history");
  }
}

async function recommend(request: Request): Promise<void> {
  const { model, folder, world: spec } = request;
  if (folder !== undefined && spec !== undefined) throw expected("FOLDER or --world", inWords("both"), "--world");
  const agents = namesAgent(model) ? [model] : [];
  const found = findRecommender(model, await openOwnFiles(tables, { world: spec, agents }));
  const { engine, seed } = request;
  const place = { engine, seed, notify };
  if (spec !== undefined) return inWorld(found, place, { ...request, world: spec });
  const [stray] = Object.keys(filesOf(request));
  if (stray !== undefined) throw expected("--world with it, which reads it", inWords("none"), `--${stray}`);
  const data = folder === undefined ? await trainedOn(found, request) : readPreparedFolder(folder);
  await answer(found, { ...place, ...(data && { data }) }, request);
}

function namesAgent(model: string): boolean {
  const [name] = model.split("(", 1);
  return tables.agents.has(name) || isCodeReference(name);
}

async function inWorld(
  found: FoundRecommender,
  place: RecommenderPlace,
  request: Request & { readonly world: string },
): Promise<void> {
  const database = databaseOf(request);
  if (found.usesTexts) checkStore(database);
  const named = await resolveWorldOptions(request);
  const world = await openWorld(named.tables, named.resolved, { notify, signal: request.signal });
  if (!found.usesTexts) return answer(found, { ...place, world }, request);
  await withTexts(world, { ...request, database, notify }, (resources) =>
    answer(found, { ...place, world, resources }, request),
  );
}

/** MovieLens-1M, where a checkpoint says that it was trained on that and it is on this machine. */
async function trainedOn({ dataHash }: FoundRecommender, { data: place }: Request): Promise<PreparedData | undefined> {
  const folder = dataFolder("ml1m", place);
  if (dataHash === undefined || folder === undefined) return undefined;
  const data = await readSplit(folder);
  return sequenceTrainingData(data, folder).dataHash === dataHash ? data : undefined;
}

async function answer(found: FoundRecommender, place: RecommenderPlace, request: Request): Promise<void> {
  const recommender = await found.open(place);
  try {
    const { items } = recommender;
    const { k, json } = request;
    if (!place.data && !place.world)
      notify(
        `Items have their numbers, ${items.nameOf(0)}..${items.nameOf(items.count - 1)}: FOLDER or --world names them`,
      );
    const user = userOf(request, recommender);
    const history = request.history?.map((text) => items.idOf(text, "--history"));
    const said = await recommender.recommend({ user, history, k });
    console.log(json ? asJson(said, recommender, request) : asText(said, recommender));
  } finally {
    recommender.close();
  }
}

function userOf({ user }: Request, { users, name }: Recommender): number | undefined {
  if (user !== undefined && !users) throw expected(`no user, whom ${name} does not know`, user, "--user");
  return user === undefined ? undefined : users?.idOf(user, "--user");
}

function asJson(
  { history, items }: Recommendation,
  { name: model, items: names }: Recommender,
  { user }: Request,
): string {
  const rows = items.map(({ item: _, ...row }) => row);
  return JSON.stringify({ model, user, history: Array.from(history, (item) => names.nameOf(item)), items: rows });
}

/** Items of a history that are shown: the last ones. */
const SHOWN = 3;

function asText({ history, items }: Recommendation, { name, items: names }: Recommender): string {
  const last = Array.from(history.slice(-SHOWN), (item) => labelOf(names, item));
  const shown = [...(history.length > SHOWN ? ["…"] : []), ...last].join("; ");
  const after = `${name}, after ${counted(history.length, "item")}${shown && `: ${shown}`}`;
  return [after, ...(items.length > 0 ? lines(items) : ["No other item is left."])].join("\n");
}

function labelOf(names: NameIndex, item: number): string {
  const title = names.titleOf(item);
  return title === undefined ? names.nameOf(item) : `${names.nameOf(item)} ${title}`;
}

/** Rank, name, score and title. */
function lines(items: readonly RecommendedItem[]): string[] {
  const rows = items.map(({ name, score, title = "" }, i) => [
    String(i + 1),
    name,
    score === undefined ? "" : fixed(3)(score),
    title,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map(([rank, name, score, title]) =>
    [rank.padStart(widths[0]), name.padEnd(widths[1]), score.padStart(widths[2]), title]
      .filter((_, column) => column !== 2 || widths[2] > 0)
      .join("  ")
      .trimEnd(),
  );
}

function notify(message: string): void {
  console.error(message);
}
