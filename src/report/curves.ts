/** Curves of an agent, averaged over all its episodes. */
import { mean } from "d3-array";
import { logSpacedRounds } from "../evaluate/log-spaced-rounds.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";

/** A curve over the rounds of an episode: values at log-spaced rounds; plain JSON. */
export interface Curve {
  readonly rounds: readonly number[];
  readonly values: readonly number[];
}

/** Mean clicks so far after each round of the episode; an episode that is over keeps its clicks. */
export function clickCurve(episodes: readonly EpisodeSummary[]): Curve {
  const limit = Math.max(...episodes.map(({ rounds }) => rounds));
  const grid = logSpacedRounds(limit);
  const values = grid.map(
    (_, k) => mean(episodes, ({ clickCurve: curve }) => curve[Math.min(k, curve.length - 1)]) ?? 0,
  );
  return { rounds: grid.map((round) => Math.min(round, limit)), values };
}

/** Share of users who were served at least so many rounds, down to the first point that nobody reached. */
export function survivalCurve(episodes: readonly EpisodeSummary[], horizon: number): Curve {
  const reached = usersReaching(episodes, horizon);
  const rounds = logSpacedRounds(horizon).map((round) => Math.min(round, horizon));
  const end = rounds.findIndex((round) => reached[round] === 0);
  const kept = end < 0 ? rounds : rounds.slice(0, end + 1);
  return { rounds: kept, values: kept.map((round) => reached[round] / reached[0]) };
}

/** Users of all episodes with at least r rounds: [horizon + 1]. */
function usersReaching(episodes: readonly EpisodeSummary[], horizon: number): Float64Array {
  const reached = new Float64Array(horizon + 1);
  for (const { userRounds } of episodes) for (const rounds of userRounds) reached[rounds]++;
  for (let round = horizon - 1; round >= 0; round--) reached[round] += reached[round + 1];
  return reached;
}
