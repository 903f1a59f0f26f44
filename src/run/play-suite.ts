/** Plays what is missing of a suite. */
import { expected } from "../core/errors.ts";
import { contentHash } from "../core/hash.ts";
import type { World } from "../core/types.ts";
import { isCrewThread, openCrew, runAll } from "../parallel/crew.ts";
import type { Leaderboard } from "../report/leaderboard.ts";
import type { SuiteFacts } from "../report/suite.ts";
import { type Store, withStore } from "../store/database.ts";
import { type FinishedEpisode, finishedEpisodes } from "../store/episodes.ts";
import { createSuite, findSuite, markSuiteFinished } from "../store/suites.ts";
import { openWorld } from "./open-world.ts";
import type { EpisodeTask } from "./player.ts";
import { packageFacts } from "./provenance.ts";
import { boardOf } from "./stored-suites.ts";
import { checkStarts, defaultWorkers, type ResolvedSuite, resolveSuite, type SuiteRequest } from "./suite.ts";
import { type EngineFacts, findEngine } from "./suite-engine.ts";
import { type EpisodeReport, module, open, type WorkerSetup } from "./suite-worker.ts";
import type { Tables } from "./tables.ts";
import { prepareTexts, type SharedTexts, type TextPlace } from "./texts.ts";

/** Hears what goes on while a suite is played, for a progress display. */
export interface SuiteListener extends Pick<TextPlace, "onProgress"> {
  notify?(message: string): void;
  /** Called once, before the first episode; `rounds` are those played so far, over all workers. */
  started?(state: { suite: number; tasks: number; done: number; rounds(): number }): void;
  finished?(task: EpisodeTask, report: EpisodeReport): void;
}

/** How a suite is played: nothing of it changes a result. */
export interface SuiteRun {
  /** One a core where absent. */
  readonly workers?: number;
  /** Go on with the newest suite of the same configuration, if there is one. */
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly listener?: SuiteListener;
}

/** What came of a suite. */
export interface SuiteResult {
  /** Its number in the store. */
  readonly suite: number;
  readonly database: string;
  readonly board: Leaderboard;
}

/**
 * Plays what is missing of a suite, keeps it in the store and ranks it. Throws a UsageError for a request that cannot be, before
 * anything is stored, and Interrupted when the signal fires: what was played stays, and `resume` goes on with it.
 */
export async function runSuite(
  tables: Tables,
  asked: SuiteRequest | ResolvedSuite,
  run: SuiteRun = {},
): Promise<SuiteResult> {
  if (isCrewThread()) throw expected("a module of tables that plays no suite as it is loaded", tables.module, "tables");
  const suite = "tables" in asked ? asked : resolveSuite(tables, asked);
  if (suite.tables !== tables.module)
    throw expected(`the tables that the suite is of, ${suite.tables}`, tables.module, "tables");
  const { listener = {}, signal, workers = defaultWorkers() } = run;
  if (!Number.isInteger(workers) || workers < 1) throw expected("a whole number of at least 1", workers, "workers");
  const world = await openWorld(tables, suite.world, { notify: listener.notify, signal });
  for (const agent of suite.agents) checkStarts(agent, world);
  const texts = await textsFor(world, suite, run);
  const engine = suite.engine && (await findEngine(suite.engine, signal));
  const facts = suiteFacts(world, suite, { texts, engine });
  return withStore(suite.database, async (db) => {
    const id = findOrCreate(db, facts, run);
    await playMissing(db, { suite, id, facts, texts, engine, workers }, run);
    markSuiteFinished(db, id);
    return { suite: id, database: suite.database, board: boardOf(db, id) };
  });
}

/** What is made ready before a suite is played, for agents that ask for it. */
interface SuiteResources {
  readonly texts?: SharedTexts;
  readonly engine?: EngineFacts;
}

interface SuiteInPlay extends SuiteResources {
  readonly suite: ResolvedSuite;
  readonly id: number;
  readonly facts: SuiteFacts;
  readonly workers: number;
}

async function playMissing(db: Store, inPlay: SuiteInPlay, run: SuiteRun): Promise<void> {
  const { suite, id, facts, texts, engine, workers } = inPlay;
  const { signal, listener } = run;
  const tasks = missingTasks(facts, finishedEpisodes(db, id));
  const total = facts.agents.length * facts.seeds.length * facts.episodesPerSeed;
  const data: WorkerSetup = { suite, id, texts, engine: engine?.name };
  const threads = Math.min(workers, tasks.length);
  const crew = threads > 0 ? openCrew({ module, open, data, threads }) : undefined;
  listener?.started?.({ suite: id, tasks: total, done: total - tasks.length, rounds: () => crew?.counted ?? 0 });
  const onResult = (report: EpisodeReport, index: number) => listener?.finished?.(tasks[index], report);
  if (crew) await runAll(crew, tasks, { onResult, signal }).finally(() => crew.close());
}

async function textsFor(world: World, suite: ResolvedSuite, { listener, signal }: SuiteRun) {
  if (!suite.agents.some(({ usesTexts }) => usesTexts)) return undefined;
  const { texts, home, database } = suite;
  const { notify, onProgress } = listener ?? {};
  return prepareTexts(world, { ...texts, home, database, signal, notify, onProgress });
}

/** Everything that results depend on, as the store keeps it. */
function suiteFacts(world: World, suite: ResolvedSuite, { texts, engine }: SuiteResources): SuiteFacts {
  const { id, hash, users, slateSize, horizon, catalogue } = world;
  return {
    world: { id, hash, users, slateSize, horizon, catalogueSize: catalogue.size },
    agents: suite.agents.map(({ spec, isPrivileged, weights, engines }) => {
      const on = engine && engines.length > 0 ? { engine: `${engine.name}: ${engine.version}` } : {};
      return { agent: spec, privileged: isPrivileged, checkpoint: weights, ...on };
    }),
    seeds: suite.seeds.values,
    seedKind: suite.seeds.kind,
    episodesPerSeed: suite.episodesPerSeed,
    config: { world: suite.world.spec, ...(texts && { embedder: `${texts.embedder} ${texts.embedderHash}` }) },
    ...packageFacts(),
  };
}

function findOrCreate(db: Store, facts: SuiteFacts, { resume, listener }: SuiteRun): number {
  const configHash = contentHash(facts);
  const found = resume ? findSuite(db, configHash) : undefined;
  if (found) {
    const what = found.finishedAt ? "is finished already" : `started ${found.createdAt}`;
    listener?.notify?.(found.finishedAt ? `Suite ${found.id} ${what}` : `Resuming suite ${found.id}, ${what}`);
    return found.id;
  }
  if (resume) listener?.notify?.("Nothing to resume: no suite has this configuration. Starting a new one");
  return createSuite(db, {
    configHash,
    config: facts,
    worldId: facts.world.id,
    worldHash: facts.world.hash,
    version: facts.version,
    commit: facts.commit,
    seedsKind: facts.seedKind,
  });
}

/** What is left to play, seed by seed, so that a broken suite has as many whole seeds as can be. */
function missingTasks(facts: SuiteFacts, finished: readonly FinishedEpisode[]): EpisodeTask[] {
  const key = ({ agent, seed, episode }: EpisodeTask) => JSON.stringify([agent, String(seed), episode]);
  const done = new Set(finished.map(key));
  const episodes = Array.from({ length: facts.episodesPerSeed }, (_, episode) => episode);
  const all = facts.seeds.flatMap((seed) =>
    episodes.flatMap((episode) => facts.agents.map(({ agent }) => ({ agent, seed, episode }))),
  );
  return all.filter((task) => !done.has(key(task)));
}
