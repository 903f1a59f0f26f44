import { z } from "zod";
import type { AgentContext, AgentDefinition, NeighbourFinder } from "../src/core/agents.ts";
import { fillRandomly, nearestUnseen } from "../src/core/slates.ts";
import type { Observation, Slate } from "../src/core/types.ts";
import { FixedPolicy } from "./fixed-policy.ts";

/** Unseen items of highest cosine, between embeddings of their texts, to a random past click; random ones fill up. */
class Content extends FixedPolicy {
  readonly #neighbours: NeighbourFinder;
  /** Lists that were asked for: the finder copies one at each call. */
  readonly #kept = new Map<number, Int32Array>();

  constructor(context: AgentContext, neighbours: NeighbourFinder) {
    super(context);
    this.#neighbours = neighbours;
  }

  recommend({ history }: Observation): Slate {
    const { slateSize: size, catalogue } = this.context;
    const seed = history.at(this.random.int(history.length));
    const near = seed === undefined ? [] : nearestUnseen(this.#nearest(seed), size, history);
    return fillRandomly(near, { size, items: catalogue.size, random: this.random, seen: history });
  }

  #nearest(item: number): Int32Array {
    const known = this.#kept.get(item) ?? this.#neighbours.of(item).items;
    this.#kept.set(item, known);
    return known;
  }
}

/** The agent `content`: the nearest texts to a past click. */
export const content: AgentDefinition = {
  name: "content",
  summary: "unseen items whose text embeddings are nearest to a random past click's",
  usesTexts: true,
  settings: z.strictObject({}),
  create: async (context) => new Content(context, await context.resources.neighbours()),
};
