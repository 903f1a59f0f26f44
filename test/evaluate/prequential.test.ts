import { describe, expect, it } from "vitest";
import { Stream } from "../../src/core/random.ts";
import type { StreamModel } from "../../src/core/stream-model.ts";
import type { Interactions } from "../../src/core/types.ts";
import { blocksOf } from "../../src/dataset/streams.ts";
import {
  PrequentialEvaluation,
  type PrequentialRow,
  type PrequentialTask,
  prequential,
} from "../../src/evaluate/prequential.ts";

const [USERS, ITEMS] = [4, 30];
const EVENTS = randomEvents(60);

function randomEvents(count: number): Interactions {
  const random = new Stream("events");
  return {
    users: new Int32Array(count).map(() => random.int(USERS)),
    items: new Int32Array(count).map(() => random.int(ITEMS)),
  };
}

const slice = ({ users, items }: Interactions, from: number, to: number): Interactions => ({
  users: users.slice(from, to),
  items: items.slice(from, to),
});

function* inBlocks(events: Interactions, size: number): Generator<Interactions> {
  for (let at = 0; at < events.users.length; at += size) yield slice(events, at, at + size);
}

/** Scores by a fixed table, some of them alike, and says what it was asked. */
function tableModel(log: string[] = []): StreamModel & { scoreOf(user: number, item: number): number } {
  const scoreOf = (user: number, item: number) => ((item * 7 + user * 11) % 13) / 2;
  return {
    items: ITEMS,
    scoreOf,
    score: (users) => {
      log.push(`score ${users.join()}`);
      return Float32Array.from({ length: users.length * ITEMS }, (_, i) =>
        scoreOf(users[Math.floor(i / ITEMS)], i % ITEMS),
      );
    },
    learn: ({ users, items }) => {
      log.push(`learn ${Array.from(users, (user, i) => `${user}:${items[i]}`).join()}`);
    },
  };
}

async function rowsOf(task: Partial<PrequentialTask>): Promise<PrequentialRow[]> {
  const rows: PrequentialRow[] = [];
  const all = { model: tableModel(), blocks: inBlocks(EVENTS, 7), users: USERS, cutoff: 5, window: 20, ...task };
  for await (const row of prequential(all)) rows.push(row);
  return rows;
}

/** Hit, gain and percentile of each event, every order of the ties tried. */
function scalarMetrics(events: Interactions, before: Interactions, cutoff: number): number[][] {
  const { scoreOf } = tableModel();
  const met = Array.from({ length: USERS }, () => new Set<number>());
  for (const [i, user] of before.users.entries()) met[user].add(before.items[i]);
  return Array.from(events.users, (user, i) => {
    const item = events.items[i];
    const others = Array.from({ length: ITEMS }, (_, id) => id).filter((id) => id !== item && !met[user].has(id));
    const bar = scoreOf(user, item);
    const better = others.filter((id) => scoreOf(user, id) > bar).length;
    const tied = others.filter((id) => scoreOf(user, id) === bar).length;
    const ranks = Array.from({ length: tied + 1 }, (_, at) => better + at);
    const mean = (of: (rank: number) => number) => ranks.reduce((sum, rank) => sum + of(rank), 0) / ranks.length;
    met[user].add(item);
    return [
      mean((rank) => (rank < cutoff ? 1 : 0)),
      mean((rank) => (rank < cutoff ? 1 / Math.log2(rank + 2) : 0)),
      mean((rank) => rank / others.length),
    ];
  });
}

function meanOf(rows: readonly number[][]): PrequentialRow["total"] {
  const [hits, gains, places] = [0, 1, 2].map((i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  const close = (value: number) => expect.closeTo(value, 10);
  return { "Hits@k": close(hits), "nDCG@k": close(gains), MPR: close(places) };
}

describe("prequential evaluation", () => {
  it.each([1, 7, 60, 100])("scores, counts and then learns, in blocks of %i", async (size) => {
    const log: string[] = [];
    const rows = await rowsOf({ model: tableModel(log), blocks: inBlocks(EVENTS, size) });
    const wanted = [...inBlocks(EVENTS, size)].flatMap(({ users, items }) => [
      `score ${users.join()}`,
      `learn ${Array.from(users, (user, i) => `${user}:${items[i]}`).join()}`,
    ]);
    expect(log).toEqual(wanted);
    expect(rows.map(({ events }) => events)).toEqual(
      Array.from({ length: Math.ceil(60 / size) }, (_, i) => Math.min(60, (i + 1) * size)),
    );
  });

  it.each([1, 3, 20, 500])("has means from the start, and over a window of %i events", async (window) => {
    const before = slice(randomEvents(100), 80, 100);
    const scalar = scalarMetrics(EVENTS, before, 5);
    for (const { events, total, window: recent } of await rowsOf({ window, before: [before] })) {
      expect(total).toEqual(meanOf(scalar.slice(0, events)));
      expect(recent).toEqual(meanOf(scalar.slice(Math.max(0, events - window), events)));
    }
  });

  it("is the same in blocks of any size for a model that learns nothing", async () => {
    const ends = await Promise.all(
      [1, 7, 60].map(async (size) => (await rowsOf({ blocks: inBlocks(EVENTS, size) })).at(-1)),
    );
    expect(ends[1]).toMatchObject({
      total: ends[0]?.total,
      window: meanOf(scalarMetrics(EVENTS, slice(EVENTS, 0, 0), 5).slice(-20)),
    });
    expect(ends[2]?.total).toEqual(ends[0]?.total);
  });

  it("has what chance gives of a model that says the same of every item", async () => {
    const model: StreamModel = { items: ITEMS, score: (users) => new Float32Array(users.length * ITEMS), learn() {} };
    const events = { users: Int32Array.of(0, 1, 2, 3), items: Int32Array.of(0, 9, 20, 29) };
    const [row] = await rowsOf({ model, blocks: [events] });
    expect(row.total["Hits@k"]).toBeCloseTo(5 / ITEMS, 12);
    expect(row.total.MPR).toBeCloseTo(0.5, 12);
  });

  it("ranks an item that is met again, and one that is the last of all", async () => {
    const everything = { users: new Int32Array(ITEMS), items: Int32Array.from({ length: ITEMS }, (_, item) => item) };
    const [row] = await rowsOf({
      before: [everything],
      blocks: [{ users: Int32Array.of(0), items: Int32Array.of(3) }],
    });
    expect(row.total).toEqual({ "Hits@k": 1, "nDCG@k": 1, MPR: 0 });
  });

  it.each([3, 20])(
    "goes on from what it has counted to the very numbers, over a window of %i events",
    async (window) => {
      const settings = { model: tableModel(), users: USERS, cutoff: 5, window };
      const figuresOf = ({ milliseconds: _, ...figures }: PrequentialRow) => figures;
      const whole = (await rowsOf({ window })).map(figuresOf);
      for (const stop of [1, 4, 8]) {
        const blocks = [...inBlocks(EVENTS, 7)];
        const first = new PrequentialEvaluation(settings);
        for (const events of blocks.slice(0, stop)) await first.take(events);
        const state = structuredClone(first.state());
        await first.take(blocks[stop]); // changes nothing of what was saved
        const second = new PrequentialEvaluation(settings);
        for (const events of blocks.slice(0, stop)) second.meet(events);
        second.restore(state);
        const rows: PrequentialRow[] = [];
        for (const events of blocks.slice(stop)) rows.push(await second.take(events));
        expect(rows.map(figuresOf)).toEqual(whole.slice(stop));
        expect(rows[0].milliseconds.scoring * rows[0].events).toBeGreaterThanOrEqual(state.milliseconds.scoring);
      }
      const other = new PrequentialEvaluation({ ...settings, window: 7 });
      expect(() => other.restore(new PrequentialEvaluation(settings).state())).toThrow(
        `Expected sums and what a window of 7 events holds, 6,21, got [6,${3 * window}]`,
      );
    },
  );

  it("reads a stream as it goes, and waits for models that take time", async () => {
    let read = 0;
    function* endless() {
      for (;;) yield { user: read % USERS, item: read++ % ITEMS };
    }
    const learnt: number[] = [];
    const model: StreamModel = {
      items: ITEMS,
      score: async (users) => new Float32Array(users.length * ITEMS),
      learn: async ({ items }) => {
        await Promise.resolve();
        learnt.push(...items);
      },
    };
    const task = { model, blocks: blocksOf(endless(), 4), users: USERS, cutoff: 5, window: 8 };
    for await (const { events } of prequential(task)) {
      expect(read).toBe(events);
      expect(learnt).toHaveLength(events);
      if (events === 400) break;
    }
  });

  it.each<[string, Partial<PrequentialTask>, string]>([
    [
      "another user",
      { blocks: [{ users: Int32Array.of(4), items: Int32Array.of(0) }] },
      "events: Expected users 0..3, got 4",
    ],
    [
      "another item",
      { blocks: [{ users: Int32Array.of(0), items: Int32Array.of(30) }] },
      "events: Expected items 0..29, got 30",
    ],
    [
      "another item before",
      { before: [{ users: Int32Array.of(0), items: Int32Array.of(-1) }] },
      "events: Expected items 0..29, got -1",
    ],
    [
      "columns that differ",
      { blocks: [{ users: Int32Array.of(0), items: Int32Array.of(0, 1) }] },
      "events: Expected 1 items, got 2",
    ],
    ["no window", { window: 0 }, "Expected a window of one event or more, got 0"],
    ["no cutoff", { cutoff: 0 }, "Expected a cutoff of at least 1, got 0"],
    [
      "too few scores",
      { model: { ...tableModel(), score: () => new Float32Array(3) } },
      "Expected 210 scores of the model, got 3",
    ],
    [
      "no numbers",
      { model: { ...tableModel(), score: (users) => new Float32Array(users.length * ITEMS).fill(Number.NaN) } },
      "got NaN: it has diverged",
    ],
  ])("refuses %s", async (_, task, message) => {
    await expect(rowsOf(task)).rejects.toThrow(message);
  });
});
