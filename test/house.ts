/** Worlds and agents of the tables by spec, as tests want them. */
import { resolveAgent } from "../src/core/agents.ts";
import type { Agent, World } from "../src/core/types.ts";
import type { WorldInputs } from "../src/core/worlds.ts";
import { type AgentRequest, createAgent } from "../src/run/create-agent.ts";
import { buildWorld as build } from "../src/run/open-world.ts";
import { tables } from "../tables.ts";

export function buildWorld(spec: string, inputs?: WorldInputs): Promise<World> {
  return build(tables, spec, inputs);
}

/** An agent of the table. Unresolvable specs reject, as unusable checkpoints do. */
export async function makeAgent(spec: string, request: AgentRequest): Promise<Agent> {
  return createAgent(tables.agents, resolveAgent(tables.agents, spec), request);
}

/** Public facts of a world, as agents get them. */
export function publicFacts({ catalogue, users, slateSize, interactions }: World) {
  return { catalogue, users, slateSize, interactions };
}
