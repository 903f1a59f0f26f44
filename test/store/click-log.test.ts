import { once } from "node:events";
import { beforeEach, describe, expect, it } from "vitest";
import { EpisodeLog } from "../../src/core/episode-log.ts";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { loggedClicks, readEpisodeLog, SqliteRecorder } from "../../src/store/click-log.ts";
import type { Store } from "../../src/store/database.ts";
import { finishedEpisodes, startEpisode, storeEpisode } from "../../src/store/episodes.ts";
import { findSuite } from "../../src/store/suites.ts";
import { outcome, RUN, SUITE, startChild, storeOfSuite, summaryOf, transitionOf } from "./fixture.ts";

let store: Store;
let suite: number;

beforeEach(() => {
  ({ store, suite } = storeOfSuite());
  return () => store.close();
});

const keyOf = (seed: number | string = 1, agent = "random") => ({ suite, agent, seed, episode: 0 });

function storedRounds(): number {
  return store.prepare("SELECT count(*) FROM rounds").pluck().get() as number;
}

/** Records rounds 0..n-1 into the store and, for comparison, into memory. */
function play(recorder: SqliteRecorder, rounds: number, slateSize = 5): EpisodeLog {
  const log = new EpisodeLog(slateSize);
  for (let round = 0; round < rounds; round++) {
    const transition = transitionOf(round, slateSize);
    recorder.record(transition);
    log.record(transition);
  }
  return log;
}

function columns(log: EpisodeLog) {
  const { users, slates, clicked, rewards, propensities } = log;
  return { users, slates, clicked, rewards, propensities };
}

describe("SqliteRecorder", () => {
  it.each([
    { slateSize: 5, rounds: 0, flushEvery: 10 },
    { slateSize: 5, rounds: 1, flushEvery: 10 },
    { slateSize: 5, rounds: 31, flushEvery: 100 },
    { slateSize: 5, rounds: 64, flushEvery: 64 },
    { slateSize: 5, rounds: 1000, flushEvery: 77 },
    { slateSize: 3, rounds: 100, flushEvery: 33 },
    { slateSize: 1, rounds: 100, flushEvery: 1 },
    { slateSize: 5, rounds: 600, flushEvery: 1000 },
    { slateSize: 64, rounds: 300, flushEvery: 256 },
  ])("log → read → equal: $rounds rounds of $slateSize, $flushEvery a flush", ({ slateSize, rounds, flushEvery }) => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize, flushEvery });
    const log = play(recorder, rounds, slateSize);
    recorder.finish(summaryOf(rounds), RUN);
    expect(columns(readEpisodeLog(store, recorder.episodeId, slateSize))).toEqual(columns(log));
  });

  it("stores rounds in whole flushes, the rest only with the summary", () => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5, flushEvery: 40 });
    play(recorder, 100);
    expect(storedRounds()).toBe(80);
    expect(finishedEpisodes(store, suite)).toEqual([]);
    recorder.finish(summaryOf(100), RUN);
    expect(storedRounds()).toBe(100);
    expect(finishedEpisodes(store, suite)).toHaveLength(1);
  });

  it("keeps rewards of any size, and propensities of the rounds that have them", () => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 3, flushEvery: 300 });
    const log = new EpisodeLog(3);
    for (let round = 0; round < 900; round++) {
      // None in the second flush, so that there are chunks without any among chunks with some.
      const propensities = round % 300 < 280 && round % 2 ? [1, 1 / 3, Number.MIN_VALUE] : undefined;
      const transition = { ...transitionOf(round, 3), reward: 1 - 0.1 * round, propensities };
      for (const it of [recorder, log]) it.record(transition);
    }
    recorder.finish(summaryOf(900), RUN);
    expect(columns(readEpisodeLog(store, recorder.episodeId, 3))).toEqual(columns(log));
  });

  it("refuses a reward that JSON cannot hold", () => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5 });
    recorder.record({ ...transitionOf(0), reward: Number.NaN });
    const finish = () => recorder.finish(summaryOf(1), RUN);
    expect(finish).toThrow(SlateLabError);
    expect(finish).toThrow("Expected finite rewards of the episode, got NaN");
    expect(finishedEpisodes(store, suite)).toEqual([]);
  });

  it("keeps what a full disk refused, to be stored later", () => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5, flushEvery: 5000 });
    const log = play(recorder, 4999);
    store.pragma(`max_page_count = ${store.pragma("page_count", { simple: true })}`);
    const finish = () => recorder.finish(summaryOf(4999), RUN);
    expect(finish).toThrow(SlateLabError);
    expect(finish).toThrow(`${store.name}: The disk is full`);
    expect(storedRounds()).toBe(0);
    store.pragma("max_page_count = 1000000");
    finish();
    expect(columns(readEpisodeLog(store, recorder.episodeId, 5))).toEqual(columns(log));
  });

  it("refuses a summary of other rounds than it recorded", () => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5, flushEvery: 4 });
    play(recorder, 10);
    expect(() => recorder.finish(summaryOf(9), RUN)).toThrow(
      "Expected a summary of the 10 rounds recorded, got one of 9",
    );
  });

  it("refuses a summary that JSON cannot hold", () => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5 });
    const summary = { ...summaryOf(0), novelty: Number.NaN };
    expect(() => recorder.finish(summary, RUN)).toThrow("Expected a finite novelty of the episode, got NaN");
    expect(finishedEpisodes(store, suite)).toEqual([]);
  });

  it.each([0, -1, 2.5])("refuses slates of %d", (slateSize) => {
    expect(() => new SqliteRecorder(store, keyOf(), { slateSize })).toThrow(UsageError);
    expect(store.prepare("SELECT count(*) FROM episodes").pluck().get()).toBe(0);
  });
});

describe("an episode started again", () => {
  it("has its earlier rounds deleted, and its earlier writer can store nothing more", () => {
    const earlier = new SqliteRecorder(store, keyOf(7), { slateSize: 5, flushEvery: 10 });
    play(earlier, 25);
    expect(storedRounds()).toBe(20);
    const later = new SqliteRecorder(store, keyOf("7"), { slateSize: 5 });
    expect(storedRounds()).toBe(0);
    expect(() => earlier.finish(summaryOf(25), RUN)).toThrow(/was started again by another process/);
    play(later, 3);
    later.finish(summaryOf(3), RUN);
    expect(finishedEpisodes(store, suite)).toMatchObject([{ id: later.episodeId, seed: "7", summary: { rounds: 3 } }]);
    expect(storedRounds()).toBe(3);
  });

  it("is refused once finished", () => {
    storeEpisode(store, keyOf(), { summary: summaryOf(5), run: RUN });
    expect(() => startEpisode(store, keyOf())).toThrow(SlateLabError);
    expect(() => startEpisode(store, keyOf())).toThrow("Episode 0 of random on seed 1 is already finished");
    expect(() => storeEpisode(store, keyOf(), { summary: summaryOf(5), run: RUN })).toThrow(SlateLabError);
    expect(finishedEpisodes(store, suite)).toHaveLength(1);
  });
});

describe("readEpisodeLog", () => {
  it("gives the stored rounds of an unfinished episode", () => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5, flushEvery: 10 });
    play(recorder, 15);
    expect(readEpisodeLog(store, recorder.episodeId, 5)).toHaveLength(10);
  });

  it.each([
    { name: "an unknown episode", id: 99, slateSize: 5, error: "Expected the id of a stored episode, got 99" },
    { name: "another slate size", id: 1, slateSize: 4, error: "Expected the slate size of episode 1, 5, got 4" },
    { name: "an impossible slate size", id: 1, slateSize: 0, error: "Expected a positive slate size, got 0" },
    {
      name: "an episode without a log",
      id: 2,
      slateSize: 5,
      error: "the rounds of episode 0 of random on seed 2 in suite 1, got none",
    },
  ])("refuses $name", ({ id, slateSize, error }) => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5 });
    play(recorder, 2);
    recorder.finish(summaryOf(2), RUN);
    storeEpisode(store, keyOf(2), { summary: summaryOf(2), run: RUN });
    expect(() => readEpisodeLog(store, id, slateSize)).toThrow(UsageError);
    expect(() => readEpisodeLog(store, id, slateSize)).toThrow(error);
  });

  it("says when rounds are missing", () => {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5 });
    play(recorder, 300);
    recorder.finish(summaryOf(300), RUN);
    store.exec("DELETE FROM round_chunks WHERE first_round = 256");
    expect(() => readEpisodeLog(store, recorder.episodeId, 5)).toThrow(SlateLabError);
    expect(() => readEpisodeLog(store, recorder.episodeId, 5)).toThrow("Expected 300 rounds of episode 1, got 256");
  });
});

describe("plain SQL", () => {
  const ask = (sql: string) => store.prepare(sql).raw().all();

  /** Two users, three rounds, slates of two. */
  function logThree(): void {
    const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 2, flushEvery: 2 });
    const round = { ...transitionOf(0, 2), observation: transitionOf(4).observation };
    recorder.record({ ...round, slate: [17, 8], clicked: 17, reward: 2.5 });
    recorder.record({ ...round, slate: [8, 17], clicked: -1, reward: 0, propensities: [0.5, 0.25] });
    recorder.record({ ...transitionOf(9, 2), slate: [17, 9], clicked: 17, reward: 1 });
    recorder.finish(summaryOf(3), RUN);
  }

  it("sees one row a round", () => {
    logThree();
    expect(ask("SELECT * FROM rounds ORDER BY round")).toEqual([
      [1, 0, 4, 17, 2.5, "[17,8]", null],
      [1, 1, 4, null, 0, "[8,17]", "[0.5,0.25]"],
      [1, 2, 9, 17, 1, "[17,9]", null],
    ]);
    expect(ask("SELECT user, count(clicked), sum(reward) FROM rounds GROUP BY user")).toEqual([
      [4, 1, 2.5],
      [9, 1, 1],
    ]);
  });

  it("sees one row an item shown", () => {
    logThree();
    expect(ask("SELECT * FROM shown ORDER BY round, place")).toEqual([
      [1, 0, 0, 17, 1, null],
      [1, 0, 1, 8, 0, null],
      [1, 1, 0, 8, 0, 0.5],
      [1, 1, 1, 17, 0, 0.25],
      [1, 2, 0, 17, 1, null],
      [1, 2, 1, 9, 0, null],
    ]);
    expect(ask("SELECT count(*), sum(is_clicked) FROM shown WHERE item = 17")).toEqual([[3, 2]]);
  });
});

it("loggedClicks gives the clicks of an agent's finished episodes, by seed, in time order", () => {
  const clicksOf = (rounds: number) =>
    Array.from({ length: rounds }, (_, round) => transitionOf(round)).filter(({ clicked }) => clicked >= 0);
  for (const [seed, rounds] of [
    [10, 20],
    [9, 7],
  ] as const) {
    const recorder = new SqliteRecorder(store, keyOf(seed), { slateSize: 5, flushEvery: 6 });
    play(recorder, rounds);
    recorder.finish(summaryOf(rounds), RUN);
  }
  const other = new SqliteRecorder(store, keyOf(9, "popular"), { slateSize: 5 });
  play(other, 4);
  other.finish(summaryOf(4), RUN);
  play(new SqliteRecorder(store, keyOf(11), { slateSize: 5, flushEvery: 2 }), 10);
  const expected = [
    ...clicksOf(7).map((t) => ({ episodeId: 2, user: t.observation.user, item: t.clicked })),
    ...clicksOf(20).map((t) => ({ episodeId: 1, user: t.observation.user, item: t.clicked })),
  ];
  expect([...loggedClicks(store, { suite, agent: "random" })]).toEqual(expected);
});

it("a writer killed in the middle leaves a sound database and an unfinished episode, which can be run again", async () => {
  const child = startChild(
    ["database", "click-log"],
    `const db = store.openStore(${JSON.stringify(store.name)});
    const recorder = new store.SqliteRecorder(db, ${JSON.stringify(keyOf())}, { slateSize: 5, flushEvery: 500 });
    const log = (rounds) => {
      for (let round = 0; round < rounds; round++)
        recorder.record({ observation: { user: round % 9 }, slate: [1, 2, 3, 4, round], clicked: -1, reward: 0 });
    };
    log(2250);
    db.pragma("cache_size = 10");
    store.write(db, () => {
      log(20_000);
      say("logging");
      wait();
    });`,
  );
  await once(child.stdout!, "data");
  child.kill("SIGKILL");
  await outcome(child);

  expect(store.pragma("integrity_check", { simple: true })).toBe("ok");
  expect(storedRounds()).toBe(2000);
  expect(finishedEpisodes(store, suite)).toEqual([]);
  expect(findSuite(store, SUITE.configHash)).toMatchObject({ id: suite, finishedAt: null });

  const recorder = new SqliteRecorder(store, keyOf(), { slateSize: 5 });
  expect(storedRounds()).toBe(0);
  play(recorder, 12);
  recorder.finish(summaryOf(12), RUN);
  expect(finishedEpisodes(store, suite)).toMatchObject([{ summary: { rounds: 12 } }]);
});

it("processes log episodes of one suite at once", async () => {
  const log = (seed: number) => `const db = store.openStore(${JSON.stringify(store.name)});
    const recorder = new store.SqliteRecorder(db, ${JSON.stringify(keyOf(seed))}, { slateSize: 5, flushEvery: 100 });
    for (let round = 0; round < 20_000; round++)
      recorder.record({ observation: { user: ${seed} }, slate: [1, 2, 3, 4, round], clicked: round, reward: 1 });
    const columns = { userRounds: new Int32Array(1), clickCurve: new Int32Array(1) };
    recorder.finish({ rounds: 20_000, clicks: 20_000, ...columns }, ${JSON.stringify(RUN)});`;
  const seeds = [1, 2, 3];
  const ends = await Promise.all(seeds.map((seed) => outcome(startChild(["database", "click-log"], log(seed)))));
  expect(ends).toEqual(seeds.map(() => ({ code: 0, output: "" })));
  for (const { id, seed } of finishedEpisodes(store, suite)) {
    const { users, clicked } = readEpisodeLog(store, id, 5);
    expect(users.every((user) => user === Number(seed))).toBe(true);
    expect(clicked.every((item, round) => item === round)).toBe(true);
  }
  expect(finishedEpisodes(store, suite)).toHaveLength(3);
});
