/**
 * Installs and uses the package as a stranger does: packs it, installs it in an empty folder from the npm registry alone, and ranks
 * agents there. Prints times and sizes; fails where something does not work.
 *   npm run stranger                    # under Node 20, 22 and 24, each by npm's package `node`: minutes each, for SQLite is compiled
 *   npm run stranger -- --node 22       # under one of them
 *   npm run stranger -- --quick         # under this Node, with the binding of SQLite that is here: part of .ci/run
 *   npm run stranger -- --json          # one object a line
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { expected } from "../src/core/errors.ts";
import { modulesFolders, packageRoot } from "../src/engine/paths.ts";
import { type Report, reporter } from "./measurements.ts";
import { runScript } from "./run-program.ts";
import { installNode } from "./stranger/node-package.ts";
import { run, type Shell, shellIn } from "./stranger/shell.ts";
import { visit } from "./stranger/visit.ts";

interface Options {
  readonly node: readonly number[];
  readonly quick: boolean;
  readonly json: boolean;
}

function stranger({ node, quick, json }: Options): void {
  const scratch = mkdtempSync(join(tmpdir(), "slatelab-stranger-"));
  try {
    requireNoPackages(scratch);
    const report = reporter(json);
    const tarball = pack(scratch);
    if (quick) visit({ tarball, shell: emptyFolder(scratch), isQuick: true, report: named(process.version, report) });
    else for (const major of node) visitUnder(major, { tarball, scratch, report });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Throws a UsageError where packages stand in a folder above, for Node would find them. */
function requireNoPackages(folder: string): void {
  const modules = modulesFolders(folder).find(existsSync);
  if (modules !== undefined) throw expected("no packages above the folder for temporary files", modules, "TMPDIR");
}

/** Packs the package as it is built; returns the file. */
function pack(folder: string): string {
  const { stdout } = run(shellIn(packageRoot()), "npm", [
    "pack",
    "--ignore-scripts",
    "--json",
    "--pack-destination",
    folder,
  ]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return join(folder, filename);
}

interface Surroundings {
  readonly tarball: string;
  readonly scratch: string;
  readonly report: Report;
}

function visitUnder(major: number, { tarball, scratch, report }: Surroundings): void {
  const { version, bin, headers } = installNode(major, join(scratch, `node-${major}`));
  const settings = headers === undefined ? {} : { npm_config_nodedir: headers };
  const shell = emptyFolder(scratch, [bin], settings);
  visit({ tarball, shell, isQuick: false, report: named(version, report) });
}

function emptyFolder(scratch: string, bin: readonly string[] = [], settings: NodeJS.ProcessEnv = {}): Shell {
  return shellIn(mkdtempSync(join(scratch, "project-")), bin, settings);
}

/** Figures under a Node. */
function named(version: string, report: Report): Report {
  return (row) => report({ ...row, name: `stranger.${version}.${row.name}` });
}

/** Reads `20,22,24`. */
function majors(text: string): number[] {
  if (!/^\d+(,\d+)*$/.test(text)) throw expected("major versions of Node, such as 20,22", text, "--node");
  return text.split(",").map(Number);
}

const program = new Command("stranger")
  .description("Installs the package in an empty folder and uses it there; prints times and sizes.")
  .addOption(
    new Option("--node <versions>", "major versions of Node, by npm's package 'node'")
      .default([20, 22, 24], "20,22,24")
      .argParser(majors),
  )
  .addOption(
    new Option("--quick", "this Node, with the binding of SQLite that is here").default(false).conflicts("node"),
  )
  .option("--json", "print one object a line", false)
  .action(stranger)
  .exitOverride();

await runScript(program);
