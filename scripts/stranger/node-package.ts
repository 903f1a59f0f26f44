/** Other versions of Node, from npm's package `node`. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { run, shellIn } from "./shell.ts";

/** An installed Node. */
export interface InstalledNode {
  /** `v22.3.0` */
  readonly version: string;
  /** Folder of the program. */
  readonly bin: string;
  /** Prefix of its headers, which native modules are compiled with; npm fetches them where there are none. */
  readonly headers?: string;
}

/** Installs the newest Node of a major version in a folder. */
export function installNode(major: number, folder: string): InstalledNode {
  mkdirSync(folder, { recursive: true });
  const shell = shellIn(folder);
  run(shell, "npm", ["init", "-y"]);
  run(shell, "npm", ["install", `node@${major}`]);
  const home = join(folder, "node_modules", "node");
  const bin = join(home, "bin");
  const prefixes = [join(home, "node_modules"), join(folder, "node_modules")].map((modules) => join(modules, PLATFORM));
  return {
    version: run(shell, join(bin, "node"), ["--version"]).stdout.trim(),
    bin,
    headers: prefixes.find((prefix) => existsSync(join(prefix, "include", "node", "node.h"))),
  };
}

/** The package that has the program and the headers. */
const PLATFORM = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
