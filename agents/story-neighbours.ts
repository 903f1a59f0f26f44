import { z } from "zod";
import type { AgentContext, AgentDefinition } from "../src/core/agents.ts";
import { fillRandomly, nearestUnseen } from "../src/core/slates.ts";
import type { Observation, Slate } from "../src/core/types.ts";
import { wordIndex } from "../src/texts/word-index.ts";
import { FixedPolicy } from "./fixed-policy.ts";

const schema = z.strictObject({
  neighbours: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe("items of the slate that are text neighbours; the rest is random"),
});

type Settings = z.infer<typeof schema>;

/** Text neighbours kept for an item: enough for a user who has clicked many of them. */
const DEPTH = 50;

/**
 * Unseen items nearest in text to a random past click, and random ones beside them: the policy that the cup world is
 * calibrated with. Nearest by idf-weighted bag-of-words cosine.
 */
class StoryNeighbours extends FixedPolicy {
  readonly #count: number;
  readonly #kept = new Map<number, Int32Array>();

  constructor(context: AgentContext, count: number) {
    super(context);
    this.#count = Math.min(count, context.slateSize);
  }

  recommend({ history }: Observation): Slate {
    const { slateSize: size, catalogue } = this.context;
    const seed = history.at(this.random.int(history.length));
    const near = seed === undefined ? [] : nearestUnseen(this.#nearest(seed), this.#count, history);
    return fillRandomly(near, { size, items: catalogue.size, random: this.random, seen: history });
  }

  /** Public texts never change, so neighbours are found once. */
  #nearest(item: number): Int32Array {
    const kept = this.#kept.get(item);
    if (kept) return kept;
    const found = wordIndex(this.context.catalogue).nearest(item, DEPTH).items;
    this.#kept.set(item, found);
    return found;
  }
}

/** The agent `story-neighbours`: items whose words are nearest to a past click's, and random ones. */
export const storyNeighbours: AgentDefinition<Settings> = {
  name: "story-neighbours",
  summary: "unseen items nearest in text to a random past click, and random ones beside them",
  settings: schema,
  create: (context, { neighbours }) => new StoryNeighbours(context, neighbours),
};
