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
  kinship: z.number().min(0).max(1).default(0.78).describe("share of further labels from the category's own group"),
  appealSd: spread.default(0.5).describe("sd of how readily a category joins others of its group, as a logarithm"),
  storySize: z.number().min(1).max(1_000_000).default(20).describe("mean number of items in a story"),
  labels: z.number().min(0).max(40).default(2.5).describe("mean number of a story's further labels"),
  labelPower: z.number().min(0).max(100).default(0.4).describe("a further label weighs U(0, 1) to this power"),
  traceSd: spread.default(0.04).describe("sd, before its sign is dropped, of a story's weight in all other categories"),
  itemSd: z.number().min(0).max(5).default(0.2).describe("sd of an item's weights around its story's, as logarithms"),
  itemLength: level.min(0).default(1.467).describe("length of an item's vector"),
});

/** Settings of a cup world, checked. */
export type CupSettings = z.infer<typeof cupSchema>;
