/** The registry: a new agent is one file and one line here; the contract suite then enrols it by itself. */
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import { unknownName } from "../src/core/errors.ts";
import { readSettings } from "../src/core/settings.ts";
import { parseSpec } from "../src/core/spec.ts";
import type { Agent } from "../src/core/types.ts";
import { memoryResources } from "../src/texts/memory-resources.ts";
import { content } from "./content.ts";
import { epsilonGreedy } from "./epsilon-greedy.ts";
import { fm } from "./fm.ts";
import { funksvd } from "./funksvd.ts";
import { gsasrec } from "./gsasrec.ts";
import { hybrid } from "./hybrid.ts";
import { neumf } from "./neumf.ts";
import { oracle } from "./oracle.ts";
import { popular } from "./popular.ts";
import { random } from "./random.ts";
import { sasrec } from "./sasrec.ts";
import { ssept } from "./ssept.ts";
import { storyNeighbours } from "./story-neighbours.ts";
import { tastePosterior } from "./taste-posterior.ts";

export const AGENTS: readonly AgentDefinition[] = [
  random,
  popular,
  storyNeighbours,
  content,
  funksvd,
  neumf,
  fm,
  hybrid,
  sasrec,
  gsasrec,
  ssept,
  tastePosterior,
  epsilonGreedy,
  oracle,
];

/** The definition and checked settings behind a spec such as `popular`. Throws a UsageError naming the nearest agent. */
export function resolveAgent(spec: string): Resolved {
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

interface Resolved {
  readonly definition: AgentDefinition;
  readonly settings: unknown;
}

/** The agent of a spec, then the ones wrapped in it. */
function* withInner(spec: string): Generator<Resolved> {
  const resolved = resolveAgent(spec);
  yield resolved;
  const { inner } = resolved.settings as { inner?: unknown };
  if (typeof inner === "string") yield* withInner(inner);
}

/** Does the spec, or an agent wrapped in it, read hidden state? */
export function isPrivileged(spec: string): boolean {
  return [...withInner(spec)].some(({ definition }) => definition.privileged === true);
}

/** Does the spec, or an agent wrapped in it, ask for what is learnt from texts? */
export function usesTexts(spec: string): boolean {
  return [...withInner(spec)].some(({ definition }) => definition.usesTexts === true);
}

/** Path of the checkpoint that the spec, or an agent wrapped in it, starts from. */
export function checkpointOf(spec: string): string | undefined {
  const paths = [...withInner(spec)].map(({ settings }) => (settings as { checkpoint?: string }).checkpoint);
  return paths.find((path) => path !== undefined);
}

/** A context as runners give it. Without resources of its own an agent shares the catalogue's in-memory ones. */
export type AgentRequest = Omit<AgentContext, "create" | "resources"> & Partial<Pick<AgentContext, "resources">>;

/** Builds an agent from its spec. Hidden state reaches those that declare `privileged` and no other. */
export async function createAgent(spec: string, request: AgentRequest): Promise<Agent> {
  const { definition, settings } = resolveAgent(spec);
  const { oracle: door, ...publicFacts } = { resources: memoryResources(request.catalogue), ...request };
  const own = definition.privileged ? { ...publicFacts, oracle: door } : publicFacts;
  const create: AgentContext["create"] = (inner, random) => createAgent(inner, { ...request, random });
  return definition.create({ ...own, create }, settings);
}
