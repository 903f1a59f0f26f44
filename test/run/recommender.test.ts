/** From a history to a recommendation: names, what may be asked of whom, and the same order as offline evaluation. */
import { describe, expect, it } from "vitest";
import { packSequences } from "../../src/core/sequences.ts";
import type { PreparedData } from "../../src/dataset/prepare.ts";
import { leaveOneOut } from "../../src/dataset/split.ts";
import { bestItems } from "../../src/evaluate/held-out.ts";
import { writeCheckpoint } from "../../src/files/checkpoint.ts";
import { MODELS } from "../../src/models/index.ts";
import { findRecommender, type RecommenderPlace, recommend } from "../../src/run/find-recommender.ts";
import { NameIndex } from "../../src/run/names.ts";
import { findOfflineModel } from "../../src/run/offline-model.ts";
import type { RecommendationQuery } from "../../src/run/recommender.ts";
import { tables } from "../../tables.ts";
import { handmade } from "../env/fixture.ts";
import { SMALL } from "../models/fixture.ts";
import { newFolder } from "../store/fixture.ts";
import { SSE_PT, savedNetwork } from "./fixture.ts";

const LISTS = [
  [0, 1, 2, 3, 4],
  [1, 2, 5, 6],
  [7, 8, 9, 1, 2],
];

/** Three users and twelve items, `i1` to `i12`, of which the last two have one title. */
const DATA: PreparedData = {
  split: leaveOneOut(packSequences(LISTS)),
  items: 12,
  userNames: ["ann", "ben", "cat"],
  itemNames: Array.from({ length: 12 }, (_, i) => `i${i + 1}`),
  texts: { titles: Array.from({ length: 12 }, (_, i) => `Film ${Math.min(i, 10)}`), genres: new Array(12).fill("") },
};

/** Item i is the i-th best for everyone; one user has clicked the two best. */
const WORLD = handmade({
  tastes: [[1], [1], [1]],
  features: Array.from({ length: 12 }, (_, i) => [3 - i / 2]),
  starts: [[0, 1], [4], [5]],
});

const SASREC = { architecture: "sasrec", settings: SMALL };

const ask = (model: string, place: RecommenderPlace, query: RecommendationQuery) =>
  recommend(tables, { model, engine: "wasm", ...place }, query);

describe("a recommendation", () => {
  it("has the items, scores and names that offline evaluation ranks first", async () => {
    const model = await savedNetwork(SASREC);
    const { scorer, close } = await findOfflineModel(model, MODELS)(DATA, "wasm");
    const history = Int32Array.of(7, 2, 7, 5, 0, 1, 3);
    const [best] = await bestItems({ scorer, heldOut: [{ user: 0, history, target: 4 }], k: 3 });
    close();
    const { items } = await ask(model, { data: DATA }, { history, k: 3 });
    expect(items).toEqual(
      Array.from(best.items, (item, i) => {
        return { item, name: `i${item + 1}`, title: `Film ${Math.min(item, 10)}`, score: best.scores[i] };
      }),
    );
  });

  it("follows all that is known of a user, held-out items too, and ends where no item is left", async () => {
    const { history, items } = await ask("popularity", { data: DATA }, { user: 0, k: 100 });
    expect([...history]).toEqual(LISTS[0]);
    expect(items.map(({ item }) => item).sort((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 11]);
  });

  it("is asked of a model that knows users by user", async () => {
    const model = await savedNetwork({ architecture: "sse-pt", settings: SSE_PT });
    const history = [3, 1];
    const [one, other] = [
      await ask(model, { data: DATA }, { user: 0, history, k: 4 }),
      await ask(model, { data: DATA }, { user: 2, history, k: 4 }),
    ];
    expect(one.items[0].score).not.toBe(other.items[0].score);
    await expect(ask(model, { data: DATA }, { history, k: 4 })).rejects.toThrow(
      `user: Expected a user, without whom ${model} recommends nothing, got none`,
    );
  });

  it.each([
    ["those of gsasrec-pytorch", {}, ["1", "12"]],
    ["those of the world that it was trained for", { facts: { catalogueHash: "cafe", users: 3 } }, ["0", "11"]],
  ])("of a checkpoint alone has numbers for names: %s", async (_, facts, [first, last]) => {
    const recommender = await findRecommender(await savedNetwork(SASREC, facts), tables).open({ engine: "wasm" });
    const { items, users } = recommender;
    expect([items.nameOf(0), items.nameOf(11), items.idOf(last, "history"), users]).toEqual([
      first,
      last,
      11,
      undefined,
    ]);
    expect((await recommender.recommend({ history: [], k: 1 })).items[0]).not.toHaveProperty("title");
    recommender.close();
  });
});

describe("a recommendation in a world", () => {
  it("is the slate that an agent would show", async () => {
    const { history, items } = await ask("popular", { world: WORLD }, { user: 0, k: 3 });
    expect([...history]).toEqual([0, 1]);
    expect(items).toEqual([4, 5, 2].map((item) => ({ item, name: String(item), title: `Item ${item}` })));
    expect((await ask("random", { world: WORLD }, { user: 1, history: [3, 4], k: 99 })).items).toHaveLength(10);
  });

  it("comes of a checkpoint, which names its items by the world", async () => {
    const model = await savedNetwork(SASREC);
    const told: string[] = [];
    const place = { world: WORLD, notify: (message: string) => told.push(message) };
    const { items } = await ask(model, place, { user: 2, k: 2 });
    expect(items[0].title).toBe(`Item ${items[0].item}`);
    expect(told).toEqual([`${model} does not say which world it was trained for: taken for handmade by its size`]);
    const other = await savedNetwork(SASREC, { facts: { catalogueHash: "cafe", users: 3 } });
    await expect(ask(other, place, { user: 2, k: 2 })).rejects.toThrow("a checkpoint for the catalogue");
  });

  it("comes of the agent that a checkpoint is of", async () => {
    const path = `${newFolder()}/best.ckpt`;
    writeCheckpoint(path, { model: "funksvd", configuration: {}, training: {}, sections: {} });
    await expect(ask(path, {}, { user: 1, k: 2 })).rejects.toThrow(
      "world: Expected the world whose users funksvd serves, got none",
    );
    await expect(ask(path, { world: WORLD }, { user: 1, k: 2 })).rejects.toThrow("for the catalogue");
  });
});

describe("what cannot be", () => {
  it.each<[string, RecommenderPlace, Partial<RecommendationQuery>, string]>([
    ["popularty", {}, {}, "Unknown model or agent 'popularty'. Did you mean 'popularity'?"],
    [
      "runs/best.ckpt",
      {},
      {},
      "runs/best.ckpt: Expected a checkpoint, got no such file, nor one of popularity, item-knn, ",
    ],
    ["oracle", { world: WORLD }, { user: 0 }, 'agent: Expected an agent that reads no hidden state, got "oracle"'],
    ["item-knn", { world: WORLD }, {}, "item-knn: Expected a prepared data set to fit it on, got a world"],
    ["popular", { data: DATA }, {}, "world: Expected the world whose users popular serves, got none"],
    ["popular", { world: WORLD }, { history: [1] }, "user: Expected a user, without whom popular recommends nothing"],
    ["popular", { world: WORLD }, { user: 3 }, "user: Expected users 0..2, got 3"],
    [
      "popularity",
      { data: DATA },
      {},
      "history: Expected the items that came before, or a user who has some, got none",
    ],
    [
      "popularity",
      { data: DATA },
      { user: 1, history: [1] },
      "user: Expected a history or a user, whom popularity knows by a history alone, got both",
    ],
    ["popularity", { data: DATA }, { history: [12] }, "history: Expected items 0..11, got 12"],
    ["popularity", { data: DATA }, { history: [], k: 0 }, "k: Expected a whole number of at least 1, got 0"],
    ["popularity", { data: DATA }, { history: [], k: 1.5 }, "k: Expected a whole number of at least 1, got 1.5"],
  ])("is refused: %s, %#", async (model, place, query, message) => {
    await expect(ask(model, place, { k: 1, ...query })).rejects.toThrow(message);
  });
});

describe("NameIndex", () => {
  const names = new NameIndex({
    kind: "item",
    count: 12,
    name: (id) => DATA.itemNames[id],
    title: (id) => DATA.texts!.titles[id],
  });

  it("finds ids by names and by titles", () => {
    expect(["i1", "i12", "Film 3"].map((text) => names.idOf(text, "history"))).toEqual([0, 11, 3]);
  });

  it("tells the nearest, and a title of several", () => {
    expect(() => names.idOf("Flim 3", "history")).toThrow(
      "history: Expected the name of one of 12 items, or a title, got \"Flim 3\". Did you mean 'Film 3'?",
    );
    expect(() => names.idOf("Film 10", "history")).toThrow("history: Expected one item, got the title of 2: i11, i12");
  });
});
