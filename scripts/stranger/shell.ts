/** Programs run in a stranger's folder: nothing of this checkout, or of what npm tells its scripts, is known there. */
import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { SlateLabError } from "../../src/core/errors.ts";

/** Where programs run, and with what. */
export interface Shell {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** What came of a program. */
export interface Finished {
  readonly seconds: number;
  readonly stdout: string;
}

/** Settings of npm that are the machine's and not of the script that runs. */
const OF_THE_MACHINE = ["npm_config_registry", "npm_config_cache"];

/** A shell in a folder. `bin`: folders that programs are looked for in first. */
export function shellIn(folder: string, bin: readonly string[] = [], more: NodeJS.ProcessEnv = {}): Shell {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_|SLATELAB_)/i.test(name) || isOfTheMachine(name));
  const path = [...bin, process.env.PATH].join(delimiter);
  return { folder, env: { ...Object.fromEntries(own), ...more, PATH: path } };
}

function isOfTheMachine(name: string): boolean {
  return OF_THE_MACHINE.includes(name.toLowerCase());
}

/** Runs a program to its end. Throws a SlateLabError with the end of what it said where it fails. */
export function run({ folder, env }: Shell, program: string, args: readonly string[]): Finished {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...{ cwd: folder, env, encoding: "utf8", maxBuffer: 2 ** 28, stdio: ["ignore", "pipe", "pipe"] },
  });
  const seconds = (performance.now() - started) / 1000;
  if (status === 0) return { seconds, stdout };
  const said = error?.message ?? `${stdout}${stderr}`.trimEnd().split("\n").slice(-LINES).join("\n");
  throw new SlateLabError(`${program} ${args.join(" ")}, in ${folder}, ended with ${status}:\n${said}`);
}

/** Of what a program that failed said. */
const LINES = 30;
