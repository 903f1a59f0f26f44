import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, describe, expect, it, vi } from "vitest";
import { addEvaluate } from "../../scripts/commands/evaluate.ts";
import { addPrepare } from "../../scripts/commands/prepare.ts";
import { Stream } from "../../src/core/random.ts";
import { fileOf, folderOf } from "../data/fixture.ts";
import { newFolder } from "../store/fixture.ts";

afterEach(() => vi.restoreAllMocks());

/** Runs a command in this process and gives what it printed on stdout. */
async function slatelab(...args: string[]): Promise<string> {
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  vi.spyOn(console, "error").mockImplementation(() => {});
  const program = new Command("slatelab").exitOverride();
  addPrepare(program);
  addEvaluate(program);
  printed.mockClear();
  await program.parseAsync(args, { from: "user" });
  return printed.mock.calls.flat().join("\n");
}

/** 300 users of 8 to 20 of 150 items, the first items far more often. */
function ratings(): string {
  const random = new Stream("ratings");
  const lines = Array.from({ length: 300 }, (_, user) =>
    Array.from(
      { length: 8 + random.int(13) },
      (__, time) => `u${user} i${Math.floor(random.uniform() ** 2 * 150)} ${time}`,
    ),
  );
  return lines.flat().join("\n");
}

describe("slatelab prepare and evaluate", () => {
  it("go from a file of interactions to metrics and TREC files", async () => {
    const folder = newFolder();
    const path = fileOf(ratings());
    const report = JSON.parse(
      await slatelab(
        "prepare",
        "interactions",
        path,
        "--out",
        folder,
        "--k-core",
        "3",
        "--split",
        "port",
        "--text",
        "--json",
      ),
    );
    expect(report).toMatchObject({
      kind: "interactions",
      kCore: 3,
      kCoreMode: "fixed",
      split: "port",
      seed: 1,
      read: { users: 300 },
    });
    expect(report).toEqual(JSON.parse(readFileSync(join(folder, "dataset.json"), "utf8")));
    const { prepared, training, validation, test } = report;
    expect(prepared.interactions - training.interactions).toBe(2 * test + validation);
    expect(
      readFileSync(join(folder, "train", "input.txt"), "utf8")
        .trimEnd()
        .split("\n"),
    ).toHaveLength(prepared.users);

    const trec = join(folder, "trec");
    const measured = JSON.parse(
      await slatelab("evaluate", "popularity", folder, "--on", "test", "--trec", trec, "--json"),
    );
    expect(measured).toMatchObject({ model: "popularity", data: report.hash, on: "test", users: test });
    expect(measured.sampled["HR@10"]).toBeGreaterThan(0.099);
    const listed = JSON.parse(readFileSync(join(trec, "metrics.json"), "utf8"));
    expect(Math.abs(listed["HR@10"] - measured.catalogue["HR@10"])).toBeLessThan(0.02);
    expect(readFileSync(join(trec, "qrels.txt"), "utf8").trimEnd().split("\n")).toHaveLength(test);
  });

  it("take a folder that comes split as it is", async () => {
    const source = folderOf({
      "dataset_stats.json": '{"num_users": 2, "num_items": 4}',
      "train/input.txt": "1 2\n3 1 4\n",
      "val/input.txt": "1 2 3\n",
      "val/output.txt": "4\n",
    });
    const out = await slatelab("prepare", "gsasrec", source, "--out", newFolder());
    expect(out).toMatch(/training *│ 2 *│ 4 *│ 5 /);
    expect(out).toMatch(/Held out: 1 for validation, 0 for test/);
    await expect(slatelab("prepare", "gsasrec", source, "--out", newFolder(), "--k-core-mode", "once")).rejects.toThrow(
      "--k-core-mode: Expected no such flag: 'gsasrec' comes split",
    );
  });

  it.each<[string, string[], RegExp]>([
    [
      "an unknown kind",
      ["prepare", "amazone", "x", "--out", "y"],
      /Unknown kind 'amazone'\. Did you mean 'amazon'\?.*gsasrec/,
    ],
    [
      "an episode flag of another kind",
      ["prepare", "sasrec", "x", "--out", "y", "--suite", "1"],
      /--suite: Expected the kind 'clicks' with it, got "sasrec"/,
    ],
    ["clicks without a suite", ["prepare", "clicks", "x", "--out", "y"], /suite: Expected the number of a suite/],
    ["an unknown model", ["evaluate", "popular", "x"], /Unknown model 'popular'\. Did you mean 'popularity'\?/],
    ["an unknown setting", ["evaluate", "item-knn(k=3)", "x"], /model item-knn: Unknown setting 'k'\./],
    ["a folder without data", ["evaluate", "item-knn", "/nowhere"], /Expected a prepared data set, got no such file/],
  ])("refuse %s", async (_, args, message) => {
    await expect(slatelab(...args)).rejects.toThrow(message);
  });
});
