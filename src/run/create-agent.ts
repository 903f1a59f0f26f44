import type { AgentContext, AgentDefinition, ResolvedAgent } from "../core/agents.ts";
import { checkSlateSize } from "../core/check-slate.ts";
import type { Checkpoint } from "../core/checkpoint.ts";
import { SlateLabError } from "../core/errors.ts";
import type { Registry } from "../core/registry.ts";
import type { Agent } from "../core/types.ts";
import { openCheckpoint } from "../files/checkpoint.ts";
import { memoryResources, ownResources } from "../texts/memory-resources.ts";

/**
 * What an agent is built from, as runners give it. Without resources of its own an agent shares the catalogue's in-memory ones.
 */
export type AgentRequest = Omit<AgentContext, "create" | "checkpoints" | "resources"> &
  Partial<Pick<AgentContext, "resources">> & {
    /** What the checkpoints were when the agent was resolved, by path: others are refused. */
    readonly checkpointHashes?: Readonly<Record<string, string>>;
  };

/**
 * Builds a resolved agent, the ones wrapped in it included. Hidden state reaches those that declare `privileged` and no other.
 * Throws a UsageError for slates that are larger than the catalogue and for a checkpoint that is missing or of something else.
 */
export async function createAgent(
  agents: Registry<AgentDefinition>,
  agent: ResolvedAgent,
  request: AgentRequest,
): Promise<Agent> {
  checkSlateSize(request.slateSize, request.catalogue.size);
  const definition = agents.get(agent.name);
  return definition.create(contextOf(agents, agent, request), structuredClone(agent.settings));
}

/**
 * The context that an agent is built from; for its training too. What an agent could write to is its own: clicks, checkpoints and
 * settings are copies, the rest is frozen.
 */
export function contextOf(
  agents: Registry<AgentDefinition>,
  agent: ResolvedAgent,
  { oracle, checkpointHashes = {}, ...request }: AgentRequest,
): AgentContext {
  const { privileged } = agents.get(agent.name);
  const { users, items } = request.interactions;
  const checkpoints = Object.entries(agent.checkpoints).map(
    ([setting, path]) => [setting, openUnchanged(path, checkpointHashes[path])] as const,
  );
  return {
    ...request,
    resources: ownResources(request.resources ?? memoryResources(request.catalogue)),
    interactions: { users: users.slice(), items: items.slice() },
    ...(privileged && { oracle }),
    checkpoints: Object.fromEntries(checkpoints),
    async create(setting, random) {
      const inner = agent.inner[setting];
      if (!inner) throw new SlateLabError(`Agent ${agent.name}: Expected a setting that is an agent, got '${setting}'`);
      return createAgent(agents, inner, { ...request, checkpointHashes, oracle, random });
    },
  };
}

/** Opens a checkpoint; throws a SlateLabError where it is not the one that was resolved. */
function openUnchanged(path: string, hash: string | undefined): Checkpoint {
  const opened = openCheckpoint(path);
  if (hash === undefined || hash === opened.hash) return opened;
  const [was, is] = [hash, opened.hash].map((it) => it.slice(0, 12));
  throw new SlateLabError(
    `${path}: Expected the weights ${was} of the start, got ${is}: the file was replaced meanwhile`,
  );
}
