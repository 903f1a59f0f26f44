import { existsSync, mkdirSync, statfsSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { resolve } from "node:path";
import type { Command } from "commander";
import { dataFolder, howToGet } from "../../data/index.ts";
import { kernelPath } from "../../src/engine/paths.ts";
import { checkFolder } from "../../src/files/folders.ts";
import { painted } from "../../src/report/text-table.ts";
import { packageFacts } from "../../src/run/provenance.ts";
import { checkStore } from "../../src/store/database.ts";
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
/** A full-size world, its embeddings and a click log fit in this. */
const ENOUGH_DISK_GB = 5;

/** `slatelab doctor`: what is here, what is missing and how to mend it. Fails when something needed is missing. */
export function addDoctor(program: Command): void {
  addHomeOptions(program.command("doctor"))
    .summary("check the installation: versions, engine, disk, data")
    .description(
      "Tells what is here, what is missing and how to mend it. Exits with 1 when something needed is missing.",
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

/** Examines a machine for what SlateLab needs: versions, engine, disk, data. Makes the home folder, and in it nothing. */
export async function examine(options: HomeOptions, machine = THIS_MACHINE): Promise<Finding[]> {
  const { version, commit } = packageFacts();
  const { node, cores, memoryBytes } = machine;
  const [major, minor] = node.split(".").map(Number);
  const memory = `${(memoryBytes / GIGABYTE).toFixed(1)} GB of memory, ${cores} cores`;
  return [
    { name: "slatelab", ok: true, text: commit ? `${version} (commit ${commit})` : version },
    {
      name: "node",
      ok: major > 20 || (major === 20 && minor >= 15),
      text: `v${node} (20.15 or newer is needed)`,
    },
    { name: "machine", ok: true, text: memory },
    attempt("kernels", () => `WebAssembly kernels are built (${kernelPath("world.wasm")})`),
    await engineFinding(),
    attempt("home", () => homeFacts(options.home, machine)),
    attempt("store", () => storeFacts(databaseOf(options))),
    dataFinding("ml1m"),
    dataFinding("cup4"),
  ];
}

async function engineFinding(): Promise<Finding> {
  try {
    // Loaded only here: the other commands start faster without a tensor library.
    const { openEngine } = await import("../../src/engine/engine.ts");
    const engine = await openEngine();
    const text = engine.why;
    engine.close();
    return { name: "engine", ok: true, text };
  } catch (error) {
    return { name: "engine", ok: false, text: (error as Error).message };
  }
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

function attempt(name: string, look: () => string): Finding {
  try {
    return { name, ok: true, text: look() };
  } catch (error) {
    return { name, ok: false, text: (error as Error).message };
  }
}
