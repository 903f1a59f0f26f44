/** Suites from the outside: the built command line in processes of its own. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { openStore } from "../src/store/database.ts";
import { finishedEpisodes } from "../src/store/episodes.ts";
import { listSuites } from "../src/store/suites.ts";

const PROGRAM = join("dist", "scripts", "slatelab.js");
const AGENTS = ["--agents", "random,popular,oracle"];
const SMALL = ["bench", "--world", "cup-small", ...AGENTS, "--seeds", "3"];

function newHome(): string {
  return mkdtempSync(join(tmpdir(), "slatelab-cli-"));
}

function slatelab(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return promisify(execFile)(process.execPath, [PROGRAM, ...args]);
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "ignore", "pipe"] });
}

function exitCode(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on("close", (code) => resolve(code)));
}

/** The JSON and CSV files of a report, by name. */
function filesOf(home: string, suite = 1): Record<string, string> {
  const folder = join(home, "reports", `suite-${suite}`);
  const names = readdirSync(folder).filter((name) => !name.endsWith(".html"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

it("the same seeds give the same bytes with one worker or two", async () => {
  const [one, two] = [newHome(), newHome()];
  await Promise.all([
    slatelab([...SMALL, "--home", one, "--workers", "1"]),
    slatelab([...SMALL, "--home", two, "--workers", "2"]),
  ]);
  expect(Object.keys(filesOf(one))).toContain("leaderboard.json");
  expect(filesOf(two)).toEqual(filesOf(one));
});

it("a summary comes out of its logged rounds again", async () => {
  const home = newHome();
  await slatelab([...SMALL, "--home", home]);
  const { stderr } = await slatelab(["leaderboard", "--verify", "--home", home]);
  expect(stderr).toContain("Verified: 9 summaries");
});

it("Ctrl-C ends with 130 and leaves a suite that is resumed to the same bytes", async () => {
  const [unbroken, broken] = [newHome(), newHome()];
  const suite = [...SMALL.slice(0, -1), "40"];
  await slatelab([...suite, "--home", unbroken]);
  const child = start([...suite, "--home", broken]);
  child.stderr?.once("data", () => setTimeout(() => child.kill("SIGINT"), 600));
  expect(await exitCode(child)).toBe(130);
  const { stderr } = await slatelab([...suite, "--home", broken, "--resume"]);
  expect(stderr).toContain("Resuming suite 1");
  expect(filesOf(broken)).toEqual(filesOf(unbroken));
});

it("two processes write the same store at once", async () => {
  const home = newHome();
  await Promise.all([slatelab([...SMALL, "--home", home]), slatelab([...SMALL, "--home", home])]);
  const db = openStore(join(home, "slatelab.db"));
  expect(listSuites(db).map(({ id, finishedAt }) => [id, finishedAt !== null])).toEqual([
    [2, true],
    [1, true],
  ]);
  const [first, second] = [1, 2].map((suite) => finishedEpisodes(db, suite).map(({ summary }) => summary));
  expect(second).toEqual(first);
  db.close();
});

it("killed suites are resumed to the same bytes", async () => {
  const script = join("dist", "scripts", "kill-test.js");
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--kills", "3", "--json"]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows[0]).toMatchObject({ name: "kill.survived", value: 3 });
});
