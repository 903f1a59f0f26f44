import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import { dataFolder, howToGet } from "../../data/index.ts";
import { openEngine } from "../../src/engine/engine.ts";
import { compileKernels } from "../../src/engine/kernel.ts";
import { checkFolder } from "../../src/files/folders.ts";
import { openCrew } from "../../src/parallel/crew.ts";
import { painted } from "../../src/report/text-style.ts";
import { buildWorld } from "../../src/run/open-world.ts";
import { Player } from "../../src/run/player.ts";
import { packageFacts } from "../../src/run/provenance.ts";
import { resolveSuiteAgent } from "../../src/run/suite.ts";
import { checkStore, sqliteVersion } from "../../src/store/database.ts";
import { EMBEDDERS, type EmbedderDefinition, howToInstall } from "../../src/texts/embedders.ts";
import { tables } from "../../tables.ts";
import * as worker from "../doctor-worker.ts";
import { addHomeOptions, databaseOf, type HomeOptions } from "../options.ts";
import { terminalStyle } from "../terminal.ts";

/** What `doctor` found about one thing. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or how to mend it. */
  readonly text: string;
}

/** What `doctor` is told of the machine it runs on. */
export interface Machine {
  /** Version of Node, such as `20.15.1`. */
  readonly node: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Of the disk that a folder is on. */
  freeBytes(folder: string): number;
}

const THIS_MACHINE: Machine = {
  node: process.versions.node,
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  freeBytes(folder) {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  },
};

const GIGABYTE = 1e9;
/** Played for a second at most. */
const SMALL = { world: "cup-small(items=200,users=10)", agent: "random" } as const;
/** A full-size world, its embeddings and a click log fit in this. */
const ENOUGH_DISK_GB = 5;

/** `slatelab doctor`: what works here, what is missing and how to mend it. Fails when something needed is missing. */
export function defineDoctor(command: Command): void {
  addHomeOptions(command)
    .description(
      "Loads SQLite, the kernels, an engine and a worker thread, plays an episode, and looks for folders and data. Tells what is " +
        "missing and how to mend it; exits with 1 when something needed is missing.",
    )
    .option("--json", "print one JSON object a line", false)
    .addHelpText("after", "\nExample:\n  slatelab doctor")
    .action(async (options: HomeOptions & { json: boolean }) => {
      const findings = await examine(options);
      for (const finding of findings) {
        console.log(options.json ? JSON.stringify(finding) : findingLine(finding));
      }
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}

function findingLine({ name, ok, text }: Finding): string {
  const mark = painted(ok ? "ok " : "!! ", ok ? "green" : ["bold", "red"], terminalStyle());
  return `${mark} ${name.padEnd(10)} ${text}`;
}

/** Examines a machine for what SlateLab needs, by using it. Makes the home folder, and in it nothing. */
export async function examine(options: HomeOptions, machine = THIS_MACHINE): Promise<Finding[]> {
  const { version, commit } = packageFacts();
  const { node, cores, memoryBytes } = machine;
  const [major, minor] = node.split(".").map(Number);
  const memory = `${(memoryBytes / GIGABYTE).toFixed(1)} GB of memory, ${cores} cores`;
  const sqlite = await attempt("sqlite", () => `SQLite ${sqliteVersion()} loads`);
  return [
    { name: "slatelab", ok: true, text: commit ? `${version} (commit ${commit})` : version },
    {
      name: "node",
      ok: major > 20 || (major === 20 && minor >= 15),
      text: `v${node} (20.15 or newer is needed)`,
    },
    { name: "machine", ok: true, text: memory },
    sqlite,
    await attempt("kernels", () => `${compileKernels().join(", ")} compile`),
    await attempt("engine", engineFacts),
    await attempt("worker", workerFacts),
    await attempt("episode", episodeFacts),
    { name: "embedders", ok: true, text: EMBEDDERS.list.map(embedderFacts).join("; ") },
    await attempt("home", () => homeFacts(options.home, machine)),
    sqlite.ok
      ? await attempt("store", () => storeFacts(databaseOf(options)))
      : { name: "store", ok: false, text: "needs SQLite" },
    dataFinding("ml1m"),
    dataFinding("cup4"),
  ];
}

async function engineFacts(): Promise<string> {
  const engine = await openEngine();
  engine.close();
  return engine.why;
}

async function workerFacts(): Promise<string> {
  const crew = openCrew({ ...worker, data: undefined, threads: 1 });
  const thread = await crew.run("answer").finally(() => crew.close());
  return `thread ${thread} answers`;
}

async function episodeFacts(): Promise<string> {
  const world = await buildWorld(tables, SMALL.world);
  const player = new Player({ tables, world });
  try {
    const agent = resolveSuiteAgent(tables, SMALL.agent);
    const { summary } = await player.play(agent, { seed: "doctor", episode: 0 });
    return `${agent.spec} plays ${summary.rounds} rounds in ${SMALL.world}`;
  } finally {
    player.close();
  }
}

function embedderFacts(definition: EmbedderDefinition): string {
  const how = howToInstall(definition);
  return how === undefined ? `${definition.name} is here` : `${definition.name}: ${how}`;
}

function homeFacts(home: string, machine: Machine): string {
  const folder = resolve(home);
  checkFolder(folder, "--home");
  mkdirSync(folder, { recursive: true });
  const free = machine.freeBytes(folder) / GIGABYTE;
  if (free < ENOUGH_DISK_GB)
    throw new Error(`${folder}: only ${free.toFixed(1)} GB free; name another folder with --home`);
  return `${folder} (${free.toFixed(0)} GB free)`;
}

function storeFacts(path: string): string {
  checkStore(path);
  return existsSync(path) ? path : `${path} (made by the first bench)`;
}

/** Data that may not be redistributed is welcome, not needed. */
function dataFinding(name: string): Finding {
  const folder = dataFolder(name);
  return { name, ok: true, text: folder ?? `not found (optional). ${howToGet(name)}` };
}

async function attempt(name: string, look: () => string | Promise<string>): Promise<Finding> {
  try {
    return { name, ok: true, text: await look() };
  } catch (error) {
    return { name, ok: false, text: (error as Error).message };
  }
}
