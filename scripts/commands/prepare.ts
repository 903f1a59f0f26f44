import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Table from "cli-table3";
import { type Command, Option } from "commander";
import { UsageError } from "../../src/core/errors.ts";
import { K_CORE_MODES, type KCoreMode, type KCoreOptions } from "../../src/dataset/k-core.ts";
import { countsOf, type DataCounts, type PreparedData, prepare } from "../../src/dataset/prepare.ts";
import { writePreparedData } from "../../src/dataset/prepared-data.ts";
import { SPLITS, type SplitName } from "../../src/dataset/split.ts";
import { writeSplitText } from "../../src/dataset/split-text.ts";
import { outputFolder } from "../folders.ts";
import { wholeNumber } from "../options.ts";
import { packageFacts } from "../provenance.ts";
import { type Episodes, readSource, readSplit, SOURCE_KINDS, SPLIT_KIND } from "../read-source.ts";

/** The file of a prepared folder that other commands read. */
export const PREPARED_FILE = "prepared.bin";

interface PrepareOptions extends Omit<Episodes, "world"> {
  world?: string;
  home: string;
  out: string;
  kCore?: number;
  kCoreMode?: KCoreMode;
  split?: SplitName;
  seed: number;
  text: boolean;
  json: boolean;
}

const DEFAULTS = { k: 5, mode: "fixed", split: "leave-one-out" } as const;

/** `slatelab prepare <kind> <path>`: from interactions to a split that models are trained and judged on. */
export function addPrepare(program: Command): void {
  const kinds = Object.entries(SOURCE_KINDS).map(([name, { summary }]) => [name, summary]);
  const list = [...kinds, [SPLIT_KIND.name, SPLIT_KIND.summary]].map(
    ([name, summary]) => `  ${name.padEnd(13)}${summary}`,
  );
  program
    .command("prepare <kind> <path>")
    .summary("filter and split interactions for offline training")
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
        `leave-one-out, or gSASRec's port with 512 validation users (default: ${DEFAULTS.split})`,
      ).choices(SPLITS),
    )
    .option("--seed <n>", "draws the port's validation users", wholeNumber("--seed", 0), 1)
    .option("--suite <id>", "suite of a click log", wholeNumber("--suite", 1))
    .option("--agent <spec>", "agent of a click log, as the leaderboard names it")
    .option("--world <spec>", "the suite's world: keeps its users and items; public clicks come first; no k-core")
    .option("--home <dir>", "folder of generated worlds", process.env.SLATELAB_HOME ?? ".slatelab")
    .option("--text", "write the split as text files too, in the form of gSASRec's port", false)
    .option("--json", "print JSON", false)
    .addHelpText(
      "after",
      `\nKinds:\n${list.join("\n")}\n\nExample:\n  slatelab prepare movielens ml-1m --split port --out ml1m-prepared`,
    )
    .action(prepareData);
}

async function prepareData(kind: string, path: string, options: PrepareOptions): Promise<void> {
  const { data, facts } =
    kind === SPLIT_KIND.name ? await splitSource(path, options) : await prepareSource(kind, path, options);
  const folder = outputFolder(options.out);
  const hash = writePreparedData(join(folder, PREPARED_FILE), data);
  if (options.text) await writeSplitText(folder, data);
  const { version, commit } = packageFacts();
  const report = { kind, path, ...facts, ...splitCounts(data), hash, version, commit };
  writeFileSync(join(folder, "dataset.json"), `${JSON.stringify(report, null, 2)}\n`);
  console.log(options.json ? JSON.stringify(report) : asText(report));
  console.error(`Wrote ${join(folder, PREPARED_FILE)}`);
}

interface Prepared {
  data: PreparedData;
  /** How it came about. */
  facts: { read?: DataCounts; kCore?: number; kCoreMode?: KCoreMode; split: string; seed?: number };
}

async function prepareSource(kind: string, path: string, options: PrepareOptions): Promise<Prepared> {
  const { split = DEFAULTS.split, seed, suite, agent, world: spec, home } = options;
  const world = spec === undefined ? undefined : { spec, home: resolve(home) };
  const kCore = kCoreOf(options);
  const source = await readSource(kind, path, { suite, agent, world });
  const read = countsOf(source.users, source.items, source.interactions.items.length);
  const data = prepare(source, { kCore, split, seed });
  const facts = { read, kCore: kCore?.k, kCoreMode: kCore?.mode, split, seed: split === "port" ? seed : undefined };
  return { data, facts };
}

/** None where a world's catalogue stays as it is. */
function kCoreOf({ kCore, kCoreMode, world }: PrepareOptions): KCoreOptions | undefined {
  if (world === undefined) return { k: kCore ?? DEFAULTS.k, mode: kCoreMode ?? DEFAULTS.mode };
  if (kCore !== undefined || kCoreMode !== undefined)
    throw new UsageError("--k-core: Expected no such flag with --world, which keeps every item");
  return undefined;
}

async function splitSource(path: string, options: PrepareOptions): Promise<Prepared> {
  for (const flag of ["kCore", "kCoreMode", "split", "suite", "agent", "world"] as const) {
    const name = `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (options[flag] !== undefined)
      throw new UsageError(`${name}: Expected no such flag: '${SPLIT_KIND.name}' comes split`);
  }
  return { data: await readSplit(path), facts: { split: "as given" } };
}

interface SplitCounts {
  readonly prepared: DataCounts;
  readonly training: DataCounts;
  readonly validation: number;
  readonly test: number;
}

function splitCounts({ split, items }: PreparedData): SplitCounts {
  const users = split.trainLengths.length;
  const training = split.trainLengths.reduce((sum, length) => sum + length, 0);
  return {
    prepared: countsOf(users, items, split.sequences.items.length),
    training: countsOf(users, items, training),
    validation: split.validation.users.length,
    test: split.test.users.length,
  };
}

function asText({ read, prepared, training, validation, test }: Prepared["facts"] & SplitCounts): string {
  const table = new Table({
    head: ["", "users", "items", "interactions", "mean length", "density"],
    style: { head: [], border: [] },
  });
  for (const [name, counts] of Object.entries({ read, prepared, training })) {
    if (counts) table.push([name, ...cells(counts)]);
  }
  return `${table}\nHeld out: ${validation} for validation, ${test} for test`;
}

function cells({ users, items, interactions, meanLength, density }: DataCounts): string[] {
  const counts = [users, items, interactions].map((count) => count.toLocaleString("en-US"));
  return [...counts, meanLength.toFixed(2), `${(100 * density).toFixed(3)}%`];
}
