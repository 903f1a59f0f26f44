/** From prepared data to a trained model and its metrics, without the command line, with a model of another's table. */
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { checkSameWorld } from "../../src/core/checkpoint.ts";
import { UsageError } from "../../src/core/errors.ts";
import type { HeldOut } from "../../src/core/hold-out.ts";
import { packSequences } from "../../src/core/sequences.ts";
import { type PreparedData, splitAsGiven } from "../../src/dataset/prepare.ts";
import { heldOutOf } from "../../src/dataset/split.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { readCheckpointCard } from "../../src/files/checkpoint.ts";
import { MODELS } from "../../src/models/index.ts";
import { resolveRecipe } from "../../src/models/recipes.ts";
import { evaluateOffline, writeTrecFiles } from "../../src/run/offline-evaluation.ts";
import { baselinesOf, findOfflineModel } from "../../src/run/offline-model.ts";
import { pretrainSequence, sequenceTrainingData } from "../../src/run/pretrain-sequence.ts";
import type { FitResult } from "../../src/train/fit.ts";
import type { LogRow } from "../../src/train/run-folder.ts";
import { recentAverage } from "../models/recent-average.ts";
import { newFolder } from "../store/fixture.ts";

const TABLE = MODELS.with([recentAverage]);
const ITEMS = 130;
const walk = (user: number, length: number) => Int32Array.from({ length }, (_, i) => (3 * user + i) % ITEMS);
const USERS = Array.from({ length: 80 }, (_, user) => user);

function dataOf(heldOut: readonly HeldOut[], items = ITEMS): PreparedData {
  const split = splitAsGiven(packSequences(USERS.map((user) => walk(user, 6))), heldOut);
  return { split, items, userNames: USERS.map(String), itemNames: Array.from({ length: items }, (_, i) => String(i)) };
}

const DATA = dataOf(USERS.map((user) => ({ user, history: walk(user, 6), target: walk(user, 7)[6] })));

/** Item 0 is known to all; 1, 2 and 3 are held out, and differ in how often they are trained on. */
const RARE = (() => {
  const known = [...Array(32).fill([0, 1]), ...Array(31).fill([0, 2]), ...Array(55).fill([0])];
  const targets = [...Array(10).fill(1), ...Array(40).fill(2), ...Array(5).fill(3)];
  const heldOut = targets.map((target, i) => ({ user: 63 + i, history: Int32Array.of(0), target }));
  const split = splitAsGiven(packSequences(known), heldOut);
  return { ...dataOf([]), split, userNames: known.map((_, user) => `u${user}`) };
})();

/** Of an item that may have any rank from `first` (from 0) on, `tied` others alike. */
function tiedMrr(first: number, tied: number): number {
  const within = Array.from({ length: 10 - first }, (_, i) => 1 / (first + i + 1));
  return within.reduce((sum, gain) => sum + gain, 0) / (tied + 1);
}

describe("a model of another's table", () => {
  let folder: string;
  let result: FitResult;
  const rows: LogRow[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "slatelab-offline-"));
    const { size, ...data } = sequenceTrainingData({ ...DATA, catalogueHash: "cafe" });
    const set = "batchSize=16,learningRate=0.05,steps=20";
    const configuration = resolveRecipe(recentAverage, { recipe: "small", set }).configure(size);
    const engine = await openEngine("wasm");
    const words = { title: "recent-average", command: "node train.js" };
    const limits = { rounds: 3, patience: 3, seed: 1, resume: false, folder };
    const training = { models: TABLE, configuration, engine, ...data, ...limits, ...words };
    result = await pretrainSequence({ ...training, onRound: (row) => rows.push(row) });
    engine.close();
  });

  async function measure(text: string) {
    const model = await findOfflineModel(text, TABLE)(DATA, "wasm");
    try {
      const heldOut = heldOutOf(DATA.split, "validation");
      return (await evaluateOffline(model, { heldOut, data: DATA, seed: 1 })).metrics;
    } finally {
      model.close();
    }
  }

  it("is trained, logged and drawn", () => {
    expect(rows.map(({ round }) => round)).toEqual([1, 2, 3]);
    expect(readFileSync(join(folder, "log.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(3);
    expect(readFileSync(join(folder, "curve.html"), "utf8").includes("node train.js")).toBe(true);
    expect(existsSync(join(folder, "best.ckpt"))).toBe(true);
  });

  it("says which world it was trained for: no other takes it", () => {
    const path = join(folder, "best.ckpt");
    const { configuration } = readCheckpointCard(path);
    expect(configuration).toMatchObject({ users: USERS.length, catalogueHash: "cafe" });
    const world = (hash: string) => ({ catalogue: { hash }, users: USERS.length });
    expect(() => checkSameWorld(path, configuration, world("cafe"))).not.toThrow();
    expect(() => checkSameWorld(path, configuration, world("beef"))).toThrow(
      "Expected a checkpoint for the catalogue beef, got one for cafe: another world, or another version of it",
    );
  });

  it("is found by its folder, and ranks better than what knows no order", async () => {
    const [trained, popular] = [await measure(folder), await measure("popularity")];
    expect(trained.catalogue).toEqual(result.best.metrics);
    expect(trained.catalogue["nDCG@10"]).toBeGreaterThan(popular.catalogue["nDCG@10"]);
    expect(trained.sampled!["HR@10"]).toBeGreaterThan(popular.sampled!["HR@10"]);
    expect(trained.sampledUsers).toBe(USERS.length);
  });

  it("is not in a table without it", async () => {
    await expect(() => findOfflineModel(folder, MODELS)(DATA, "wasm")).rejects.toThrow(
      'Expected the architecture of sasrec, gsasrec or ssept, got "recent-average"',
    );
  });
});

describe("findOfflineModel", () => {
  it("calls a baseline by all its settings", async () => {
    const { name, scorer } = await findOfflineModel("item-knn(recent=2)", TABLE)(DATA, "wasm");
    expect(name).toBe("item-knn(neighbours=300,recent=2,shrinkage=0)");
    expect(scorer.items).toBe(ITEMS);
  });

  it("knows baselines by name, and trained models by their checkpoints alone", () => {
    expect(baselinesOf(TABLE).names).toEqual(["popularity", "item-knn"]);
    expect(() => findOfflineModel("recent-average", TABLE)).toThrow("Unknown model 'recent-average'");
  });

  it.each([
    ["item-knn(recent", "model: Expected balanced parentheses, got 'item-knn(recent'"],
    ["item-knn(recnt=2)", "Unknown setting 'recnt'. Did you mean 'recent'?"],
    ["popularty", "Unknown model 'popularty'. Did you mean 'popularity'?"],
    ["nowhere/best", "nowhere/best: Expected a checkpoint, got no such file, nor a name of popularity, item-knn"],
    ["nowhere.ckpt", "nowhere.ckpt: Expected a checkpoint, got no such file"],
    ["Popularity", "Popularity: Expected a checkpoint, got no such file, nor a name of popularity, item-knn"],
  ])("refuses %s", (text, says) => {
    expect(() => findOfflineModel(text, TABLE)).toThrow(UsageError);
    expect(() => findOfflineModel(text, TABLE)).toThrow(says);
  });
});

describe("sequenceTrainingData", () => {
  it("needs someone to validate with", () => {
    expect(() => sequenceTrainingData(dataOf([]), "here")).toThrow(
      "here: Expected held-out items for validation, got none",
    );
  });

  it("tells data sets apart", () => {
    const { size, dataHash } = sequenceTrainingData(DATA);
    expect(size).toEqual({ items: ITEMS, users: USERS.length });
    const more = dataOf(heldOutOf(DATA.split, "validation"), ITEMS + 1);
    expect(sequenceTrainingData(more).dataHash).not.toBe(dataHash);
  });
});

describe("evaluateOffline", () => {
  const evaluate = async (heldOut: readonly HeldOut[]) => {
    const model = await findOfflineModel("popularity", TABLE)(RARE, "wasm");
    return evaluateOffline(model, { heldOut, data: RARE, seed: 1 });
  };
  const everyone = heldOutOf(RARE.split, "validation");

  it("tells the sparse slice apart by training events alone", async () => {
    const { metrics, ranks } = await evaluate(everyone);
    // Item 1 is trained on 32 times, item 2 31 times and held out 40 times, item 3 never.
    expect(ranks.map(({ events }) => events)).toEqual([
      ...Array(10).fill(32),
      ...Array(40).fill(31),
      ...Array(5).fill(0),
    ]);
    expect(metrics).toMatchObject({ users: 55, sampledUsers: 55, sparse: { users: 45, sampledUsers: 45 } });
    // In the catalogue 0 is known; 1 comes first, 2 after it, 3 with the 126 others that nobody met.
    expect(metrics.sparse.catalogue!["MRR@10"]).toBeCloseTo((40 / 2 + 5 * tiedMrr(2, 126)) / 45, 12);
    expect(metrics.catalogue["HR@1"]).toBeCloseTo(10 / 55, 12);
  });

  it("has no metrics of a slice without users, nor of nobody", async () => {
    const { metrics } = await evaluate(everyone.slice(0, 10));
    const none = { catalogue: null, sampled: null };
    expect(metrics.sparse).toEqual({ users: 0, sampledUsers: 0, ...none, intervals: none });
    expect(metrics.intervals.catalogue!["nDCG@10"]).toBeNull();
    await expect(evaluate([])).rejects.toThrow("Expected at least one held-out item, got none");
  });
});

describe("writeTrecFiles", () => {
  it("writes lists, answers and the metrics of the lists", async () => {
    const folder = join(newFolder(), "new", "trec");
    const model = await findOfflineModel("item-knn", TABLE)(DATA, "wasm");
    const heldOut = heldOutOf(DATA.split, "validation").slice(0, 3);
    const { ranks } = await evaluateOffline(model, { heldOut, data: DATA, seed: 1 });
    const often = ranks.map((rank, i) => (i === 1 ? { ...rank, events: 32 } : rank));
    await writeTrecFiles(folder, { ...model, name: "of two words" }, often);
    const lines = (name: string) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n");
    expect(lines("run.txt")).toHaveLength(300);
    expect(lines("run.txt")[0]).toMatch(/^0 Q0 \d+ 1 \S+ of_two_words$/);
    expect(lines("qrels.txt")).toEqual(["0 0 6 1", "1 0 9 1", "2 0 12 1"]);
    expect(lines("qrels-sparse.txt")).toEqual(["0 0 6 1", "2 0 12 1"]);
    expect(JSON.parse(lines("metrics.json").join(""))).toHaveProperty("nDCG@10");
  });
});
