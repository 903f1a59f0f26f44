/** What a stranger does with the package: installs it in an empty folder, asks for its version and its doctor, ranks agents, ours and its own, and writes a program. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { SlateLabError } from "../../src/core/errors.ts";
import { packageRoot } from "../../src/engine/paths.ts";
import { examplesOf } from "../examples.ts";
import type { Report } from "../measurements.ts";
import { run, type Shell } from "./shell.ts";

/** One visit. */
export interface VisitOptions {
  readonly tarball: string;
  /** The empty folder, and the Node that is first on its path. */
  readonly shell: Shell;
  /** Takes the binding of SQLite that this checkout has, and leaves out what is optional: the rest of the visit takes seconds. */
  readonly isQuick: boolean;
  readonly report: Report;
}

const SQLITE = "better-sqlite3";
const BINDING = join("build", "Release", "better_sqlite3.node");
/** Starts of the command line: the best of so many counts. */
const STARTS = 5;
const BENCH = ["bench", "--world", "cup-small", "--seeds", "3"];
const MEGABYTE = 1e6;
/** Files of one's own, as `slatelab new` writes them. */
const OWN = [
  ["agent", "my-agent"],
  ["world", "my-world"],
] as const;
const SUITE = `world: ./my-world.ts(users=50)
agents: [random, ./my-agent.ts, oracle]
seeds: 2
`;

/** Pays a visit. Throws a SlateLabError for the first thing that does not work. */
export function visit({ tarball, shell, isQuick, report }: VisitOptions): void {
  run(shell, "npm", ["init", "-y"]);
  if (isQuick) installQuickly(tarball, shell, report);
  else install(tarball, shell, report);
  const modules = join(shell.folder, "node_modules");
  report({ name: "size", value: bytesOf(modules) / MEGABYTE, unit: "MB", against: isQuick ? "" : "at most 250" });
  const slatelab = (...args: string[]) => run(shell, join(modules, ".bin", "slatelab"), args);
  const starts = Array.from({ length: STARTS }, () => slatelab("--version").seconds);
  report({ name: "version", value: Math.min(...starts), unit: "s", against: "at most .2 on a quiet machine" });
  report({ name: "doctor", value: slatelab("doctor").seconds, unit: "s", against: "" });
  report({ name: "bench", value: slatelab(...BENCH).seconds, unit: "s", against: BENCH.slice(1).join(" ") });
  for (const [kind, name] of OWN) {
    slatelab("new", kind, name);
    report({ name: `check.${name}`, value: slatelab("check", `./${name}.ts`).seconds, unit: "s", against: "" });
  }
  writeFileSync(join(shell.folder, "suite.yaml"), SUITE);
  report({ name: "suite", value: slatelab("bench", "suite.yaml").seconds, unit: "s", against: "own agent, own world" });
  for (const suite of ["suite-1", "suite-2"]) requireReport(join(shell.folder, ".slatelab", "reports", suite));
  if (!isQuick) writeProgram(shell, report);
}

function requireReport(folder: string): void {
  const page = join(folder, "report.html");
  if (!existsSync(page)) throw new SlateLabError(`Expected a report, got no ${page}`);
}

/** Compiles and runs the program of CONTRIBUTING, with library checks on, as that page says. */
function writeProgram(shell: Shell, report: Report): void {
  run(shell, "npm", ["pkg", "set", "type=module"]);
  run(shell, "npm", ["install", "zod", "@tensorflow/tfjs-core@4.22.0"]);
  run(shell, "npm", ["install", "--save-dev", "typescript", "@types/node"]);
  for (const [name, text] of Object.entries(examplesOf("CONTRIBUTING.md")))
    writeFileSync(join(shell.folder, name), text);
  report({ name: "types", value: run(shell, "npx", ["tsc"]).seconds, unit: "s", against: "skipLibCheck: false" });
  report({ name: "program", value: run(shell, "node", ["out/main.js"]).seconds, unit: "s", against: "" });
}

/** As anybody would; what compiling SQLite took is told apart. */
function install(tarball: string, shell: Shell, report: Report): void {
  const logs = join(shell.folder, "npm-logs");
  const { seconds } = run(shell, "npm", ["install", "--timing", "--logs-dir", logs, tarball]);
  const compiling = secondsOfScript(logs, SQLITE);
  report({ name: "install", value: seconds - compiling, unit: "s", against: "at most 90, beside SQLite's script" });
  report({ name: "install.sqlite", value: compiling, unit: "s", against: "" });
}

function installQuickly(tarball: string, shell: Shell, report: Report): void {
  const home = join(packageRoot(), "node_modules", SQLITE);
  const { version } = createRequire(import.meta.url)(join(home, "package.json")) as { version: string };
  const flags = ["--ignore-scripts", "--omit=optional", "--prefer-offline"];
  const { seconds } = run(shell, "npm", ["install", ...flags, tarball, `${SQLITE}@${version}`]);
  const there = join(shell.folder, "node_modules", SQLITE, BINDING);
  mkdirSync(join(there, ".."), { recursive: true });
  copyFileSync(join(home, BINDING), there);
  report({ name: "install", value: seconds, unit: "s", against: "without install scripts" });
}

/** How long npm says that a package's install script ran. */
function secondsOfScript(logs: string, name: string): number {
  const file = readdirSync(logs).find((it) => it.endsWith("-timing.json"));
  if (file === undefined) throw new SlateLabError(`${logs}: Expected npm's timing, got none`);
  const { timers } = JSON.parse(readFileSync(join(logs, file), "utf8")) as { timers: Record<string, number> };
  return (timers[`build:run:install:node_modules/${name}`] ?? 0) / 1000;
}

function bytesOf(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
