/** What every model of a stream keeps to: it scores an event by earlier ones alone, and scoring changes nothing. */
import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import { packSequences } from "../../src/core/sequences.ts";
import type { StreamModel } from "../../src/core/stream-model.ts";
import type { Interactions } from "../../src/core/types.ts";
import { blocksOf, interleavedStream } from "../../src/dataset/streams.ts";
import { prequential } from "../../src/evaluate/prequential.ts";
import { ADAM } from "../../src/models/adam-settings.ts";
import { FUNKSVD, FunkSvd } from "../../src/models/funksvd.ts";
import { ItemKnn } from "../../src/models/item-knn.ts";
import { itemKnnStream } from "../../src/models/item-knn-stream.ts";
import { Nmrn } from "../../src/models/nmrn/nmrn.ts";
import type { NmrnLearning } from "../../src/models/nmrn/recipes.ts";
import { SasRec } from "../../src/models/sasrec.ts";
import { frozenStream, popularityStream, recencyStream } from "../../src/models/stream-baselines.ts";
import { NmrnStream } from "../../src/train/nmrn-stream.ts";
import { pointwiseStream } from "../../src/train/pointwise-stream.ts";
import { SequenceStream } from "../../src/train/sequence-stream.ts";
import { difference } from "../engine/engines.ts";
import { onEachEngine, SMALL } from "../models/fixture.ts";

const [USERS, ITEMS, BLOCK] = [5, 12, 4];
const LEARNING: NmrnLearning = {
  sampler: "uniform",
  tries: 5,
  optimiser: { ...ADAM, learningRate: 0.05 },
  noise: { candidates: 6, hidden: [8, 4] },
  learns: "all",
};
const random = new Stream("stream-models");
const EVENTS: Interactions = {
  users: new Int32Array(24).map(() => random.int(USERS)),
  items: new Int32Array(24).map(() => random.int(ITEMS)),
};

interface Made {
  readonly model: StreamModel;
  dispose(): void;
}

function funksvdOf(): StreamModel {
  const model = new FunkSvd({ users: USERS, items: ITEMS, width: 4 }, { ...FUNKSVD, learningRate: 0.02 });
  model.initialise(new Stream("funksvd"));
  const negatives = { count: 4, together: false };
  const learning = { model, items: ITEMS, negatives, stream: new Stream("negatives") };
  return pointwiseStream({ ...learning, users: USERS, scoreOf: ({ user, item }) => model.score(user, item) });
}

const counted = (make: () => StreamModel) => (): Made => ({ model: make(), dispose() {} });

function nmrnOf(learning: Partial<NmrnLearning>): () => Made & { readonly network: Nmrn } {
  return () => {
    const network = new Nmrn(
      { users: USERS, items: ITEMS, width: 4, slots: 3, margin: 3, itemTerm: false },
      new Stream("nmrn"),
    );
    const model = new NmrnStream(network, { ...LEARNING, ...learning }, new Stream("learning"));
    const dispose = () => {
      model.dispose();
      network.dispose();
    };
    return { model, network, dispose };
  };
}

function* blocksWith(events: Interactions): Generator<Interactions> {
  for (let at = 0; at < events.users.length; at += BLOCK)
    yield { users: events.users.slice(at, at + BLOCK), items: events.items.slice(at, at + BLOCK) };
}

/** The scores that a model gives to every block, and then to all users. */
async function scoresOf({ model, dispose }: Made, events: Interactions): Promise<Float32Array[]> {
  const scores: Float32Array[] = [];
  const watched: StreamModel = {
    items: model.items,
    learn: (block) => model.learn(block),
    score: async (users) => {
      const given = (await model.score(users)).slice();
      expect((await model.score(users)).slice()).toEqual(given); // scoring changes nothing
      scores.push(given);
      return given;
    },
  };
  const task = { model: watched, blocks: blocksWith(events), users: USERS, cutoff: 3, window: 10 };
  for await (const _ of prequential(task));
  await watched.score(Int32Array.from({ length: USERS }, (_, user) => user));
  dispose();
  return scores;
}

/** Of a model that learns: other events from a block on change what is said after it, and nothing up to it. */
async function expectNothingEarly(make: () => Made): Promise<void> {
  const wanted = await scoresOf(make(), EVENTS);
  expect(await scoresOf(make(), EVENTS)).toEqual(wanted);
  const place = 3;
  const items = EVENTS.items.map((item, i) => (i < place * BLOCK ? item : (item + 1 + (i % 5)) % ITEMS));
  const moved = await scoresOf(make(), { users: EVENTS.users, items });
  expect(moved.slice(0, place + 1)).toEqual(wanted.slice(0, place + 1));
  expect(moved.at(-1)).not.toEqual(wanted.at(-1));
}

describe("counted models of a stream", () => {
  const knn = ItemKnn.fit(
    packSequences([
      [0, 1, 2],
      [1, 2, 3, 4],
      [5, 6, 7],
      [8, 9, 10, 11, 0],
      [3, 5, 8],
    ]),
    ITEMS,
    {
      neighbours: 5,
      shrinkage: 0,
      recent: 3,
    },
  );

  it.each<[string, () => StreamModel]>([
    ["popularity", () => popularityStream(ITEMS)],
    ["recency", () => recencyStream(ITEMS)],
    ["item-knn", () => itemKnnStream({ users: USERS, items: ITEMS, reach: 5, recent: 3, shrinkage: 1 })],
    ["funksvd", funksvdOf],
    ["item-knn as it was fitted", () => frozenStream(knn, { users: USERS, recent: 3 })],
  ])("%s: says nothing of an event that it has not been told of", async (_, make) => {
    await expectNothingEarly(counted(make));
  });

  it("item-knn has counted what a fit counts, once all is met", () => {
    const random = new Stream("lists");
    const lists = Array.from({ length: USERS }, () =>
      random.shuffle(Int32Array.from({ length: ITEMS }, (_, item) => item)).subarray(0, 7),
    );
    const sequences = packSequences(lists);
    const users = Int32Array.from({ length: USERS }, (_, user) => user);
    const histories = lists.map((list) => list.subarray(-2));
    for (const shrinkage of [0, 3]) {
      const model = itemKnnStream({ users: USERS, items: ITEMS, reach: 7, recent: 2, shrinkage });
      for (const events of blocksOf(interleavedStream(sequences, 1), 4)) model.learn(events);
      const fitted = ItemKnn.fit(sequences, ITEMS, { neighbours: ITEMS, shrinkage, recent: 2 });
      const scores = model.score(users) as Float32Array;
      expect(difference(scores, fitted.score({ users, histories }))).toBeLessThan(1e-6);
    }
  });

  it("funksvd comes to score higher what is met", () => {
    const model = funksvdOf();
    const users = Int32Array.of(0, 1);
    const scoreOf = () => model.score(users) as Float32Array;
    const before = scoreOf();
    for (let i = 0; i < 30; i++) model.learn({ users, items: Int32Array.of(3, 7) });
    const after = scoreOf();
    expect(after[3] - before[3]).toBeGreaterThan(0.1);
    expect(after[ITEMS + 7] - before[ITEMS + 7]).toBeGreaterThan(0.1);
    expect(after.indexOf(Math.max(...after.subarray(0, ITEMS)))).toBe(3);
  });

  it("popularity counts, recency puts the latest first, and those never met last", () => {
    const events = { users: Int32Array.of(0, 0, 1, 1), items: Int32Array.of(2, 0, 2, 3) };
    const [popular, recent] = [popularityStream(5), recencyStream(5)];
    for (const model of [popular, recent]) model.learn(events);
    expect(popular.score(Int32Array.of(4, 1))).toEqual(Float32Array.of(1, 0, 2, 1, 0, 1, 0, 2, 1, 0));
    const scores = recent.score(Int32Array.of(0)) as Float32Array;
    expect([3, 2, 0].map((item) => scores[item])).toEqual([5, 4, 3]);
    expect([scores[1], scores[4]]).toEqual([0, 0]);
  });

  it("a fitted model sees the newest items of each user, those of before too", () => {
    const seen: number[][] = [];
    const scorer = {
      items: 5,
      score: ({ histories }: { histories: readonly Int32Array[] }) => {
        seen.push(...histories.map((list) => [...list]));
        return new Float32Array(histories.length * 5);
      },
    };
    const before = [{ users: Int32Array.of(0, 1), items: Int32Array.of(4, 3) }];
    const model = frozenStream(scorer, { users: 3, recent: 2, before });
    model.learn({ users: Int32Array.of(0, 0), items: Int32Array.of(1, 2) });
    model.score(Int32Array.of(0, 1, 2));
    expect(seen).toEqual([[1, 2], [3], []]);
  });
});

onEachEngine("a next-item model on a stream", () => {
  const sasrecOf = () => {
    const network = new SasRec({ ...SMALL, items: ITEMS, length: 3 }, new Stream("sasrec"));
    const optimiser = { ...ADAM, learningRate: 0.02 };
    const model = new SequenceStream(network, { users: USERS, optimiser }, new Stream("learning"));
    const dispose = () => {
      model.dispose();
      network.dispose();
    };
    return { model, dispose };
  };

  it("says nothing of an event that it has not been told of", async () => {
    await expectNothingEarly(sasrecOf);
  });

  it("learns what follows what, over histories longer than it reads", async () => {
    const { model, dispose } = sasrecOf();
    const users = Int32Array.of(0, 2);
    for (let item = 0; item < 40; item++) model.learn({ users, items: Int32Array.of(item % 5, (item + 2) % 5) });
    const scores = await model.score(users); // after 4 comes 0, after 1 comes 2
    const best = [0, 1].map((row) => {
      const own = scores.subarray(row * ITEMS, (row + 1) * ITEMS);
      return own.indexOf(Math.max(...own));
    });
    expect(best).toEqual([0, 2]);
    dispose();
  });
});

onEachEngine("NMRN on a stream", () => {
  it.each<[string, Partial<NmrnLearning>]>([
    ["a uniform sampler", {}],
    ["a popularity sampler", { sampler: "popularity" }],
    ["an adversarial sampler", { sampler: "adversarial" }],
    ["frozen weights and a memory that is written", { learns: "memory" }],
  ])("with %s: says nothing of an event that it has not been told of", async (_, learning) => {
    await expectNothingEarly(nmrnOf(learning));
  });

  it.each([
    ["all", ["users", "items", "keys", "values", "erase/weight", "erase/bias", "add/weight", "add/bias"]],
    ["memory", ["values"]],
    ["nothing", []],
  ] as const)("changes, where it learns %s: %o", (learns, names) => {
    const { model, network, dispose } = nmrnOf({ learns })();
    const before = network.weights.read();
    model.learn({ users: EVENTS.users.slice(0, 8), items: EVENTS.items.slice(0, 8) });
    const after = network.weights.read();
    const moved = network.weights.names.filter((name) => after[name].some((value, i) => value !== before[name][i]));
    expect(moved).toEqual(names);
    dispose();
  });

  it("ranks items by how near they are to what is read", () => {
    const { model, network, dispose } = nmrnOf({})();
    const users = Int32Array.of(3, 0);
    const [scores, { items }] = [model.score(users) as Float32Array, network.weights.read()];
    const reads = network.read(users);
    const read = reads.arraySync();
    reads.dispose();
    for (const [b] of users.entries()) {
      const ids = Array.from({ length: ITEMS }, (_, id) => id);
      const far = (id: number) => Math.hypot(...read[b].map((x, i) => x - items[id * 4 + i]));
      const byScore = ids.toSorted((one, other) => scores[b * ITEMS + other] - scores[b * ITEMS + one]);
      expect(byScore).toEqual(ids.toSorted((one, other) => far(one) - far(other)));
    }
    dispose();
  });

  it("refuses a user that there is not", () => {
    const { model, dispose } = nmrnOf({})();
    expect(() => model.score(Int32Array.of(5))).toThrow("users: Expected users 0..4, got 5");
    dispose();
  });
});
