/** Models that need no training loop, by name: what a trained model has to beat offline. */
import { z } from "zod";
import { unknownName } from "../src/core/errors.ts";
import type { Scorer } from "../src/core/scorer.ts";
import type { Sequences } from "../src/core/sequences.ts";
import { readSettings } from "../src/core/settings.ts";
import { formatSpec, parseSpec } from "../src/core/spec.ts";
import { ItemKnn } from "../src/models/item-knn.ts";
import { Popularity } from "../src/models/popularity.ts";

interface Baseline {
  readonly name: string;
  readonly settings: z.ZodObject;
  fit(train: Sequences, items: number, settings: never): Scorer;
}

const knnSettings = z.strictObject({
  neighbours: z.int().min(1).default(300).describe("neighbours kept of each item"),
  shrinkage: z.number().min(0).default(0).describe("users added to the denominator of the cosine"),
  recent: z.int().min(0).default(5).describe("newest items of a history that count; 0: all"),
});

const BASELINES: readonly Baseline[] = [
  { name: "popularity", settings: z.strictObject({}), fit: Popularity.fit },
  { name: "item-knn", settings: knnSettings, fit: ItemKnn.fit },
];

export const BASELINE_NAMES = BASELINES.map(({ name }) => name);

/** A baseline and its canonical name, ready to be fitted. Throws a UsageError naming the nearest one. */
export function resolveBaseline(text: string): { name: string; fit(train: Sequences, items: number): Scorer } {
  const { name, settings: given } = parseSpec(text, "model");
  const found = BASELINES.find((it) => it.name === name);
  if (!found) throw unknownName("model", name, BASELINE_NAMES);
  const settings = readSettings(found.settings, given, `model ${name}`) as never;
  return { name: formatSpec({ name, settings }), fit: (train, items) => found.fit(train, items, settings) };
}
