import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inFolder, runHere } from "./fixture.ts";

const WORLD = ["--world", "cup-small(users=20,items=200)", "--embedder", "lsa"];
const TRAIN = ["pretrain", "funksvd", ...WORLD, "--factors", "8", "--episodes", "1", "--out", "weights"];
/** Names that a spec, a number or a list would read otherwise, as they are typed in a spec. */
const NAMES = [
  ["123", "123"],
  ["1e5", "1e5"],
  ["a, b", '"a, b"'],
  ['c (d="e', '"c (d=\\"e"'],
] as const;

it("starts from a checkpoint whatever its path is called, by flag and by spec", () =>
  inFolder({}, async (folder) => {
    expect((await runHere(TRAIN, folder)).code).toBe(0);
    let last = "weights";
    for (const [name, typed] of NAMES) {
      renameSync(join(folder, last), join(folder, name));
      last = name;
      const cup = ["cup", ...WORLD, "--episodes", "1", "--json"];
      const byFlag = await runHere([...cup, "--agent", "funksvd", "--checkpoint", name], folder);
      const bySpec = await runHere([...cup, "--agent", `funksvd(checkpoint=${typed})`], folder);
      expect([byFlag.code, bySpec.code, bySpec.stdout], byFlag.stderr + bySpec.stderr).toEqual([0, 0, byFlag.stdout]);
      const agents = `random,epsilon-greedy(inner=funksvd(checkpoint=${typed})),funksvd(checkpoint=${typed})`;
      const bench = ["bench", ...WORLD, "--agents", agents, "--seeds", "1", "--workers", "1", "--json"];
      const { code, stdout, stderr } = await runHere(bench, folder);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain(JSON.stringify(`funksvd(checkpoint=${JSON.stringify(name)})`));
    }
  }));

it("refuses two checkpoints of one agent", () =>
  inFolder({}, async (folder) => {
    const args = ["cup", ...WORLD, "--agent", "funksvd(checkpoint=a)", "--checkpoint", "b"];
    const { code, stderr } = await runHere(args, folder);
    expect([code, stderr]).toEqual([2, 'slatelab: --checkpoint: Expected no other checkpoint in --agent, got "a"']);
  }));
