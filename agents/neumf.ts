/** NeuMF (src/models/neumf.ts), trained and updated with eight uniform negatives a click, as the FunkSVD agent. */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { trainedAs } from "../src/core/checkpoint.ts";
import { topK } from "../src/factors/top-k.ts";
import { NEUMF, NeuMf } from "../src/models/neumf.ts";
import { openRanker, RankerAgent, type RankerKind, rankerSettings, rowRate } from "./ranker.ts";
import { rankerTraining } from "./ranker-training.ts";

/** What a checkpoint says of a NeuMF. */
export interface NeuMfConfiguration {
  /** Of the part that multiplies vectors; the tower's widths are fixed. */
  readonly factors: number;
  /** Step of users' and items' rows; left out: the default. */
  readonly rowRate?: number;
}

const factors = z.int().min(4).max(256).multipleOf(4).default(NEUMF.factors);

const neumfKind: RankerKind<NeuMfConfiguration> = {
  name: "neumf",
  configuration: z.strictObject({ factors: factors.describe("factors of a user and of an item") }),
  build(shape, { factors, rowRate = NEUMF.rowRate }) {
    const model = new NeuMf(shape, { ...NEUMF, factors, rowRate });
    return {
      model,
      recipe: { negatives: { count: 8, together: false }, batchSize: 128, averageDecay: 0 },
      top: ({ user, k, excluded }) => topK(model.scores(user), k, excluded && ((item) => excluded.includes(item))),
      refresh: () => {},
    };
  },
};

const schema = z.strictObject({
  ...rankerSettings,
  factors: factors.describe("factors; a checkpoint has its own"),
  rowRate: rowRate(NEUMF.rowRate),
});

/** The agent `neumf`: items of highest score by neural matrix factorisation. */
export const neumf: AgentDefinition<z.infer<typeof schema>> = {
  name: "neumf",
  summary: "the user's unseen items of highest NeuMF score, updated at every click",
  settings: schema,
  checkFits: trainedAs(neumfKind.name),
  training: rankerTraining(neumfKind, { summary: "NeuMF" }),
  create: (context, settings) =>
    new RankerAgent(openRanker(neumfKind, context, { ...settings, configuration: settings }), context),
};
