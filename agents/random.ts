import { z } from "zod";
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import { Stream, type StreamState } from "../src/core/random.ts";
import type { Agent, Slate } from "../src/core/types.ts";
import { fillRandomly } from "./slates.ts";

/** Five distinct items, uniform over the whole catalogue: the floor of every leaderboard. */
class RandomAgent implements Agent {
  readonly #context: AgentContext;
  #random: Stream;

  constructor(context: AgentContext) {
    this.#context = context;
    this.#random = context.random;
  }

  recommend(): Slate {
    const { slateSize: size, catalogue } = this.#context;
    return fillRandomly([], { size, items: catalogue.size, random: this.#random });
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

export const random: AgentDefinition = {
  name: "random",
  summary: "uniform random slate",
  settings: z.strictObject({}),
  create: (context) => new RandomAgent(context),
};
