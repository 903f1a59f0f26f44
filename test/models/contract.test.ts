/** What every model of the table keeps, and so one from outside of it (recent-average.ts). */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences } from "../../src/core/sequences.ts";
import { splitAsGiven } from "../../src/dataset/prepare.ts";
import {
  architectureOf,
  isBaseline,
  isNextItem,
  type NextItemDefinition,
  nextItemNames,
  serves,
  startNetwork,
} from "../../src/models/definition.ts";
import { MODELS } from "../../src/models/index.ts";
import { nextItemModel } from "../../src/models/next-item.ts";
import { resolveRecipe } from "../../src/models/recipes.ts";
import { sasrec } from "../../src/models/sasrec.ts";
import type { SequenceModel } from "../../src/models/sequence-model.ts";
import { sequenceScorer } from "../../src/models/sequence-scorer.ts";
import { ssept } from "../../src/models/sse-pt.ts";
import { findOfflineModel, openModelCheckpoint } from "../../src/run/offline-model.ts";
import { readFitState } from "../../src/train/fit-state.ts";
import type { LogRow } from "../../src/train/run-folder.ts";
import { sequenceModelOf } from "../../src/train/sequence-checkpoint.ts";
import { trainSequenceModel } from "../../src/train/sequence-training.ts";
import { StateEncoder } from "../../src/train/state-encoder.ts";
import { difference } from "../engine/engines.ts";
import { onEachEngine } from "./fixture.ts";
import { recentAverage } from "./recent-average.ts";

const TABLE = MODELS.with([recentAverage]);
const POPULATION = { items: 20, users: 40 };
const { items: ITEMS, users: USERS } = POPULATION;

/** Everybody walks round the items from somewhere. */
const walk = (user: number, length: number) => Int32Array.from({ length }, (_, i) => (user + i) % ITEMS);
const TRAIN = packSequences(Array.from({ length: USERS }, (_, user) => walk(user, 8)));
const HELD_OUT = Array.from({ length: USERS }, (_, user) => ({
  user,
  history: walk(user, 8),
  target: walk(user, 9)[8],
}));
/** The last is longer than models read, and of one user nothing is known. */
const BATCH = {
  users: Int32Array.of(3, 0, 7, 39),
  histories: [[4, 5], [19], [], [...walk(2, 12)]].map((list) => Int32Array.from(list)),
};
const rowOf = (scores: Float32Array, row: number) => scores.slice(row * ITEMS, (row + 1) * ITEMS);
const alone = (row: number) => ({ users: BATCH.users.slice(row, row + 1), histories: [BATCH.histories[row]] });

describe.each(TABLE.list.filter(isBaseline))("$name", (baseline) => {
  const { settings } = TABLE.resolve(baseline.name);
  const fit = () => baseline.fit(TRAIN, ITEMS, settings);

  it("scores every item for every user, whoever is beside", async () => {
    const scorer = fit();
    expect(scorer.items).toBe(ITEMS);
    const scores = await scorer.score(BATCH);
    expect(scores).toHaveLength(BATCH.users.length * ITEMS);
    expect(scores.some(Number.isNaN)).toBe(false);
    for (const row of BATCH.users.keys()) expect(await scorer.score(alone(row))).toEqual(rowOf(scores, row));
  });

  it.each([ITEMS, -1])("is not fitted to the item %i, which is not of the catalogue", (item) => {
    expect(() => baseline.fit(packSequences([[0, item]]), ITEMS, settings)).toThrow(
      `training sequences: Expected items 0..19, got ${item}`,
    );
  });

  it("comes out the same of the same data", async () => {
    const [once, again] = [fit(), fit()];
    expect(await again.score(BATCH)).toEqual(await once.score(BATCH));
  });
});

/** Its default recipe, made small. */
function configurationOf(model: NextItemDefinition) {
  const [recipe] = Object.keys(model.recipes);
  const set = "length=6,batchSize=20,learningRate=0.02,steps=5,warmUp=0,decayEnd=0";
  return resolveRecipe(model, { recipe, set }).configure(POPULATION);
}

async function train(model: NextItemDefinition, how: { folder: string; rounds: number; resume?: boolean }) {
  const rows: LogRow[] = [];
  const data = { train: TRAIN, heldOut: HELD_OUT, dataHash: "walks", seed: 1 };
  const limits = { patience: 9, resume: false, ...how };
  const onRound = (row: LogRow) => rows.push(row);
  const trained = await trainSequenceModel({
    models: TABLE,
    configuration: configurationOf(model),
    ...data,
    ...limits,
    onRound,
  });
  return { ...trained, rows };
}

const newFolder = () => mkdtempSync(join(tmpdir(), "slatelab-models-"));

describe.each(TABLE.list.filter(isNextItem))("$name", (definition) => {
  it("has recipes that say as plain JSON how it is trained, and one for moments", () => {
    const all = Object.keys(definition.recipes).map((recipe) =>
      resolveRecipe(definition, { recipe }).configure(POPULATION),
    );
    for (const configuration of [...all, definition.brief(POPULATION)]) {
      expect(configuration.model.architecture).toBe(definition.architecture.name);
      expect(configuration.model.settings).toMatchObject({ items: ITEMS });
      expect(JSON.parse(JSON.stringify(configuration))).toEqual(configuration);
    }
  });

  onEachEngine("trained", () => {
    const folder = newFolder();
    let model: SequenceModel;
    let rows: LogRow[];

    beforeAll(async () => {
      ({ model, rows } = await train(definition, { folder, rounds: 3 }));
    });
    afterAll(() => model.dispose());

    it("lowers its loss", () => {
      const losses = rows.map((row) => row.losses.train);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(losses[2]).toBeLessThan(losses[0]);
    });

    it("scores every item for every user, whoever is beside", async () => {
      const scorer = sequenceScorer(model);
      expect(scorer.items).toBe(ITEMS);
      const scores = await scorer.score(BATCH);
      expect(scores).toHaveLength(BATCH.users.length * ITEMS);
      expect(scores.every(Number.isFinite)).toBe(true);
      for (const row of BATCH.users.keys()) {
        expect(difference(await scorer.score(alone(row)), rowOf(scores, row))).toBeLessThan(1e-5);
      }
    });

    it.each([ITEMS, ITEMS + 1, 1e9, -1])("knows no item %i, neither scored nor served", async (item) => {
      const history = Int32Array.of(1, item, 2);
      const message = `Expected items 0..19, got ${item}`;
      const batch = { users: Int32Array.of(0), histories: [history] };
      await expect(sequenceScorer(model).score(batch)).rejects.toThrow(`histories: ${message}`);
      if (!serves(definition)) return;
      const { architecture } = definition;
      const encoder = new StateEncoder({ architecture, settings: model.settings, weights: model.weights.read() });
      expect(() => encoder.encode(0, history)).toThrow(`history: ${message}`);
      encoder.dispose();
    });

    it("is the same model when it is read again", async () => {
      const again = sequenceModelOf(openModelCheckpoint(folder, TABLE), TABLE);
      expect(await sequenceScorer(again).score(BATCH)).toEqual(await sequenceScorer(model).score(BATCH));
      again.dispose();
    });

    it("goes on as if it had never stopped", async () => {
      const parts = newFolder();
      for (const rounds of [1, 3]) (await train(definition, { folder: parts, rounds, resume: true })).model.dispose();
      const [whole, joined] = [folder, parts].map((it) => readFitState(join(it, "last.ckpt")));
      expect(joined.weights).toEqual(whole.weights);
      expect(joined.metrics).toEqual(whole.metrics);
    });

    it("refuses another catalogue by name", async () => {
      const split = splitAsGiven(TRAIN, HELD_OUT);
      const other = { split, items: ITEMS + 1, userNames: [], itemNames: [] };
      const open = findOfflineModel(folder, TABLE);
      await expect(open(other, "wasm")).rejects.toThrow(
        `${join(folder, "best.ckpt")}: Expected weights for 21 items, got 20`,
      );
    });

    it("gives all its numbers to other tools", () => {
      const { exported } = definition.architecture;
      const tensors = exported ? exported(model.settings, model.weights.read()) : model.weights.tensors();
      expect(Object.keys(tensors).length).toBeGreaterThan(0);
      for (const { shape, data } of Object.values(tensors)) {
        expect(data).toHaveLength(shape.reduce((product, extent) => product * extent, 1));
        expect(Array.from(data).every(Number.isFinite)).toBe(true);
      }
    });

    it.each([definition].filter(serves))("$name ranks by states and items' vectors as by its scores", async (it) => {
      const { architecture } = it;
      const scores = await sequenceScorer(model).score(BATCH);
      const encoder = new StateEncoder({ architecture, settings: model.settings, weights: model.weights.read() });
      const { width, output } = encoder;
      for (const [row, history] of BATCH.histories.entries()) {
        const state = encoder.encode(BATCH.users[row], history);
        const products = Float32Array.from({ length: ITEMS }, (_, item) => {
          return state.reduce((sum, h, i) => sum + h * output[item * width + i], 0);
        });
        const fromFirst = (values: Float32Array) => values.map((value) => value - values[0]);
        expect(difference(fromFirst(products), fromFirst(rowOf(scores, row)))).toBeLessThan(1e-4);
      }
      encoder.dispose();
    });

    it("leaves no tensor behind", () => {
      const before = tf.memory().numTensors;
      const another = definition.architecture.build(model.settings, new Stream("another"));
      another.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});

describe("a table of models", () => {
  it("names those that are trained", () => {
    expect(nextItemNames(MODELS)).toEqual(["sasrec", "gsasrec", "ssept"]);
  });

  it("knows the architectures of its models, and no others", () => {
    expect(architectureOf(TABLE, "sse-pt")).toBe(ssept.architecture);
    expect(() => architectureOf(MODELS, "recent-average", "x.ckpt")).toThrow(
      'x.ckpt: Expected the architecture of sasrec, gsasrec or ssept, got "recent-average"',
    );
  });

  it("refuses two architectures of one name, and knows one that two models share", () => {
    const table = MODELS.with([{ ...sasrec, name: "shared" }]);
    expect(architectureOf(table, "sasrec")).toBe(sasrec.architecture);
    const own = { ...sasrec, name: "own", architecture: { ...sasrec.architecture } };
    expect(() => architectureOf(MODELS.with([own]), "sasrec", "x.ckpt")).toThrow(
      /^x.ckpt: Expected architectures of different names, got 2 called 'sasrec' \(sasrec, .*own\)$/,
    );
  });

  it("takes no model whose recipe has other settings", () => {
    const { recipes, ...rest } = recentAverage;
    const wrong = { small: { ...recipes.small, settings: { ...recipes.small.settings, heads: 2 } } };
    const shape = () => ({ items: 1, length: 1, dropout: 0 });
    expect(() => nextItemModel({ ...rest, brief: undefined, recipes: wrong, shape })).toThrow(
      "recent-average, recipe small: Unknown setting 'heads'",
    );
  });

  it("tells which are trained, fitted and served", () => {
    expect(TABLE.names).toEqual(["popularity", "item-knn", "sasrec", "gsasrec", "ssept", "recent-average"]);
    expect(TABLE.list.filter(isBaseline).map(({ name }) => name)).toEqual(["popularity", "item-knn"]);
    expect(TABLE.list.filter(serves).map(({ name }) => name)).toEqual(["sasrec", "gsasrec", "ssept", "recent-average"]);
  });
});

onEachEngine("startNetwork", () => {
  it("starts no network from a level of scores that it cannot have", () => {
    const { architecture } = recentAverage;
    const recipe = { ...configurationOf(recentAverage), startScore: -1 };
    const before = tf.memory().numTensors;
    expect(() => startNetwork(architecture, recipe, new Stream("level"))).toThrow(
      'Expected a model that can start from a level of scores, got "recent-average"',
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
