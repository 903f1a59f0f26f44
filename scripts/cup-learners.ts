/** What `slatelab pretrain` trains by the cup's protocol: any ranker with the hybrid on top of it, or an agent that remembers. */
import { Hybrid } from "../agents/hybrid.ts";
import { type AgentRequest, createAgent, resolveAgent } from "../agents/index.ts";
import { type RankerKind, trainRanker } from "../agents/ranker.ts";
import type { Learnt } from "../agents/taste/learnt.ts";
import type { TastePosterior } from "../agents/taste-posterior.ts";
import type { NeighbourFinder } from "../src/core/agents.ts";
import type { World } from "../src/core/types.ts";
import { sectionsState, stateSections } from "../src/train/table-checkpoint.ts";
import type { CupLearner } from "./pretrain-cup.ts";

export interface RankerParts<C> {
  readonly kind: RankerKind<C>;
  readonly settings: C;
  readonly neighbours: NeighbourFinder;
  /** The hybrid that explores: as the seed ran it, or not. */
  readonly faithful: boolean;
}

/** A ranker, trained one pass over all pairs before each episode. */
export function rankerLearner<C>(world: World, parts: RankerParts<C>): CupLearner {
  const { kind, settings, faithful } = parts;
  const items = world.catalogue.size;
  const ranker = kind.build({ users: world.users, items }, settings);
  const { parameters } = ranker.model;
  return {
    name: kind.name,
    configuration: { settings, faithful },
    initialise: (random) => ranker.model.initialise(random),
    train(interactions, stream) {
      const [loss] = trainRanker(ranker, { interactions, items, stream, epochs: 1 });
      parameters.mark();
      ranker.refresh();
      return loss;
    },
    explorer: (random) => new Hybrid({ ...parts, ranker }, { ...world, random }),
    sections: () => stateSections(parameters.state()),
    load: (sections) => parameters.load(sectionsState(sections)),
  };
}

/** An agent that learns as it plays: training episodes are all the training there is. */
export async function tasteLearner(spec: string, request: AgentRequest): Promise<CupLearner> {
  const { definition, settings } = resolveAgent(spec);
  const agent = (await createAgent(spec, request)) as TastePosterior;
  return {
    name: definition.name,
    configuration: { settings },
    initialise() {},
    train: () => null,
    explorer(random) {
      agent.random = random;
      return agent;
    },
    sections: () => ({ ...agent.learnt }),
    load(sections) {
      agent.learnt = sections as unknown as Learnt;
    },
  };
}
