/**
 * The public interface of SlateLab: suites, training, evaluation, reports, and what an agent, a world or a model of your own needs.
 * Worlds are at `slatelab/env`, agents at `slatelab/agents`, and all of them put together, to choose from by name, at
 * `slatelab/tables`.
 */

// The vocabulary.
export * from "./core/agents.ts";
export { checkSlate } from "./core/check-slate.ts";
export { type Checkpoint, checkTrainedFor, type Section, type Sections } from "./core/checkpoint.ts";
export { ClickHistory, UserClicks } from "./core/clicks.ts";
export { EpisodeLog } from "./core/episode-log.ts";
export { expected, Interrupted, SlateLabError, UsageError, unknownName } from "./core/errors.ts";
export { type HeldOut, holdOutLast } from "./core/hold-out.ts";
export type { InteractionData, ItemTexts } from "./core/interaction-data.ts";
export { type ItemText, PackedCatalogue } from "./core/packed-catalogue.ts";
export { keyedUniform, type Seed, Stream, type StreamState } from "./core/random.ts";
export { type Definition, Registry, type Resolved } from "./core/registry.ts";
export type { Scorer, ScoringBatch } from "./core/scorer.ts";
export {
  packSequences,
  type Sequences,
  sequenceCount,
  sequenceOf,
  toInteractions,
  toSequences,
} from "./core/sequences.ts";
export { checkpointSetting, readSettings, specSetting } from "./core/settings.ts";
export { fillRandomly, firstUnseen, nearestUnseen, type Seen } from "./core/slates.ts";
export { formatSpec, parseSpec, type Spec, splitSpecs } from "./core/spec.ts";
export * from "./core/types.ts";
export * from "./core/worlds.ts";
// Data sets.
export { type KCoreOptions, kCore } from "./dataset/k-core.ts";
export { type PreparedData, prepare } from "./dataset/prepare.ts";
export { readPreparedData, writePreparedData } from "./dataset/prepared-data.ts";
export { heldOutOf, type Split, trainingSequences } from "./dataset/split.ts";
export { writeSplitText } from "./dataset/split-text.ts";
// Training.
export { openEngine } from "./engine/engine.ts";
export { summarise } from "./evaluate/episode-metrics.ts";
// Evaluation.
export { rankAmongNegatives, rankInCatalogue } from "./evaluate/held-out.ts";
export { type RankingMetrics, rankingMetrics } from "./evaluate/ranking.ts";
export { bootstrapMean, pairedDifference } from "./evaluate/statistics.ts";
export type { EpisodeSummary } from "./evaluate/summary.ts";
// Pieces of agents, worlds and models.
export { DotTable } from "./factors/dot-table.ts";
export { TopK, topK } from "./factors/top-k.ts";
export { openCheckpoint, writeCheckpoint } from "./files/checkpoint.ts";
// Suites and reports.
export { leaderboardJson } from "./report/json.ts";
export { type Leaderboard, leaderboard } from "./report/leaderboard.ts";
export { writeReport } from "./report/suite-files.ts";
export { leaderboardTable } from "./report/table.ts";
export { checkAgent } from "./run/check-agent.ts";
export { checkEnv } from "./run/check-env.ts";
export { createAgent } from "./run/create-agent.ts";
export { runEpisode } from "./run/episode.ts";
export { exportWeights } from "./run/export-weights.ts";
export { evaluateOffline, writeTrecFiles } from "./run/offline-evaluation.ts";
export { findOfflineModel } from "./run/offline-model.ts";
export { buildWorld, openWorld, resolveWorld } from "./run/open-world.ts";
export { runSuite, type SuiteListener, type SuiteResult, type SuiteRun } from "./run/play-suite.ts";
export { pretrainSequence, sequenceTrainingData } from "./run/pretrain-sequence.ts";
export { boardOf, storedFacts, verifySuite } from "./run/stored-suites.ts";
export { type ResolvedSuite, resolveSuite, type SeedSet, type SuiteRequest } from "./run/suite.ts";
export { extendTables, type Tables } from "./run/tables.ts";
export { fillNeighbours, prepareTexts, shareTexts } from "./run/texts.ts";
export { resolveTraining, trainAgent } from "./run/train-agent.ts";
export { openStore, type Store, withStore } from "./store/database.ts";
export { finishedEpisodes } from "./store/episodes.ts";
export { listSuites } from "./store/suites.ts";
export { resolveEmbedder } from "./texts/embedders.ts";
export { wordIndex } from "./texts/word-index.ts";
export { fitPhase } from "./train/fit.ts";
export { type FitStage, type Pipeline, runStages, type Stage, type TaskStage } from "./train/stages.ts";
