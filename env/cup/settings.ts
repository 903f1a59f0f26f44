import { z } from "zod";
import { rulesSchema, worldSeed } from "../rules.ts";

/** Means and standard deviations of hidden numbers: so far apart that a product of two tables stays a number. */
const level = z.number().min(-100).max(100);
const spread = z.number().min(0).max(100);

/** Settings of the cup world: every constant, with the calibrated defaults (docs/calibration.md). */
export const cupSchema = rulesSchema.extend({
  seed: worldSeed.default(1).describe("seed of the hidden users and items"),
  users: z.int().min(1).max(1_000_000).default(2000).describe("hidden users"),
  items: z.int().min(50).max(5_000_000).default(209_527).describe("items in the catalogue"),
  startClicks: z.int().min(1).max(50).default(3).describe("public clicks each user starts with"),
  liked: z.int().min(1).max(20).default(5).describe("categories a user likes"),
  disliked: z.int().min(0).max(20).default(5).describe("categories a user dislikes"),
  tasteMean: level.default(0.8).describe("mean taste for a liked category; minus that for a disliked one"),
  tasteSd: spread.default(0.1).describe("sd of the taste for liked and disliked categories"),
  neutralSd: spread.default(0.15).describe("sd of the taste for all other categories"),
  categoryMean: level.default(0.95).describe("mean weight of an item in its own category"),
  categorySd: spread.default(0.1).describe("sd of the weight of an item in its own category"),
  noiseSd: spread.default(0.15).describe("sd of story and own noise together, each dimension"),
  storyShare: z.number().min(0).max(1).default(0.27).describe("share of that variance that stories hold in common"),
  storySize: z.number().min(1).max(1_000_000).default(20).describe("mean number of items in a story"),
});

/** Settings of a cup world, checked. */
export type CupSettings = z.infer<typeof cupSchema>;
