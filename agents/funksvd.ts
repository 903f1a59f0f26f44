/**
 * FunkSVD with biases (src/models/funksvd.ts), trained and updated as in cup-hybrid (docs/sources.md): after a click one step
 * on it and one on eight uniform negatives.
 */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { DotTopK } from "../src/factors/dot-top-k.ts";
import { MOMENTUM_REACH } from "../src/factors/row-table.ts";
import { FUNKSVD, FunkSvd } from "../src/models/funksvd.ts";
import { openRanker, RankerAgent, type RankerKind, rankerSettings } from "./ranker.ts";
import { rankerTraining } from "./ranker-training.ts";

/** What a checkpoint says of a FunkSVD. */
export interface FunkSvdConfiguration {
  readonly factors: number;
  /** As cup-hybrid ran it: the weight average and the L2 penalty have no effect. */
  readonly faithful: boolean;
}

/** The decay of Keras' weight average. */
const AVERAGE_DECAY = 0.99;

/** cup-hybrid's AdamW is dense: what it moves a row by, a row-sparse step must. */
const LEARNING_RATE = FUNKSVD.learningRate * MOMENTUM_REACH;

/** Setting: how many numbers the vector of a user or an item has. */
export const factorsSetting = z.int().min(4).max(1024).multipleOf(4).default(128);

/** How a FunkSVD is built, trained and scanned; the agent `hybrid` ranks with it too. */
export const funksvdKind: RankerKind<FunkSvdConfiguration> = {
  name: "funksvd",
  configuration: z.strictObject({
    factors: factorsSetting.describe("factors of a user and of an item"),
    faithful: z.boolean().default(false).describe("as the published recipe was run, defects included"),
  }),
  build(shape, { factors, faithful }) {
    const settings = { ...FUNKSVD, learningRate: LEARNING_RATE, l2: faithful ? 0 : FUNKSVD.l2 };
    const model = new FunkSvd({ ...shape, width: factors }, settings);
    const { items, itemBiases } = model.parameters.tables;
    const index = new DotTopK(model.scan).watch({ factors: items, biases: itemBiases });
    return {
      model,
      recipe: {
        negatives: { count: 8, together: false },
        batchSize: 128,
        averageDecay: faithful ? 0 : AVERAGE_DECAY,
      },
      top: (query) => index.top(query),
      refresh: () => index.build(),
    };
  },
};

const schema = z.strictObject({
  ...rankerSettings,
  factors: factorsSetting.describe("factors of a user and of an item; a checkpoint has its own"),
});

/** The agent `funksvd`: items of highest score by FunkSVD with biases. */
export const funksvd: AgentDefinition<z.infer<typeof schema>> = {
  name: "funksvd",
  summary: "the user's unseen items of highest FunkSVD score, updated at every click",
  settings: schema,
  training: rankerTraining(funksvdKind, {
    summary: "FunkSVD with biases",
    isFaithful: ({ faithful }) => faithful,
  }),
  create(context, settings) {
    const configuration = { factors: settings.factors, faithful: false };
    return new RankerAgent(openRanker(funksvdKind, context, { ...settings, configuration }), context);
  },
};
