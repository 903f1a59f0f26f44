/**
 * The public interface of SlateLab: suites, training, evaluation, reports, and what an agent, a world or a model of your own needs.
 * Worlds are at `slatelab/env`, agents at `slatelab/agents`, and all of them put together, to choose from by name, at
 * `slatelab/tables`.
 */

// The vocabulary.
export * from "./core/agents.ts";
export { checkDefinition } from "./core/check-definition.ts";
export { type SlateShape, takeSlate } from "./core/check-slate.ts";
export {
  type Checkpoint,
  type CheckpointFacts,
  checkTrainedFor,
  type Section,
  type Sections,
  type TrainedFor,
  trainedAs,
} from "./core/checkpoint.ts";
export { ClickHistory, UserClicks } from "./core/clicks.ts";
export { defineAgent, type OwnAgent, type StateAgent } from "./core/define-agent.ts";
export type { EngineChoice, EngineName } from "./core/engines.ts";
export { EpisodeError, type EpisodeFailure } from "./core/episode-failure.ts";
export { EpisodeLog, type LoggedOutcome } from "./core/episode-log.ts";
export { expected, Interrupted, InWords, inWords, SlateLabError, UsageError, unknownName } from "./core/errors.ts";
export { type HeldOut, holdOutLast } from "./core/hold-out.ts";
export type { FactorWords, InteractionData, ItemTexts, RowTimes } from "./core/interaction-data.ts";
export { knownUsers } from "./core/known-users.ts";
export { type ItemText, PackedCatalogue, type PackedTexts, packTexts } from "./core/packed-catalogue.ts";
export type { PlainSettings, SettingsOf, SettingsSource } from "./core/plain-settings.ts";
export { keyedUniform, type Seed, Stream, type StreamState } from "./core/random.ts";
export { type Definition, Registry, type Resolved, versionedName } from "./core/registry.ts";
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
export { type Filling, fillRandomly, firstUnseen, nearestUnseen, type Seen } from "./core/slates.ts";
export { formatSpec, parseSpec, type Spec, type SpecValue, splitSpecs } from "./core/spec.ts";
export type { StreamModel } from "./core/stream-model.ts";
export * from "./core/types.ts";
export * from "./core/worlds.ts";

// Data sets.
export { type ItemFactor, OWN_FACTORS, UNKNOWN } from "./dataset/factors.ts";
export { itemFactors, popularityDeciles } from "./dataset/item-factors.ts";
export { type KCoreMode, type KCoreOptions, kCore } from "./dataset/k-core.ts";
export type { NegativeSampler } from "./dataset/negatives.ts";
export { type Preparation, type PreparedData, prepare, withFactors } from "./dataset/prepare.ts";
export { readPreparedData, writePreparedData } from "./dataset/prepared-data.ts";
export type { BatchSource } from "./dataset/samplers.ts";
export { heldOutOf, type Part, type Split, type SplitName, type Targets, trainingSequences } from "./dataset/split.ts";
export { writeSplitText } from "./dataset/split-text.ts";
export {
  blocksOf,
  type EventStream,
  eventsBetween,
  interleavedStream,
  type StreamEvent,
  type StreamSource,
  sequenceStream,
  streamOf,
} from "./dataset/streams.ts";

// The engine.
export { type Engine, openEngine, type Tf } from "./engine/engine.ts";

// Evaluation.
export { type Comparisons, compareAll, type RankAndGroups } from "./evaluate/comparisons.ts";
export { type EpisodeFacts, summarise } from "./evaluate/episode-metrics.ts";
export { type RankingTask, rankAmongNegatives, rankInCatalogue, sampleHeldOut } from "./evaluate/held-out.ts";
export {
  type Estimate,
  estimateMean,
  type Interval,
  interquartileMean,
  pairedDifference,
  probabilityOfImprovement,
} from "./evaluate/intervals.ts";
export { criticalDifference } from "./evaluate/max-t.ts";
export {
  type PrequentialCost,
  PrequentialEvaluation,
  type PrequentialMetrics,
  type PrequentialRow,
  type PrequentialSettings,
  type PrequentialState,
  type PrequentialTask,
  prequential,
} from "./evaluate/prequential.ts";
export {
  type Rank,
  type RankingIntervals,
  type RankingMetrics,
  type Ranks,
  rankingIntervals,
  rankingMetrics,
} from "./evaluate/ranking.ts";
export type { EpisodeSummary } from "./evaluate/summary.ts";
export type { SliceMetrics, UserRank } from "./evaluate/user-ranks.ts";

// Pieces of agents, worlds and models.
export { DotTable } from "./factors/dot-table.ts";
export { type Ranked, TopK, topK } from "./factors/top-k.ts";

// Checkpoints.
export {
  type CheckpointCard,
  type NewCheckpoint,
  openCheckpoint,
  type TrainingCheckpoint,
  writeCheckpoint,
} from "./files/checkpoint.ts";
export { type ItemKnnStreamSettings, itemKnnStream } from "./models/item-knn-stream.ts";
// Settings of models that are trained in stages, or as a stream goes.
export { type MfganSettings, type MfganStage, resolveMfgan } from "./models/mfgan/recipes.ts";
// Models of streams.
export { type EventReplay, Nmrn, type NmrnSettings } from "./models/nmrn/nmrn.ts";
export type { NoiseSamplerSettings } from "./models/nmrn/noise-sampler.ts";
export { type NmrnLearning, type NmrnRecipeSettings, resolveNmrn } from "./models/nmrn/recipes.ts";
export { frozenStream, popularityStream, recencyStream } from "./models/stream-baselines.ts";

// Reports.
export { cupCsv } from "./report/csv.ts";
export type { Curve } from "./report/curves.ts";
export { leaderboardJson } from "./report/json.ts";
export {
  type CheckFacts,
  type FailedAgent,
  type FinishedFacts,
  type Leaderboard,
  type LeaderboardRow,
  leaderboard,
  type SuiteRecord,
  type UnfinishedAgent,
} from "./report/leaderboard.ts";
export type { AgentFacts, AskedPlaces, EpisodeRow, OwnFacts, SuiteFacts, WorldFacts } from "./report/suite.ts";
export { type ReportedSuite, writeReport } from "./report/suite-files.ts";
export { leaderboardTable, type Speed, type TableStyle } from "./report/table.ts";
export type { TextStyle } from "./report/text-style.ts";
export { userRanksCsv } from "./report/user-ranks.ts";

// Suites and single episodes, worlds, agents and their training.
export { type AgentCheck, checkAgent } from "./run/check-agent.ts";
export { checkEnv } from "./run/check-env.ts";
export { type Config, defineConfig } from "./run/config.ts";
export { type AgentRequest, createAgent } from "./run/create-agent.ts";
export { type EpisodeOptions, runEpisode } from "./run/episode.ts";
export { type ExportedWeights, exportWeights } from "./run/export-weights.ts";
export {
  type FoundRecommender,
  findRecommender,
  type RecommenderPlace,
  type RecommenderTables,
  recommend,
} from "./run/find-recommender.ts";
export { type ImportedWeights, importWeights, type WeightsImport } from "./run/import-weights.ts";
export { NameIndex, type NameList } from "./run/names.ts";
export {
  evaluateOffline,
  type OfflineEvaluation,
  type OfflineMetrics,
  type OfflineTask,
  writeTrecFiles,
} from "./run/offline-evaluation.ts";
export { findOfflineModel, type OfflineModel, type OpenModel } from "./run/offline-model.ts";
export { type AskedSpecs, openOwnFiles } from "./run/open-own-files.ts";
export {
  buildWorld,
  isWorldKept,
  openWorld,
  type ResolvedWorld,
  resolveWorld,
  type WorldListener,
  type WorldRequest,
  type WorldTables,
} from "./run/open-world.ts";
export type { OwnFile, OwnKind } from "./run/own-definitions.ts";
export { runSuite, type SuiteResult, type SuiteRun } from "./run/play-suite.ts";
export { type EpisodePlace, type EpisodeRunning, type Played, Player, type PlayerOptions } from "./run/player.ts";
export { type MfganPretraining, mfganData, pretrainMfgan } from "./run/pretrain-mfgan.ts";
export { type NmrnPretraining, type NmrnResult, nmrnData, pretrainNmrn } from "./run/pretrain-nmrn.ts";
export {
  pretrainSequence,
  type SequencePretraining,
  type SequenceTrainingData,
  sequenceTrainingData,
} from "./run/pretrain-sequence.ts";
export type { Recommendation, RecommendationQuery, RecommendedItem, Recommender } from "./run/recommender.ts";
export { boardOf, storedFacts, storedPlaces, verifySuite, versionNote } from "./run/stored-suites.ts";
export { type ResolvedSuite, resolveSuite, type SeedSet, type SuiteAgent, type SuiteRequest } from "./run/suite.ts";
export type { SuiteListener } from "./run/suite-listener.ts";
export type { SuiteStart } from "./run/suite-session.ts";
export type { EpisodeReport } from "./run/suite-worker.ts";
export { extendTables, type MoreTables, type Tables } from "./run/tables.ts";
export type { TensorBoardRun } from "./run/tensorboard.ts";
export {
  type EmbeddingPlace,
  fillNeighbours,
  openResources,
  prepareTexts,
  type SharedTexts,
  shareTexts,
  type TextChoice,
  type TextPlace,
} from "./run/texts.ts";
export {
  type AgentTraining,
  type ResolvedTraining,
  resolveTraining,
  trainAgent,
  trainableAgents,
} from "./run/train-agent.ts";
export type { PlayTraining, TrainingEpisode } from "./run/train-by-playing.ts";

export type { EpisodeTask } from "./run/watched-agent.ts";
export type { ReplayCheck } from "./store/checks.ts";
// The store.
export { type LoggedClick, loggedClicks, readEpisodeLog } from "./store/click-log.ts";
export { openStore, type Store, withStore } from "./store/database.ts";
export { type FinishedEpisode, finishedEpisodes } from "./store/episodes.ts";
export type { CodeFacts } from "./store/sessions.ts";
export { listSuites, type NewSuite, type SeedsKind, type Suite } from "./store/suites.ts";

// Texts, and what agents ask of them.
export type { BagOfWords, SparseMatrix, WordTables } from "./texts/bag-of-words.ts";
export type { Embedder } from "./texts/embedder.ts";
export {
  EMBEDDERS,
  type EmbedderChoice,
  type EmbedderDefinition,
  type ModelPlace,
  resolveEmbedder,
} from "./texts/embedders.ts";
export type { Embeddings } from "./texts/embeddings.ts";
export { memoryResources, textResources } from "./texts/memory-resources.ts";
export type { Rows } from "./texts/neighbour-table.ts";
export type { NeighbourLists } from "./texts/neighbours.ts";
export { wordIndex } from "./texts/word-index.ts";

// Training of models.
export type { AdamState } from "./train/adam.ts";
export { type FitPhase, type FitProgress, type FitResult, type FitSettings, fitPhase } from "./train/fit.ts";
export type { FitPosition, Metrics, RunIdentity } from "./train/fit-state.ts";
export type { MfganTraining } from "./train/mfgan/pipeline.ts";
export type { MfganData } from "./train/mfgan/plan.ts";
export type { NmrnData, NmrnProgress, NmrnTraining } from "./train/nmrn-plan.ts";
export type { Judged, NmrnPassRow, NmrnRow, NmrnStage, NmrnStreamRow, StreamFigures } from "./train/nmrn-state.ts";
export { NmrnStream, type NmrnStreamState } from "./train/nmrn-stream.ts";
export type { LogRow } from "./train/run-folder.ts";
export { SequenceStream } from "./train/sequence-stream.ts";
export type { SequenceTraining } from "./train/sequence-training.ts";
export {
  type FitStage,
  type Pipeline,
  runStages,
  type Stage,
  type StageFit,
  type StageOutcome,
  type StageStart,
  type StagesRun,
  type TaskStage,
  type TaskStart,
} from "./train/stages.ts";
