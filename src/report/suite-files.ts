/** A suite as files: what every reader gets, in one folder. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SlateLabError } from "../core/errors.ts";
import { outputFolder } from "../files/folders.ts";
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
  const page = join(outputFolder(folder), "report.html");
  write(page, await leaderboardHtml(board, benchCommand(facts, places)));
  write(join(folder, "leaderboard.json"), leaderboardJson(board));
  write(join(folder, "episodes.csv"), episodesCsv(facts, episodes));
  for (const [agent, own] of byAgent(episodes)) {
    const summaries = own.map(({ summary }) => summary);
    write(join(folder, `users-${fileName(agent)}.csv`), cupCsv(summaries, facts.world.horizon));
  }
  return page;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new SlateLabError(`${path}: Cannot write the file: ${(error as Error).message}`, { cause: error });
  }
}

function fileName(agent: string): string {
  return agent.replace(/[^a-z0-9.=-]+/gi, "_").replace(/^_+|_+$/g, "");
}
