import { join } from "node:path";
import { type Command, Option } from "commander";
import { dataFolder, howToGet } from "../../data/index.ts";
import { expected, Interrupted, inWords, SlateLabError } from "../../src/core/errors.ts";
import { splitSpecs } from "../../src/core/spec.ts";
import { leaderboardLine } from "../../src/report/json.ts";
import { troubles } from "../../src/report/sentence.ts";
import { speedsOf } from "../../src/report/speeds.ts";
import { fileName, writeReport } from "../../src/report/suite-files.ts";
import { leaderboardTable } from "../../src/report/table.ts";
import { openOwnFiles } from "../../src/run/open-own-files.ts";
import { isWorldKept, resolveWorld } from "../../src/run/open-world.ts";
import { ROUND_TIMEOUT, runSuite } from "../../src/run/play-suite.ts";
import { readSeeds } from "../../src/run/seeds.ts";
import { storedPlaces } from "../../src/run/stored-suites.ts";
import { defaultWorkers, resolveSuite, type SuiteRequest } from "../../src/run/suite.ts";
import { readSuiteFile } from "../../src/run/suite-file.ts";
import { withStore } from "../../src/store/database.ts";
import { finishedEpisodes } from "../../src/store/episodes.ts";
import { tables } from "../../tables.ts";
import { interruptible } from "../interrupt.ts";
import {
  addTextOptions,
  addWorldOptions,
  databaseOf,
  FILE_FLAGS,
  filesOf,
  grouped,
  outFolder,
  type TextOptions,
  type WorldOptions,
  wholeNumber,
} from "../options.ts";
import { suiteProgress } from "../suite-progress.ts";
import { terminalStyle } from "../terminal.ts";

const DEFAULT_AGENTS = "random,popular,epsilon-greedy,story-neighbours,oracle";

/** Flags that `bench` and `run` share. */
export interface SuiteOptions extends WorldOptions, TextOptions {
  seeds: string;
  testSeeds?: string;
  episodes: number;
  workers: number;
  log: boolean;
  check: boolean;
  roundTimeout: number;
  episodeTimeout: number;
  resume: boolean;
  out?: string;
  json: boolean;
}

interface BenchOptions extends SuiteOptions {
  agents: string;
}

/** `slatelab bench`: agents × seeds on a world, ranked. */
export function defineBench(command: Command): void {
  grouped(command, "Agents:", (agents) =>
    agents.option(
      "--agents <list>",
      "agents, separated by commas: names (see 'slatelab agents') or your own files",
      DEFAULT_AGENTS,
    ),
  );
  addSuiteOptions(command)
    .description(
      "Plays every agent on the same seeds, keeps the click log and prints the leaderboard. A suite file (YAML or JSON) says what is compared in place of flags.",
    )
    .addHelpText(
      "after",
      "\nExample:\n  slatelab bench --world cup-small --agents random,popular,oracle --seeds 20\n  slatelab bench suites/small.yaml",
    )
    .action(async (file: string | undefined, options: BenchOptions, command: Command) => {
      failOf(file === undefined ? await benchFlags(options, command) : await benchFile(file, options, command));
    });
}

/** What the flags ask for and, where none says what to play, real users too. */
async function benchFlags(options: BenchOptions, command: Command): Promise<string[]> {
  const request = suiteRequest(options, splitSpecs(options.agents, "--agents"));
  const found = await bench(request, options);
  const given = [...FILE_FLAGS, "world", "out"].some((flag) => CHOSEN.includes(command.getOptionValueSource(flag)));
  return given ? found : [...found, ...(await benchRealData(request, options))];
}

/** Where a flag's value is from that is no default of ours. */
const CHOSEN: readonly (string | undefined)[] = ["cli", "config"];

/** Flags for what a suite file says. */
const FILED = ["agents", "world", "seeds", "testSeeds", "episodes", "embedder", ...FILE_FLAGS] as const;

/** A suite for each world of a suite file. */
async function benchFile(path: string, options: SuiteOptions, command: Command): Promise<string[]> {
  const flag = command.options.find(
    (it) => (FILED as readonly string[]).includes(it.attributeName()) && isGiven(command, it.attributeName()),
  );
  if (flag) throw expected("what is played in the suite file alone", inWords(`${flag.long} too`), path);
  const suites = readSuiteFile(path).map(({ request, limits }) => ({
    request: { ...placesRequest(options), ...request },
    options: { ...options, ...said(limits) },
  }));
  for (const { request } of suites) resolveSuite(await openOwnFiles(tables, request), request);
  const found: string[][] = [];
  for (const { request, options } of suites)
    found.push(await bench(request, suites.length === 1 ? options : apart(options, request)));
  return found.flat();
}

/** Without what is not said. */
function said<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Reports of several worlds go to a folder each. */
function apart(options: SuiteOptions, { world }: SuiteRequest): SuiteOptions {
  return options.out === undefined ? options : { ...options, out: join(options.out, fileName(world)) };
}

/** Whether it was typed. */
function isGiven(command: Command, flag: string): boolean {
  return command.getOptionValueSource(flag) === "cli";
}

/** Ends with 1, once everything is played and reported, where an agent failed or did not come out the same again. */
export function failOf(troubles: readonly string[]): void {
  if (troubles.length > 0) throw new SlateLabError(troubles.join("\n"));
}

/** Real users beside the generated ones, in a size that keeps the default bench short. */
const REAL_WORLD = "movielens(users=300)";

/** The default bench plays real data too where a fit of it is at hand, and else says how to have it. */
async function benchRealData(request: SuiteRequest, options: SuiteOptions): Promise<string[]> {
  const how = "'slatelab world fit movielens' fits it; bench then plays it too";
  if (!dataFolder("ml1m", options.data))
    console.error(`Left out: the world movielens. ${howToGet("ml1m")} Then ${how}.`);
  else if (!(await isKept(REAL_WORLD, options))) {
    console.error(`Left out: the world movielens, which is not fitted yet: ${how}.`);
  } else return bench({ ...request, world: REAL_WORLD }, options);
  return [];
}

function isKept(spec: string, { home, data }: SuiteOptions): Promise<boolean> {
  return isWorldKept(tables, resolveWorld(tables, { spec, home, data }));
}

/** Adds the options that `bench` and `run` share to a command. */
export function addSuiteOptions(command: Command): Command {
  grouped(command, "Seeds:", addSeedOptions);
  addTextOptions(addWorldOptions(command));
  grouped(command, "How it is played:", addPlayOptions);
  return grouped(command, "Results:", (results) =>
    results
      .option("--out <dir>", "folder for the report (default: reports/suite-N in the home folder)")
      .option("--json", "print each leaderboard as one line of JSON", false),
  );
}

function addSeedOptions(command: Command): Command {
  return command
    .addOption(new Option("--seeds <seeds>", "a count (10), a range (5..12) or a list (3,7,11)").default("10"))
    .addOption(new Option("--test-seeds <seeds>", "the same, on seeds that no training uses").conflicts("seeds"))
    .option("--episodes <n>", "episodes of each seed", wholeNumber("--episodes", 1, 1000), 1);
}

function addPlayOptions(command: Command): Command {
  return command
    .option("--workers <n>", "worker threads", wholeNumber("--workers", 1, 256), defaultWorkers())
    .option("--no-log", "keep summaries only, not every round")
    .option("--no-check", "do not replay an episode of each agent from fresh to see whether it comes out the same")
    .addOption(
      secondsOption("--round-timeout <s>", "fail an agent that takes longer for a round; 0: never", ROUND_TIMEOUT),
    )
    .addOption(secondsOption("--episode-timeout <s>", "fail an agent that takes longer for an episode; 0: never", 0))
    .option("--resume", "go on with the newest suite of the same configuration; failed agents are played again", false);
}

function secondsOption(flags: string, what: string, value: number): Option {
  const [flag] = flags.split(" ");
  return new Option(flags, what).default(value).argParser((text) => secondsOf(text, flag));
}

/** Of a limit of time: longer than a timer counts is none. */
const MOST_SECONDS = 1_000_000;

function secondsOf(text: string, flag: string): number {
  const seconds = Number(text);
  if (text.trim() === "" || !(seconds >= 0 && seconds <= MOST_SECONDS))
    throw expected(`seconds from 0 to ${MOST_SECONDS}`, text, flag);
  return seconds;
}

/** Plays a suite, writes its report and prints the leaderboard; returns what went wrong with its agents. */
export async function bench(request: SuiteRequest, options: SuiteOptions): Promise<string[]> {
  const all = await openOwnFiles(tables, request);
  const asked = resolveSuite(all, request);
  const reports = outFolder(options, "reports");
  const { workers, resume, check, roundTimeout, episodeTimeout } = options;
  const listener = suiteProgress();
  const limits = { roundTimeout, episodeTimeout };
  const { suite, board, database } = await interruptible((signal) =>
    runSuite(all, asked, { workers, resume, check, ...limits, listener, signal }).finally(listener.stop),
  ).catch((error) => {
    if (error instanceof Interrupted) throw new Interrupted("Interrupted: the same command with --resume goes on");
    throw error;
  });
  await withStore(database, async (db) => {
    const episodes = finishedEpisodes(db, suite);
    process.stdout.write(
      options.json
        ? leaderboardLine(board)
        : leaderboardTable(board, { ...terminalStyle(), speeds: speedsOf(episodes) }),
    );
    const folder = options.out === undefined ? join(reports, `suite-${suite}`) : reports;
    console.error(`Report: ${await writeReport({ board, places: storedPlaces(db, suite) }, episodes, folder)}`);
  });
  return troubles(board);
}

/** A suite as the flags ask for it. */
export function suiteRequest(options: SuiteOptions, agents: string[]): SuiteRequest {
  const { world, embedder, episodes, seeds, testSeeds } = options;
  return {
    ...{ ...placesRequest(options), world, agents, embedder },
    files: filesOf(options),
    seeds:
      testSeeds === undefined
        ? readSeeds(seeds, "development", "--seeds")
        : readSeeds(testSeeds, "test", "--test-seeds"),
    episodesPerSeed: episodes,
  };
}

function placesRequest(
  options: SuiteOptions,
): Pick<SuiteRequest, "data" | "modelDir" | "home" | "database" | "logRounds"> {
  const { data, modelDir, home, log } = options;
  return { data, modelDir, home, database: databaseOf(options), logRounds: log };
}
