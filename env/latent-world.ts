import type { Interactions, World } from "../src/core/types.ts";
import type { Rules } from "./rules.ts";
import { type Population, SlateEnv } from "./slate-env.ts";

export interface LatentWorld {
  readonly id: string;
  readonly hash: string;
  readonly population: Population;
  readonly rules: Rules;
  /** Public training data, where it is more than the clicks users start with. */
  readonly interactions?: Interactions;
}

/** A world over a population. Envs share the item table, so an env is played on one thread at a time. */
export function latentWorld({ id, hash, population, rules, interactions }: LatentWorld): World {
  return {
    id,
    hash,
    catalogue: population.catalogue,
    users: population.starts.length,
    slateSize: rules.slateSize,
    horizon: rules.horizon,
    interactions: interactions ?? startingClicks(population.starts),
    createEnv: () => new SlateEnv(population, rules),
  };
}

/** The clicks users start with, user by user. */
function startingClicks(starts: readonly ArrayLike<number>[]): Interactions {
  const users = starts.flatMap((items, user) => Array.from(items, () => user));
  const items = starts.flatMap((list) => Array.from(list));
  return { users: Int32Array.from(users), items: Int32Array.from(items) };
}
