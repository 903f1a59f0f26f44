/** Who plays a suite, and what is kept of that: sessions, failures and checks. */
import { spawnSync } from "node:child_process";
import { hostname } from "node:os";
import { beforeEach, describe, expect, it } from "vitest";
import { episodeToCheck, storeCheck, storedChecks } from "../../src/store/checks.ts";
import { loggedClicks, SqliteRecorder } from "../../src/store/click-log.ts";
import type { Store } from "../../src/store/database.ts";
import { finishedEpisodes, startEpisode, storeEpisode } from "../../src/store/episodes.ts";
import { isStoreError } from "../../src/store/errors.ts";
import { storedFailures, storeFailure } from "../../src/store/failures.ts";
import { beginSession, codeOf, endSession, hearSession } from "../../src/store/sessions.ts";
import { createSuite } from "../../src/store/suites.ts";
import { RUN, SUITE, storeOfSuite, summaryOf, transitionOf } from "./fixture.ts";

const CODE = { commit: "abc", ownFiles: null };

let store: Store;
let suite: number;

beforeEach(() => {
  ({ store, suite } = storeOfSuite());
  return () => store.close();
});

const keyOf = (agent: string, seed = 1, episode = 0) => ({ suite, agent, seed, episode });
/** Says of the open session what is true of others. */
const change = (what: string) => store.exec(`UPDATE sessions SET ${what} WHERE ended_at IS NULL`);
/** Number of a process that was, and is no more. */
const ended = () => spawnSync(process.execPath, ["-e", ""]).pid;

describe("a suite", () => {
  it("is played by one session at a time, and says by whom", () => {
    const first = beginSession(store, suite, CODE);
    let thrown: unknown;
    try {
      beginSession(store, suite, CODE);
    } catch (error) {
      thrown = error;
    }
    expect(isStoreError(thrown)).toBe(true);
    expect(String(thrown)).toMatch(
      new RegExp(
        `Suite 1 is being played by process ${process.pid} on ${hostname()} since 2.*: wait for it to end, or stop it`,
      ),
    );
    expect(beginSession(store, createSuite(store, SUITE), CODE)).toBeGreaterThan(first);
    endSession(store, first);
    expect(beginSession(store, suite, CODE)).toBeGreaterThan(first);
  });

  it.each([
    ["whose process has ended", () => change(`pid = ${ended()}`)],
    ["that nobody has heard of for long", () => change("heard_at = '2026-01-01T00:00:00.000Z'")],
  ])("is taken over from a session %s, which then hears so", (_, fall) => {
    const first = beginSession(store, suite, CODE);
    hearSession(store, first);
    fall();
    const second = beginSession(store, suite, CODE);
    expect(() => hearSession(store, first)).toThrow("Another process plays the suite by now");
    endSession(store, first);
    hearSession(store, second);
  });

  it("is not taken over from another machine that was heard of, whatever its process is called here", () => {
    beginSession(store, suite, CODE);
    change(`pid = ${ended()}, host = 'elsewhere'`);
    expect(() => beginSession(store, suite, CODE)).toThrow(/on elsewhere since/);
  });

  it("knows the code that played its episodes, each once", () => {
    for (const [seed, commit] of ["a", "b", "a", "unused"].entries()) {
      const session = beginSession(store, suite, { commit, ownFiles: null });
      const run = { ...RUN, session };
      if (commit !== "unused") storeEpisode(store, keyOf("random", seed), { summary: summaryOf(3), run });
      endSession(store, session);
    }
    expect(codeOf(store, suite).map(({ commit }) => commit)).toEqual(["a", "b"]);
  });
});

describe("an episode that failed", () => {
  const failure = { agent: "random", seed: "1", episode: 0, round: 3, reason: "boom" };

  it("is kept as failed, with nothing of its rounds, until it is started again", () => {
    const recorder = new SqliteRecorder(store, keyOf("random"), { slateSize: 5, flushEvery: 2 });
    for (let round = 0; round < 5; round++) recorder.record(transitionOf(round));
    storeFailure(store, suite, { ...failure, seed: 1 });
    expect(storedFailures(store, suite)).toEqual([failure]);
    expect(store.prepare("SELECT count(*) FROM rounds").pluck().get()).toBe(0);
    expect(() => recorder.finish(summaryOf(5), RUN)).toThrow("was started again by another process");
    startEpisode(store, keyOf("random"));
    expect(storedFailures(store, suite)).toEqual([]);
  });
});

describe("the check of an agent", () => {
  it("takes the episode that most of its others were played before", () => {
    const digests = Uint8Array.of(1, 2);
    for (const [seed, turn] of [0, 2, 1].entries())
      storeEpisode(store, keyOf("random", seed), { summary: summaryOf(3), run: { ...RUN, turn, digests } });
    storeEpisode(store, keyOf("old"), { summary: summaryOf(3), run: RUN });
    const found = episodeToCheck(store, suite, "random");
    expect(found).toMatchObject({ agent: "random", seed: "1", episode: 0, rounds: 3 });
    expect([...(found?.digests ?? [])]).toEqual([1, 2]);
    expect(episodeToCheck(store, suite, "old")).toBeUndefined();
    const check = { agent: "random", seed: "1", episode: 0, rounds: 3, difference: null };
    storeCheck(store, suite, check);
    expect(storedChecks(store, suite)).toEqual([check]);
  });
});

it("an agent's clicks are all of them, or none where an episode has no log", () => {
  const recorder = new SqliteRecorder(store, keyOf("random"), { slateSize: 5 });
  for (let round = 0; round < 5; round++) recorder.record(transitionOf(round));
  recorder.finish(summaryOf(5), RUN);
  const clicks = () => [...loggedClicks(store, { suite, agent: "random" })];
  expect(clicks().length).toBe(2);
  storeEpisode(store, keyOf("random", 2), { summary: summaryOf(5), run: RUN });
  expect(finishedEpisodes(store, suite).length).toBe(2);
  expect(clicks).toThrow(
    /Expected the rounds of episode 0 of random on seed 2 in suite \d+, got none: it was played with --no-log/,
  );
});
