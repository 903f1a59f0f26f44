import { sequenceCount, toInteractions } from "../src/core/sequences.ts";
import type { Interactions, World } from "../src/core/types.ts";
import type { Rules } from "./rules.ts";
import { type Population, SlateEnv } from "./slate-env.ts";

/** What a world is made of beside its rules. */
export interface LatentWorld {
  readonly id: string;
  readonly hash: string;
  readonly population: Population;
  readonly rules: Rules;
  /** Public training data, where it is more than the clicks users start with. */
  readonly interactions?: Interactions;
}

/** A world over a population of hidden users. Its envs share the item table and belong to the thread that built it. */
export function latentWorld({ id, hash, population, rules, interactions }: LatentWorld): World {
  const { starts } = population;
  return {
    id,
    hash,
    catalogue: population.catalogue,
    users: sequenceCount(starts),
    slateSize: rules.slateSize,
    horizon: rules.horizon,
    // A copy: agents get it, and what they do to it must not reach the users.
    interactions: interactions ?? toInteractions({ ...starts, items: starts.items.slice() }),
    createEnv: ({ users } = {}) => new SlateEnv(population, rules, users),
  };
}
