/** What an agent file exports, so that one file and one registry line are a whole new agent. */
import type { z } from "zod";
import type { Stream } from "./random.ts";
import type { Agent, Catalogue, Interactions, Oracle } from "./types.ts";

/** Public facts an agent is built from. */
export interface AgentContext {
  readonly catalogue: Catalogue;
  readonly users: number;
  readonly slateSize: number;
  /** Clicks that are public before the first round. */
  readonly interactions: Interactions;
  /** The agent's own random stream. */
  readonly random: Stream;
  /** Hidden state; handed to agents that declare `privileged` and to no other. */
  readonly oracle?: Oracle;
  /** Builds another agent from its spec, for wrappers such as epsilon-greedy. */
  create(spec: string, random: Stream): Promise<Agent>;
}

export interface AgentDefinition<Settings = unknown> {
  readonly name: string;
  /** One line for `slatelab agents`. */
  readonly summary: string;
  /** Reads hidden state. Marked as such on every table. */
  readonly privileged?: boolean;
  /** Settings with defaults and descriptions; unknown keys are refused. */
  readonly settings: z.ZodType<Settings>;
  create(context: AgentContext, settings: Settings): Agent | Promise<Agent>;
}
