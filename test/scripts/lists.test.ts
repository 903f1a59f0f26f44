import { describe, expect, it } from "vitest";
import { tables } from "../../tables.ts";
import { inFolder, runHere } from "./fixture.ts";

const ALL = [
  ...tables.agents.names.map((name) => ({ command: "agents", name })),
  ...tables.worlds.names.map((name) => ({ command: "worlds", name })),
];

describe("a list of settings", () => {
  it.each(ALL)("shows how $name is used, with a value that it takes or a word for one", ({ command, name }) =>
    inFolder({}, async (cwd) => {
      const { code, stdout } = await runHere([command, name], cwd);
      expect(code).toBe(0);
      expect(stdout).not.toMatch(/undefined|=\)|\[object/);
      const [, use] = /^Use: (.*)$/m.exec(stdout) ?? [];
      const table = command === "agents" ? tables.agents : tables.worlds;
      if (use === undefined) expect(stdout).toContain("No settings.");
      else expect(table.resolve(use).name).toBe(name);
    }),
  );

  it("is one JSON value a line with --json", async () => {
    await inFolder({}, async (cwd) => {
      const { stdout } = await runHere(["agents", "sasrec", "--json"], cwd);
      expect(
        stdout
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).name),
      ).toEqual(["sasrec"]);
    });
  });
});
