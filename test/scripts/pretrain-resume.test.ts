import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { contentsOf, inFolder, runHere } from "./fixture.ts";

const CUP = ["--world", "cup-small(users=20,items=200)", "--episodes", "1", "--out", "out"];
const TEXTS = ["--embedder", "lsa"];
const LINES = Array.from({ length: 60 }, (_, i) => `u${i % 12} i${(i * 7) % 15}`).join("\n");
const NET = "length=4,width=8,blocks=1,heads=1,dropout=0,steps=2,batchSize=4";
const SEQUENCES = ["pretrain", "sasrec", "data", "--recipe", "cpu", "--set", NET, "--rounds", "1", "--out", "out"];
const MEMORY = "width=4,slots=2,tries=4,candidates=4,blockSize=8,passes=1,window=10";

it.each([
  ["funksvd", ["pretrain", "funksvd", ...CUP, ...TEXTS, "--factors", "8"]],
  ["taste-posterior", ["pretrain", "taste-posterior", ...CUP, ...TEXTS, "--set", "topics=4"]],
  ["replay", ["pretrain", "replay", ...CUP, "--plays", "2"]],
  ["sasrec", SEQUENCES],
  ["nmrn", ["pretrain", "nmrn", "data", "--set", MEMORY, "--out", "out"]],
])("pretrain %s begins where there is nothing to resume, and writes over nothing", (_, args) =>
  inFolder({ "lines.txt": LINES }, async (cwd) => {
    await runHere(["prepare", "interactions", "lines.txt", "--k-core", "1", "--out", "data"], cwd);
    const first = await runHere([...args, "--resume"], cwd);
    expect(first.stderr).toContain(`Nothing to resume: no checkpoint in ${join(cwd, "out")}. Starting a new training`);
    expect(first.code, first.stderr).toBe(0);
    const left = contentsOf(join(cwd, "out"));
    const again = await runHere([...args, "--seed", "2"], cwd);
    expect([again.code, again.stderr]).toEqual([
      2,
      `slatelab: ${join(cwd, "out", "last.ckpt")}: Expected no checkpoint of an earlier run: resume it, or name another folder`,
    ]);
    const other = await runHere([...args, "--seed", "2", "--resume"], cwd);
    expect(other.code).toBe(2);
    expect(contentsOf(join(cwd, "out"))).toEqual(left);
    const resumed = await runHere([...args, "--resume"], cwd);
    expect([resumed.code, resumed.stderr]).toEqual([0, expect.not.stringContaining("Nothing to resume")]);
  }),
);

it("the learning curve is made of the rounds that the log has", () =>
  inFolder({ "lines.txt": LINES }, async (cwd) => {
    await runHere(["prepare", "interactions", "lines.txt", "--k-core", "1", "--out", "data"], cwd);
    const args = [...SEQUENCES.slice(0, -4), "--rounds", "2", "--out", "out"];
    await runHere(args, cwd);
    writeFileSync(join(cwd, "out/log.jsonl"), '{"round":1,"ste');
    const { code, stderr } = await runHere([...args, "--resume"], cwd);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("log.jsonl: Expected the rounds of the training, got none"),
    ]);
  }));
