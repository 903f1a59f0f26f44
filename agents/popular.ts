import { z } from "zod";
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import { firstUnseen } from "../src/core/slates.ts";
import { type Agent, NO_CLICK, type Observation, type Slate, type Transition } from "../src/core/types.ts";

/** Everything the ranking holds: enough to rebuild it. */
interface ClickCounts {
  /** Clicks of each item: [items]. */
  counts: Int32Array;
  /** Items by clicks, most first: [items]. */
  order: Int32Array;
  /** Place of each item in `order`: [items]. */
  place: Int32Array;
  /** Number of items with more than c clicks, that is where the items with c clicks begin in `order`: [c]. */
  begins: number[];
}

/** The user's five unseen items with the most public clicks so far, those before the episode included. */
class PopularAgent implements Agent {
  readonly #slateSize: number;
  #ranking: ClickCounts;

  constructor({ catalogue, slateSize, interactions }: AgentContext) {
    this.#slateSize = slateSize;
    const order = Int32Array.from({ length: catalogue.size }, (_, i) => i);
    this.#ranking = { counts: new Int32Array(catalogue.size), order, place: order.slice(), begins: [0] };
    for (const item of interactions.items) promote(this.#ranking, item);
  }

  recommend({ history }: Observation): Slate {
    return firstUnseen(this.#ranking.order, this.#slateSize, history);
  }

  learn({ clicked }: Transition): void {
    if (clicked !== NO_CLICK) promote(this.#ranking, clicked);
  }

  snapshot(): ClickCounts {
    return structuredClone(this.#ranking);
  }

  restore(snapshot: ClickCounts): void {
    this.#ranking = structuredClone(snapshot);
  }

  dispose(): void {}
}

/** One more click for an item: it trades places with the first of its equals. O(1), whatever the catalogue. */
function promote({ counts, order, place, begins }: ClickCounts, item: number): void {
  const count = counts[item]++;
  const to = begins[count]++;
  const other = order[to];
  const from = place[item];
  order[to] = item;
  order[from] = other;
  place[item] = to;
  place[other] = from;
  if (begins.length === count + 1) begins.push(0);
}

/** The agent `popular`: the items with the most clicks that the user has not clicked. */
export const popular: AgentDefinition = {
  name: "popular",
  summary: "the user's unseen items with the most public clicks so far",
  settings: z.strictObject({}),
  create: (context) => new PopularAgent(context),
};
