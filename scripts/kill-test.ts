/**
 * Kills every command that leaves something, at random moments and before random changes to its files, and runs it again as one
 * resumes it: what it has left at the end must be what a run that was never killed leaves, byte for byte but for times, and a store
 * must have every round once.
 *   npm run kill-test -- --kills 200 --seed 1        # all commands, some ten minutes
 *   npm run kill-test -- --jobs bench,embed --json   # some; one object a line
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { SlateLabError, unknownName } from "../src/core/errors.ts";
import { Stream } from "../src/core/random.ts";
import { JOBS, type KillJob, PREPARATION, writeInputs } from "./kill-test/jobs.ts";
import { type Remains, recount, remainsOf } from "./kill-test/remains.ts";
import { type Moment, Site } from "./kill-test/site.ts";
import { reporter } from "./measurements.ts";
import { wholeNumber } from "./options.ts";
import { runScript } from "./run-program.ts";

interface Options {
  kills: number;
  seed: number;
  jobs: string;
  json: boolean;
}

/** Most kills before a job is run to its end. */
const MOST_IN_A_ROW = 8;
/** Share of a run that goes by before anything is done: Node starts. */
const START = 0.25;

/** A run of a job that was never killed. */
interface Unbroken {
  readonly remains: Remains;
  readonly milliseconds: number;
  readonly changes: number;
}

/** What came of the kills of a job. */
interface Survived {
  readonly kills: number;
  /** How often it was run to its end. */
  readonly ends: number;
  /** Rounds counted again. */
  readonly rounds: number;
}

async function killTest({ kills, seed, jobs, json }: Options): Promise<void> {
  const chosen = chooseJobs(jobs);
  const report = reporter(json);
  const inputs = await prepareInputs();
  let survived = 0;
  for (const [i, job] of chosen.entries()) {
    const share = Math.floor((kills * (i + 1)) / chosen.length) - Math.floor((kills * i) / chosen.length);
    const result = await killJob(job, { kills: share, inputs: inputs.folder, random: new Stream(seed).fork(job.name) });
    const rounds = result.rounds > 0 ? `; ${result.rounds} rounds, none lost or doubled` : "";
    const against = `${result.ends} times to the end, as one that was never killed${rounds}`;
    report({ name: `kill.${job.name.replaceAll(" ", "_")}`, value: result.kills, unit: "kills", against });
    survived += result.kills;
  }
  inputs.remove();
  report({ name: "kill.survived", value: survived, unit: "kills", against: String(kills) });
}

function chooseJobs(names: string): readonly KillJob[] {
  if (names === "all") return JOBS;
  const known = JOBS.map(({ name }) => name);
  return names.split(",").map((name) => {
    const job = JOBS.find((it) => it.name === name.trim());
    if (!job) throw unknownName("job", name, known);
    return job;
  });
}

async function prepareInputs(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "slatelab-kill-inputs-"));
  writeInputs(folder);
  const site = new Site(folder);
  await site.run(PREPARATION);
  return site;
}

interface Killing {
  readonly kills: number;
  readonly inputs: string;
  readonly random: Stream;
}

async function killJob(job: KillJob, { kills, inputs, random }: Killing): Promise<Survived> {
  const unbroken = await runUnbroken(job, inputs);
  let [made, ends, rounds] = [0, 0, 0];
  while (made < kills) {
    const site = new Site(inputs);
    const most = Math.min(kills - made, 1 + random.int(MOST_IN_A_ROW));
    made += await killInARow(job, { site, most, moment: () => drawMoment(unbroken, random) });
    compare(job, { found: remainsOf(site.folder), wanted: unbroken.remains, folder: site.folder });
    rounds += countRounds(job, site);
    ends++;
    site.remove();
  }
  return { kills: made, ends, rounds };
}

async function runUnbroken({ args }: KillJob, inputs: string): Promise<Unbroken> {
  const site = new Site(inputs);
  const started = performance.now();
  const { changes } = await site.run(args);
  const milliseconds = performance.now() - started;
  const remains = remainsOf(site.folder);
  site.remove();
  return { remains, milliseconds, changes };
}

interface Row {
  readonly site: Site;
  readonly most: number;
  moment(): Moment;
}

/** Kills a job until it ends by itself or was killed often enough; then it is run to its end. */
async function killInARow({ args }: KillJob, { site, most, moment }: Row): Promise<number> {
  for (let kills = 0; kills < most; kills++) {
    const { isKilled } = await site.run(args, moment());
    if (!isKilled) return kills;
  }
  await site.run(args);
  return most;
}

function drawMoment({ milliseconds, changes }: Unbroken, random: Stream): Moment {
  if (changes > 0 && random.uniform() < 0.5) return { at: 1 + random.int(changes) };
  return { after: milliseconds * (START + (1 - START) * random.uniform()) };
}

/** Rounds of a job that plays a suite. Throws a SlateLabError where the store has lost one, or has one twice. */
function countRounds({ name }: KillJob, { folder }: Site): number {
  if (name !== "bench") return 0;
  const { logged, wrong } = recount(folder);
  if (wrong > 0 || logged === 0) throw new SlateLabError(`${folder}: ${wrong} of ${logged} rounds lost or doubled`);
  return logged;
}

/** Throws a SlateLabError unless both are the same. */
function compare(
  { name }: KillJob,
  { found, wanted, folder }: { found: Remains; wanted: Remains; folder: string },
): void {
  const names = new Set([...found.keys(), ...wanted.keys()]);
  const different = [...names].filter((it) => found.get(it) !== wanted.get(it));
  if (different.length === 0) return;
  throw new SlateLabError(
    `${name}: Expected what a whole run leaves, got others in ${folder}: ${different.join(", ")}`,
  );
}

const program = new Command("kill-test")
  .description("Kills commands at random, runs them again, and compares what they leave with an unbroken run's.")
  .option("--kills <n>", "kills to survive", wholeNumber("--kills", 1, 10_000), 200)
  .option("--seed <n>", "seed of the moments", wholeNumber("--seed", 0), 1)
  .option("--jobs <list>", `all, or some of ${JOBS.map(({ name }) => name).join(", ")}`, "all")
  .option("--json", "print one JSON object a line", false)
  .exitOverride()
  .action(killTest);

await runScript(program);
