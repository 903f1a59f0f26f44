/** Plays episodes of a suite: one world, its env, and one copy of each agent, used again from episode to episode. */
import { type AgentRequest, checkpointOf, createAgent, isPrivileged } from "../agents/index.ts";
import { openOracle } from "../env/index.ts";
import type { AgentResources } from "../src/core/agents.ts";
import { EpisodeLog } from "../src/core/episode-log.ts";
import { type Seed, Stream } from "../src/core/random.ts";
import type { Agent, Env, Recorder, World } from "../src/core/types.ts";
import { summarise } from "../src/evaluate/online.ts";
import type { EpisodeSummary } from "../src/evaluate/summary.ts";
import { runEpisode } from "../src/run/episode.ts";
import { SqliteRecorder } from "../src/store/click-log.ts";
import type { Store } from "../src/store/database.ts";
import { type EpisodeResult, type EpisodeRun, storeEpisode } from "../src/store/episodes.ts";
import { wordIndex } from "../src/texts/word-index.ts";
import { checkpointHash } from "../src/train/checkpoint.ts";
import { readCheckpointCard } from "../src/train/table-checkpoint.ts";

export interface EpisodeTask {
  /** Spec of the agent. */
  readonly agent: string;
  readonly seed: Seed;
  /** 0-based, within the seed. */
  readonly episode: number;
}

export interface Played {
  readonly summary: EpisodeSummary;
  readonly seconds: number;
}

export interface PlayerOptions {
  readonly world: World;
  /** Where episodes go; absent: nowhere. */
  readonly store?: { readonly db: Store; readonly suite: number; readonly logRounds: boolean };
  /** For agents that read texts; absent: made in memory. */
  readonly resources?: AgentResources;
  /** Told how many more rounds were played; false stops the episode. */
  readonly onRounds?: (more: number) => boolean;
}

/** Hash of the weights that an agent starts from; null without a checkpoint. Throws a UsageError where it is missing. */
export function weightsHash(agent: string): string | null {
  const path = checkpointOf(agent);
  if (path === undefined) return null;
  return path.endsWith(".json") ? readCheckpointCard(path).weightsHash : checkpointHash(path);
}

interface KeptAgent {
  readonly agent: Agent;
  readonly fresh: unknown;
  readonly weights: string | null;
}

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
  async play(task: EpisodeTask): Promise<Played> {
    const random = new Stream(`${task.seed}/${task.episode}`);
    const { agent, weights } = await this.#agent(task.agent, random.fork("agent"));
    const log = new EpisodeLog(this.#options.world.slateSize);
    const written = this.#recorder(task);
    const started = performance.now();
    this.#run(agent, random.path, written ? [log, written] : [log]);
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

  async #agent(spec: string, random: Stream): Promise<KeptAgent> {
    let kept = this.#agents.get(spec);
    if (!kept) {
      const weights = weightsHash(spec);
      const agent = await createAgent(spec, this.#request(spec, random));
      kept = { agent, fresh: agent.snapshot(), weights };
      this.#agents.set(spec, kept);
    }
    kept.agent.restore(kept.fresh, random);
    return kept;
  }

  #request(spec: string, random: Stream): AgentRequest {
    const { world, resources } = this.#options;
    const { catalogue, users, slateSize, interactions } = world;
    const oracle = isPrivileged(spec) ? openOracle(this.#env) : undefined;
    const shared = resources ? { resources } : {};
    return { catalogue, users, slateSize, interactions, random, oracle, ...shared };
  }
}

function costsOf(seconds: number, weights: string | null): EpisodeRun {
  const costs = { seconds, peakMb: process.resourceUsage().maxRSS / 1024 };
  return weights === null ? costs : { ...costs, checkpointHash: weights };
}

/** Summaries of episodes on a world, from their logs alone. */
export function summariser(world: World): (log: EpisodeLog) => EpisodeSummary {
  const similarity = (a: number, b: number) => wordIndex(world.catalogue).cosine(a, b);
  const { users, horizon, catalogue, interactions: publicClicks } = world;
  return (log) => summarise({ log, users, horizon, catalogueSize: catalogue.size, publicClicks, similarity });
}
