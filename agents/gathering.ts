import type { AgentContext, NeighbourFinder } from "../src/core/agents.ts";
import { fillRandomly } from "../src/core/slates.ts";
import type { Interactions, Observation, Slate } from "../src/core/types.ts";
import { FixedPolicy } from "./fixed-policy.ts";
import { clickOfAllKnown, type PastClick } from "./past-click.ts";

/** What an agent that gathers pairs for a training is made of. */
export interface GatheringParts {
  readonly neighbours: NeighbourFinder;
  /** All clicks so far, of earlier episodes too. */
  readonly known: Interactions;
}

/** Shows the nearest texts to a random click of all that are known of the user; clicked ones may come again, as in cup-hybrid. */
export class Gathering extends FixedPolicy {
  readonly #neighbours: NeighbourFinder;
  readonly #pastClick: PastClick;

  constructor(context: AgentContext, { neighbours, known }: GatheringParts) {
    super(context);
    this.#neighbours = neighbours;
    this.#pastClick = clickOfAllKnown(known);
  }

  recommend(observation: Observation): Slate {
    const { slateSize: size, catalogue } = this.context;
    const click = this.#pastClick(observation, this.random);
    const near = click === undefined ? [] : Array.from(this.#neighbours.of(click).items.subarray(0, size));
    return fillRandomly(near, { size, items: catalogue.size, random: this.random });
  }
}
