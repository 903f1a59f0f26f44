import { z } from "zod";
import { checkpointSetting, formerly } from "../../src/core/settings.ts";

const chance = z.number().min(0).max(1);

/** Settings of the agent taste-posterior. What the world is like is not among them: that is learnt. */
export const tasteSchema = z.strictObject({
  checkpoint: checkpointSetting().optional().describe("what was learnt in training episodes (see 'slatelab pretrain')"),
  topics: z.int().min(1).max(1000).default(64).describe("topics that the texts are mixed of"),
  itemSd: formerly(
    "offsetSd",
    z
      .number()
      .min(0)
      .max(10)
      .default(0.14)
      .describe("prior sd of an item's weight in a topic around what its text says"),
  ),
  leastChance: formerly("keep", chance.default(0.3).describe("favourites less likely to be clicked are left out")),
  enoughChance: formerly(
    "sure",
    chance.default(0.73).describe("favourites share a slate until a click is this likely"),
  ),
});

/** Settings of taste-posterior, checked. */
export type TasteSettings = z.infer<typeof tasteSchema>;
