import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { fillRandomly } from "../src/core/slates.ts";
import type { Slate } from "../src/core/types.ts";
import { FixedPolicy } from "./fixed-policy.ts";

/** Five distinct items, uniform over the whole catalogue: the floor of every leaderboard. */
export class RandomAgent extends FixedPolicy {
  recommend(): Slate {
    const { slateSize: size, catalogue } = this.context;
    return fillRandomly([], { size, items: catalogue.size, random: this.random });
  }
}

/** The agent `random`: uniform random slates, whatever the user has clicked. */
export const random: AgentDefinition = {
  name: "random",
  summary: "uniform random slate",
  settings: z.strictObject({}),
  create: (context) => new RandomAgent(context),
};
