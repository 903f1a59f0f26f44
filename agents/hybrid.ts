/**
 * cup-hybrid, one team's published recipe for the cup (docs/sources.md): the best items of FunkSVD and the nearest texts to a
 * random past click on one slate, two and three of five; places left by duplicates are filled from FunkSVD's best ten. FunkSVD
 * learns from every click.
 *
 * Departures: clicked items leave the candidates (no user clicks one twice); FunkSVD's weight average and L2 penalty work.
 *
 * `faithful=true` is the recipe as that team ran it, with what were defects: clicked items may be shown again; the weight average
 * and the penalty have no effect; AdamW is dense, by one clock for all rows; users beyond those trained on have item biases only; the
 * slate is sorted by id; what fills it is drawn at random from the best ten. In training (`slatelab pretrain funksvd --faithful`)
 * pairs are gathered by text neighbours first, and texts are sought around any pair known of the user. One accident is left out
 * all the same: its click histories, which its reset does not clear between test episodes.
 */
import { z } from "zod";
import type { AgentDefinition } from "../src/core/agents.ts";
import { trainedAs } from "../src/core/checkpoint.ts";
import { factorsSetting, funksvdKind } from "./funksvd.ts";
import { Hybrid } from "./hybrid-agent.ts";
import { openRanker, rankerSettings } from "./ranker.ts";

const schema = z.strictObject({
  ...rankerSettings,
  factors: factorsSetting.describe("factors of a user and of an item; a checkpoint has its own"),
  faithful: z.boolean().default(false).describe("as the published recipe was run, defects included"),
});

/** The agent `hybrid`. */
export const hybrid: AgentDefinition<z.infer<typeof schema>> = {
  name: "hybrid",
  summary: "one team's published recipe for the cup: two places for FunkSVD, three for text neighbours of a past click",
  usesTexts: true,
  settings: schema,
  checkFits: trainedAs(funksvdKind.name),
  async create(context, settings) {
    const { factors, faithful } = settings;
    const ranker = openRanker(funksvdKind, context, { ...settings, configuration: { factors, faithful } });
    return new Hybrid({ ranker, neighbours: await context.resources.neighbours(), faithful }, context);
  },
};
