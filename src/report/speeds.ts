/** What episodes cost, for the terminal: results never depend on it. */
import type { FinishedEpisode } from "../store/episodes.ts";
import type { Speed } from "./table.ts";

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

/** Groups episodes by agent, in their order. */
export function byAgent(episodes: readonly FinishedEpisode[]): Map<string, FinishedEpisode[]> {
  const groups = new Map<string, FinishedEpisode[]>();
  for (const episode of episodes) groups.set(episode.agent, [...(groups.get(episode.agent) ?? []), episode]);
  return groups;
}
