/** Commands and suites that read texts, on the command line. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { inFolder, runCli } from "./fixture.ts";

const WORLD = ["--world", "cup-small(items=600,users=20)"];
const TEXTS = [...WORLD, "--embedder", "lsa"];

async function finish(args: readonly string[], cwd: string) {
  const outcome = await runCli(args, { cwd });
  expect([outcome.code, outcome.signal], outcome.stderr).toEqual([0, null]);
  return outcome;
}

describe("texts on the command line", () => {
  it("a suite's agents share what is prepared once, and play alike with one worker or two", async () => {
    await inFolder({}, async (cwd) => {
      const bench = ["bench", ...TEXTS, "--agents", "content,hybrid(factors=8)", "--seeds", "2"];
      const first = await finish([...bench, "--workers", "2", "--out", "two"], cwd);
      expect(first.stderr.match(/600\/600 texts embedded/g)).toHaveLength(1);
      expect(first.stderr.match(/(\d+)\/\1 items with neighbours/g)).toHaveLength(1);
      const again = await finish([...bench, "--workers", "1", "--out", "one"], cwd);
      expect(again.stderr).not.toMatch(/texts embedded|items with neighbours/);
      const board = (out: string) => readFileSync(join(cwd, out, "leaderboard.json"), "utf8");
      expect(board("one")).toBe(board("two"));
      expect(board("one")).toMatch(/"embedder": ?"lsa [0-9a-f]{16}"/);
    });
  });

  it("embeds what is missing, and says what 'auto' took and how to get a better one", async () => {
    await inFolder({}, async (cwd) => {
      const first = await finish(["embed", ...WORLD], cwd);
      expect(first.stderr).toContain(
        "Embedder 'lsa', which needs no model: no transformer model is in a local folder;",
      );
      expect(first.stderr).toContain("for better ones choose the embedder 'transformer'");
      expect(first.stdout).toBe("lsa: embeddings of all 600 items, 384 numbers each\n");
      const folder = join(cwd, ".slatelab", "embeddings");
      const [catalogue] = readdirSync(folder);
      const parts = readdirSync(join(folder, catalogue));
      expect(parts).toHaveLength(2);
      const part = join(folder, catalogue, parts[1]);
      const bytes = readFileSync(part);
      rmSync(part);
      await finish(["embed", ...TEXTS], cwd);
      expect(readFileSync(part)).toEqual(bytes);
      const found = await finish(["neighbours", ...WORLD], cwd);
      expect(found.stderr).toContain(
        "Embedder 'lsa': its embeddings of this catalogue are in the cache; for better ones",
      );
      expect(found.stderr).toContain("600/600 items with neighbours");
      const again = await finish(["neighbours", ...TEXTS], cwd);
      expect(again.stderr).not.toMatch(/texts embedded|items with neighbours/);
    });
  });
});
