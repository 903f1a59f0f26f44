import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { packageRoot } from "../../src/engine/paths.ts";

it("a suite that is killed twice and resumed ends with the files of an unbroken one", async () => {
  const script = join(packageRoot(), "dist", "scripts", "kill-test.js");
  const { stdout } = await promisify(execFile)(process.execPath, [script, "--kills", "2", "--within", "0", "--json"]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows.map(({ name }) => name)).toEqual(["kill.unbroken", "kill.survived", "kill.suites"]);
  expect(rows[1]).toEqual({ name: "kill.survived", value: 2, unit: "kills", against: "2" });
  expect(rows[2].value).toBe(1);
});
