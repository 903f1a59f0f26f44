import { Interrupted } from "../core/errors.ts";
import type { Seed } from "../core/random.ts";
import type { Agent, Env, Observation, Recorder, Transition } from "../core/types.ts";

/** Who plays where, on which seed. */
export interface EpisodeOptions {
  env: Env;
  agent: Agent;
  seed: Seed;
  recorders?: readonly Recorder[];
  /** Called now and then with the rounds played; throw or return false from it to stop the episode. */
  onProgress?: (rounds: number) => boolean | undefined;
}

/** Rounds between two progress calls. */
const PROGRESS_EVERY = 4096;

/** Plays one episode to its end and returns the number of rounds. Throws `Interrupted` when told to stop. */
export function runEpisode({ env, agent, seed, recorders = [], onProgress }: EpisodeOptions): number {
  let observation: Observation | null = env.reset(seed);
  let rounds = 0;
  while (observation) {
    const slate = agent.recommend(observation);
    const propensities = agent.propensities?.();
    const { observation: next, clicked, reward, terminated, truncated } = env.step(slate);
    const transition: Transition = { observation, slate, propensities, clicked, reward, terminated, truncated };
    // Recorded first: an agent may reuse the memory of its slate as it learns.
    for (const recorder of recorders) recorder.record(transition);
    agent.learn(transition);
    observation = next;
    if (++rounds % PROGRESS_EVERY === 0 && onProgress?.(rounds) === false) throw new Interrupted("Episode stopped");
  }
  onProgress?.(rounds);
  return rounds;
}
