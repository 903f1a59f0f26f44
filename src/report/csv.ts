/** Results → CSV. Byte-identical for identical results: no times, dates or speeds, numbers exact, a fixed row order. */
import { stringify } from "csv-stringify/sync";
import { sum } from "d3-array";
import { expected, inWords } from "../core/errors.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import { arrange, type EpisodeRow, type SuiteFacts } from "./suite.ts";

const METRICS = {
  rounds: "rounds",
  clicks: "clicks",
  score: "score",
  error_to_ones: "errorToOnes",
  click_rate: "clickRate",
  reward: "reward",
  coverage: "coverage",
  gini: "gini",
  diversity: "diversity",
  novelty: "novelty",
} as const satisfies Record<string, keyof EpisodeSummary>;

/**
 * The cup's submission, `user_id,avg_score`: rounds/horizon of each user, averaged over one agent's episodes.
 * Throws a UsageError without episodes.
 */
export function cupCsv(episodes: readonly EpisodeSummary[], horizon: number): string {
  if (episodes.length === 0) throw expected("at least one episode", inWords("none"), "cup CSV");
  const users = Array.from(episodes[0].userRounds.keys());
  const score = (user: number) => sum(episodes, ({ userRounds }) => userRounds[user]) / (episodes.length * horizon);
  return toCsv([["user_id", "avg_score"], ...users.map((user) => [user, score(user)])]);
}

/** CSV of one row a finished episode: agents, seeds and episodes in the suite's order, whatever order they finished in. */
export function episodesCsv(suite: SuiteFacts, episodes: readonly EpisodeRow[]): string {
  const rows = arrange(suite, episodes).flatMap(({ agent, privileged, cells }) =>
    cells.flatMap((ofSeed, seed) =>
      ofSeed.flatMap((summary, episode) =>
        summary ? [[agent, Number(privileged), suite.seeds[seed], episode, ...metricsOf(summary)]] : [],
      ),
    ),
  );
  return toCsv([["agent", "privileged", "seed", "episode", ...Object.keys(METRICS)], ...rows]);
}

function metricsOf(summary: EpisodeSummary): number[] {
  return Object.values(METRICS).map((metric) => summary[metric]);
}

/** Numbers as the shortest text that reads back the same; quotes only where a value needs them. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(rows.map((row) => row.map(String)));
}
