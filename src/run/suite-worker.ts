/** A worker of a suite: opens the world from the cache, then plays the episodes it is handed. It parses nothing. */
import type { EngineName } from "../core/engines.ts";
import { EpisodeError, type EpisodeFailure } from "../core/episode-failure.ts";
import { isThrown, SlateLabError } from "../core/errors.ts";
import type { World } from "../core/types.ts";
import { openEngine } from "../engine/engine.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import type { Handler, Member } from "../parallel/handler.ts";
import { openStore, type Store } from "../store/database.ts";
import type { WordTables } from "../texts/bag-of-words.ts";
import { adoptWordIndex } from "../texts/word-index.ts";
import { withOwnFiles } from "./open-own-files.ts";
import { openWorld } from "./open-world.ts";
import { Player, type PlayerOptions } from "./player.ts";
import type { ResolvedSuite, SuiteAgent } from "./suite.ts";
import { loadTables } from "./tables.ts";
import { openResources, type SharedTexts } from "./texts.ts";
import { type EpisodeTask, StrayRejection } from "./watched-agent.ts";

/** What a worker of a suite is set up from. */
export interface WorkerSetup {
  readonly suite: ResolvedSuite;
  /** The suite's number in the store. */
  readonly id: number;
  /** The session that plays it. */
  readonly session: number;
  /** The words of the catalogue: every summary asks for them. */
  readonly words: WordTables;
  /** Where an agent asks for them. */
  readonly texts?: SharedTexts;
  /** Open before any agent asks for one. */
  readonly engine?: EngineName;
}

/** What the main thread is told of a finished episode; the whole summary is in the store. */
export interface EpisodeReport extends Pick<EpisodeSummary, "rounds" | "clicks"> {
  readonly seconds: number;
}

/** An episode that the agent made fail is an answer too: the worker goes on. */
export type EpisodeAnswer = { readonly report: EpisodeReport } | EpisodeFailed;

/** An episode that failed. */
export interface EpisodeFailed {
  readonly failure: EpisodeFailure;
  /** What made it fail may be another agent's, which played in the same thread before. */
  readonly isStray: boolean;
}

/** Sets up a worker of a suite: opens the world, the store and a player. */
export async function open(setup: WorkerSetup, member: Member): Promise<Handler<EpisodeTask, EpisodeAnswer>> {
  const { suite, id, session } = setup;
  const db = openStore(suite.database);
  const { player, agentOf, close } = await openPlayer(setup, db, {
    store: { db, suite: id, session, logRounds: suite.logRounds },
    onRound: (round) => member.begin(round),
    onRounds(more) {
      member.count(more);
      return !member.stopped;
    },
  });
  return {
    run: ({ agent, ...place }) => failureIsAnswer(() => player.play(agentOf(agent), place)),
    close,
  };
}

async function failureIsAnswer(play: () => ReturnType<Player["play"]>): Promise<EpisodeAnswer> {
  try {
    const { summary, seconds } = await play();
    return { report: { rounds: summary.rounds, clicks: summary.clicks, seconds } };
  } catch (error) {
    if (error instanceof EpisodeError)
      return { failure: error.failure, isStray: isThrown(error.cause, StrayRejection) };
    throw error;
  }
}

/** What a worker plays with. */
export interface WorkerPlayer {
  readonly world: World;
  readonly player: Player;
  /** The suite's agent of a spec. */
  agentOf(spec: string): SuiteAgent;
  /** Frees the agents and closes the store. */
  close(): void;
}

/** Opens the suite's world and a player on it. */
export async function openPlayer(
  { suite, words, texts, engine }: WorkerSetup,
  db: Store,
  options: Omit<PlayerOptions, "tables" | "world" | "resources">,
): Promise<WorkerPlayer> {
  const tables = await withOwnFiles(await loadTables(suite.tables), suite.own);
  const world = await openWorld(tables, suite.world);
  adoptWordIndex(world.catalogue, words);
  if (engine) await openEngine(engine);
  const agents = new Map(suite.agents.map((agent) => [agent.spec, agent]));
  const player = new Player({ tables, world, resources: texts && openResources(texts, db), ...options });
  return {
    world,
    player,
    agentOf(spec) {
      const agent = agents.get(spec);
      if (!agent) throw new SlateLabError(`Expected an agent of the suite, got '${spec}'`);
      return agent;
    },
    close() {
      try {
        player.close();
      } finally {
        db.close();
      }
    },
  };
}

/** Address of this module, for the crew. */
export const module: string = import.meta.url;
