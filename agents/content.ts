import { z } from "zod";
import type { AgentContext, AgentDefinition, NeighbourFinder } from "../src/core/agents.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import type { Agent, Observation, Slate } from "../src/core/types.ts";
import { fillRandomly, nearestUnseen } from "./slates.ts";

/** Unseen items of highest cosine, between embeddings of their texts, to a random past click; random ones fill up. */
class Content implements Agent {
  readonly #context: AgentContext;
  readonly #neighbours: NeighbourFinder;
  #random: Stream;

  constructor(context: AgentContext, neighbours: NeighbourFinder) {
    this.#context = context;
    this.#neighbours = neighbours;
    this.#random = context.random;
  }

  recommend({ history }: Observation): Slate {
    const { slateSize: size, catalogue } = this.#context;
    const seed = history.at(this.#random.int(history.length));
    const near = seed === undefined ? [] : nearestUnseen(this.#neighbours.of(seed).items, size, history);
    const exclude = (item: number) => history.includes(item);
    return fillRandomly(near, { size, items: catalogue.size, random: this.#random, exclude });
  }

  learn(): void {}

  snapshot(): StreamState {
    return this.#random.state();
  }

  restore(snapshot: StreamState, random = Stream.restore(snapshot)): void {
    this.#random = random;
  }

  dispose(): void {}
}

export const content: AgentDefinition = {
  name: "content",
  summary: "unseen items whose text embeddings are nearest to a random past click's",
  usesTexts: true,
  settings: z.strictObject({}),
  create: async (context) => new Content(context, await context.resources.neighbours()),
};
