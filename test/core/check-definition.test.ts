/** Every definition of every table says what it must, and the checker that says so finds what is missing. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AGENTS } from "../../agents/index.ts";
import { SOURCES } from "../../data/index.ts";
import { WORLDS } from "../../env/index.ts";
import { checkDefinition } from "../../src/core/check-definition.ts";
import type { Definition } from "../../src/core/registry.ts";
import { checkpointSetting, formerly } from "../../src/core/settings.ts";
import { MODELS } from "../../src/models/index.ts";
import { EMBEDDERS } from "../../src/texts/embedders.ts";
import { recentAverage } from "../models/recent-average.ts";

/** What is trained by playing has settings of its own. */
const trainings = AGENTS.list.flatMap(({ name, training }) =>
  training?.settings ? [{ name, summary: training.summary, settings: training.settings }] : [],
);

const ALL: Definition[] = [
  ...[...WORLDS.list, ...AGENTS.list, ...MODELS.list, ...EMBEDDERS.list, ...SOURCES.list, ...trainings],
  recentAverage,
];

describe("checkDefinition", () => {
  it.each(ALL)("finds nothing wrong with $name: $summary", (definition) => {
    expect(checkDefinition(definition)).toEqual([]);
  });

  const least = "setting own: a number without a finite least value";
  const most = "setting own: a number without a finite most value";
  const bounded = z.number().min(0).max(1);

  it.each<[string, z.ZodType, string[]]>([
    ["a number", z.number(), [least, most]],
    ["a number without a most", z.number().positive().default(1), [most]],
    ["a number without a least", z.int().max(5).optional(), [least]],
    ["a whole number, which is a safe one", z.int(), [least, most]],
    ["a number up to infinity", z.number().min(0).max(Number.POSITIVE_INFINITY), [most]],
    ["numbers in a list", z.array(z.number().min(0)), [most]],
    ["a number or a text", z.union([z.int().min(1), z.string()]).default(1), [most]],
    ["a number that is read first", z.number().min(0).transform(String), [most]],
    ["a number in an object in a record", z.record(z.string(), z.object({ x: z.number().max(1) })), [least]],
    ["a renamed number", formerly("old", z.number().min(0).default(2)), [most]],
    ["a default that it refuses", bounded.default(2), ["setting own: it refuses its own default"]],
    ["a number with both", z.union([bounded, z.int().min(-1).max(1)]).default(1), []],
    ["a text", checkpointSetting().optional(), []],
  ])("of %s", (_, own, problems) => {
    const settings = z.strictObject({ own: own.describe("what it is for") });
    expect(checkDefinition({ name: "mine", summary: "my own", settings })).toEqual(problems);
  });

  it("asks for a name, a summary and a word on each setting", () => {
    const settings = z.strictObject({ own: z.boolean().default(true) });
    expect(checkDefinition({ name: "a(x=1)", summary: "two\nlines", settings })).toEqual([
      "the name 'a(x=1)' is not of lower case letters, digits and dashes",
      "the summary is not one line",
      "setting own: no description",
    ]);
  });
});
