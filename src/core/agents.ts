/** What an agent file exports, so that one file and one registry line are a whole new agent. */
import type { z } from "zod";
import type { Stream } from "./random.ts";
import type { Agent, Catalogue, Interactions, Oracle } from "./types.ts";

/** Items near to one of the catalogue, nearest first: [k] each. */
export interface NeighbourList {
  readonly items: Int32Array;
  /** Cosines. */
  readonly scores: Float32Array;
}

/** Finds the items whose texts are nearest to an item's, best first, the item itself left out. */
export interface NeighbourFinder {
  of(item: number): NeighbourList;
}

/** What is learnt from the public texts. Made at the first call and shared by all agents of a process. */
export interface AgentResources {
  neighbours(): Promise<NeighbourFinder>;
  /** Unit (or zero) rows of all items: [items × dimensions]. */
  embeddings(): Promise<{ readonly rows: Float32Array; readonly dimensions: number }>;
}

/** Public facts an agent is built from. */
export interface AgentContext {
  readonly catalogue: Catalogue;
  readonly users: number;
  readonly slateSize: number;
  /** Clicks that are public before the first round. */
  readonly interactions: Interactions;
  readonly resources: AgentResources;
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
  /** Asks for the context's resources: runners prepare them once, before worker threads start. */
  readonly usesTexts?: boolean;
  /**
   * Settings with defaults and descriptions; unknown keys are refused. Two names mean the same everywhere: `inner`, the spec
   * of a wrapped agent, and `checkpoint`, the path of the weights to start from.
   */
  readonly settings: z.ZodType<Settings>;
  create(context: AgentContext, settings: Settings): Agent | Promise<Agent>;
}
