/** A store of log schema 1 (one row a round, five columns of items) is brought to today's, whole or not at all. */
import { once } from "node:events";
import { copyFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { NO_CLICK } from "../../src/core/types.ts";
import { summarise } from "../../src/evaluate/episode-metrics.ts";
import { episodeToCheck, storedChecks } from "../../src/store/checks.ts";
import { readEpisodeLog, SqliteRecorder } from "../../src/store/click-log.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { finishedEpisodes } from "../../src/store/episodes.ts";
import { storedFailures } from "../../src/store/failures.ts";
import { APPLICATION_ID, MIGRATIONS, schemaVersion } from "../../src/store/schema.ts";
import { beginSession, codeOf } from "../../src/store/sessions.ts";
import { getSuite, listSuites } from "../../src/store/suites.ts";
import { newFolder, outcome, RUN, startChild, summaryOf, transitionOf } from "./fixture.ts";

/**
 * Made by version 0.1.0: bench --world 'cup-small(items=100,users=30,slateSize=4,noClick=1)' --agents random,oracle
 * --seeds 1 --workers 1
 */
const VERSION_1 = join(import.meta.dirname, "version-1.db");
const SLATE_SIZE = 4;

function realStore(): string {
  const path = join(newFolder(), "lab.db");
  copyFileSync(VERSION_1, path);
  return path;
}

/** A store of version 1 with an episode of many rounds, slates of five. */
function largeStore(rounds: number): string {
  const path = join(newFolder(), "large.db");
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.exec(MIGRATIONS[0]);
  db.exec(`INSERT INTO suites VALUES (1, 'c0ffee', '{}', 'cup', 'f00d', '0.1.0', NULL, 'development', '2026-01-01', NULL);
    INSERT INTO episodes (suite_id, agent, seed, episode) VALUES (1, 'random', '1', 0);
    WITH RECURSIVE r (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM r WHERE i + 1 < ${rounds})
    INSERT INTO rounds SELECT 1, i, i % 13, i, i + 1, i + 2, i + 3, i + 4, iif(i % 3, NULL, i) FROM r;
    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = 1`);
  db.close();
  return path;
}

interface Version1Log {
  users: number[];
  slates: number[];
  clicked: number[];
}

function version1Log(path: string, episode: number): Version1Log {
  const db = new Database(path, { readonly: true });
  const rows = db
    .prepare("SELECT user, i0, i1, i2, i3, clicked FROM rounds WHERE episode_id = ? ORDER BY round")
    .raw()
    .all(episode) as (number | null)[][];
  db.close();
  const column = (from: number, to: number) => rows.flatMap((row) => row.slice(from, to).map((it) => it ?? NO_CLICK));
  return { users: column(0, 1), slates: column(1, 5), clicked: column(5, 6) };
}

const namesOf = (store: Store) => store.prepare("SELECT name FROM sqlite_schema ORDER BY name").pluck().all();

describe("a store of version 1", () => {
  it("gives back every log, with a reward of 1 a click", () => {
    const path = realStore();
    const store = openStore(path);
    const episodes = finishedEpisodes(store, 1);
    expect(episodes.map(({ agent, summary }) => [agent, summary.rounds, summary.clicks])).toEqual([
      ["oracle", 380, 187],
      ["random", 187, 23],
    ]);
    for (const { id } of episodes) {
      const { users, slates, clicked, rewards, propensities } = readEpisodeLog(store, id, SLATE_SIZE);
      const log = { users: [...users], slates: [...slates], clicked: [...clicked] };
      expect(log).toEqual(version1Log(realStore(), id));
      expect([...rewards]).toEqual(log.clicked.map((item) => (item === NO_CLICK ? 0 : 1)));
      expect(propensities).toBeUndefined();
    }
    store.close();
  });

  it("has summaries that come out of their logs again", () => {
    const store = openStore(realStore());
    const { world } = getSuite(store, 1).config as { world: { users: number; horizon: number; catalogueSize: number } };
    const unknown = { publicClicks: { users: new Int32Array(), items: new Int32Array() }, similarity: () => 0 };
    for (const { id, summary } of finishedEpisodes(store, 1)) {
      const again = summarise({ ...world, ...unknown, log: readEpisodeLog(store, id, SLATE_SIZE) });
      const { diversity, novelty } = summary;
      expect({ ...again, diversity, novelty }).toEqual(summary);
    }
    store.close();
  });

  it("has the tables of a new one, is sound and stays as it is when it is opened again", () => {
    const path = realStore();
    const [store, fresh] = [openStore(path), openStore(":memory:")];
    expect(namesOf(store)).toEqual(namesOf(fresh));
    expect(schemaVersion(store)).toBe(MIGRATIONS.length);
    expect(store.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(store.pragma("foreign_key_check")).toEqual([]);
    store.close();
    const again = openStore(path, { readonly: true });
    expect(readEpisodeLog(again, 1, SLATE_SIZE)).toHaveLength(187);
    again.close();
  });

  it("has a session for each suite, of the commit that it was begun with", () => {
    const store = openStore(realStore());
    const [{ commit }] = listSuites(store);
    expect(commit).toMatch(/^[0-9a-f]{12}$/);
    expect(codeOf(store, 1)).toEqual([{ commit, ownFiles: null }]);
    expect(beginSession(store, 1, { commit: "new", ownFiles: null })).toBeGreaterThan(0);
    expect([storedFailures(store, 1), storedChecks(store, 1), episodeToCheck(store, 1, "random")]).toEqual([
      [],
      [],
      undefined,
    ]);
    expect(getSuite(store, 1).request).toBeNull();
    store.close();
  });

  it("uses the pages of the old table for what is logged next", () => {
    const store = openStore(largeStore(20_000));
    const pages = () => store.pragma("page_count", { simple: true });
    const before = pages();
    expect(store.pragma("freelist_count", { simple: true })).toBeGreaterThan(100);
    const recorder = new SqliteRecorder(store, { suite: 1, agent: "new", seed: 1, episode: 0 }, { slateSize: 5 });
    for (let round = 0; round < 5000; round++) recorder.record(transitionOf(round));
    recorder.finish(summaryOf(5000), RUN);
    expect(pages()).toBe(before);
    store.close();
  });

  it("keeps the rounds of an episode in order over many chunks", () => {
    const store = openStore(largeStore(1000));
    const { users, slates, clicked } = readEpisodeLog(store, 1, 5);
    const rounds = Array.from({ length: 1000 }, (_, i) => i);
    expect([...users]).toEqual(rounds.map((i) => i % 13));
    expect([...slates]).toEqual(rounds.flatMap((i) => [i, i + 1, i + 2, i + 3, i + 4]));
    expect([...clicked]).toEqual(rounds.map((i) => (i % 3 ? NO_CLICK : i)));
    const sizes = store
      .prepare("SELECT json_array_length(rounds) FROM round_chunks ORDER BY first_round")
      .pluck()
      .all();
    expect(sizes).toEqual([256, 256, 256, 232]);
    store.close();
  });

  it("is refused to a reader, who is told what to do", () => {
    const path = realStore();
    const { size, mtimeMs } = statSync(path);
    expect(() => openStore(path, { readonly: true })).toThrow(
      `${path}: Expected a database of schema version ${MIGRATIONS.length}, got version 1, made by an older slatelab: ` +
        `'slatelab leaderboard --db ${path}' brings it up to date`,
    );
    expect(statSync(path)).toMatchObject({ size, mtimeMs });
  });

  it("is as before when the migration is killed, and can be migrated then", async () => {
    const path = largeStore(20_000);
    const child = startChild(
      ["database", "schema"],
      `const { default: Database } = await import("better-sqlite3");
      const db = new Database(${JSON.stringify(path)});
      db.pragma("cache_size = 10");
      db.transaction(() => {
        store.migrate(db, store.MIGRATIONS);
        say("migrated, not committed");
        wait();
      }).immediate();`,
    );
    const ending = outcome(child);
    await once(child.stdout!, "data");
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(100_000);
    child.kill("SIGKILL");
    await ending;

    const old = new Database(path);
    expect([schemaVersion(old), old.pragma("integrity_check", { simple: true })]).toEqual([1, "ok"]);
    expect(old.prepare("SELECT count(*), sum(i4), count(clicked) FROM rounds").raw().get()).toEqual([
      20_000, 200_070_000, 6667,
    ]);
    old.close();
    const store = openStore(path);
    expect(listSuites(store)).toHaveLength(1);
    expect(readEpisodeLog(store, 1, 5)).toHaveLength(20_000);
    store.close();
  });

  it("is migrated once, however many processes open it", async () => {
    const path = largeStore(5000);
    const open = `say("ready");
      wait();
      const db = store.openStore(${JSON.stringify(path)});
      say(" " + store.readEpisodeLog(db, 1, 5).length);`;
    const children = Array.from({ length: 3 }, () => startChild(["database", "click-log"], open));
    const outcomes = children.map(outcome);
    await Promise.all(children.map((child) => once(child.stdout!, "data")));
    for (const child of children) child.stdin!.end("!");
    expect(await Promise.all(outcomes)).toEqual(children.map(() => ({ code: 0, output: "ready 5000" })));
  });
});
