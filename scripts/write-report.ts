/** A stored suite as files: what every reader gets, in one folder. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SlateLabError } from "../src/core/errors.ts";
import { cupCsv, episodesCsv } from "../src/report/csv.ts";
import { leaderboardHtml } from "../src/report/html.ts";
import { leaderboardJson } from "../src/report/json.ts";
import type { Speed } from "../src/report/table.ts";
import type { Store } from "../src/store/database.ts";
import { type FinishedEpisode, finishedEpisodes } from "../src/store/episodes.ts";
import { outputFolder } from "./folders.ts";
import { boardOf, storedFacts } from "./suite.ts";

/** Writes report.html, leaderboard.json, episodes.csv and a cup CSV for each agent; returns the page's path. */
export async function writeReport(db: Store, suite: number, folder: string): Promise<string> {
  const facts = storedFacts(db, suite);
  const episodes = finishedEpisodes(db, suite);
  const board = boardOf(db, suite);
  const page = join(outputFolder(folder), "report.html");
  write(page, await leaderboardHtml(board, `slatelab bench --world '${facts.config.world}'`));
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

/** Rounds per second and peak memory of each agent's episodes, for the terminal. */
export function speedsOf(episodes: readonly FinishedEpisode[]): Map<string, Speed> {
  return new Map(
    [...byAgent(episodes)].map(([agent, own]) => {
      const rounds = own.reduce((sum, { summary }) => sum + summary.rounds, 0);
      const seconds = own.reduce((sum, episode) => sum + episode.seconds, 0);
      return [agent, { roundsPerSecond: rounds / seconds, peakMegabytes: Math.max(...own.map((it) => it.peakMb)) }];
    }),
  );
}

function byAgent(episodes: readonly FinishedEpisode[]): Map<string, FinishedEpisode[]> {
  const groups = new Map<string, FinishedEpisode[]>();
  for (const episode of episodes) groups.set(episode.agent, [...(groups.get(episode.agent) ?? []), episode]);
  return groups;
}

function fileName(agent: string): string {
  return agent.replace(/[^a-z0-9.=-]+/gi, "_").replace(/^_+|_+$/g, "");
}
