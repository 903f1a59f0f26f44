/** Plays episodes of a suite: one world, its env, and one copy of each agent, used again from episode to episode. */
import type { AgentResources } from "../core/agents.ts";
import { reasonOf } from "../core/episode-failure.ts";
import { EpisodeLog } from "../core/episode-log.ts";
import { SlateLabError } from "../core/errors.ts";
import type { Stream } from "../core/random.ts";
import type { Agent, Env, Recorder, World } from "../core/types.ts";
import { summarise } from "../evaluate/episode-metrics.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import { SqliteRecorder } from "../store/click-log.ts";
import type { Store } from "../store/database.ts";
import { type EpisodeResult, type EpisodeRun, storeEpisode } from "../store/episodes.ts";
import { wordIndex } from "../texts/word-index.ts";
import { agentStream } from "./agent-stream.ts";
import { createAgent } from "./create-agent.ts";
import { digestsOf } from "./round-digests.ts";
import type { SuiteAgent } from "./suite.ts";
import type { Tables } from "./tables.ts";
import { beforeEpisode, type EpisodeTask, playWatched } from "./watched-agent.ts";

/** What came of an episode. */
export interface Played {
  readonly summary: EpisodeSummary;
  readonly seconds: number;
}

/** Where an episode stands in a suite. */
export type EpisodePlace = Pick<EpisodeTask, "seed" | "episode">;

/** Where episodes are played and kept. */
export interface PlayerOptions {
  readonly tables: Pick<Tables, "agents" | "openOracle" | "own">;
  readonly world: World;
  /** Where episodes go, and the session that plays them; absent: nowhere. */
  readonly store?: {
    readonly db: Store;
    readonly suite: number;
    readonly logRounds: boolean;
    readonly session?: number;
  };
  /** For agents that read texts; absent: made in memory. */
  readonly resources?: AgentResources;
  /** Told how many more rounds were played; false stops the episode. */
  readonly onRounds?: (more: number) => boolean;
  /** Told of each round, from 1, as it begins. */
  readonly onRound?: (round: number) => void;
}

interface KeptAgent {
  readonly agent: Agent;
  /** Its state before it has played. */
  readonly fresh: unknown;
  /** Episodes that it has begun. */
  turns: number;
}

/** How an episode was run. */
export interface EpisodeRunning {
  readonly seconds: number;
  /** Episodes of the agent that were played here before. */
  readonly turn: number;
}

/** Plays episodes on one world; agents are made once and put back before each. */
export class Player {
  readonly #options: PlayerOptions;
  readonly #env: Env;
  readonly #agents = new Map<string, KeptAgent>();
  readonly #summarise: (log: EpisodeLog) => EpisodeSummary;
  /** Users' own. */
  readonly #files: readonly string[];

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#files = (options.tables.own ?? []).flatMap(({ files }) => files);
    this.#env = options.world.createEnv();
    this.#summarise = summariser(options.world);
  }

  /** Plays one episode from its own seed, whatever was played before. Throws an EpisodeError where the agent makes it fail. */
  async play(agent: SuiteAgent, place: EpisodePlace): Promise<Played> {
    const task = { agent: agent.spec, ...place };
    const log = new EpisodeLog(this.#options.world.slateSize);
    const written = this.#recorder(task);
    const { seconds, turn } = await this.run(agent, place, written ? [log, written] : [log]);
    const summary = this.#summarise(log);
    const run = { ...costsOf(seconds, agent.weights), session: this.#options.store?.session, turn };
    this.#keep(task, { summary, run: { ...run, digests: digestsOf(log) } }, written);
    return { summary, seconds };
  }

  /** Runs one episode for its recorders alone. Throws as `play`. */
  async run(suiteAgent: SuiteAgent, place: EpisodePlace, recorders: readonly Recorder[]): Promise<EpisodeRunning> {
    const task = { agent: suiteAgent.spec, ...place };
    const seed = `${place.seed}/${place.episode}`;
    const files = this.#files;
    const kept = await beforeEpisode({ task, files }, () => this.#agent(suiteAgent, agentStream(seed)));
    const turn = kept.turns++;
    const started = performance.now();
    const { onRound } = this.#options;
    const episode = { env: this.#env, agent: kept.agent, seed, recorders };
    await playWatched({ ...episode, task, files, onRound, onProgress: this.#progress() }).catch((error) => {
      // Nobody knows what state it is in.
      this.#agents.delete(suiteAgent.spec);
      throw error;
    });
    return { seconds: (performance.now() - started) / 1000, turn };
  }

  /** Frees the agents; throws of the first that cannot be, once all were asked. */
  close(): void {
    const faults: unknown[] = [];
    for (const [spec, { agent }] of this.#agents) {
      try {
        agent.dispose();
      } catch (error) {
        faults.push(new SlateLabError(`agent ${spec}: dispose: ${reasonOf(error)}`, { cause: error }));
      }
    }
    if (faults.length > 0) throw faults[0];
  }

  /** Tells of the rounds that were played since it told last. */
  #progress(): (rounds: number) => boolean | undefined {
    let counted = 0;
    return (rounds) => {
      const more = rounds - counted;
      counted = rounds;
      return this.#options.onRounds?.(more);
    };
  }

  #recorder(task: EpisodeTask): SqliteRecorder | undefined {
    const { store, world } = this.#options;
    if (!store?.logRounds) return undefined;
    return new SqliteRecorder(store.db, { suite: store.suite, ...task }, { slateSize: world.slateSize });
  }

  #keep(task: EpisodeTask, { summary, run }: EpisodeResult, written: SqliteRecorder | undefined): void {
    const { store } = this.#options;
    if (written) written.finish(summary, run);
    else if (store) storeEpisode(store.db, { suite: store.suite, ...task }, { summary, run });
  }

  async #agent(agent: SuiteAgent, random: Stream): Promise<KeptAgent> {
    const kept = this.#agents.get(agent.spec) ?? (await this.#make(agent, random));
    kept.agent.restore(kept.fresh, random);
    return kept;
  }

  async #make(resolved: SuiteAgent, random: Stream): Promise<KeptAgent> {
    const { tables, world, resources } = this.#options;
    const { catalogue, users, slateSize, interactions } = world;
    const agent = await createAgent(tables.agents, resolved, {
      ...{ catalogue, users, slateSize, interactions, random },
      checkpointHashes: resolved.checkpointHashes,
      oracle: resolved.isPrivileged ? tables.openOracle(this.#env) : undefined,
      ...(resources && { resources }),
    });
    const kept = { agent, fresh: agent.snapshot(), turns: 0 };
    this.#agents.set(resolved.spec, kept);
    return kept;
  }
}

function costsOf(seconds: number, weights: string | null): EpisodeRun {
  const costs = { seconds, peakMb: process.resourceUsage().maxRSS / 1024 };
  return weights === null ? costs : { ...costs, checkpointHash: weights };
}

/** Makes what summarises the episodes on a world, from their logs alone. */
export function summariser(world: World): (log: EpisodeLog) => EpisodeSummary {
  const similarity = (a: number, b: number) => wordIndex(world.catalogue).cosine(a, b);
  const { users, horizon, catalogue, interactions: publicClicks } = world;
  return (log) => summarise({ log, users, horizon, catalogueSize: catalogue.size, publicClicks, similarity });
}
