/** Plays episodes of a suite: one world, its env, and one copy of each agent, used again from episode to episode. */
import type { AgentResources } from "../core/agents.ts";
import { EpisodeLog } from "../core/episode-log.ts";
import type { Seed, Stream } from "../core/random.ts";
import type { Agent, Env, Recorder, World } from "../core/types.ts";
import { summarise } from "../evaluate/episode-metrics.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import { SqliteRecorder } from "../store/click-log.ts";
import type { Store } from "../store/database.ts";
import { type EpisodeResult, type EpisodeRun, storeEpisode } from "../store/episodes.ts";
import { wordIndex } from "../texts/word-index.ts";
import { agentStream } from "./agent-stream.ts";
import { createAgent } from "./create-agent.ts";
import { runEpisode } from "./episode.ts";
import type { SuiteAgent } from "./suite.ts";
import type { Tables } from "./tables.ts";

/** An episode of a suite that is to be played. */
export interface EpisodeTask {
  /** Spec of the agent. */
  readonly agent: string;
  readonly seed: Seed;
  /** 0-based, within the seed. */
  readonly episode: number;
}

/** What came of an episode. */
export interface Played {
  readonly summary: EpisodeSummary;
  readonly seconds: number;
}

/** Where an episode stands in a suite. */
export type EpisodePlace = Pick<EpisodeTask, "seed" | "episode">;

/** Where episodes are played and kept. */
export interface PlayerOptions {
  readonly tables: Pick<Tables, "agents" | "openOracle">;
  readonly world: World;
  /** Where episodes go; absent: nowhere. */
  readonly store?: { readonly db: Store; readonly suite: number; readonly logRounds: boolean };
  /** For agents that read texts; absent: made in memory. */
  readonly resources?: AgentResources;
  /** Told how many more rounds were played; false stops the episode. */
  readonly onRounds?: (more: number) => boolean;
}

interface KeptAgent {
  readonly agent: Agent;
  /** Its state before it has played. */
  readonly fresh: unknown;
}

/** Plays episodes on one world; agents are made once and put back before each. */
export class Player {
  readonly #options: PlayerOptions;
  readonly #env: Env;
  readonly #agents = new Map<string, KeptAgent>();
  readonly #summarise: (log: EpisodeLog) => EpisodeSummary;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#env = options.world.createEnv();
    this.#summarise = summariser(options.world);
  }

  /** Plays one episode from its own seed, whatever was played before. */
  async play(suiteAgent: SuiteAgent, { seed, episode }: EpisodePlace): Promise<Played> {
    const { spec, weights } = suiteAgent;
    const task = { agent: spec, seed, episode };
    const place = `${seed}/${episode}`;
    const agent = await this.#agent(suiteAgent, agentStream(place));
    const log = new EpisodeLog(this.#options.world.slateSize);
    const written = this.#recorder(task);
    const started = performance.now();
    this.#run(agent, place, written ? [log, written] : [log]);
    const seconds = (performance.now() - started) / 1000;
    const summary = this.#summarise(log);
    this.#keep(task, { summary, run: costsOf(seconds, weights) }, written);
    return { summary, seconds };
  }

  close(): void {
    for (const { agent } of this.#agents.values()) agent.dispose();
  }

  #run(agent: Agent, seed: Seed, recorders: readonly Recorder[]): void {
    let counted = 0;
    const onProgress = (rounds: number) => {
      const more = rounds - counted;
      counted = rounds;
      return this.#options.onRounds?.(more);
    };
    runEpisode({ env: this.#env, agent, seed, recorders, onProgress });
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

  async #agent(agent: SuiteAgent, random: Stream): Promise<Agent> {
    const kept = this.#agents.get(agent.spec) ?? (await this.#make(agent, random));
    kept.agent.restore(kept.fresh, random);
    return kept.agent;
  }

  async #make(resolved: SuiteAgent, random: Stream): Promise<KeptAgent> {
    const { tables, world, resources } = this.#options;
    const { catalogue, users, slateSize, interactions } = world;
    const agent = await createAgent(tables.agents, resolved, {
      ...{ catalogue, users, slateSize, interactions, random },
      oracle: resolved.isPrivileged ? tables.openOracle(this.#env) : undefined,
      ...(resources && { resources }),
    });
    const kept = { agent, fresh: agent.snapshot() };
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
