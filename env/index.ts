/** The table of worlds: a new one is one file and one line here; the checker then enrols it by itself. */
import { Registry } from "../src/core/registry.ts";
import type { WorldDefinition } from "../src/core/worlds.ts";
import { cup, cupSmall } from "./cup/definition.ts";
import { fitted, movielens } from "./movielens/definition.ts";

export { type LatentWorld, latentWorld } from "./latent-world.ts";
export { type FitQuality, fitQuality } from "./movielens/world.ts";
export { openOracle } from "./oracle.ts";
export { type Rules, rulesSchema } from "./rules.ts";
export type { Population } from "./slate-env.ts";

/** All worlds, in the order of lists. */
export const WORLDS: Registry<WorldDefinition> = new Registry("world", [cup, cupSmall, movielens, fitted]);
