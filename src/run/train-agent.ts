/** Training by playing of any agent of the table that says how it is trained. */
import { type AgentDefinition, type AgentResources, type ResolvedAgent, resolveAgent } from "../core/agents.ts";
import { expected } from "../core/errors.ts";
import type { Registry } from "../core/registry.ts";
import { readSettings } from "../core/settings.ts";
import type { Spec } from "../core/spec.ts";
import { agentStream } from "./agent-stream.ts";
import { contextOf } from "./create-agent.ts";
import { type PlayTraining, type TrainingEpisode, trainByPlaying } from "./train-by-playing.ts";

/** A training by playing with everything checked: plain data. */
export interface ResolvedTraining {
  readonly agent: ResolvedAgent;
  /** Of the training, defaults filled in. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Names of the agents that can be trained by playing. */
export function trainableAgents(agents: Registry<AgentDefinition>): readonly AgentDefinition[] {
  return agents.list.filter(({ training }) => training);
}

/** Reads the settings of a training by playing. Throws a UsageError that names the nearest agent or setting. */
export function resolveTraining(agents: Registry<AgentDefinition>, spec: string | Spec): ResolvedTraining {
  const { name, settings: given } = typeof spec === "string" ? agents.parse(spec) : spec;
  const { training, settings: own } = agents.get(name);
  if (!training) {
    const names = trainableAgents(agents).map((it) => it.name);
    throw expected(`an agent that is trained by playing (${names.join(", ")})`, name, "agent");
  }
  const agent = resolveAgent(agents, { name, settings: training.settings ? {} : given });
  const settings = readSettings(training.settings ?? own, given, `agent ${name}`) as Record<string, unknown>;
  return { agent, settings };
}

/** Where an agent is trained, and for how long. */
export interface AgentTraining extends Omit<PlayTraining, "learner" | "name"> {
  /** For agents that read texts; absent: made in memory. */
  readonly resources?: AgentResources;
}

/**
 * Trains an agent by playing and returns the curve; `last.json` and `best.json` are in the folder then. Throws as
 * `trainByPlaying`.
 */
export async function trainAgent(
  agents: Registry<AgentDefinition>,
  { agent, settings }: ResolvedTraining,
  { resources, ...training }: AgentTraining,
): Promise<readonly TrainingEpisode[]> {
  const { catalogue, users, slateSize, interactions } = training.world;
  const random = agentStream(`pretrain-${training.seed}`);
  const request = { catalogue, users, slateSize, interactions, random, ...(resources && { resources }) };
  const learner = await agents
    .get(agent.name)
    .training?.create(contextOf(agents, agent, request), structuredClone(settings));
  if (!learner) throw expected("an agent that is trained by playing", agent.name, "agent");
  return trainByPlaying({ ...training, name: agent.name, learner });
}
