import type { AgentDefinition } from "../core/agents.ts";
import type { Registry } from "../core/registry.ts";
import type { Env, Oracle } from "../core/types.ts";
import type { Readers, WorldDefinition } from "../core/worlds.ts";

/**
 * Everything that a name in a suite may mean, put together in one module, so that each worker can load it by that module's
 * address. The module exports it as `tables`.
 */
export interface Tables {
  /** Address (`import.meta.url`) of the module. */
  readonly module: string;
  readonly agents: Registry<AgentDefinition>;
  readonly worlds: Registry<WorldDefinition>;
  /** What reads the files of worlds, by kind of data. */
  readonly readers: Readers;
  /** The door to an env's hidden state, for agents that declare `privileged`. */
  openOracle(env: Env): Oracle;
}

/** What a program adds to tables. */
export interface MoreTables {
  readonly agents?: readonly AgentDefinition[];
  readonly worlds?: readonly WorldDefinition[];
  readonly readers?: Readers;
}

/**
 * Tables with definitions of your own: `export const tables = extendTables(builtIn, import.meta.url, { agents: [mine] })` in a module
 * that workers can load. Throws a UsageError for a name that is taken.
 */
export function extendTables(tables: Tables, module: string, more: MoreTables): Tables {
  return {
    ...tables,
    module,
    agents: tables.agents.with(more.agents ?? []),
    worlds: tables.worlds.with(more.worlds ?? []),
    readers: { ...tables.readers, ...more.readers },
  };
}

/** The tables of a module, in a worker. */
export async function loadTables(module: string): Promise<Tables> {
  const { tables } = (await import(module)) as { tables: Tables };
  return tables;
}
