/** A suite as files: what every reader gets, in one folder. */
import { join } from "node:path";
import { contentHash } from "../core/hash.ts";
import { outputFolder } from "../files/folders.ts";
import { writeTextFile } from "../files/text-file.ts";
import type { FinishedEpisode } from "../store/episodes.ts";
import { benchCommand } from "./bench-command.ts";
import { cupCsv, episodesCsv } from "./csv.ts";
import { leaderboardHtml } from "./html.ts";
import { leaderboardJson } from "./json.ts";
import type { Leaderboard } from "./leaderboard.ts";
import { byAgent } from "./speeds.ts";
import type { AskedPlaces } from "./suite.ts";

/** What a report is made from, beside the episodes. */
export interface ReportedSuite {
  readonly board: Leaderboard;
  readonly places: AskedPlaces | null;
}

/** Writes report.html, leaderboard.json, episodes.csv and a cup CSV for each agent; returns the page's path. */
export async function writeReport(
  { board, places }: ReportedSuite,
  episodes: readonly FinishedEpisode[],
  folder: string,
): Promise<string> {
  const facts = board.suite;
  const page = join(outputFolder(folder, "--out"), "report.html");
  await writeTextFile(page, await leaderboardHtml(board, commandOf({ board, places })));
  await writeTextFile(join(folder, "leaderboard.json"), leaderboardJson(board));
  await writeTextFile(join(folder, "episodes.csv"), episodesCsv(facts, episodes));
  for (const [agent, own] of byAgent(episodes)) {
    const summaries = own.map(({ summary }) => summary);
    await writeTextFile(join(folder, `users-${fileName(agent)}.csv`), cupCsv(summaries, facts.world.horizon));
  }
  return page;
}

/** The command line knows the package's tables only: what a program of its own played, it cannot play again. */
function commandOf({ board, places }: ReportedSuite): string | null {
  if (board.code.some(({ ownFiles }) => ownFiles !== null)) return null;
  const command = benchCommand(board.suite, places);
  const isUnchecked = board.ranked.length > 0 && board.ranked.every(({ check }) => check === null);
  return command && isUnchecked ? `${command} --no-check` : command;
}

/** Characters of a spec that a file name shows. */
const SHOWN = 60;

/**
 * A file name for an agent: its spec where that is a name itself, else what can be read of it and a hash that keeps it apart from all
 * others, whatever the length, the case or the signs.
 */
export function fileName(agent: string): string {
  if (/^[a-z0-9-]+$/.test(agent) && agent.length <= SHOWN) return agent;
  const readable = agent.replace(/[^a-z0-9.=-]+/gi, "_").slice(0, SHOWN);
  return `${readable.replace(/^_+|[._]+$/g, "")}-${contentHash(agent).slice(0, 8)}`;
}
