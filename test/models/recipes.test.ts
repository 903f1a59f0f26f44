import { describe, expect, it } from "vitest";
import { ADAM } from "../../src/models/adam-settings.ts";
import { isNextItem } from "../../src/models/definition.ts";
import { gsasrec } from "../../src/models/gsasrec.ts";
import { MODELS } from "../../src/models/index.ts";
import { MOST_ROUNDS, resolveRecipe } from "../../src/models/recipes.ts";
import { sasrec } from "../../src/models/sasrec.ts";
import { ssept } from "../../src/models/sse-pt.ts";
import { modelOfTable } from "./fixture.ts";

const POPULATION = { items: 20, users: 40 };

describe("recipes", () => {
  const cases = MODELS.list
    .filter(isNextItem)
    .flatMap((kind) => Object.keys(kind.recipes).map((recipe) => [kind.name, recipe] as const));
  it.each(cases)("%s %s is complete", (name, recipe) => {
    const { model, batchSize, optimiser } = resolveRecipe(modelOfTable(name), { recipe }).configure(POPULATION);
    expect(model.settings.items).toBe(20);
    if (["cpu", "wide", "clicks"].includes(recipe)) return;
    expect(batchSize).toBe(128);
    expect(optimiser).toEqual({ ...ADAM, beta2: name === "ssept" ? 0.98 : ADAM.beta2 });
  });

  it("are the published ones", () => {
    const many = resolveRecipe(gsasrec, { recipe: "published" }).configure(POPULATION);
    expect(many.model.settings).toMatchObject({ length: 200, width: 128, blocks: 2, heads: 1, dropout: 0.5 });
    expect(many).toMatchObject({ objective: { loss: "gbce", t: 0.75 }, sampling: { negatives: 256 }, steps: 1 });
    const movieLens = resolveRecipe(gsasrec, { recipe: "published" });
    expect(movieLens.configure({ items: 3416, users: 6040 }).steps).toBe(48);
    expect(movieLens.configure({ items: 3416, users: 60_400 }).steps).toBe(100);
    expect(movieLens.patience).toBe(200);
    const one = resolveRecipe(sasrec, { recipe: "published" }).configure(POPULATION);
    expect(one).toMatchObject({ objective: { loss: "gbce", t: 0 }, sampling: { sampler: "epochs", negatives: 1 } });
    const personal = resolveRecipe(ssept, { recipe: "published" }).configure(POPULATION);
    expect(personal.model.settings).toMatchObject({
      length: 200,
      itemWidth: 50,
      userWidth: 50,
      dropout: 0.2,
      users: 40,
    });
    expect(personal).toMatchObject({
      sampling: { sampler: "warp", shared: { keepItem: 0.9, keepUser: 0.08 } },
      optimiser: { beta2: 0.98 },
    });
  });

  it("end with their learning rate, if it ends", () => {
    const roundsOf = (set: string) => resolveRecipe(sasrec, { recipe: "cpu", set }).rounds;
    expect(roundsOf("decayEnd=1001,steps=100")).toBe(11);
    expect(roundsOf("decayEnd=0")).toBe(MOST_ROUNDS);
  });

  it("start balanced where β σ(−s) = k σ(s)", () => {
    const { configure } = resolveRecipe(gsasrec, { recipe: "published", set: "balanced=true" });
    const { startScore } = configure({ items: 3416, users: 6040 });
    expect(startScore).toBeCloseTo(Math.log(0.3062225 / 256), 5); // β of the specification
    expect(resolveRecipe(gsasrec, { recipe: "published" }).configure(POPULATION)).not.toHaveProperty("startScore");
    const softmax = resolveRecipe(sasrec, { recipe: "cpu", set: "balanced=true" });
    expect(() => softmax.configure(POPULATION)).toThrow("Expected loss gbce with negatives, to start balanced");
  });

  it("shuffle where asked to, and only batches that are made of epochs", () => {
    const samplingOf = (set?: string) => resolveRecipe(gsasrec, { recipe: "cpu", set }).configure(POPULATION).sampling;
    expect(samplingOf("shuffled=true")).toHaveProperty("shuffled", true);
    // Not even as false: a run begun before there was such a setting goes on.
    expect(samplingOf()).not.toHaveProperty("shuffled");
    const clicks = resolveRecipe(gsasrec, { recipe: "clicks" });
    expect(clicks.configure(POPULATION).sampling).toEqual({ ...samplingOf("shuffled=true"), negatives: 64 });
    expect(clicks.rounds).toBe(4);
    expect(samplingOf("shuffled=true,sampler=popularity")).toEqual({
      ...samplingOf("shuffled=true"),
      sampler: "popularity",
    });
    expect(() => samplingOf("shuffled=true,sampler=warp")).toThrow(
      'shuffled: Expected the sampler epochs or popularity, to shuffle, got "warp"',
    );
  });

  it("have an end of the learning rate after its warm-up, if any", () => {
    const scheduleOf = (set: string) => {
      return resolveRecipe(sasrec, { recipe: "published", set }).configure(POPULATION).optimiser.schedule;
    };
    expect(scheduleOf("dropout=0.1")).toBeUndefined();
    expect(scheduleOf("warmUp=5")).toEqual({ warmUp: 5, end: null });
    expect(scheduleOf("warmUp=5,decayEnd=9")).toEqual({ warmUp: 5, end: 9 });
    expect(() => scheduleOf("warmUp=5,decayEnd=5")).toThrow(
      "decayEnd: Expected an end after 5 steps of warm-up, got 5",
    );
  });

  it.each([
    ["published", "lenght=3", "sasrec, recipe published: Unknown setting 'lenght'. Did you mean 'length'?"],
    ["published", "dropout=1", "sasrec, recipe published: dropout: Expected"],
    ["publishd", undefined, "Unknown recipe 'publishd'. Did you mean 'published'?"],
  ])("refuse %s with %s", (recipe, set, message) => {
    expect(() => resolveRecipe(sasrec, { recipe, set })).toThrow(message);
  });
});
