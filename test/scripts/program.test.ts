/** The table of commands: nothing is loaded of a command that is not called. */
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../scripts/commands/index.ts";
import { buildProgram } from "../../scripts/program.ts";
import { packageRoot } from "../../src/engine/paths.ts";
import { withoutTypes } from "../architecture-fixture.ts";
import { inFolder, runHere } from "./fixture.ts";

/** What stands at the top of a file, or hands on from there: loaded with it. */
const STATIC_IMPORT = /^(?:import|export)\b(?:[^;"]*\bfrom)? "([^"]+)";/gm;

/** Files and packages that are loaded with a file, Node's own left out. */
function loadedWith(path: string): string[] {
  const found = new Set([path]);
  for (const it of found) {
    if (!it.endsWith(".ts")) continue;
    const text = withoutTypes(readFileSync(join(packageRoot(), it), "utf8"));
    for (const [, specifier] of text.matchAll(STATIC_IMPORT))
      if (!specifier.startsWith("node:"))
        found.add(specifier.startsWith(".") ? posix.join(posix.dirname(it), specifier) : specifier);
  }
  return [...found];
}

describe("the command line", () => {
  it("loads a few small files before it knows the command", () => {
    const loaded = loadedWith("scripts/slatelab.ts");
    expect(loaded.filter((it) => !it.endsWith(".ts")).sort()).toEqual(["commander", "fastest-levenshtein"]);
    expect(loaded).toContain("scripts/commands/index.ts");
    expect(loaded.filter((it) => it.endsWith(".ts")).length).toBeLessThan(25);
    expect(loadedWith("scripts/commands/bench.ts")).toEqual(expect.arrayContaining(["tables.ts", "better-sqlite3"]));
  });

  it("lists every command, with its arguments and what it does", async () => {
    await inFolder({}, async (cwd) => {
      const { code, stdout } = await runHere(["--help"], cwd);
      const flat = stdout.replace(/\s+/g, " ");
      for (const { usage, summary, group } of COMMANDS) {
        expect(flat).toContain(`${usage} ${summary}`);
        expect(stdout).toContain(`\n${group}\n`);
      }
      expect(code).toBe(0);
    });
  });

  it.each(COMMANDS.map(({ usage }) => usage.split(" ")[0]))("knows all of %s where it is called", async (name) => {
    const { commands } = await buildProgram(["help", name]);
    const described = commands.filter((command) => command.description() !== "");
    expect(described.map((command) => command.name())).toEqual([name]);
  });
});
