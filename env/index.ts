/** The scenario table: an id over frozen settings. A new world is one entry here; the checker then enrols it by itself. */
import { unknownName } from "../src/core/errors.ts";
import { readSettings } from "../src/core/settings.ts";
import { formatSpec, parseSpec } from "../src/core/spec.ts";
import type { World } from "../src/core/types.ts";
import { cup, cupSmall } from "./cup/scenario.ts";
import { fitted, movielens } from "./movielens/scenario.ts";
import type { Scenario, WorldInputs } from "./scenario.ts";

export { type FittedSettings, fitQuality, isFitKept } from "./movielens/world.ts";
export { openOracle } from "./oracle.ts";
export type { CupFiles, FitData, Scenario, WorldInputs } from "./scenario.ts";

export const SCENARIOS: readonly Scenario[] = [cup, cupSmall, movielens, fitted];

/** A scenario with its settings checked, ready to build. */
export interface ResolvedScenario {
  readonly scenario: Scenario;
  /** The spec in canonical form. */
  readonly spec: string;
  readonly settings: Record<string, unknown>;
}

/** Reads a spec such as `cup` or `cup(items=5000,drift=0.01)`. Throws a UsageError naming the nearest scenario or setting. */
export function resolveWorld(spec: string): ResolvedScenario {
  const parsed = parseSpec(spec, "world");
  const scenario = SCENARIOS.find((it) => it.id === parsed.name);
  if (!scenario)
    throw unknownName(
      "world",
      parsed.name,
      SCENARIOS.map((it) => it.id),
    );
  const settings = readSettings(scenario.settings, parsed.settings, `world ${parsed.name}`);
  return { scenario, spec: formatSpec(parsed), settings };
}

/** Builds the world of a spec, or reads it back from the cache. */
export function buildWorld(spec: string, inputs: WorldInputs = {}): Promise<World> {
  const { scenario, settings } = resolveWorld(spec);
  return scenario.build(settings, inputs);
}
