import type { AgentDefinition } from "../core/agents.ts";
import { expected } from "../core/errors.ts";
import type { Registry } from "../core/registry.ts";
import type { Env, Oracle } from "../core/types.ts";
import type { Readers, WorldDefinition } from "../core/worlds.ts";
import { type ModelDefinition, type ServingDefinition, serves } from "../models/definition.ts";
import type { OwnFile } from "./own-definitions.ts";

/**
 * Everything that a name in a suite may mean, put together in one module, so that each worker can load it by that module's
 * address. The module exports it as `tables`.
 */
export interface Tables {
  /** Address (`import.meta.url`) of the module. */
  readonly module: string;
  readonly agents: Registry<AgentDefinition>;
  readonly worlds: Registry<WorldDefinition>;
  readonly models: Registry<ModelDefinition>;
  /** What reads the files of worlds, by kind of data. */
  readonly readers: Readers;
  /** Files that agents and worlds of the tables were defined in, beside the module; none where absent. */
  readonly own?: readonly OwnFile[];
  /** The door to an env's hidden state, for agents that declare `privileged`. */
  openOracle(env: Env): Oracle;
  /** The agent that plays a next-item model. */
  agentOf(model: ServingDefinition): AgentDefinition;
}

/** Definitions that a program adds to tables. */
export interface MoreTables {
  readonly agents?: readonly AgentDefinition[];
  readonly worlds?: readonly WorldDefinition[];
  /** A next-item model is an agent of its name too. */
  readonly models?: readonly ModelDefinition[];
  readonly readers?: Readers;
}

/**
 * Tables with definitions of your own: `export const tables = extendTables(builtIn, import.meta.url, { agents: [mine] })` in a module
 * that workers can load. Throws a UsageError for a name that is taken.
 */
export function extendTables(tables: Tables, module: string, more: MoreTables): Tables {
  const { agents = [], worlds = [], models = [], readers } = more;
  const serving = models.filter(serves).map((model) => tables.agentOf(model));
  return {
    ...tables,
    module,
    agents: tables.agents.with([...agents, ...serving]),
    worlds: tables.worlds.with(worlds),
    models: tables.models.with(models),
    readers: { ...tables.readers, ...readers },
  };
}

/** Loads the tables that a module exports. Throws a UsageError where it exports none. */
export async function loadTables(module: string): Promise<Tables> {
  const { tables } = (await import(module)) as { tables?: Tables };
  if (!tables) throw expected("a module that exports 'tables'", module, "tables");
  return tables;
}
