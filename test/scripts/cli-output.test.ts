/** What is printed: whoever reads it may go, the disk may be full, and a store may be in a place that cannot be written. */
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentsOf, inFolder, runCli, runsUnprivileged } from "./fixture.ts";

const BENCH = ["bench", "--world", "cup-small(items=500,users=50)", "--agents", "random,popular", "--seeds", "1"];
const PRETRAIN = ["pretrain", "taste-posterior", "--world", "cup-small", "--embedder", "lsa", "--episodes", "10000"];

/** A pipe whose reader has gone before anything is written to it. */
const UNREAD = ["bash", "-c", 'exec 3> >(:); wait $!; "$@" >&3', "unread"];
const FULL = ["bash", "-c", '"$@" > /dev/full', "full"];

describe.runIf(process.platform === "linux")("output that nobody reads", () => {
  it.concurrent.each([["--help"], ["bench", "--help"], ["agents"], ["worlds", "cup"]])(
    "ends quietly: %s %s",
    (...args) =>
      inFolder({}, async (cwd) => {
        const { code, stderr } = await runCli(args.filter(Boolean), { cwd, through: UNREAD });
        expect([code, stderr]).toEqual([0, ""]);
      }),
  );

  it.concurrent("loses nothing of a suite", () =>
    inFolder({}, async (cwd) => {
      const { code, stderr } = await runCli([...BENCH, "--out", "report"], { cwd, through: UNREAD });
      expect(stderr).not.toMatch(/EPIPE|unexpected failure/);
      expect(code).toBe(0);
      expect(readdirSync(join(cwd, "report"))).toContain("report.html");
    }));

  it.concurrent("stops long work", () =>
    inFolder({}, async (cwd) => {
      const { code, stderr } = await runCli(PRETRAIN, { cwd, through: UNREAD });
      expect(stderr).not.toMatch(/EPIPE|unexpected failure|stopped|Stopping/i);
      expect(code).toBe(141);
    }));
});

describe.runIf(process.platform === "linux")("a full disk", () => {
  it.concurrent.each([[["--help"]], [["agents"]]])("is told in a line: %s", (args) =>
    inFolder({}, async (cwd) => {
      const { code, stderr } = await runCli(args, { cwd, through: FULL });
      expect(stderr).toMatch(/^slatelab: standard output: Cannot write: ENOSPC: no space left on device.*\n$/m);
      expect(stderr).not.toContain("unexpected failure");
      expect(code).toBe(1);
    }),
  );
});

describe("cup", () => {
  it.concurrent("makes the folder of its CSV, and tells no other world what was published of the cup", () =>
    inFolder({}, async (cwd) => {
      const args = [
        "cup",
        "--agent",
        "random",
        "--world",
        "cup-small",
        "--episodes",
        "1",
        "--out",
        "new/folder/out.csv",
      ];
      const { code, stdout } = await runCli(args, { cwd });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^cup.random.rounds +1,025 rounds/m);
      expect(stdout).not.toContain("published");
      expect(readFileSync(join(cwd, "new", "folder", "out.csv"), "utf8").split("\n")).toHaveLength(202);
    }));

  it.runIf(process.platform === "linux")("prints what it found where the CSV cannot be written after all", () =>
    inFolder({}, async (cwd) => {
      const args = ["cup", "--agent", "random", "--world", "cup-small", "--episodes", "1", "--out", "/dev/full"];
      const { code, stdout, stderr } = await runCli(args, { cwd });
      expect(stdout).toMatch(/^cup.random.error/m);
      expect(stderr).toContain("slatelab: /dev/full: Cannot write the file: ENOSPC");
      expect(code).toBe(1);
    }),
  );
});

const hasNobody = await runsUnprivileged();

describe.runIf(hasNobody)("a store that may only be read", () => {
  it("is shown and reported, and stays as it is", () =>
    inFolder({}, async (cwd) => {
      expect((await runCli(BENCH, { cwd })).code).toBe(0);
      const home = join(cwd, ".slatelab");
      chmodSync(cwd, 0o777);
      chmodSync(join(home, "slatelab.db"), 0o444);
      chmodSync(home, 0o555);
      const before = contentsOf(home);
      const reading = { cwd, unprivileged: true };
      const board = await runCli(["leaderboard", "--json"], reading);
      expect([board.code, board.stderr]).toEqual([0, ""]);
      expect(board.stdout.trimEnd().split("\n")).toHaveLength(1);
      expect(JSON.parse(board.stdout).suite.config.world).toBe(BENCH[2]);
      const report = await runCli(["report", "--out", "report"], reading);
      expect([report.code, report.stdout]).toEqual([0, `${join(cwd, "report", "report.html")}\n`]);
      expect(contentsOf(home)).toEqual(before);
    }));
});
