/** The one place where worlds, agents, models and data meet: what the command line, a server and a program's suites choose from. */
import { AGENTS } from "./agents/index.ts";
import { servingAgent } from "./agents/sequence-agent.ts";
import { READERS } from "./data/index.ts";
import { openOracle, WORLDS } from "./env/index.ts";
import { MODELS } from "./src/models/index.ts";
import type { Tables } from "./src/run/tables.ts";

/** Everything that comes with the package. */
export const tables: Tables = {
  module: import.meta.url,
  agents: AGENTS,
  worlds: WORLDS,
  models: MODELS,
  readers: READERS,
  openOracle,
  agentOf: servingAgent,
};
