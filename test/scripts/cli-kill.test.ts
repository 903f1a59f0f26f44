import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { packageRoot } from "../../src/engine/paths.ts";

it("commands that are killed and run again leave what unbroken ones leave", async () => {
  const script = join(packageRoot(), "dist", "scripts", "kill-test.js");
  const jobs = ["bench", "pretrain funksvd"];
  const args = [script, "--kills", "2", "--seed", "1", "--jobs", jobs.join(","), "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows.map(({ name }) => name)).toEqual([
    ...jobs.map((job) => `kill.${job.replace(" ", "_")}`),
    "kill.survived",
  ]);
  expect(rows.at(-1)).toEqual({ name: "kill.survived", value: 2, unit: "kills", against: "2" });
  expect(rows[0].against).toMatch(/; [1-9]\d* rounds, none lost or doubled/);
});
