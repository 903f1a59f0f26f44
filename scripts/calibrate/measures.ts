/** How each published figure of the cup is measured in a world that stands in for it. */
import type { CupSettings } from "../../env/cup/settings.ts";
import { cupTruth } from "../../env/cup/world.ts";
import type { AgentResources } from "../../src/core/agents.ts";
import type { World } from "../../src/core/types.ts";
import { DotTable } from "../../src/factors/dot-table.ts";
import { Player } from "../../src/run/player.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { extendTables } from "../../src/run/tables.ts";
import { tables as builtIn } from "../../tables.ts";
import { hiddenFigures } from "./hidden-figures.ts";
import { POLICIES } from "./policies.ts";
import type { HiddenPopulation } from "./population.ts";

/** A world that is measured. */
export interface Scene {
  readonly world: World;
  readonly settings: CupSettings;
  /** Episodes of each policy that does not learn. */
  readonly seeds: number;
  /** Made at the first call: embedding a catalogue takes its time. */
  resources(): Promise<AgentResources>;
}

/** Values by the name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** Something that is measured, and the published figures that come of it. */
export interface Measure {
  /** The first part of its figures' names. */
  readonly name: string;
  measure(scene: Scene): Promise<Figures>;
}

const tables = extendTables(builtIn, import.meta.url, { agents: POLICIES });

/** The world as training meets it: the first half of the users, and their public clicks. */
function trainingHalf(world: World): World {
  const users = Math.max(1, Math.floor(world.users / 2));
  const { interactions } = world;
  const isIn = (_: number, row: number) => interactions.users[row] < users;
  const half = { users: interactions.users.filter(isIn), items: interactions.items.filter(isIn) };
  return { ...world, users, interactions: half, createEnv: () => world.createEnv({ users }) };
}

/** Mean rounds and clicks of an episode. */
export async function played(
  agent: string,
  { world, seeds }: Pick<Scene, "world" | "seeds">,
  resources?: AgentResources,
): Promise<{ rounds: number; clicks: number }> {
  const player = new Player({ tables, world, resources });
  const resolved = resolveSuiteAgent(tables, agent);
  const total = { rounds: 0, clicks: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const { summary } = await player.play(resolved, { seed: `calibrate-${seed}`, episode: 0 });
    total.rounds += summary.rounds;
    total.clicks += summary.clicks;
  }
  player.close();
  return { rounds: total.rounds / seeds, clicks: total.clicks / seeds };
}

function named(name: string, values: Readonly<Record<string, number>>): Figures {
  return Object.fromEntries(Object.entries(values).map(([figure, value]) => [`${name}.${figure}`, value]));
}

/** Users whose replay is published, and whose clicks are compared. */
const MET = 1000;

function populationOf({ world, settings }: Scene): HiddenPopulation {
  const { features, tastes } = cupTruth(world);
  return { settings, tastes, items: new DotTable(settings.items, features.length / settings.items).fill(features) };
}

/** All measures, in the order of the published figures. */
export const MEASURES: readonly Measure[] = [
  { name: "random", measure: async (scene) => named("random", await played("random", scene)) },
  {
    name: "funksvd",
    async measure(scene) {
      const { rounds } = await played("funksvd", scene);
      return named("funksvd", { rounds });
    },
  },
  {
    name: "neighbours",
    async measure(scene) {
      const test = await played("story-neighbours", scene);
      const train = await played("neighbours-of-starts", { ...scene, world: trainingHalf(scene.world) });
      return named("neighbours", { ...test, "train.rounds": train.rounds });
    },
  },
  {
    name: "mean-of-starts",
    async measure(scene) {
      const asked = { world: trainingHalf(scene.world), seeds: scene.seeds };
      const { rounds } = await played("mean-of-starts", asked, await scene.resources());
      return named("mean-of-starts", { rounds });
    },
  },
  {
    name: "shared",
    measure: async (scene) => hiddenFigures(populationOf(scene), MET),
  },
  {
    name: "replay",
    measure: async (scene) => hiddenFigures(populationOf(scene), MET),
  },
];
