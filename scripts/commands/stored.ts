/** Commands that read the store: `leaderboard` and `report`. */
import { existsSync, statSync } from "node:fs";
import type { Command } from "commander";
import { expected, inWords, UsageError } from "../../src/core/errors.ts";
import { counted } from "../../src/report/format.ts";
import { leaderboardLine } from "../../src/report/json.ts";
import { speedsOf } from "../../src/report/speeds.ts";
import { writeReport } from "../../src/report/suite-files.ts";
import { leaderboardTable } from "../../src/report/table.ts";
import { openWorld } from "../../src/run/open-world.ts";
import { boardOf, storedFacts, storedPlaces, verifySuite, versionNote } from "../../src/run/stored-suites.ts";
import { type Store, withStoreToRead } from "../../src/store/database.ts";
import { finishedEpisodes } from "../../src/store/episodes.ts";
import { getSuite, listSuites } from "../../src/store/suites.ts";
import { tables } from "../../tables.ts";
import {
  addWorldOptions,
  databaseOf,
  type HomeOptions,
  outFolder,
  resolveWorldOptions,
  type WorldOptions,
  wholeNumber,
} from "../options.ts";
import { terminalStyle } from "../terminal.ts";

interface StoredOptions extends WorldOptions {
  suite?: number;
  all: boolean;
  verify: boolean;
  json: boolean;
  out?: string;
}

/** `slatelab leaderboard`: a stored suite's ranking, all suites, or a check of the summaries against the log. */
export function defineLeaderboard(command: Command): void {
  addWorldOptions(command)
    .description("Shows the newest suite of the store, or another one; --verify computes it again from the click log.")
    .option("--suite <id>", "suite to show (default: the newest)", wholeNumber("--suite", 1))
    .option("--all", "list the suites of the store", false)
    .option("--verify", "compute every summary again from the logged rounds and compare", false)
    .option("--json", "print the ranking, or each suite, as one line of JSON", false)
    .addHelpText("after", "\nExample:\n  slatelab leaderboard --suite 3 --verify")
    .action(async (options: StoredOptions) => withStoreToRead(storeOf(options), (db) => showLeaderboard(db, options)));
}

/** `slatelab report`: the files of a stored suite. */
export function defineReport(command: Command): void {
  addWorldOptions(command)
    .description("Writes report.html, leaderboard.json, episodes.csv and users-AGENT.csv of a stored suite.")
    .option("--suite <id>", "suite to report (default: the newest)", wholeNumber("--suite", 1))
    .option("--out <dir>", "folder to write to (default: reports/suite-N in the home folder)")
    .addHelpText("after", "\nExample:\n  slatelab report --suite 3 --out my-report")
    .action(async (options: StoredOptions) =>
      withStoreToRead(storeOf(options), async (db) => {
        const suite = suiteOf(db, options);
        tellVersion(db, suite);
        const folder = outFolder(options, "reports", `suite-${suite}`);
        const reported = { board: boardOf(db, suite), places: storedPlaces(db, suite) };
        console.log(await writeReport(reported, finishedEpisodes(db, suite), folder));
      }),
    );
}

/** A store that must be there: opening none, or an empty file, would make one. */
function storeOf(options: HomeOptions): string {
  const path = databaseOf(options);
  const size = existsSync(path) ? statSync(path).size : undefined;
  if (size) return path;
  const got = size === 0 ? "an empty file" : "no file";
  throw new UsageError(`${path}: Expected a store, got ${got}: 'slatelab bench' makes one`);
}

function suiteOf(db: Store, options: StoredOptions): number {
  const suite = options.suite ?? listSuites(db)[0]?.id;
  if (suite === undefined) throw expected("a store with at least one suite", inWords("none"), databaseOf(options));
  return getSuite(db, suite).id;
}

function tellVersion(db: Store, suite: number): void {
  const note = versionNote(db, suite, tables.worlds);
  if (note !== undefined) console.error(note);
}

async function showLeaderboard(db: Store, options: StoredOptions): Promise<void> {
  if (options.all) return printSuites(db, options.json);
  const suite = suiteOf(db, options);
  tellVersion(db, suite);
  if (options.verify) await verify(db, suite, options);
  const board = boardOf(db, suite);
  const text = options.json
    ? leaderboardLine(board)
    : leaderboardTable(board, { ...terminalStyle(), speeds: speedsOf(finishedEpisodes(db, suite)) });
  process.stdout.write(text);
}

function printSuites(db: Store, json: boolean): void {
  for (const suite of listSuites(db)) {
    const { agents, seeds, config, world } = storedFacts(db, suite.id);
    const state = suite.finishedAt ? "finished" : "unfinished";
    const row = {
      suite: suite.id,
      state,
      world: config.world,
      worldId: world.id,
      seeds: seeds.length,
      agents: agents.map((it) => it.agent),
    };
    const line = `${row.suite}  ${state}  ${row.worldId}  ${row.world}  ${counted(row.seeds, "seed")}  ${row.agents.join(", ")}  ${suite.createdAt}`;
    console.log(json ? JSON.stringify(row) : line);
  }
}

/** Throws unless every stored summary comes out of its rounds again, on a world of the same hash. */
async function verify(db: Store, suite: number, options: StoredOptions): Promise<void> {
  const world = storedPlaces(db, suite)?.specs?.world ?? String(storedFacts(db, suite).config.world);
  const named = await resolveWorldOptions({ ...options, world });
  const count = verifySuite(db, suite, await openWorld(named.tables, named.resolved));
  console.error(`Verified: ${count} summaries come out of their logs again`);
}
