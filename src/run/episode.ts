import { copyPropensities, copySlate } from "../core/check-slate.ts";
import { Interrupted } from "../core/errors.ts";
import type { Seed } from "../core/random.ts";
import type { Agent, Env, Observation, Recorder, Step } from "../core/types.ts";

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

/**
 * Plays one episode to its end and returns the number of rounds. An agent shares nothing with the env or the recorders that it could
 * write to: it is handed an observation of its own, they get a copy of its slate, and what it learns from is the response and its own
 * observation and slate. Throws `Interrupted` when told to stop, and a UsageError for a slate or propensities that cannot be.
 */
export function runEpisode({ env, agent, seed, recorders = [], onProgress }: EpisodeOptions): number {
  const shape = { size: env.slateSize, items: env.catalogue.size };
  let observation: Observation | null = env.reset(seed);
  let rounds = 0;
  while (observation) {
    const { user, history, round }: Observation = observation;
    const seen = { user, history, round };
    const given = agent.recommend(seen);
    const slate = copySlate(given, shape);
    const said = agent.propensities?.();
    const propensities = said && copyPropensities(said, shape.size);
    const { observation: next, clicked, reward, terminated, truncated }: Step = env.step(slate);
    for (let i = 0; i < recorders.length; i++)
      recorders[i].record({ observation, slate, propensities, clicked, reward, terminated, truncated });
    agent.learn({ observation: seen, slate: given, propensities: said, clicked, reward, terminated, truncated });
    observation = next;
    if (++rounds % PROGRESS_EVERY === 0 && onProgress?.(rounds) === false) throw new Interrupted("Episode stopped");
  }
  onProgress?.(rounds);
  return rounds;
}
