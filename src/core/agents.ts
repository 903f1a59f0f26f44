/** What an agent file exports, so that one file and one registry line are a whole new agent. */
import type { z } from "zod";
import type { Checkpoint, CheckpointFacts, Sections } from "./checkpoint.ts";
import type { EngineChoice } from "./engines.ts";
import type { Stream } from "./random.ts";
import type { Definition, Registry, Resolved } from "./registry.ts";
import type { Spec } from "./spec.ts";
import type { Agent, Catalogue, Interactions, Oracle } from "./types.ts";

/** Items near to one of the catalogue, nearest first: [k] each. */
export interface NeighbourList {
  readonly items: Int32Array;
  /** Cosines. */
  readonly scores: Float32Array;
}

/** Vectors of all items, shared by all agents of a process: to be read. */
export interface ItemVectors {
  readonly size: number;
  readonly dimensions: number;
  /**
   * A copy of an item's vector: [dimensions], of length 1 or 0. Where an array is given it takes the first numbers, as many as it holds.
   * Throws a UsageError for no such item.
   */
  row(item: number, into?: Float32Array): Float32Array;
}

/** Finds the items whose texts are nearest to an item's, best first, the item itself left out. */
export interface NeighbourFinder {
  /** A list that is nobody else's. */
  of(item: number): NeighbourList;
}

/** What is learnt from the catalogue's public texts. Made at the first call and shared by all agents of a process. */
export interface AgentResources {
  neighbours(): Promise<NeighbourFinder>;
  embeddings(): Promise<ItemVectors>;
}

/** Where an agent is to play, as far as its checkpoints must fit. */
export type AgentPlace = Pick<AgentContext, "catalogue" | "users">;

/** What the checkpoints of an agent say of themselves, by setting. */
export type StartFacts = Readonly<Record<string, CheckpointFacts>>;

/** Public facts an agent is built from. */
export interface AgentContext {
  readonly catalogue: Catalogue;
  readonly users: number;
  readonly slateSize: number;
  /** Clicks that are public before the first round, maybe of more users than are served (`knownUsers`). */
  readonly interactions: Interactions;
  readonly resources: AgentResources;
  /** The agent's own random stream. */
  readonly random: Stream;
  /** The checkpoints that its settings name (`checkpointSetting`), read: by setting. */
  readonly checkpoints: Readonly<Record<string, Checkpoint>>;
  /** Hidden state; handed to agents that declare `privileged` and to no other. */
  readonly oracle?: Oracle;
  /** Builds the agent that a setting of this one names (`specSetting`), for wrappers such as epsilon-greedy. */
  create(setting: string, random: Stream): Promise<Agent>;
}

/** An agent of the table: what it needs, and how it is made. */
export interface AgentDefinition<Settings extends object = object> extends Definition {
  /** Reads hidden state. Marked as such on every table. */
  readonly privileged?: boolean;
  /** Asks for the context's resources: runners prepare them once, before the workers start. */
  readonly usesTexts?: boolean;
  /** The engine that its settings ask for, where it computes on one: a suite records it, and has it open. */
  engine?(settings: Settings): EngineChoice;
  readonly settings: z.ZodType<Settings>;
  /**
   * Throws a UsageError where settings ask for what the checkpoints, by setting, do not have: a suite asks before anything is played.
   * What their numbers are is for `create` to find.
   */
  checkStart?(settings: Settings, checkpoints: StartFacts): void;
  /**
   * Throws a UsageError where a checkpoint, by what it says of itself, is of another model, catalogue or population: a suite asks
   * once its world is there, before texts are embedded or anything is stored.
   */
  checkFits?(checkpoints: StartFacts, place: AgentPlace): void;
  create(context: AgentContext, settings: Settings): Agent | Promise<Agent>;
  /** How it is trained by playing, for agents that can say what they have learnt. */
  readonly training?: TrainingDefinition;
}

/** Training by playing: `slatelab pretrain NAME`. */
export interface TrainingDefinition<Settings extends object = object> {
  /** What is trained, in a few words: `FunkSVD with biases`. */
  readonly summary: string;
  /** Settings of the training, with defaults and descriptions; the agent's own where absent. */
  readonly settings?: z.ZodType<Settings>;
  /** Asks for the context's resources. */
  readonly usesTexts?: boolean;
  create(context: AgentContext, settings: Settings): Promise<Learner>;
}

/** Makes the agent that plays a training episode; `known` are all pairs so far, public or gathered. */
export type MakeExplorer = (random: Stream, known: Interactions) => Agent;

/** What learns from training episodes: a ranker that another agent explores with, or an agent that remembers. */
export interface Learner {
  /** What its checkpoint says of it beside users, items and the catalogue's hash: plain JSON. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /**
   * Where its explorer plays at random, whatever was learnt: plays of the world that make one training episode. Their score says
   * nothing of the learner, so its last episode is its best. Absent: one play, and the best is that of the highest score.
   */
  readonly randomPlays?: number;
  /** Draws what it starts from. */
  initialise(random: Stream): void;
  /** Trains on all pairs so far, before an episode; the mean loss, or null where it learns in the episode alone. */
  train(interactions: Interactions, random: Stream): number | null;
  /** Who plays an episode, and goes on learning in it. */
  readonly explorer: MakeExplorer;
  /** Another agent gathers pairs first, until so many are known (or the world gives no more); nothing is trained. */
  readonly gathering?: { readonly pairs: number; readonly explorer: MakeExplorer };
  /** What it has learnt, as named arrays. */
  learnt(): Sections;
  /** The same back. Throws a SlateLabError that begins with `where` for arrays that are not its own. */
  load(sections: Sections, where: string): void;
}

/** An agent of a table with its settings checked: plain data. */
export interface ResolvedAgent extends Resolved {
  readonly inner: Readonly<Record<string, ResolvedAgent>>;
  /** It, or an agent wrapped in it, reads hidden state. */
  readonly isPrivileged: boolean;
  /** It, or an agent wrapped in it, asks for what is learnt from texts. */
  readonly usesTexts: boolean;
  /** The engines that it and the agents wrapped in it ask for; none where they compute on none. */
  readonly engines: readonly EngineChoice[];
}

/** Resolves an agent's spec. Throws a UsageError naming the nearest agent or setting. */
export function resolveAgent(agents: Registry<AgentDefinition>, spec: string | Spec): ResolvedAgent {
  return withFacts(agents, agents.resolve(spec));
}

function withFacts(agents: Registry<AgentDefinition>, resolved: Resolved): ResolvedAgent {
  const definition = agents.get(resolved.name);
  const { privileged = false, usesTexts = false } = definition;
  const engine = definition.engine?.(resolved.settings);
  const inner = Object.entries(resolved.inner).map(([setting, it]) => [setting, withFacts(agents, it)] as const);
  return {
    ...resolved,
    inner: Object.fromEntries(inner),
    isPrivileged: privileged || inner.some(([, it]) => it.isPrivileged),
    usesTexts: usesTexts || inner.some(([, it]) => it.usesTexts),
    engines: [...(engine ? [engine] : []), ...inner.flatMap(([, it]) => it.engines)],
  };
}
