/** An episode whose failure says in which round it was. */
import { setImmediate } from "node:timers/promises";
import { EpisodeError, type EpisodeFailure, reasonOf } from "../core/episode-failure.ts";
import { SlateLabError } from "../core/errors.ts";
import type { Agent, Observation, Slate, Transition } from "../core/types.ts";
import { isStoreError } from "../store/errors.ts";
import { type EpisodeOptions, runEpisode } from "./episode.ts";
import { reasonIn } from "./own-files.ts";

/** Which episode of which agent is under way. */
export type EpisodeTask = Pick<EpisodeFailure, "agent" | "seed" | "episode">;

/** An episode, and who hears of its rounds. */
export interface WatchedEpisode extends EpisodeOptions {
  readonly task: EpisodeTask;
  /** Files of the agent's author: a failure says which line of them. */
  readonly files?: readonly string[];
  /** Told of each round, from 1, as it begins. */
  readonly onRound?: (round: number) => void;
}

/**
 * Plays an episode as `runEpisode` does. What the agent throws, a promise that it rejects and nobody hears, and what the world
 * throws of its slate, is an EpisodeError that names agent, seed, episode and round; what the store throws is thrown as it is,
 * and so is the end that was asked for.
 */
export async function playWatched({
  task,
  files,
  agent,
  onRound,
  onProgress,
  ...options
}: WatchedEpisode): Promise<number> {
  const watched = new WatchedAgent(agent, onRound);
  let isToldToStop = false;
  const goOn = (rounds: number) => {
    isToldToStop = onProgress?.(rounds) === false;
    return !isToldToStop;
  };
  try {
    return await heardOut(() => runEpisode({ ...options, agent: watched, onProgress: goOn }));
  } catch (error) {
    if (isToldToStop || isStoreError(error)) throw error;
    throw new EpisodeError({ ...task, round: watched.round || null, reason: reasonIn(error, files) }, error);
  }
}

/** A promise was rejected while an episode was played; it may be another agent's of before. */
export class StrayRejection extends SlateLabError {
  constructor(reason: unknown) {
    super(reasonOf(reason), { cause: reason });
  }
}

/** Does synchronous work; throws a StrayRejection for the rejection of a promise that it has left to nobody, of which Node tells before the next turn. */
async function heardOut<T>(work: () => T): Promise<T> {
  const strays: unknown[] = [];
  const keep = (reason: unknown) => strays.push(reason);
  process.on("unhandledRejection", keep);
  const done = settled(work);
  await setImmediate();
  process.off("unhandledRejection", keep);
  if (strays.length > 0) throw new StrayRejection(strays[0]);
  if ("error" in done) throw done.error;
  return done.result;
}

function settled<T>(work: () => T): { result: T } | { error: unknown } {
  try {
    return { result: work() };
  } catch (error) {
    return { error };
  }
}

/** Does what comes before the first round of an episode; what it throws is an EpisodeError. */
export async function beforeEpisode<T>(
  { task, files }: Pick<WatchedEpisode, "task" | "files">,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isStoreError(error)
      ? error
      : new EpisodeError({ ...task, round: null, reason: reasonIn(error, files) }, error);
  }
}

/** The agent itself, which counts its rounds. */
class WatchedAgent implements Agent {
  round = 0;
  readonly propensities?: Agent["propensities"];
  readonly #agent: Agent;
  readonly #onRound: ((round: number) => void) | undefined;

  constructor(agent: Agent, onRound: ((round: number) => void) | undefined) {
    this.#agent = agent;
    this.#onRound = onRound;
    if (agent.propensities) this.propensities = () => agent.propensities?.();
  }

  recommend(observation: Observation): Slate {
    this.round++;
    this.#onRound?.(this.round);
    return this.#agent.recommend(observation);
  }

  learn(transition: Transition): void {
    this.#agent.learn(transition);
  }

  snapshot(): unknown {
    return this.#agent.snapshot();
  }

  restore(...state: Parameters<Agent["restore"]>): void {
    this.#agent.restore(...state);
  }

  dispose(): void {
    this.#agent.dispose();
  }
}
