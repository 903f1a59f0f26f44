/**
 * Kills a running suite with SIGKILL at random moments, resumes it each time, and compares what comes out in the end,
 * byte for byte, with an unbroken run; checks the store's integrity too.
 *   npm run kill-test -- --kills 20
 *   npm run kill-test -- --kills 2 --json
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { Stream } from "../src/core/random.ts";
import { openStore } from "../src/store/database.ts";
import { reporter } from "./measurements.ts";
import { wholeNumber } from "./options.ts";

/** Small enough to run in seconds; every round is logged, and flushed while an episode is under way. */
const SUITE = ["bench", "--world", "cup-small", "--agents", "random,popular,story-neighbours,oracle", "--seeds", "12"];
const PROGRAM = fileURLToPath(new URL("./slatelab.js", import.meta.url));
/** Reports that the same results must give in the same bytes. The page shows no more than they do. */
const EXACT = /\.(json|csv)$/;

interface Options {
  kills: number;
  seed: string;
  json: boolean;
}

async function killTest({ kills, seed, json }: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-kill-"));
  const report = reporter(json);
  try {
    const started = performance.now();
    await run(join(folder, "unbroken"));
    const duration = performance.now() - started;
    const random = new Stream(seed);
    let killed = 0;
    let suites = 0;
    while (killed < kills || suites === 0) {
      killed += await breakSuite(join(folder, `broken-${suites++}`), { kills: kills - killed, duration, random });
      compare(join(folder, "unbroken"), join(folder, `broken-${suites - 1}`));
    }
    report({ name: "kill.survived", value: killed, unit: "kills", against: `asked for: ${kills}` });
    report({
      name: "kill.suites",
      value: suites,
      unit: "suites",
      against: "all byte-identical to an unbroken run, integrity ok",
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Breaking {
  kills: number;
  /** Milliseconds of an unbroken run. */
  duration: number;
  random: Stream;
}

/** Runs one suite to its end, killing it on the way at most so often; returns how often it was. */
async function breakSuite(home: string, { kills, duration, random }: Breaking): Promise<number> {
  let killed = 0;
  while (killed < kills && (await run(home, random.uniform() * duration))) killed++;
  await run(home);
  return killed;
}

/** One attempt at the suite; true if it was killed, after so many milliseconds. */
function run(home: string, killAfter?: number): Promise<boolean> {
  const args = [PROGRAM, ...SUITE, "--workers", "2", "--resume", "--home", home, "--out", join(home, "report")];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
  let messages = "";
  child.stderr.on("data", (text) => {
    messages += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (signal === "SIGKILL") resolve(true);
      else if (code === 0) resolve(false);
      else reject(new Error(`The suite ended with code ${code}:\n${messages}`));
    });
  });
}

/** Throws unless both homes hold the same reports and the second one's store is sound. */
function compare(unbroken: string, broken: string): void {
  const names = readdirSync(join(unbroken, "report")).filter((name) => EXACT.test(name));
  for (const name of names) {
    const [a, b] = [unbroken, broken].map((home) => readFileSync(join(home, "report", name)));
    if (!a.equals(b)) throw new Error(`${name} differs from the unbroken run's`);
  }
  const db = openStore(join(broken, "slatelab.db"));
  const integrity = db.pragma("integrity_check", { simple: true });
  db.close();
  if (integrity !== "ok") throw new Error(`The store is damaged: ${integrity}`);
}

await new Command("kill-test")
  .option("--kills <n>", "how often to kill", wholeNumber("--kills", 1, 10_000), 20)
  .option("--seed <seed>", "seed of the moments", "1")
  .option("--json", "print one object a line", false)
  .action(killTest)
  .parseAsync();
