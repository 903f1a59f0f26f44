import { describe, expect, it } from "vitest";
import { readMovieLens } from "../../data/movielens/movielens.ts";
import { type FpmcFitOptions, fitFpmc } from "../../env/movielens/fpmc.ts";
import { FpmcModel, type FpmcSample } from "../../env/movielens/fpmc-model.ts";
import { type UtilityTables, utility } from "../../env/movielens/tables.ts";
import { type HeldOutItem, hitRateAmongNegatives } from "../../env/movielens/validate.ts";
import { Interrupted, SlateLabError, UsageError } from "../../src/core/errors.ts";
import { Stream } from "../../src/core/random.ts";
import { packSequences, sequenceOf } from "../../src/core/sequences.ts";
import { sharedData } from "../data/fixture.ts";
import { fpmcSettings, plantedChain } from "./fpmc-fixture.ts";

function hitRate(tables: UtilityTables, heldOut: readonly HeldOutItem[], items: number): number {
  return hitRateAmongNegatives({
    score: (s, j) => utility(tables, s, j),
    heldOut,
    items,
    random: new Stream("validation"),
  });
}

const chain = plantedChain();
const small: FpmcFitOptions = {
  sequences: packSequences([[0, 1, 2, 3], [3, 4], [5]]),
  items: 12,
  settings: fpmcSettings({ factors: 8, epochs: 2, negatives: 4 }),
};

describe("FpmcModel", () => {
  const shape = { users: 3, items: 6, factors: 4, transition: true, weightDecay: 0 };
  const sample: FpmcSample = { user: 1, last: 2, candidates: Int32Array.of(4, 0, 5, 3) };
  const big = (model: FpmcModel) => {
    // Weights of about 1, so that the gradient is well above the rounding of float32.
    for (const table of [model.users, model.transitions, model.items])
      for (let i = 0; i < table.length; i++) table[i] *= 8;
    model.biases.set([0.5, -1, 0.3, 0, 1, -0.2]);
    return model;
  };
  const model = (options = {}) => big(new FpmcModel({ ...shape, ...options }, new Stream("gradient")));

  it.each([true, false])("steps along the gradient that finite differences give (transition %s)", (transition) => {
    const names = ["users", "transitions", "items", "biases"] as const;
    const stepped = model({ transition });
    stepped.descend(sample, 1);
    for (const name of names) {
      const start = model({ transition });
      for (let i = 0; i < start[name].length; i++) {
        const gradient = start[name][i] - stepped[name][i];
        expect(gradient).toBeCloseTo(slope(model({ transition }), name, i), 3);
      }
    }
  });

  function slope(at: FpmcModel, name: "users" | "transitions" | "items" | "biases", i: number): number {
    const h = 2 ** -8;
    const value = at[name][i];
    at[name][i] = value + h;
    const above = at.loss(sample);
    at[name][i] = value - h;
    return (above - at.loss(sample)) / (2 * h);
  }

  it("gives −ln of the softmax over the candidates' utilities", () => {
    const it = model();
    const tables = it.tables();
    const scores = Array.from(sample.candidates, (item) => utility(tables, sample, item));
    const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
    expect(it.loss(sample)).toBeCloseTo(Math.log(total) - scores[0], 5);
  });

  it("shrinks only the rows of the sample, by the weight decay", () => {
    const plain = model();
    const decayed = model({ weightDecay: 0.5 });
    const start = model();
    plain.descend(sample, 0.1);
    decayed.descend(sample, 0.1);
    const row = (it: FpmcModel, item: number) => Array.from(it.items.subarray(item * 8, item * 8 + 8));
    expect(row(decayed, 1)).toEqual(row(start, 1));
    row(decayed, 4).forEach((value, f) => {
      expect(value).toBeCloseTo(row(plain, 4)[f] - 0.05 * row(start, 4)[f], 5);
    });
  });
});

describe("fitFpmc", () => {
  it("learns the order that matrix factorisation cannot", async () => {
    const fit = async (transition: boolean) => {
      const settings = fpmcSettings({ factors: 16, epochs: 20, transition });
      return hitRate(await fitFpmc({ ...chain, settings }), chain.heldOut, chain.items);
    };
    const [fpmc, mf] = [await fit(true), await fit(false)];
    expect(fpmc).toBeGreaterThan(0.8);
    expect(mf).toBeLessThan(0.35);
  });

  it("gives tables of the stated shapes; zeros where the transition part is off", async () => {
    const tables = await fitFpmc(small);
    expect([tables.userTable.length, tables.itemTable.length, tables.transitionTable.length]).toEqual([
      24,
      12 * 17,
      96,
    ]);
    const mf = await fitFpmc({ ...small, settings: fpmcSettings({ ...small.settings, transition: false }) });
    expect(mf.itemTable).toHaveLength(12 * 17);
    expect(mf.transitionTable.every((value) => value === 0)).toBe(true);
    expect(mf.itemTable.subarray(8, 16).every((value) => value === 0)).toBe(true);
    expect(mf.itemTable[16]).not.toBe(0);
  });

  it("gives the same tables for the same seed, others for another", async () => {
    const other = fpmcSettings({ ...small.settings, seed: 2 });
    expect(await fitFpmc(small)).toEqual(await fitFpmc(small));
    expect((await fitFpmc({ ...small, settings: other })).userTable).not.toEqual((await fitFpmc(small)).userTable);
  });

  it("reports each epoch, with a falling loss", async () => {
    const losses: number[] = [];
    const epochs: string[] = [];
    const settings = fpmcSettings({ factors: 16, epochs: 3 });
    await fitFpmc({
      ...chain,
      settings,
      onEpoch: (it) => {
        epochs.push(`${it.epoch}/${it.epochs}`);
        losses.push(it.loss);
      },
    });
    expect(epochs).toEqual(["1/3", "2/3", "3/3"]);
    expect(losses[0]).toBeLessThan(Math.log(9) + 0.2);
    expect(losses[2]).toBeLessThan(losses[0]);
  });

  it("lets others run and stops when told to", async () => {
    const stop = new AbortController();
    // Heard only where the fit lets others run.
    const onEpoch = () => setImmediate(() => stop.abort());
    const endless = fitFpmc({ ...chain, settings: fpmcSettings({ epochs: 1000 }), onEpoch, signal: stop.signal });
    await expect(endless).rejects.toThrow(Interrupted);
    await expect(endless).rejects.toThrow("Fit stopped in epoch 2 of 1000");
  });

  it("stops with what and where when the loss is no longer finite", async () => {
    const settings = { ...fpmcSettings({}), learningRate: 1e6 };
    const error = await fitFpmc({ ...chain, settings }).catch((it) => it);
    expect(error).toBeInstanceOf(SlateLabError);
    expect(error.message).toMatch(
      /the loss became (NaN|Infinity) in epoch 1 of 5, samples 0 to 8192\. A learning rate below 1000000/,
    );
  });

  it.each<[string, Partial<FpmcFitOptions>, RegExp]>([
    ["no interactions", { sequences: packSequences([[], []]) }, /Expected at least one interaction, got 0/],
    ["an item beyond the catalogue", { items: 5 }, /interaction 6: Expected item ids from 0 to 4, got 5/],
    [
      "offsets of other items",
      { sequences: { items: Int32Array.of(1, 2), offsets: Uint32Array.of(0, 3) } },
      /Expected offsets that end at the last interaction, got 3/,
    ],
  ])("refuses %s", async (_, change, message) => {
    const error = await fitFpmc({ ...small, ...change }).catch((it) => it);
    expect(error).toBeInstanceOf(UsageError);
    expect(error.message).toMatch(message);
  });

  it("fits users who know every item", async () => {
    const sequences = packSequences([
      [0, 1, 2],
      [2, 1, 0],
    ]);
    const tables = await fitFpmc({ ...small, sequences, items: 3 });
    expect(tables.itemTable.every(Number.isFinite)).toBe(true);
  });

  it.each<[string, object]>([
    ["factors that are no multiple of 4", { factors: 6 }],
    ["no epochs", { epochs: 0 }],
    ["an unknown setting", { factor: 8 }],
  ])("settings refuse %s", (_, settings) => {
    expect(() => fpmcSettings(settings)).toThrow();
  });

  const ml1m = sharedData("ml1m");
  it.skipIf(!ml1m)("ranks real held-out items high after one epoch on 1,500 users", async () => {
    const { sequences, items, validation } = await readMovieLens(ml1m as string);
    const lists = Array.from({ length: 1500 }, (_, user) => sequenceOf(sequences, user));
    const settings = fpmcSettings({ factors: 16, epochs: 1 });
    const tables = await fitFpmc({ sequences: packSequences(lists), items, settings });
    const heldOut = validation.filter(({ user }) => user < 1500);
    expect(hitRate(tables, heldOut, items)).toBeGreaterThan(0.5);
  });
});
