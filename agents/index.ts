/** The registry: a new agent is one file and one line here; the contract suite then enrols it by itself. */
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import { unknownName } from "../src/core/errors.ts";
import { readSettings } from "../src/core/settings.ts";
import { parseSpec } from "../src/core/spec.ts";
import type { Agent } from "../src/core/types.ts";
import { epsilonGreedy } from "./epsilon-greedy.ts";
import { oracle } from "./oracle.ts";
import { popular } from "./popular.ts";
import { random } from "./random.ts";
import { storyNeighbours } from "./story-neighbours.ts";

export const AGENTS: readonly AgentDefinition[] = [random, popular, storyNeighbours, epsilonGreedy, oracle];

/** The definition and checked settings behind a spec such as `popular`. Throws a UsageError naming the nearest agent. */
export function resolveAgent(spec: string): { definition: AgentDefinition; settings: unknown } {
  const { name, settings } = parseSpec(spec, "agent");
  const definition = AGENTS.find((it) => it.name === name);
  if (!definition)
    throw unknownName(
      "agent",
      name,
      AGENTS.map((it) => it.name),
    );
  return { definition, settings: readSettings(definition.settings, settings, `agent ${name}`) };
}

/** Does the spec, or an agent wrapped in it, read hidden state? */
export function isPrivileged(spec: string): boolean {
  const { definition, settings } = resolveAgent(spec);
  const { inner } = settings as { inner?: unknown };
  return definition.privileged === true || (typeof inner === "string" && isPrivileged(inner));
}

/** Builds an agent from its spec. Hidden state reaches those that declare `privileged` and no other. */
export async function createAgent(spec: string, context: Omit<AgentContext, "create">): Promise<Agent> {
  const { definition, settings } = resolveAgent(spec);
  const { oracle: door, ...publicFacts } = context;
  const own = definition.privileged ? { ...publicFacts, oracle: door } : publicFacts;
  const create: AgentContext["create"] = (inner, random) => createAgent(inner, { ...context, random });
  return definition.create({ ...own, create }, settings);
}
