/** Agents and worlds of one's own on the command line, as docs/own-agents.md has them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { applyConfig } from "../../scripts/config.ts";
import { examplesOf } from "../../scripts/examples.ts";
import { packageRoot } from "../../src/engine/paths.ts";
import { inFolder, runCli, runHere } from "./fixture.ts";

const DOCUMENT = "docs/own-agents.md";
const EXAMPLES = examplesOf(DOCUMENT);
const TEXT = readFileSync(join(packageRoot(), DOCUMENT), "utf8");

describe("slatelab new", () => {
  it("writes the files of the document, a world under its name, and never over a file", () =>
    inFolder({}, async (cwd) => {
      const agent = await runHere(["new", "agent", "my-agent"], cwd);
      expect([agent.code, readFileSync(join(cwd, "my-agent.ts"), "utf8")]).toEqual([0, EXAMPLES["my-agent.ts"]]);
      const next = agent.stdout.split("\n").filter((line) => line.startsWith("  npx"));
      for (const command of next) expect(TEXT).toMatch(new RegExp(`^${command.trim()}( |$)`, "m"));
      expect((await runHere(["new", "world", "my-town"], cwd)).code).toBe(0);
      const town = readFileSync(join(cwd, "my-town.ts"), "utf8");
      expect(town).toBe(EXAMPLES["two-camps.ts"].replaceAll("two-camps", "my-town"));
      const again = await runHere(["new", "world", "my-agent"], cwd);
      expect(again.code).toBe(2);
      expect(again.stderr).toContain("NAME: Expected the name of a file that is not there yet, got my-agent.ts");
      expect(readFileSync(join(cwd, "my-agent.ts"), "utf8")).toBe(EXAMPLES["my-agent.ts"]);
    }));

  it.each([
    { args: ["agent", "../x"], message: 'NAME: Expected a name of lower case letters, digits and dashes, got "../x"' },
    { args: ["agent", "x.ts"], message: "NAME: Expected a name" },
    { args: ["model", "x"], message: "Allowed choices are agent, world" },
  ])("refuses $args", ({ args, message }) =>
    inFolder({}, async (cwd) => {
      const { code, stderr } = await runHere(["new", ...args], cwd);
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    }),
  );
});

/** Leaves what it learns out of its state. */
const FORGETFUL = EXAMPLES["my-agent.ts"].replace("state: { worth },", "");

describe("slatelab check", () => {
  it("prints the contract as the document shows it", () =>
    inFolder({ "my-agent.ts": EXAMPLES["my-agent.ts"] }, async (cwd) => {
      const { code, stdout } = await runCli(["check", "./my-agent.ts"], { cwd });
      expect(code).toBe(0);
      expect(TEXT).toContain(`$ npx slatelab check ./my-agent.ts\n${stdout}`);
    }));

  it("fails where a check fails, and says which", () =>
    inFolder({ "forgetful.ts": FORGETFUL }, async (cwd) => {
      const forgetful = await runCli(["check", "forgetful.ts"], { cwd });
      expect(forgetful.code).toBe(1);
      expect(forgetful.stdout).toContain(
        "✗ plays the same episode again once it is restored\n    restore and reset do not give the same episode\n",
      );
      expect(forgetful.stderr).toMatch(/slatelab: \d of 9 checks failed\n$/);
    }));

  it.each([
    { file: "popular", message: 'FILE: Expected a file, such as ./popular.ts, got "popular"' },
    { file: "./gone.ts", message: 'FILE: Expected a file that is there, got "./gone.ts"' },
    {
      file: "data.ts",
      message: "data.ts: default export: Expected an agent (an object with a function create) or a world",
    },
    {
      file: "./my-agent.ts(raech=2)",
      message: "my-agent.ts:4: agent my-agent: Unknown setting 'raech'. Did you mean 'reach'?",
    },
  ])("refuses $file", ({ file, message }) =>
    inFolder({ "my-agent.ts": EXAMPLES["my-agent.ts"], "data.ts": "export default [1];" }, async (cwd) => {
      const { code, stderr } = await runHere(["check", file], cwd);
      expect(stderr).toContain(message);
      expect(code).toBe(2);
    }),
  );
});

describe("a folder with a config, an agent and a world", () => {
  it("plays and verifies its own", () =>
    inFolder({ ...EXAMPLES, "main.ts": "" }, async (cwd) => {
      const bench = await runCli(["bench", "--seeds", "2", "--no-check"], { cwd });
      expect(bench.code, bench.stderr).toBe(0);
      expect(bench.stdout).toMatch(/^two-camps: 50 users, 200 items/);
      expect(bench.stdout).toMatch(/^1 +my-agent .*\n2 +random .*\n– +oracle\*/m);
      const report = readFileSync(join(cwd, ".slatelab", "reports", "suite-1", "report.html"), "utf8").replaceAll(
        "&#39;",
        "'",
      );
      expect(report).toContain(
        "bench --world './two-camps.ts(users=50)' --agents 'random,./my-agent.ts,oracle' --seeds 2",
      );
      const verified = await runCli(["leaderboard", "--verify"], { cwd });
      expect([verified.code, verified.stderr]).toEqual([0, "Verified: 6 summaries come out of their logs again\n"]);
    }));

  it.each([
    {
      config: "export default { agnets: [] };",
      message: "slatelab.config.ts: Unknown setting 'agnets'. Did you mean 'agents'?",
    },
    { config: "export default { seeds: 'x' };", message: 'slatelab.config.ts: seeds: Expected a number, got "x"' },
    {
      config: "export const a = 1;",
      message: "slatelab.config.ts: Expected a default export of defineConfig, got none",
    },
    { config: "\nexport default {", message: "slatelab.config.ts:2: Unexpected token" },
    {
      config: "export default { world: './gone.ts' };",
      message: 'world: Expected a file that is there, got "./gone.ts"',
    },
  ])("is told what is wrong: $config", ({ config, message }) =>
    inFolder({ "slatelab.config.ts": config }, async (cwd) => {
      const { code, stderr } = await runHere(["bench"], cwd);
      expect(stderr).toContain(message);
      expect(code).toBe(2);
    }),
  );
});

describe("a config", () => {
  /** What flags come to, in a folder with a config. */
  async function flagsOf(args: readonly string[]): Promise<Record<string, unknown>> {
    const config = "export default { world: 'a', agents: ['b', 'c(x=1)'], seeds: 7, home: 'h', modelDir: 'm' };";
    return inFolder({ "slatelab.config.mjs": config }, async (cwd) => {
      const before = process.cwd();
      process.chdir(cwd);
      const command = new Command("x")
        .option("--world <w>", "", "cup")
        .option("--agents <a>")
        .option("--seeds <s>", "", "10");
      command
        .option("--home <h>", "", ".slatelab")
        .option("--data <d>")
        .action(() => {});
      command.parse([...args], { from: "user" });
      await applyConfig(command).finally(() => process.chdir(before));
      return command.opts();
    });
  }

  it("stands for flags that nobody gave, of those that the command has", async () => {
    expect(await flagsOf([])).toEqual({ world: "a", agents: "b,c(x=1)", seeds: "7", home: "h" });
    expect(await flagsOf(["--world", "cup", "--home", "here"])).toMatchObject({
      world: "cup",
      home: "here",
      seeds: "7",
    });
  });

  it("comes after the environment", async () => {
    process.env.SLATELAB_HOME = "there";
    const { home } = await flagsOf([]).finally(() => delete process.env.SLATELAB_HOME);
    expect(home).toBe(".slatelab");
  });
});
