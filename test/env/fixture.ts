/** Small worlds: the registered ones at sizes that build at once, and hand-made ones whose every number is known. */
import { WORLDS } from "../../env/index.ts";
import { latentWorld } from "../../env/latent-world.ts";
import { type Rules, rulesSchema } from "../../env/rules.ts";
import type { InteractionData } from "../../src/core/interaction-data.ts";
import { PackedCatalogue } from "../../src/core/packed-catalogue.ts";
import { packSequences, sequenceCount, toInteractions } from "../../src/core/sequences.ts";
import { type Env, NO_CLICK, type Observation, type Slate, type Step, type World } from "../../src/core/types.ts";
import type { SplitInteractions, WorldDefinition } from "../../src/core/worlds.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { plantedChain } from "./fpmc-fixture.ts";

/** Settings that make any registered world small; each scenario takes those that it knows. */
const SMALL: Readonly<Record<string, number>> = { items: 400, users: 30, factors: 8, epochs: 2, randomClickRate: 0.1 };

export type Changes = Readonly<Record<string, number>>;

/** A small variant of every scenario of the table, as specs. */
export function smallSpecs(changes: Changes = {}): string[] {
  return WORLDS.list.map((world) => smallSpec(world, changes));
}

function smallSpec({ name, settings }: WorldDefinition, changes: Changes): string {
  const known = "shape" in settings ? Object.keys(settings.shape as object) : [];
  const values = Object.entries({ ...SMALL, ...changes }).filter(([key]) => known.includes(key));
  return `${name}(${values.map(([key, value]) => `${key}=${value}`).join(",")})`;
}

/** Data of a known Markov chain, as each world that is fitted reads it; nothing for the others. */
export function smallData(spec: string): object {
  const { items, sequences, heldOut } = plantedChain({ users: 60, items: 240, length: 20 });
  const validation = heldOut.map((held) => ({ ...held, history: Int32Array.from(held.history) }));
  const users = sequenceCount(sequences);
  const names = (count: number) => Array.from({ length: count }, (_, id) => `Item ${id}`);
  const interactions: InteractionData = {
    ...{ interactions: toInteractions(sequences), users, items, userNames: names(users), itemNames: names(items) },
  };
  const movielens: SplitInteractions = { sequences, catalogue: numberedCatalogue(items), validation };
  const { name } = WORLDS.resolve(spec);
  return name === "movielens" ? { movielens } : name === "fitted" ? { interactions } : {};
}

export function numberedCatalogue(items: number): PackedCatalogue {
  const texts = Array.from({ length: items }, (_, item) => ({ title: `Item ${item}`, description: "" }));
  return PackedCatalogue.pack(texts, items);
}

export interface Handmade {
  /** One row a user. */
  tastes: number[][];
  /** One row an item: what tastes are multiplied with, then (where order matters) what transitions are, then a bias. */
  features: number[][];
  /** What the last click adds to the query: one row an item. */
  transitions?: number[][];
  /** Public clicks of each user before the episode; none where absent. */
  starts?: number[][];
  rules?: Partial<Rules>;
}

/** A world of exactly these numbers under the public competition's rules. */
export function handmade({ tastes, features, transitions, starts, rules }: Handmade): World {
  const fixed = !transitions && !rules?.drift && !rules?.swapEvery;
  const items = new DotTable(features.length, features[0].length, fixed ? tastes.length : 0);
  items.fill(Float32Array.from(features.flat()));
  if (fixed) items.fillQueries(Float32Array.from(tastes.flat()));
  const population = {
    catalogue: numberedCatalogue(features.length),
    items,
    tastes: Float32Array.from(tastes.flat()),
    tasteWidth: tastes[0].length,
    transitions: transitions && { rows: Float32Array.from(transitions.flat()), width: transitions[0].length },
    starts: packSequences(starts ?? tastes.map(() => [])),
  };
  return latentWorld({ id: "handmade", hash: "handmade", population, rules: rulesSchema.parse(rules ?? {}) });
}

/** A world of one-number tastes 1: an item's feature is its utility, for everyone. */
export function worldOfUtilities(utilities: number[], { users = 1, rules = {} as Partial<Rules> } = {}): World {
  return handmade({ tastes: Array(users).fill([1]), features: utilities.map((utility) => [utility]), rules });
}

export interface Turn {
  observation: Observation;
  slate: Slate;
  step: Step;
}

/** Plays an episode to its end, or `rounds` of it, with slates from a function of the observation. */
export function* turns(env: Env, seed: string, slateFor: (observation: Observation) => Slate, rounds = Infinity) {
  let observation: Observation | null = env.reset(seed);
  for (let t = 0; observation && t < rounds; t++) {
    const slate = slateFor(observation);
    const step = env.step(slate);
    yield { observation, slate, step } satisfies Turn;
    observation = step.observation;
  }
}

export function clicked({ step }: Turn): boolean {
  return step.clicked !== NO_CLICK;
}
