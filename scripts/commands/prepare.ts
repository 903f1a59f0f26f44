import { join } from "node:path";
import { type Command, Option } from "commander";
import {
  type FactorFile,
  factorsOfItems,
  parseColumns,
  readFactorFile,
  SOURCES,
  type Source,
  type SourceOptions,
} from "../../data/index.ts";
import { expected, inWords, UsageError } from "../../src/core/errors.ts";
import { itemFactors } from "../../src/dataset/item-factors.ts";
import { K_CORE_MODES, type KCoreMode, type KCoreOptions } from "../../src/dataset/k-core.ts";
import {
  countsOf,
  countsOfData,
  type DataCounts,
  type PreparedData,
  prepare,
  withFactors,
} from "../../src/dataset/prepare.ts";
import { CARD_FILE, PREPARED_FILE, requireOwnFolder, writePreparedFolder } from "../../src/dataset/prepared-folder.ts";
import { SPLITS, type SplitName } from "../../src/dataset/split.ts";
import { checkFolder } from "../../src/files/folders.ts";
import { writeTextFile } from "../../src/files/text-file.ts";
import { fixed, whole } from "../../src/report/format.ts";
import { type TextColumn, textTables, wrapped } from "../../src/report/text-table.ts";
import { openWorld, resolveWorld } from "../../src/run/open-world.ts";
import { packageFacts } from "../../src/run/provenance.ts";
import { tables } from "../../tables.ts";
import { addTextOptions, homeOption, type TextOptions, wholeNumber } from "../options.ts";
import { terminalStyle } from "../terminal.ts";
import { topicsOf } from "./prepare-topics.ts";

interface PrepareOptions extends Omit<SourceOptions, "world" | "notify">, TextOptions {
  world?: string;
  topics?: number;
  home: string;
  out: string;
  factors?: string;
  kCore?: number;
  kCoreMode?: KCoreMode;
  split?: SplitName;
  seed: number;
  text: boolean;
  replace: boolean;
  json: boolean;
}

const DEFAULTS = { k: 5, mode: "fixed", split: "leave-one-out" } as const;

/** `slatelab prepare <kind> <path>`: from interactions to a split that models are trained and judged on. */
export function definePrepare(command: Command): void {
  const list = SOURCES.list.map(({ name, summary }) => `  ${name.padEnd(13)}${summary}`);
  addTextOptions(command)
    .description(
      "Reads interactions, drops repeats and rare users and items, splits what is left and writes it to a folder.",
    )
    .requiredOption("--out <dir>", "folder to write to")
    .option(
      "--k-core <n>",
      `fewest interactions of a user and of an item (default: ${DEFAULTS.k})`,
      wholeNumber("--k-core", 1),
    )
    .addOption(
      new Option(
        "--k-core-mode <mode>",
        `once: items, then users; fixed: until none is rare (default: ${DEFAULTS.mode})`,
      ).choices(K_CORE_MODES),
    )
    .addOption(
      new Option(
        "--split <name>",
        `leave-one-out, or port: that of gsasrec-pytorch, with 512 validation users (default: ${DEFAULTS.split})`,
      ).choices(SPLITS),
    )
    .option(
      "--seed <n>",
      "draws the validation users of the split port, and where topics start",
      wholeNumber("--seed", 0),
      1,
    )
    .option(
      "--columns <names>",
      "columns of a file of interactions, e.g. user,item,rating,time; - is passed over (default: by a header, or their number)",
      parseColumns,
    )
    .option("--header", "the first row of a file of interactions is a header (default: by its words)")
    .option("--no-header", "it is none")
    .option(
      "--factors <file>",
      "factors of the items: CSV under a header item,factor,… (| between several values), or JSON lines with lists",
    )
    .option("--suite <id>", "suite of a click log", wholeNumber("--suite", 1))
    .option("--agent <spec>", "agent of a click log, as the leaderboard names it")
    .option("--world <spec>", "the suite's world: keeps its users and items; public clicks come first; no k-core")
    .option(
      "--topics <n>",
      "so many topics of the world's texts as a factor of its items",
      wholeNumber("--topics", 2, 1000),
    )
    .addOption(homeOption("generated worlds and embeddings"))
    .option("--text", "write the split as text files too, in the form of gsasrec-pytorch", false)
    .option("--replace", "write over another prepared data set", false)
    .option("--json", "print one line of JSON", false)
    .addHelpText(
      "after",
      `\nKinds:\n${list.join("\n")}\n\nExample:\n  slatelab prepare movielens ml-1m --split port --out ml1m-prepared`,
    )
    .action(prepareData);
}

async function prepareData(kind: string, path: string, options: PrepareOptions): Promise<void> {
  const source = SOURCES.get(kind);
  const folder = options.out;
  checkFolder(folder, "--out");
  requireOwnFolder(folder);
  const file = options.factors === undefined ? undefined : readFactorFile(options.factors);
  const { data: bare, facts } = await (source.readSplit ? splitSource : prepareSource)(source, path, options);
  const data = file ? joinFactors(bare, file) : bare;
  const hash = await writePreparedFolder(folder, data, options);
  const { version, commit } = packageFacts();
  const report = { kind, path, ...facts, ...splitCounts(data), hash, version, commit };
  console.log(options.json ? JSON.stringify(report) : asText(report));
  await writeTextFile(join(folder, CARD_FILE), `${JSON.stringify(report, null, 2)}\n`);
  console.error(`Wrote ${join(folder, PREPARED_FILE)}`);
}

/** The data with what a file says of its items; how far the two meet is said. */
function joinFactors(data: PreparedData, file: FactorFile): PreparedData {
  const { factors, unsaid, strange } = factorsOfItems(file, data.itemNames);
  if (unsaid > 0) notify(`${file.path}: ${unsaid} of the ${data.items} items are not in it: their values are unknown`);
  if (strange > 0) notify(`${file.path}: ${strange} of its ${file.rows.size} items are not in the data`);
  return withFactors(data, factors);
}

function notify(message: string): void {
  console.error(message);
}

interface Prepared {
  data: PreparedData;
  /** How it came about. */
  facts: { read?: DataCounts; kCore?: number; kCoreMode?: KCoreMode; split: string; seed?: number };
}

async function prepareSource(source: Source, path: string, options: PrepareOptions): Promise<Prepared> {
  const { split = DEFAULTS.split, seed, suite, agent, columns, header, world: spec, home } = options;
  refuseStray(source, options);
  const kCore = kCoreOf(options, path);
  const world = spec === undefined ? undefined : await openWorld(tables, resolveWorld(tables, { spec, home }));
  const read = await source.read?.(path, { suite, agent, world, columns, header, notify });
  if (!read) throw expected("a kind that gives interactions", source.name, "kind");
  const topics = world && options.topics ? [await topicsOf(world, { ...options, topics: options.topics })] : [];
  const data = withFactors(prepare(read, { kCore, split, seed }), topics);
  const isDrawn = split === "port" || topics.length > 0;
  const core = { kCore: kCore?.k, kCoreMode: kCore?.mode };
  return { data, facts: { read: countsOfData(read), ...core, split, seed: isDrawn ? seed : undefined } };
}

function refuseStray({ name, takes = [] }: Source, options: PrepareOptions): void {
  if (options.topics !== undefined && options.world === undefined)
    throw expected("--world with it, whose texts have topics", inWords("none"), "--topics");
  for (const flag of ["columns", "header", "suite", "agent", "world"] as const) {
    if (options[flag] === undefined || takes.includes(flag)) continue;
    const able = SOURCES.list.filter((it) => it.takes?.includes(flag)).map((it) => `'${it.name}'`);
    throw expected(`the kind ${able.join(" or ")} with it`, name, `--${flag}`);
  }
}

/** None where a world's catalogue stays as it is. */
function kCoreOf({ kCore, kCoreMode, world }: PrepareOptions, source: string): KCoreOptions | undefined {
  if (world === undefined) return { k: kCore ?? DEFAULTS.k, mode: kCoreMode ?? DEFAULTS.mode, source };
  if (kCore !== undefined || kCoreMode !== undefined)
    throw new UsageError("--k-core: Expected no such flag with --world, which keeps every item");
  return undefined;
}

async function splitSource(source: Source, path: string, options: PrepareOptions): Promise<Prepared> {
  for (const flag of [
    "kCore",
    "kCoreMode",
    "split",
    "columns",
    "header",
    "suite",
    "agent",
    "world",
    "topics",
  ] as const) {
    const name = `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (options[flag] !== undefined)
      throw new UsageError(`${name}: Expected no such flag: '${source.name}' comes split`);
  }
  const data = await source.readSplit?.(path);
  if (!data) throw expected("a kind that comes split", source.name, "kind");
  return { data, facts: { split: "as given" } };
}

interface SplitCounts {
  /** How many values each factor of the items has. */
  readonly factors: Readonly<Record<string, number>>;
  readonly prepared: DataCounts;
  readonly training: DataCounts;
  readonly validation: number;
  readonly test: number;
}

function splitCounts(data: PreparedData): SplitCounts {
  const { split, items } = data;
  const users = split.trainLengths.length;
  const training = split.trainLengths.reduce((sum, length) => sum + length, 0);
  return {
    prepared: countsOf(users, items, split.sequences.items.length),
    training: countsOf(users, items, training),
    validation: split.validation.users.length,
    test: split.test.users.length,
    factors: Object.fromEntries(itemFactors(data).map(({ name, values }) => [name, values.length])),
  };
}

function asText({ read, prepared, training, validation, test, factors }: Prepared["facts"] & SplitCounts): string {
  const style = terminalStyle();
  const rows = Object.entries({ read, prepared, training }).flatMap(([name, counts]) =>
    counts ? [{ name, counts }] : [],
  );
  const values = Object.entries(factors).map(([name, count]) => `${name} ${whole(count)}`);
  return [
    ...textTables(COUNTS, rows, style),
    `Held out: ${whole(validation)} for validation, ${whole(test)} for test`,
    wrapped(`Factors and their values: ${values.join(", ")}`, style),
  ].join("\n");
}

/** What of a data set is counted, before and after. */
const COUNTS: readonly TextColumn<{ name: string; counts: DataCounts }>[] = [
  { short: "", isName: true, cell: ({ name }) => name },
  { short: "users", cell: ({ counts }) => whole(counts.users) },
  { short: "items", cell: ({ counts }) => whole(counts.items) },
  { short: "interactions", cell: ({ counts }) => whole(counts.interactions) },
  { short: "mean length", cell: ({ counts }) => fixed(2)(counts.meanLength) },
  { short: "density", cell: ({ counts }) => `${fixed(3)(100 * counts.density)}%` },
];
