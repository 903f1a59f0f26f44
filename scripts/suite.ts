/** A suite: agents × seeds × episodes on one world, played in worker threads, resumable, kept in the store. */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { isPrivileged, usesTexts } from "../agents/index.ts";
import { resolveWorld } from "../env/index.ts";
import { expected } from "../src/core/errors.ts";
import { contentHash } from "../src/core/hash.ts";
import type { Seed } from "../src/core/random.ts";
import type { World } from "../src/core/types.ts";
import { type Control, runPool } from "../src/parallel/pool.ts";
import { type Leaderboard, leaderboard } from "../src/report/leaderboard.ts";
import type { SuiteFacts } from "../src/report/suite.ts";
import { openStore, type Store, withStore } from "../src/store/database.ts";
import { type FinishedEpisode, finishedEpisodes } from "../src/store/episodes.ts";
import { SLATE_COLUMNS } from "../src/store/schema.ts";
import { createSuite, findSuite, getSuite, markSuiteFinished, saveLeaderboard } from "../src/store/suites.ts";
import { checkFolder } from "./folders.ts";
import { openWorld, type WorldRequest } from "./open-world.ts";
import { type EpisodeTask, weightsHash } from "./player.ts";
import { packageFacts } from "./provenance.ts";
import { prepareTexts, type SharedTexts, type TextOptions } from "./texts.ts";
import type { EpisodeReport, WorkerSetup } from "./worker.ts";

export interface Seeds {
  readonly kind: "development" | "test";
  readonly values: readonly Seed[];
}

export interface SuiteRequest {
  readonly world: WorldRequest;
  /** Specs of the agents. */
  readonly agents: readonly string[];
  /** For agents that read texts. */
  readonly texts: TextOptions;
  readonly seeds: Seeds;
  readonly episodesPerSeed: number;
  readonly workers: number;
  readonly database: string;
  readonly logRounds: boolean;
  /** Go on with the newest suite of the same configuration, if there is one. */
  readonly resume: boolean;
}

/** Told what goes on, for a progress display. */
export interface SuiteListener {
  notify(message: string): void;
  /** Called once, before the first episode. */
  started?(state: { suite: number; tasks: number; done: number; control: Control }): void;
  finished?(task: EpisodeTask, report: EpisodeReport): void;
}

/** Plays what is missing of a suite and returns its id. Names are checked before anything is stored. */
export async function runSuite(request: SuiteRequest, listener: SuiteListener, control: Control): Promise<number> {
  checkRequest(request);
  const weights = request.agents.map(weightsHash);
  const world = await openWorld(request.world, { notify: listener.notify });
  const texts = await textsFor(world, request, listener);
  const facts = suiteFacts(world, request, { weights, texts });
  return withStore(request.database, async (db) => {
    const suite = findOrCreate(db, facts, request, listener);
    const tasks = missingTasks(facts, finishedEpisodes(db, suite));
    const total = facts.agents.length * facts.seeds.length * facts.episodesPerSeed;
    listener.started?.({ suite, tasks: total, done: total - tasks.length, control });
    const setup: WorkerSetup = { ...request, suite, texts };
    const entry = new URL("./worker.js", import.meta.url);
    await runPool<EpisodeTask, EpisodeReport>({
      tasks,
      workers: request.workers,
      entry,
      setup,
      control,
      onResult: (report, task) => listener.finished?.(task, report),
    });
    const rows = boardOf(db, suite).ranked.map((row) => ({ agent: row.agent, rank: row.rank, row }));
    saveLeaderboard(db, suite, rows);
    markSuiteFinished(db, suite);
    return suite;
  });
}

/** Refuses what can be refused before a world is built. Agents' names are resolved with their weights. */
function checkRequest({ world, database, logRounds }: SuiteRequest): void {
  const { slateSize } = resolveWorld(world.spec).settings;
  if (logRounds && Number(slateSize) > SLATE_COLUMNS) {
    const most = `slates of at most ${SLATE_COLUMNS} items, which the log can hold (--no-log keeps summaries only)`;
    throw expected(most, slateSize, `world ${world.spec}`);
  }
  checkFolder(world.home, "--home");
  if (existsSync(database)) openStore(database).close();
  else checkFolder(dirname(database), "--db");
}

async function textsFor(world: World, request: SuiteRequest, { notify }: SuiteListener) {
  if (!request.agents.some(usesTexts)) return undefined;
  const { database, texts } = request;
  return prepareTexts(world, { ...texts, home: request.world.home, database, notify });
}

/** What agents were made of. */
interface Ingredients {
  /** Hash of each agent's weights. */
  readonly weights: readonly (string | null)[];
  readonly texts?: SharedTexts;
}

function suiteFacts(world: World, request: SuiteRequest, { weights, texts }: Ingredients): SuiteFacts {
  const { agents, seeds, episodesPerSeed } = request;
  const { id, hash, users, slateSize, horizon, catalogue } = world;
  return {
    world: { id, hash, users, slateSize, horizon, catalogueSize: catalogue.size },
    agents: agents.map((agent, i) => ({ agent, privileged: isPrivileged(agent), checkpoint: weights[i] })),
    seeds: seeds.values,
    seedKind: seeds.kind,
    episodesPerSeed,
    config: {
      world: resolveWorld(request.world.spec).spec,
      ...(texts && { embedder: `${texts.embedder} ${texts.embedderHash}` }),
    },
    ...packageFacts(),
  };
}

function findOrCreate(db: Store, facts: SuiteFacts, { resume }: SuiteRequest, { notify }: SuiteListener): number {
  const configHash = contentHash(facts);
  const found = resume ? findSuite(db, configHash) : undefined;
  if (found) {
    notify(
      found.finishedAt
        ? `Suite ${found.id} is finished already`
        : `Resuming suite ${found.id}, started ${found.createdAt}`,
    );
    return found.id;
  }
  if (resume) notify("Nothing to resume: no suite has this configuration. Starting a new one");
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

/** The facts a stored suite was started with. */
export function storedFacts(db: Store, suite: number): SuiteFacts {
  return getSuite(db, suite).config as SuiteFacts;
}

/** The leaderboard of a stored suite, from its finished episodes. */
export function boardOf(db: Store, suite: number): Leaderboard {
  return leaderboard(storedFacts(db, suite), finishedEpisodes(db, suite));
}
