/** A factorization machine over user, item and last click (src/models/fm.ts), updated as the FunkSVD agent. */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { trainedAs } from "../src/core/checkpoint.ts";
import { DotTopK } from "../src/factors/dot-top-k.ts";
import { FactorizationMachine, FM } from "../src/models/fm.ts";
import { openRanker, RankerAgent, type RankerKind, rankerSettings, rowRate } from "./ranker.ts";
import { rankerTraining } from "./ranker-training.ts";

/** What a checkpoint says of a factorisation machine. */
export interface FmConfiguration {
  readonly factors: number;
  /** Step of users' and items' rows; left out: the default. */
  readonly rowRate?: number;
}

const factors = z.int().min(4).max(1024).multipleOf(4).default(32);

const fmKind: RankerKind<FmConfiguration> = {
  name: "fm",
  configuration: z.strictObject({ factors: factors.describe("factors of a user and of an item") }),
  build(shape, { factors, rowRate = FM.rowRate }) {
    const model = new FactorizationMachine({ ...shape, width: factors }, { ...FM, rowRate });
    const { items, itemBiases } = model.parameters.tables;
    const index = new DotTopK(model.scan).watch({ factors: items, biases: itemBiases });
    return {
      model,
      recipe: { negatives: { count: 8, together: false }, batchSize: 128, averageDecay: 0 },
      top(query) {
        model.setContext(query.user, query.last);
        return index.top(query);
      },
      refresh: () => {},
    };
  },
};

const schema = z.strictObject({
  ...rankerSettings,
  factors: factors.describe("factors; a checkpoint has its own"),
  rowRate: rowRate(FM.rowRate),
});

/** The agent `fm`: items of highest score by a factorisation machine. */
export const fm: AgentDefinition<z.infer<typeof schema>> = {
  name: "fm",
  summary: "the user's unseen items of highest factorization-machine score, updated at every click",
  settings: schema,
  checkFits: trainedAs(fmKind.name),
  training: rankerTraining(fmKind, { summary: "a factorization machine" }),
  create: (context, settings) =>
    new RankerAgent(openRanker(fmKind, context, { ...settings, configuration: settings }), context),
};
