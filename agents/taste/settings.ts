import { z } from "zod";
import { checkpointSetting, formerly } from "../../src/core/settings.ts";

const level = z.number().min(-1000).max(1000);
const spread = z.number().min(0.001).max(100);

/** Settings of the agent taste-posterior. */
export const tasteSchema = z.strictObject({
  checkpoint: checkpointSetting().optional().describe("what was learnt in training episodes (see 'slatelab pretrain')"),
  topics: z.int().min(1).max(1000).default(64).describe("topics that the texts are sorted into"),
  relatedItems: formerly(
    "related",
    z.int().min(0).max(100).default(40).describe("text neighbours that learn from a response to an item"),
  ),
  topicWeight: z.number().min(0).max(10).default(0.95).describe("weight of an item in its own topic"),
  tasteSd: spread.default(0.41).describe("prior sd of a user's taste for a topic"),
  tasteSquares: z.number().min(0.001).max(10_000).default(7.2).describe("expected squared length of a user's taste"),
  offsetSd: spread.default(0.15).describe("prior sd of an item's offset, each topic"),
  storyShare: z.number().min(0).max(1).default(0.27).describe("share of the offset's variance that a story holds"),
  noClick: level.default(1.7).describe("utility of clicking nothing"),
  temperature: z.number().min(0.001).max(1000).default(0.1).describe("temperature of the choice"),
  leastTaste: formerly(
    "least",
    level.default(0.3).describe("topics are searched where the user's taste is at least this"),
  ),
  leastChance: formerly(
    "keep",
    z.number().min(0).max(1).default(0.3).describe("favourites less likely to be clicked are left out"),
  ),
  enoughChance: formerly(
    "sure",
    z.number().min(0).max(1).default(0.73).describe("favourites share a slate until a click is this likely"),
  ),
  passedOver: z.boolean().default(true).describe("learn from items that were shown and not clicked"),
});

/** Settings of taste-posterior, checked. */
export type TasteSettings = z.infer<typeof tasteSchema>;
