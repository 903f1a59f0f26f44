/** Episodes of agents that attack, beside the same episodes of honest ones: an attack gains what differs, which must be nothing. */
import { EpisodeLog } from "../../src/core/episode-log.ts";
import type { Agent, Env, Observation, Recorder, Slate, Transition, World } from "../../src/core/types.ts";
import { runEpisode } from "../../src/run/episode.ts";

/** The slate that every agent here shows in a round, unless it attacks by it: plain loops, so that nothing patched is called. */
export function planned({ catalogue, slateSize }: Pick<World, "catalogue" | "slateSize">, round: number): number[] {
  const slate: number[] = [];
  for (let place = 0; place < slateSize; place++) slate[place] = (7 * round + 13 * place) % catalogue.size;
  return slate;
}

/** What an attack does; the rest is honest. */
export interface Attack {
  recommend?(observation: Observation, honest: number[]): Slate;
  propensities?(): ArrayLike<number> | undefined;
  learn?(transition: Transition): void;
}

export function attacker(world: Pick<World, "catalogue" | "slateSize">, attack: Attack = {}): Agent {
  return {
    recommend(observation) {
      const honest = planned(world, observation.round);
      return attack.recommend?.(observation, honest) ?? honest;
    },
    propensities: () => attack.propensities?.(),
    learn: (transition) => attack.learn?.(transition),
    snapshot: () => null,
    restore: () => {},
    dispose: () => {},
  };
}

/** All that is logged of an episode. */
export interface Logged {
  readonly users: number[];
  readonly slates: number[];
  readonly clicked: number[];
  readonly rewards: number[];
  readonly propensities: number[] | undefined;
}

export function logOf(env: Env, agent: Agent, others: readonly Recorder[] = []): Logged {
  const log = new EpisodeLog(env.slateSize);
  runEpisode({ env, agent, seed: 1, recorders: [log, ...others] });
  const { users, slates, clicked, rewards, propensities } = log;
  return {
    ...{ users: [...users], slates: [...slates], clicked: [...clicked], rewards: [...rewards] },
    propensities: propensities && [...propensities],
  };
}
