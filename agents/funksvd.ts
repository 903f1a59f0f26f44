/**
 * FunkSVD with biases (src/models/funksvd.ts), trained and updated as in cup-hybrid (docs/sources.md): after a click one step
 * on it and one on eight uniform negatives.
 */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { trainedAs } from "../src/core/checkpoint.ts";
import { trainingUsers } from "../src/core/training-users.ts";
import { MOMENTUM_REACH } from "../src/factors/adamw.ts";
import { DotTopK } from "../src/factors/dot-top-k.ts";
import { FOCAL } from "../src/models/focal.ts";
import { FUNKSVD, FunkSvd, type FunkSvdSettings } from "../src/models/funksvd.ts";
import { openRanker, RankerAgent, type RankerKind, rankerSettings } from "./ranker.ts";
import { rankerTraining } from "./ranker-training.ts";

/** What a checkpoint says of a FunkSVD. */
export interface FunkSvdConfiguration {
  readonly factors: number;
  /** As cup-hybrid ran it. */
  readonly faithful: boolean;
  /** Of AdamW; left out: FUNKSVD's if faithful, LEARNING_RATE else. */
  readonly learningRate?: number;
  /** Label smoothing of the loss; left out: FAITHFUL's or FUNKSVD's. */
  readonly smoothing?: number;
  /** Pairs for each training user, public ones included, that text neighbours gather first; left out: FAITHFUL's or none. */
  readonly carried?: number;
}

/** The decay of Keras' weight average. */
const AVERAGE_DECAY = 0.99;

/** cup-hybrid's AdamW is dense: what it moves a row by, a row-sparse step must. */
const LEARNING_RATE = FUNKSVD.learningRate * MOMENTUM_REACH;

/**
 * cup-hybrid as its authors ran it: its AdamW is dense, and the L2 penalty and the weight average have no effect. Smoothing: of the script that
 * its tested checkpoint came from; the training that its notebook shows has FUNKSVD's. The pairs that it carried from earlier
 * episodes were about 30,000, of 1,000 users.
 */
const FAITHFUL = { smoothing: 0.15, carried: 30, l2: 0, clock: "global" } as const;

/** Setting: how many numbers the vector of a user or an item has. */
export const factorsSetting = z.int().min(4).max(1024).multipleOf(4).default(128);

/** How a FunkSVD is built, trained and scanned; the agent `hybrid` ranks with it too. */
export const funksvdKind: RankerKind<FunkSvdConfiguration> = {
  name: "funksvd",
  configuration: z.strictObject({
    factors: factorsSetting.describe("factors of a user and of an item"),
    faithful: z.boolean().default(false).describe("as the published recipe was run, defects included"),
    learningRate: z
      .number()
      .positive()
      .max(1)
      .optional()
      .describe("of AdamW; left out: 5e-4 if faithful, else 32 times that for rows that move at their gradients alone"),
    smoothing: z.number().min(0).max(1).optional().describe("label smoothing; left out: .5, or .15 if faithful"),
    carried: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .describe("pairs for each training user that text neighbours gather first; left out: 0, or 30 if faithful"),
  }),
  build(shape, configuration) {
    const { factors, faithful } = configuration;
    const model = new FunkSvd({ ...shape, width: factors }, stepSettings(shape.served, configuration));
    const { items, itemBiases } = model.parameters.tables;
    const index = new DotTopK(model.scan).watch({ factors: items, biases: itemBiases });
    return {
      model,
      recipe: {
        negatives: { count: 8, together: false },
        batchSize: 128,
        averageDecay: faithful ? 0 : AVERAGE_DECAY,
      },
      top(query) {
        model.aim(query.user);
        return index.top(query);
      },
      refresh() {
        for (let user = 0; user < shape.served; user++) model.aim(user);
        index.build(shape.served);
      },
    };
  },
};

function stepSettings(served: number, { faithful, learningRate, smoothing }: FunkSvdConfiguration): FunkSvdSettings {
  const { l2, clock } = FAITHFUL;
  const recipe: FunkSvdSettings = faithful
    ? { ...FUNKSVD, l2, clock, knownUsers: trainingUsers(served) }
    : { ...FUNKSVD, learningRate: LEARNING_RATE };
  const usual = faithful ? FAITHFUL.smoothing : FOCAL.smoothing;
  return {
    ...recipe,
    learningRate: learningRate ?? recipe.learningRate,
    loss: { ...FOCAL, smoothing: smoothing ?? usual },
  };
}

const schema = z.strictObject({
  ...rankerSettings,
  factors: factorsSetting.describe("factors of a user and of an item; a checkpoint has its own"),
});

/** The agent `funksvd`: items of highest score by FunkSVD with biases. */
export const funksvd: AgentDefinition<z.infer<typeof schema>> = {
  name: "funksvd",
  summary: "the user's unseen items of highest FunkSVD score, updated at every click",
  settings: schema,
  checkFits: trainedAs(funksvdKind.name),
  training: rankerTraining(funksvdKind, {
    summary: "FunkSVD with biases",
    isFaithful: ({ faithful }) => faithful,
    carried: ({ faithful, carried = faithful ? FAITHFUL.carried : 0 }) => carried,
  }),
  create(context, settings) {
    const configuration = { factors: settings.factors, faithful: false };
    return new RankerAgent(openRanker(funksvdKind, context, { ...settings, configuration }), context);
  },
};
