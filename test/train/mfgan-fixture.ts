/** A small world for MFGAN's pipeline: everybody walks round the items; an item's band is a factor of it. */
import { packSequences } from "../../src/core/sequences.ts";
import type { PreparedData } from "../../src/dataset/prepare.ts";
import { leaveOneOut } from "../../src/dataset/split.ts";
import { type MfganSettings, resolveMfgan } from "../../src/models/mfgan/recipes.ts";
import { factorOf } from "../models/mfgan-fixture.ts";

export const ITEMS = 24;
const USERS = 30;
/** Items of a user that are trained on. */
export const TRAINED = 8;

/** Walks whose two held-out items are `leap` further than they would be, among so many items. */
export function walks(leap = 0, items = ITEMS): PreparedData {
  const lists = Array.from({ length: USERS }, (_, user) =>
    Array.from({ length: TRAINED + 2 }, (_, i) => (user + i + (i < TRAINED ? 0 : leap)) % items),
  );
  const bands = factorOf(
    "band",
    Array.from({ length: items }, (_, item) => [item % 3, 3 + (item % 2)]),
  );
  return {
    split: leaveOneOut(packSequences(lists)),
    items,
    userNames: Array.from({ length: USERS }, (_, user) => `user ${user}`),
    itemNames: Array.from({ length: items }, (_, item) => `item ${item}`),
    factors: [bands],
  };
}

const SMALL = [
  "generator.length=5,generator.width=8,generator.blocks=1,generator.heads=2,generator.batchSize=15,generator.steps=8",
  "generator.learningRate=0.02,generator.warmUp=0,generator.decayEnd=0,generator.averageDecay=0,generator.rounds=3",
  "samples.prefixes=3",
  "discriminators.width=8,discriminators.inner=8,discriminators.batchSize=16,discriminators.steps=6",
  "discriminators.learningRate=0.01,discriminators.rounds=2",
  "adversarial.batchSize=16,adversarial.judgedBatchSize=8,adversarial.steps=4,adversarial.judgedSteps=2",
  "adversarial.rounds=2",
].join(",");

/** Settings of a run of a second or two, with changes. */
export function smallSettings(set = ""): MfganSettings {
  return resolveMfgan({ recipe: "cpu", set: withChanges(SMALL, set) });
}

/** Two lists of settings; the second counts where both say one. */
function withChanges(first: string, second: string): string {
  const entries = [first, second].flatMap((list) => list.split(",").filter(Boolean)).map((it) => it.split("="));
  return Array.from(new Map(entries as [string, string][]), (it) => it.join("=")).join(",");
}

/** The same as `--set` has them. */
export const SMALL_SET = SMALL;
