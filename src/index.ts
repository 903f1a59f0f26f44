/** The public interface of SlateLab's core; worlds are at `slatelab/env`, agents at `slatelab/agents`. */
export type { AgentContext, AgentDefinition } from "./core/agents.ts";
export { ClickHistory } from "./core/clicks.ts";
export { EpisodeLog } from "./core/episode-log.ts";
export { Interrupted, SlateLabError, UsageError } from "./core/errors.ts";
export { type ItemText, PackedCatalogue } from "./core/packed-catalogue.ts";
export { type Seed, Stream } from "./core/random.ts";
export { packSequences, type Sequences, sequenceOf } from "./core/sequences.ts";
export * from "./core/types.ts";
export { summarise } from "./evaluate/online.ts";
export { type Leaderboard, leaderboard } from "./report/leaderboard.ts";
export { leaderboardTable } from "./report/table.ts";
export { checkAgent } from "./run/check-agent.ts";
export { checkEnv } from "./run/check-env.ts";
export { runEpisode } from "./run/episode.ts";
