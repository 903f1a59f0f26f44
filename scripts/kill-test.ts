/**
 * Kills a running suite again and again, each time when it has told of its first finished episode or at a random moment
 * after that, and resumes it: nothing may be lost, doubled or changed.
 *   npm run kill-test                                # 20 kills
 *   npm run kill-test -- --kills 3 --seed 5 --json   # fewer, at other moments; one object a line
 *   npm run kill-test -- --kills 2 --within 0        # each right at the first finished episode, whatever the machine
 */
import { type StdioOptions, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { SlateLabError } from "../src/core/errors.ts";
import { Stream } from "../src/core/random.ts";
import { openStore } from "../src/store/database.ts";
import { EXIT } from "./interrupt.ts";
import { reporter } from "./measurements.ts";
import { wholeNumber } from "./options.ts";
import { runScript } from "./run-program.ts";

interface Options {
  kills: number;
  seed: number;
  within?: number;
  json: boolean;
}

const PROGRAM = fileURLToPath(new URL("./slatelab.js", import.meta.url));
const KILLER = new URL("./kill-test/at-first-episode.js?signal=SIGKILL", import.meta.url);
/** Two workers that log every round, some seconds of work, agents with and without a state that learns. */
const SUITE = ["--world", "cup-small(users=1000)", "--agents", "random,popular,epsilon-greedy,story-neighbours,oracle"];
const FLAGS = ["--seeds", "10", "--workers", "2", "--resume"];

type Ending = "finished" | "killed";

/** Plays the suite, or goes on with it, in a home of its own. */
class Site {
  readonly home = mkdtempSync(join(tmpdir(), "slatelab-kill-"));
  readonly report = join(this.home, "report");

  /** Starts the suite, or goes on with it, to the end. */
  async play(): Promise<void> {
    await this.#run(this.#bench);
  }

  /** The same, but killed without warning so many milliseconds after its first finished episode, if it still runs then. */
  playUntil(milliseconds: number): Promise<Ending> {
    return this.#run(this.#bench, ["--import", `${KILLER}&after=${milliseconds}`]);
  }

  /** Throws unless the database is sound and every summary comes out of its logged rounds again. */
  async verify(): Promise<void> {
    const store = openStore(join(this.home, "slatelab.db"));
    const verdict = store.pragma("integrity_check", { simple: true });
    store.close();
    if (verdict !== "ok") throw new SlateLabError(`${store.name}: ${verdict}`);
    await this.#run(["leaderboard", "--verify"]);
  }

  get #bench(): string[] {
    return ["bench", ...SUITE, ...FLAGS, "--out", this.report];
  }

  async #run(args: readonly string[], nodeFlags: readonly string[] = []): Promise<Ending> {
    const stdio: StdioOptions = ["ignore", "ignore", "pipe"];
    const child = spawn(process.execPath, [...nodeFlags, PROGRAM, ...args, "--home", this.home], { stdio });
    let said = "";
    child.stderr?.on("data", (text) => (said += text));
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (...end) => resolve(end));
    });
    if (signal === "SIGKILL" && nodeFlags.length > 0) return "killed";
    if (code !== EXIT.done)
      throw new SlateLabError(`'${args[0]}' in ${this.home} ended with ${code ?? signal}: ${said}`);
    return "finished";
  }

  files(): Map<string, Buffer> {
    return new Map(readdirSync(this.report).map((name) => [name, readFileSync(join(this.report, name))]));
  }

  remove(): void {
    rmSync(this.home, { recursive: true });
  }
}

/** Throws unless both hold the same files, byte for byte. */
function compare(broken: Site, whole: Site): void {
  const [found, wanted] = [broken.files(), whole.files()];
  const names = new Set([...found.keys(), ...wanted.keys()]);
  const different = [...names].filter((name) => !wanted.get(name)?.equals(found.get(name) ?? Buffer.of()));
  if (different.length === 0) return;
  throw new SlateLabError(
    `Expected the files of ${whole.report}, got others in ${broken.report}: ${different.join(", ")}`,
  );
}

/** Kills a suite and resumes it until it ends by itself or enough kills were made; then it is played out and compared. */
async function killOneSuite(whole: Site, mostKills: number, delay: () => number): Promise<number> {
  const site = new Site();
  let kills = 0;
  let ending: Ending = "killed";
  while (ending === "killed" && kills < mostKills) {
    ending = await site.playUntil(delay());
    if (ending === "killed") kills++;
  }
  if (ending === "killed") await site.play();
  await site.verify();
  compare(site, whole);
  site.remove();
  return kills;
}

async function killTest({ kills, seed, within, json }: Options): Promise<void> {
  const report = reporter(json);
  const random = new Stream(seed).fork("kills");
  const whole = new Site();
  const started = performance.now();
  await whole.play();
  const length = performance.now() - started;
  // Not beyond most of it: a suite that is resumed has less left to do.
  const most = within ?? length * 0.7;
  const delay = () => Math.floor(random.uniform() * most);
  report({ name: "kill.unbroken", value: length / 1000, unit: "s", against: "–" });
  let survived = 0;
  let suites = 0;
  while (survived < kills) {
    survived += await killOneSuite(whole, kills - survived, delay);
    suites++;
  }
  whole.remove();
  report({ name: "kill.survived", value: survived, unit: "kills", against: String(kills) });
  report({
    name: "kill.suites",
    value: suites,
    unit: "suites",
    against: "each with the files of an unbroken one",
  });
}

const program = new Command("kill-test")
  .description(
    "Kills a running suite after its first finished episode, resumes it and compares its files with an unbroken run's.",
  )
  .option("--kills <n>", "kills to survive", wholeNumber("--kills", 1, 10_000), 20)
  .option("--seed <n>", "seed of the moments", wholeNumber("--seed", 0), 1)
  .option(
    "--within <ms>",
    "most milliseconds from the first finished episode to the kill (default: most of what an unbroken suite takes)",
    wholeNumber("--within", 0),
  )
  .option("--json", "print one JSON object a line", false)
  .exitOverride()
  .action(killTest);

await runScript(program);
