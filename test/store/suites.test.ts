import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { finishedEpisodes, startEpisode, storeEpisode } from "../../src/store/episodes.ts";
import {
  checkWorldOf,
  createSuite,
  findSuite,
  getSuite,
  listSuites,
  markSuiteFinished,
} from "../../src/store/suites.ts";
import { newFolder, RUN, SUITE, summaryOf } from "./fixture.ts";

let store: Store;

beforeEach(() => {
  store = openStore(join(newFolder(), "lab.db"));
  return () => store.close();
});

it("a suite comes back as it was stored", () => {
  const id = createSuite(store, SUITE);
  const suite = getSuite(store, id);
  expect(suite).toEqual({ ...SUITE, id, request: null, createdAt: suite.createdAt, finishedAt: null });
  expect(new Date(suite.createdAt).toISOString()).toBe(suite.createdAt);
  expect(getSuite(store, createSuite(store, { ...SUITE, commit: null })).commit).toBeNull();
  expect(getSuite(store, createSuite(store, { ...SUITE, request: { files: {} } })).request).toEqual({ files: {} });
});

it("an unknown suite is refused", () => {
  expect(() => getSuite(store, 5)).toThrow(UsageError);
  expect(() => getSuite(store, 5)).toThrow(`${store.name}: Expected the id of a stored suite, got 5`);
  expect(() => markSuiteFinished(store, 5)).toThrow(UsageError);
});

it("a world of another hash is not the one that a suite was played on", () => {
  const suite = getSuite(store, createSuite(store, { ...SUITE, worldId: "cup", worldHash: "0123456789abcdef" }));
  expect(() => checkWorldOf(suite, { id: "cup", hash: suite.worldHash })).not.toThrow();
  expect(() => checkWorldOf(suite, { id: "cup-v3", hash: "fedcba9876543210" })).toThrow(
    "world: Expected the world of suite 1, cup (0123456789ab), got cup-v3 (fedcba987654), another world, or another version of it",
  );
  expect(() => checkWorldOf(suite, { id: "cup", hash: "fedcba9876543210" })).toThrow("of other settings or files");
});

it("the newest suite of a configuration is found, to be resumed", () => {
  const [first, second] = [createSuite(store, SUITE), createSuite(store, SUITE)];
  const other = createSuite(store, { ...SUITE, configHash: "other" });
  expect(findSuite(store, SUITE.configHash)?.id).toBe(second);
  markSuiteFinished(store, second);
  expect(findSuite(store, SUITE.configHash)).toMatchObject({ id: second, finishedAt: expect.any(String) });
  expect(findSuite(store, "unheard of")).toBeUndefined();
  markSuiteFinished(store, first);
  expect(listSuites(store).map(({ id, finishedAt }) => [id, finishedAt !== null])).toEqual([
    [other, false],
    [second, true],
    [first, true],
  ]);
});

it("finished episodes come in the order of agent, seed and episode, with whole summaries", () => {
  const suite = createSuite(store, SUITE);
  const stored = [
    { agent: "b", seed: 2, episode: 0 },
    { agent: "b", seed: 10, episode: 0 },
    { agent: "a", seed: "winter", episode: 0 },
    { agent: "a", seed: 1, episode: 1 },
    { agent: "a", seed: 1, episode: 0 },
  ];
  for (const key of stored) storeEpisode(store, { suite, ...key }, { summary: summaryOf(30, 4), run: RUN });
  startEpisode(store, { suite, agent: "a", seed: 3, episode: 0 });
  const other = createSuite(store, SUITE);
  storeEpisode(
    store,
    { suite: other, ...stored[0] },
    { summary: summaryOf(1), run: { ...RUN, checkpointHash: "beef" } },
  );

  const found = finishedEpisodes(store, suite);
  expect(found.map(({ agent, seed, episode }) => [agent, seed, episode])).toEqual([
    ["a", "winter", 0],
    ["a", "1", 0],
    ["a", "1", 1],
    ["b", "2", 0],
    ["b", "10", 0],
  ]);
  const { summary, seconds, peakMb, checkpointHash } = found[0];
  expect({ summary, seconds, peakMb, checkpointHash }).toEqual({
    summary: summaryOf(30, 4),
    ...RUN,
    checkpointHash: null,
  });
  expect(finishedEpisodes(store, other)[0].checkpointHash).toBe("beef");
});
