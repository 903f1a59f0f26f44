/** Where figures are measured, and how policies are played there. */
import type { CupSettings } from "../../env/cup/settings.ts";
import { cupTruth } from "../../env/cup/world.ts";
import type { AgentResources } from "../../src/core/agents.ts";
import type { Spec } from "../../src/core/spec.ts";
import { trainingUsers } from "../../src/core/training-users.ts";
import type { World } from "../../src/core/types.ts";
import type { EpisodeSummary } from "../../src/evaluate/summary.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { extendTables } from "../../src/run/tables.ts";
import { tables as builtIn } from "../../tables.ts";
import { POLICIES } from "./policies.ts";
import type { HiddenPopulation } from "./population.ts";

/** A world that is measured. */
export interface CalibratedWorld {
  readonly world: World;
  readonly settings: CupSettings;
  /** Episodes of each policy that does not learn. */
  readonly seeds: number;
  /** Made at the first call: embedding a catalogue takes its time. */
  resources(): Promise<AgentResources>;
}

/** The agents of the table, and policies that serve to calibrate alone. */
export const tables: typeof builtIn = extendTables(builtIn, import.meta.url, { agents: POLICIES });

/** The world as training meets it: the first half of the users, and their public clicks. */
export function trainingHalf(world: World): World {
  const users = trainingUsers(world.users);
  const { interactions } = world;
  const isIn = (_: number, row: number) => interactions.users[row] < users;
  const half = { users: interactions.users.filter(isIn), items: interactions.items.filter(isIn) };
  return { ...world, users, interactions: half, createEnv: () => world.createEnv({ users }) };
}

/** Plays episodes of an agent, each from the same start. */
export async function playEpisodes(
  agent: string | Spec,
  { world, seeds }: Pick<CalibratedWorld, "world" | "seeds">,
  resources?: AgentResources,
): Promise<EpisodeSummary[]> {
  const player = new Player({ tables, world, resources });
  const resolved = resolveSuiteAgent(tables, agent);
  const summaries: EpisodeSummary[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    summaries.push((await player.play(resolved, { seed: `calibrate-${seed}`, episode: 0 })).summary);
  }
  player.close();
  return summaries;
}

/** Mean of a value over episodes. */
export function meanOver<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((sum, value) => sum + of(value), 0) / values.length;
}

/** Mean rounds and clicks of episodes. */
export function roundsAndClicks(summaries: readonly EpisodeSummary[]): { rounds: number; clicks: number } {
  return { rounds: meanOver(summaries, ({ rounds }) => rounds), clicks: meanOver(summaries, ({ clicks }) => clicks) };
}

/** The hidden side of a world: what is measured of it, agents never see. */
export function populationOf({ world, settings }: CalibratedWorld): HiddenPopulation {
  const { features, tastes } = cupTruth(world);
  return { settings, tastes, items: new DotTable(settings.items, features.length / settings.items).fill(features) };
}
