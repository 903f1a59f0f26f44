/** Suites on the command line: the same files however they are played, broken off, resumed or failed. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { ending, inFolder, type RunOptions, runCli, startCli } from "./fixture.ts";

const AGENTS = ["--agents", "random,popular,epsilon-greedy,story-neighbours,oracle"];
const SMALL = ["bench", "--world", "cup-small(items=500,users=50)", ...AGENTS, "--seeds", "4"];
/** More episodes than any machine can play in the time of a test: half a million. */
const ENDLESS = [
  "bench",
  "--world",
  "cup-small(items=500,users=200)",
  ...AGENTS,
  "--seeds",
  "100000",
  "--workers",
  "2",
];

/** Files of a report by name. */
function filesOf(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** Plays to the end. */
async function finish(args: readonly string[], options: RunOptions) {
  const outcome = await runCli(args, options);
  expect(outcome.stderr).not.toMatch(/unexpected failure/);
  expect([outcome.code, outcome.signal]).toEqual([0, null]);
  return outcome;
}

/** Sends Ctrl-C when the program tells of an episode. */
async function interrupted(args: readonly string[], cwd: string) {
  const child = startCli(args, { cwd });
  let said = "";
  const listen = (text: unknown) => {
    said += String(text);
    if (!/^\d+\/\d+ episodes/m.test(said)) return;
    child.stderr.off("data", listen);
    child.kill("SIGINT");
  };
  child.stderr.on("data", listen);
  return ending(child);
}

function finishedEpisodes(folder: string): number {
  return store(folder, (db) => db.prepare("SELECT count(*) FROM episodes WHERE finished").pluck().get() as number);
}

function store<T>(folder: string, work: (db: Database.Database) => T): T {
  const db = new Database(join(folder, ".slatelab", "slatelab.db"));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

describe("a suite", () => {
  it("gives the same bytes with one worker or two, logged or not, in a new home or an old one", async () => {
    await inFolder({}, async (cwd) => {
      const first = await finish([...SMALL, "--workers", "1", "--out", "one", "--resume"], { cwd });
      expect(first.stderr).toContain("Nothing to resume: no suite has this configuration. Starting a new one");
      await finish([...SMALL, "--workers", "2", "--out", "two"], { cwd });
      await finish([...SMALL, "--workers", "2", "--no-log", "--home", "new", "--out", "three"], { cwd });
      const files = filesOf(join(cwd, "one"));
      const agents = AGENTS[1].split(",").map((agent) => `users-${agent}.csv`);
      expect(Object.keys(files).sort()).toEqual(["episodes.csv", "leaderboard.json", "report.html", ...agents].sort());
      expect(files["episodes.csv"].trim().split("\n").length).toBe(1 + 5 * 4);
      expect(filesOf(join(cwd, "two"))).toEqual(files);
      expect(filesOf(join(cwd, "three"))).toEqual(files);
      // An agent plays alike in whatever company.
      await finish([...SMALL.slice(0, 3), "--agents", "popular", "--seeds", "3..4", "--home", "new", "--out", "four"], {
        cwd,
      });
      const rows = (csv: string) => csv.split("\n").filter((row) => /^popular,0,[34],/.test(row));
      expect(rows(filesOf(join(cwd, "four"))["episodes.csv"])).toEqual(rows(files["episodes.csv"]));
      expect(rows(files["episodes.csv"]).length).toBe(2);
      // Each suite in the store gives its report again, and its summaries come out of the log.
      await finish(["report", "--suite", "1", "--out", "again"], { cwd });
      expect(filesOf(join(cwd, "again"))).toEqual(files);
      const { stderr } = await finish(["leaderboard", "--verify"], { cwd });
      expect(stderr).toContain("Verified: 20 summaries come out of their logs again");
    });
  });

  it("ends with 130 at Ctrl-C, after its first finished episode too, and can be resumed", async () => {
    await inFolder({}, async (cwd) => {
      const counts = [];
      for (const says of ["Stopping; once more to stop at once", "Resuming suite 1, started "]) {
        const outcome = await interrupted([...ENDLESS, "--resume"], cwd);
        expect(outcome.stderr).toContain(says);
        expect(outcome.stderr).toContain("slatelab: Interrupted: the same command with --resume goes on");
        expect([outcome.code, outcome.stdout]).toEqual([130, ""]);
        counts.push(finishedEpisodes(cwd));
      }
      expect(counts[0]).toBeGreaterThan(0);
      expect(counts[1]).toBeGreaterThan(counts[0]);
      await finish(["leaderboard", "--verify"], { cwd });
    });
  });

  it("that was interrupted and resumed is what an unbroken one is", async () => {
    await inFolder({}, async (cwd) => {
      const outcome = await runCli([...SMALL, "--workers", "2"], { cwd, signalAtFirstEpisode: "SIGINT" });
      expect(outcome.stderr).toContain("Stopping; once more to stop at once");
      expect([outcome.code, outcome.stdout]).toEqual([130, ""]);
      expect(finishedEpisodes(cwd)).toBeGreaterThan(0);
      expect(finishedEpisodes(cwd)).toBeLessThan(20);
      await finish([...SMALL, "--resume", "--out", "broken"], { cwd });
      await finish([...SMALL, "--home", "other", "--out", "whole"], { cwd });
      expect(filesOf(join(cwd, "broken"))).toEqual(filesOf(join(cwd, "whole")));
      await finish(["leaderboard", "--verify"], { cwd });
    });
  });

  it("may be one of two that write to the same store, on the same new world, at once", async () => {
    await inFolder({}, async (cwd) => {
      const plays = ["one", "two"].map((out) => finish([...SMALL, "--workers", "2", "--out", out], { cwd }));
      await Promise.all(plays);
      expect(filesOf(join(cwd, "one"))).toEqual(filesOf(join(cwd, "two")));
      const [suites, episodes, verdict] = store(cwd, (db) => [
        db.prepare("SELECT count(*) FROM suites WHERE finished_at IS NOT NULL").pluck().get(),
        db.prepare("SELECT count(*) FROM episodes WHERE finished").pluck().get(),
        db.pragma("integrity_check", { simple: true }),
      ]);
      expect([suites, episodes, verdict]).toEqual([2, 40, "ok"]);
    });
  });

  it("is played by one process at a time, which says so, and is taken over from one that was killed", async () => {
    const long = [...SMALL.slice(0, 3), "--agents", "random,popular", "--seeds", "30000", "--resume"];
    await inFolder({}, async (cwd) => {
      const first = startCli(long, { cwd });
      const end = ending(first);
      await new Promise<void>((resolve) => {
        first.stderr.on("data", (text) => /^\d+\/\d+ episodes/m.test(String(text)) && resolve());
      });
      const second = await runCli(long, { cwd });
      expect(second.stderr).toMatch(
        new RegExp(
          `slatelab: .*slatelab.db: Suite 1 is being played by process ${first.pid} on .+: wait for it to end`,
        ),
      );
      expect([second.code, second.stdout]).toEqual([1, ""]);
      first.kill("SIGKILL");
      await end;
      const third = await interrupted(long, cwd);
      expect(third.stderr).toContain("Resuming suite 1, started ");
      expect(third.stderr).toContain("slatelab: Interrupted: the same command with --resume goes on");
      await finish(["leaderboard", "--verify"], { cwd });
      const doubled = store(cwd, (db) =>
        db.prepare("SELECT count(*) - count(DISTINCT agent || seed) FROM episodes").pluck().get(),
      );
      expect(doubled).toBe(0);
    });
  });

  it("has a report whose command makes it again", async () => {
    const ratings = Array.from({ length: 1200 }, (_, i) => `${i % 60} ${(i * 13 + (i % 60) * 24) % 300} ${i}`);
    await inFolder({ "my ratings/r.txt": ratings.join("\n") }, async (cwd) => {
      const files = ["--interactions", join("my ratings", "r.txt")];
      const world = ["--world", "fitted(factors=4,epochs=1,users=20,randomClickRate=0.1)"];
      const agents = ["--agents", "content,epsilon-greedy(inner=popular,epsilon=0.2)"];
      await finish(["bench", ...world, ...files, ...agents, "--test-seeds", "4..5", "--episodes", "2", "--out", "a"], {
        cwd,
      });
      const [, command] =
        /<dt>Command<\/dt><dd>slatelab (.*?)<\/dd>/.exec(filesOf(join(cwd, "a"))["report.html"]) ?? [];
      const typed = command.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
      const through = ["sh", "-c", `exec "$@" ${typed} --home other --out b`, "shell"];
      await finish([], { cwd, through });
      expect(filesOf(join(cwd, "b"))).toEqual(filesOf(join(cwd, "a")));
    });
  });

  it("may have slates as wide as the rules allow", async () => {
    await inFolder({}, async (cwd) => {
      const world = "cup-small(items=500,users=20,slateSize=64)";
      await finish(["bench", "--world", world, "--agents", "random", "--seeds", "1"], { cwd });
      const { stderr } = await finish(["leaderboard", "--verify"], { cwd });
      expect(stderr).toContain("Verified: 1 summaries come out of their logs again");
      const { stdout } = await finish(["leaderboard", "--all"], { cwd });
      expect(stdout).toMatch(/^1 {2}finished {2}cup-small.* {2}1 seed {2}random {2}/);
    });
  });
});

describe("what fails at work ends with 1 and says so:", () => {
  it("a report that cannot be written; --resume then writes it without playing again", async () => {
    await inFolder({}, async (cwd) => {
      const blocked = join(cwd, "out", "leaderboard.json");
      mkdirSync(blocked, { recursive: true });
      const outcome = await runCli([...SMALL, "--out", "out"], { cwd });
      expect(outcome.stderr).toMatch(/slatelab: .*leaderboard.json: Cannot write the file: EISDIR/);
      expect(outcome.code).toBe(1);
      rmSync(blocked, { recursive: true });
      const { stderr } = await finish([...SMALL, "--resume", "--out", "out"], { cwd });
      expect(stderr).toContain("Suite 1 is finished already");
      expect(stderr).not.toMatch(/\d+ rounds, \d+ clicks/);
      expect(Object.keys(filesOf(join(cwd, "out")))).toContain("leaderboard.json");
    });
  });

  it.runIf(process.platform === "linux")("a disk that is full; the suite can be resumed once it is not", async () => {
    await inFolder({}, async (cwd) => {
      await finish([...SMALL.slice(0, 3), "--agents", "random", "--seeds", "1"], { cwd });
      // Files end at 300 KiB, as on a full disk: the store does, the world is in the cache.
      const through = ["bash", "-c", 'trap "" XFSZ; ulimit -f 300; exec "$@"', "limited"];
      const outcome = await runCli(SMALL, { cwd, through });
      expect(outcome.stderr).toMatch(/slatelab: .*slatelab.db: (Reading or writing the disk failed|The disk is full)/);
      expect(outcome.stderr).not.toMatch(/unexpected failure/);
      expect(outcome.code).toBe(1);
      const { stderr } = await finish([...SMALL, "--resume"], { cwd });
      expect(stderr).toContain("Resuming suite 2");
      await finish(["leaderboard", "--verify"], { cwd });
    });
  });

  it("a log that was tampered with, and a store that is damaged", async () => {
    await inFolder({}, async (cwd) => {
      await finish([...SMALL.slice(0, 3), "--agents", "random", "--seeds", "2"], { cwd });
      const ofSeed = (seed: number) => `episode_id = (SELECT id FROM episodes WHERE seed = '${seed}')`;
      store(cwd, (db) => db.exec(`UPDATE round_chunks SET rounds = replace(rounds, 'null', '0') WHERE ${ofSeed(2)}`));
      const tampered = await runCli(["leaderboard", "--verify"], { cwd });
      expect(tampered.stderr).toContain("slatelab: The summary of random on seed 2 does not come out of its log");
      expect(tampered.code).toBe(1);
      store(cwd, (db) => db.exec(`UPDATE round_chunks SET rounds = json_remove(rounds, '$[7]') WHERE ${ofSeed(1)}`));
      const shorter = await runCli(["leaderboard", "--verify"], { cwd });
      expect(shorter.stderr).toMatch(/slatelab.db: Expected \d+ rounds of episode \d, got \d+/);
      expect(shorter.code).toBe(1);
      spoil(join(cwd, ".slatelab", "slatelab.db"));
      const damaged = await runCli(["leaderboard", "--verify"], { cwd });
      expect(damaged.stderr).toMatch(/slatelab.db: The database is damaged/);
      expect(damaged.code).toBe(1);
    });
  });
});

/** Overwrites everything but the first page. */
function spoil(path: string): void {
  const bytes = readFileSync(path);
  bytes.fill(0xab, 4096);
  writeFileSync(path, bytes);
}
