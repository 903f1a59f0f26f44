/** Suites with agents that fail, that never answer, and that do not come out the same again: the others are played and ranked. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/engine/paths.ts";
import type * as slatelab from "../../src/index.ts";
import { newFolder } from "../store/fixture.ts";

/** Threads load JavaScript only: the package as it is built. */
const DIST = new URL("../../dist/", import.meta.url).href;
const { finishedEpisodes, Interrupted, openStore, runSuite }: typeof slatelab = await import(`${DIST}src/index.js`);
const ZOD = pathToFileURL(join(packageRoot(), "node_modules", "zod", "index.js")).href;

/** What agents show in round n, from 0 after each restore; `c` is their context. */
const SHOWN: Readonly<Record<string, string>> = {
  steady: "return slate(n, c);",
  thrower: 'if (n === 300) throw new Error("boom at 300"); return slate(n, c);',
  "throws-null": "if (n === 300) throw null; return slate(n, c);",
  "throws-proxy": "throw new Proxy({}, { getPrototypeOf: () => fail('no look') });",
  setter: "Object.defineProperty(Array.prototype, 0, { set() {} }); return slate(n, c);",
  inheriting: "Object.prototype.transitions = {}; return slate(n, c);",
  imposter: "parentPort.postMessage(null); return slate(n, c);",
  duplicates: "return n === 300 ? [1, 1, 2, 3, 4] : slate(n, c);",
  exiter: "if (n === 300) process.exit(0); return slate(n, c);",
  rejecter: 'if (n === 300) Promise.reject(new Error("stray")); return slate(n, c);',
  hanging: "if (n === 300) for (;;); return slate(n, c);",
  waiting: 'writeFileSync(FLAG, ""); return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
  mended: 'if (existsSync(FLAG)) throw new Error("not yet"); return slate(n, c);',
  printing: 'if (n === 0) console.log("agent says so"); return slate(n, c);',
  counting: "return slate(shared++, c);",
  "counting-too": "return slate(shared++, c);",
  chance: "return slate(Math.floor(Math.random() * 90), c);",
  clock: "return slate(Number(process.hrtime.bigint() % 90n), c);",
};

const MODULE = `
  import { existsSync, writeFileSync } from "node:fs";
  import { parentPort } from "node:worker_threads";
  import { z } from "${ZOD}";
  import { extendTables } from "${DIST}src/index.js";
  import { tables as builtIn } from "${DIST}tables.js";
  import { step } from "./step.mjs";
  const FLAG = new URL("./flag", import.meta.url);
  let shared = 0;
  const fail = (text) => { throw new Error(text); };
  const slate = (n, c) => Array.from({ length: c.slateSize }, (_, i) => (n * step + i) % c.catalogue.size);
  const define = (name, create) => ({ name, summary: name, settings: z.strictObject({}), create });
  const agent = (name, recommend, more = {}) => define(name, (c) => {
    let n = 0;
    const state = { snapshot: () => n, restore(to) { n = to; } };
    return { recommend: () => recommend(n++, c), learn() {}, ...state, dispose() {}, ...more };
  });
  export const tables = extendTables(builtIn, import.meta.url, { agents: [
    ${Object.entries(SHOWN).map(([name, body]) => `agent("${name}", (n, c) => { ${body} })`)},
    agent("unlearning", slate, { learn: () => fail("cannot learn") }),
    agent("unrestored", slate, { restore: () => fail("cannot restore") }),
    agent("undisposed", slate, { dispose: () => fail("cannot dispose") }),
    agent("holding", slate, { restore() {} }),
    define("unmade", () => fail("cannot be made")),
  ] });`;

interface Told {
  suite: slatelab.SuiteRequest;
  run: slatelab.SuiteRun;
}

/** A program's own folder: the module of its tables, a file that this imports, and a store. */
async function program() {
  const folder = newFolder();
  writeFileSync(join(folder, "step.mjs"), "export const step = 3;");
  writeFileSync(join(folder, "own.mjs"), MODULE);
  const { tables } = (await import(pathToFileURL(join(folder, "own.mjs")).href)) as { tables: slatelab.Tables };
  const flag = join(folder, "flag");
  const said: string[] = [];
  const play = (agents: string[], { suite, run }: Partial<{ [K in keyof Told]: Partial<Told[K]> }> = {}) => {
    const request = { world: "cup-small(items=97,users=80)", agents, seeds: 2, home: folder, ...suite };
    const listener = { notify: (text: string) => void said.push(text) };
    return runSuite(tables, request, { workers: 1, listener, ...run });
  };
  const store = <T>(work: (db: slatelab.Store) => T): T => {
    const db = openStore(join(folder, "slatelab.db"));
    try {
      return work(db);
    } finally {
      db.close();
    }
  };
  return { folder, flag, said, play, store };
}

const failuresOf = ({ failed }: slatelab.Leaderboard) =>
  failed.map(({ agent, failure: { seed, episode, round, reason } }) => [agent, String(seed), episode, round, reason]);

describe("agents that fail", () => {
  it("are named with seed, episode, round and reason; the others are played, kept and ranked", async () => {
    const { said, play, store } = await program();
    const failing = [
      "thrower",
      "throws-null",
      "throws-proxy",
      "setter",
      "inheriting",
      "imposter",
      "duplicates",
      "exiter",
      "rejecter",
      "unlearning",
      "unrestored",
      "unmade",
    ];
    const { board, suite } = await play(["steady", ...failing, "undisposed", "random"], { run: { workers: 2 } });
    const failures = failuresOf(board);
    expect(failures.filter(([agent]) => agent !== "rejecter")).toEqual([
      ["thrower", "1", 0, 301, "boom at 300"],
      ["throws-null", "1", 0, 301, "threw null"],
      ["throws-proxy", "1", 0, 1, "threw something that cannot be told"],
      // Nobody in a worker's thread can add to what all lists and objects inherit.
      ["setter", "1", 0, 1, expect.stringContaining("not extensible")],
      ["inheriting", "1", 0, 1, expect.stringContaining("not extensible")],
      ["imposter", "1", 0, expect.any(Number), "sent what is no answer"],
      ["duplicates", "1", 0, 301, expect.stringContaining("[1,1,2,3,4]")],
      ["exiter", "1", 0, 301, "A worker ended with code 0 in the middle of its work"],
      ["unlearning", "1", 0, 1, "cannot learn"],
      ["unrestored", "1", 0, null, "cannot restore"],
      ["unmade", "1", 0, null, "cannot be made"],
    ]);
    // Nobody hears of it before the episode is over.
    expect(failures).toContainEqual(["rejecter", "1", 0, expect.any(Number), "stray"]);
    expect(board.ranked.map(({ agent }) => agent).sort()).toEqual(["random", "steady", "undisposed"]);
    expect(board.ranked.map(({ check }) => check?.isSame)).toEqual([true, true, true]);
    expect(board.unfinished).toEqual([]);
    expect(said.at(-1)).toContain("agent undisposed: dispose: cannot dispose");
    const kept = store((db) => finishedEpisodes(db, suite).map(({ agent }) => agent));
    expect(new Set(kept)).toEqual(new Set(["random", "steady", "undisposed"]));
    expect(store((db) => db.prepare("SELECT finished_at FROM suites").pluck().all())).toEqual([null]);
  });

  it("are played again by --resume, and are none any more once they are mended", async () => {
    const { folder, flag, said, play, store } = await program();
    writeFileSync(flag, "");
    const first = await play(["steady", "mended"]);
    expect(failuresOf(first.board)).toEqual([["mended", "1", 0, 1, "not yet"]]);
    rmSync(flag);
    writeFileSync(join(folder, "step.mjs"), "export const step = 5;");
    const { board, suite } = await play(["steady", "mended"], { run: { resume: true } });
    expect(suite).toBe(first.suite);
    expect([board.failed, board.unfinished, board.ranked.length]).toEqual([[], [], 2]);
    expect(store((db) => db.prepare("SELECT count(finished_at) FROM suites").pluck().get())).toBe(1);
    // The steady one has played before, with other files of the program.
    expect(said.join("\n")).toMatch(
      /Suite 1 was begun with another version of the files of its tables: commit .+, own files/,
    );
    expect(new Set(board.code.map(({ ownFiles }) => ownFiles)).size).toBe(2);
  });

  it("that never answer are ended after a while", async () => {
    const { play } = await program();
    const { board } = await play(["hanging"], { suite: { seeds: 1 }, run: { roundTimeout: 1 } });
    expect(failuresOf(board)).toEqual([["hanging", "1", 0, expect.any(Number), "gave no answer for 1 s"]]);
    expect(board.ranked).toEqual([]);
  });

  it("do not keep a suite from being interrupted, nor its store locked", async () => {
    const { flag, play, store } = await program();
    const abort = new AbortController();
    const playing = play(["random", "waiting"], { run: { signal: abort.signal } });
    const outcome = expect(playing).rejects.toBeInstanceOf(Interrupted);
    while (!existsSync(flag)) await setImmediate();
    abort.abort();
    await outcome;
    expect(store((db) => db.prepare("SELECT count(ended_at) FROM sessions").pluck().get())).toBe(1);
    expect(store((db) => db.prepare("SELECT agent FROM episodes WHERE finished").pluck().all())).toEqual(["random"]);
  });
});

describe("an episode of each agent", () => {
  const LEAKING = ["counting", "counting-too", "chance", "clock", "holding"];

  it.each([true, false])(
    "is replayed from fresh, and who plays otherwise has no rank; logged: %s",
    async (logRounds) => {
      const { play } = await program();
      const { board } = await play(["steady", ...LEAKING, "random"], { suite: { logRounds } });
      expect(board.notReproducible.map(({ agent }) => agent).sort()).toEqual([...LEAKING].sort());
      const where = logRounds
        ? /^seed [12], episode 0, round \d+: user \d+ saw [\d ]+, /
        : /^seed [12], episode 0, within/;
      for (const { rank, check } of board.notReproducible) {
        expect([rank, check?.isSame]).toEqual([null, false]);
        expect(check?.difference).toMatch(where);
      }
      expect(board.ranked.map(({ agent, check }) => [agent, check])).toEqual(
        expect.arrayContaining(["steady", "random"].map((agent) => [agent, { isSame: true, difference: null }])),
      );
    },
  );

  it("is replayed once, by whoever resumes the suite, and not at all where nobody wants it", async () => {
    const { said, play, store } = await program();
    const checks = () =>
      store((db) => db.prepare("SELECT agent, rounds FROM checks").raw().all()) as [string, number][];
    const first = await play(["steady", "random"], { run: { check: false } });
    expect(first.board.ranked.map(({ check }) => check)).toEqual([null, null]);
    expect(checks()).toEqual([]);
    const second = await play(["steady", "random"], { run: { resume: true } });
    expect(second.board.ranked.map(({ check }) => check?.isSame)).toEqual([true, true]);
    const rounds = store((db) => new Set(finishedEpisodes(db, 1).map(({ summary }) => summary.rounds)));
    for (const [, same] of checks()) expect(rounds).toContain(same);
    expect(said).toContain("Suite 1 is finished already");
  });

  it("is kept whole or not at all: a suite with the log is none without", async () => {
    const { said, play } = await program();
    await play(["random"], { suite: { seeds: 1 } });
    const { suite } = await play(["random"], { suite: { seeds: 1, logRounds: false }, run: { resume: true } });
    expect(suite).toBe(2);
    expect(said).toContain(
      "Nothing to resume: suite 1 has this configuration, but keeps its rounds. Starting a new one",
    );
  });
});
