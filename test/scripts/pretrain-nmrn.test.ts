import { existsSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { remainsOf } from "../../scripts/kill-test/remains.ts";
import { packageRoot } from "../../src/engine/paths.ts";
import { contentsOf, inFolder, runCli, runHere } from "./fixture.ts";

/** Twenty users, each of whom walks round the items of its own camp; everybody's events are by the clock. */
const LINES = Array.from({ length: 240 }, (_, i) => {
  const [user, step] = [i % 20, Math.floor(i / 20)];
  return `u${user},i${(user % 2) * 15 + ((user + step) % 15)},${1000 + i}`;
}).join("\n");
const UNTIMED = LINES.replaceAll(/,\d+$/gm, "");
const PREPARE = ["prepare", "interactions", "lines.csv", "--k-core", "1", "--out", "data"];
const SET = "sampler=adversarial,width=8,slots=3,tries=8,candidates=8,blockSize=8,passes=2,window=40";
const TRAIN = ["pretrain", "nmrn", "data", "--engine", "wasm", "--set", SET, "--out", "out"];
const AT_WRITE = pathToFileURL(join(packageRoot(), "dist", "scripts", "kill-test", "at-write.js"));

/** What lets a program die before a change to a file, counted from 1; 0 counts them. */
const dyingAt = (at: number) => ["env", `NODE_OPTIONS=--import "${AT_WRITE}?at=${at}"`];

const rowsOf = (folder: string) =>
  readFileSync(join(folder, "log.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

it("pretrain nmrn says how each pass and each window went, and shows the second half", () =>
  inFolder({ "lines.csv": LINES }, async (cwd) => {
    await runHere(PREPARE, cwd);
    const { code, stdout, stderr } = await runHere(TRAIN, cwd);
    expect(code, stderr).toBe(0);
    const starts = ["pass         1", "pass         2", "event       40", "event       80", "event      120"];
    expect(stdout.match(/(pass|event) +\d+/g)).toEqual(starts);
    expect(stderr).not.toContain("no times");
    const row = rowsOf(join(cwd, "out")).at(-1);
    expect(row).toMatchObject({ stage: "second-half", events: 120 });
    const page = readFileSync(join(cwd, "out/curve.html"), "utf8");
    for (const metric of ["Hits@10", "nDCG@10", "MPR"]) {
      const [first, last] = [40, 120].map((events) => `[\\d.]+ after ${events}`);
      expect(page).toMatch(
        new RegExp(`aria-label="${metric} by events: NMRN ${first}, ${last}; its frozen copy ${first}, ${last}.`),
      );
      expect(page).toContain(`<td data-label="${metric}">${row.model.total[metric].toFixed(4)}</td>`);
      expect(page).toContain(`<td data-label="${metric}, window">${row.frozen.window[metric].toFixed(4)}</td>`);
    }
    expect(page.replaceAll("http://www.w3.org/", "")).not.toMatch(/https?:|<script|NaN|undefined/);
    const again = await runHere([...TRAIN, "--json", "--resume"], cwd);
    expect([again.code, again.stdout]).toEqual([0, ""]);
  }));

it("pretrain nmrn merges what has no times by the seed, and says so", () =>
  inFolder({ "lines.csv": UNTIMED }, async (cwd) => {
    await runHere(PREPARE, cwd);
    const rowsOfSeed = async (seed: string) => {
      const args = [...TRAIN.slice(0, -1), `out-${seed}`, "--seed", seed, "--json"];
      const { code, stdout, stderr } = await runHere(args, cwd);
      expect(code, stderr).toBe(0);
      expect(stderr).toContain(`The data have no times: users' items are merged, each in their order, by seed ${seed}`);
      const rows = rowsOf(join(cwd, `out-${seed}`));
      expect(stdout).toBe(rows.map((row) => JSON.stringify(row)).join(""));
      return rows;
    };
    const [one, two] = [await rowsOfSeed("1"), await rowsOfSeed("2")];
    expect(one.map(({ stage, pass, events }) => [stage, pass ?? events])).toEqual([
      ["passes", 1],
      ["passes", 2],
      ["second-half", 40],
      ["second-half", 80],
      ["second-half", 120],
    ]);
    expect(two[4].frozen.total).not.toEqual(one[4].frozen.total);
  }));

it("pretrain nmrn that was killed in the middle of its stream goes on to the same bytes", () =>
  inFolder({ "lines.csv": LINES }, async (cwd) => {
    await runHere(PREPARE, cwd);
    const run = (...through: string[]) => runCli([...TRAIN, "--resume"], { cwd, through });
    const whole = await run(...dyingAt(0));
    renameSync(join(cwd, "out"), join(cwd, "whole"));
    const changes = Number(/kill-test: (\d+) changes/.exec(whole.stderr)?.[1]);
    const killed = await run(...dyingAt(Math.round(0.85 * changes)));
    expect(killed.signal).toBe("SIGKILL");
    expect(rowsOf(join(cwd, "out")).at(-1).stage).toBe("second-half");
    expect(existsSync(join(cwd, "out/curve.html"))).toBe(false);
    const { code, stderr } = await run();
    expect(code, stderr).toBe(0);
    expect(remainsOf(join(cwd, "out"))).toEqual(remainsOf(join(cwd, "whole")));
  }));

it.each([
  [["--set", "widht=8"], "nmrn, recipe cpu: Unknown setting 'widht'. Did you mean 'width'?"],
  [["--set", "sampler=popular"], "Did you mean 'popularity'?"],
  [["--set", "learns=memry"], "Did you mean 'memory'?"],
  [["--set", "passes=0"], "nmrn, recipe cpu: passes: Expected a number of at least 1, got 0"],
  [["--set", "margin=1e9"], "nmrn, recipe cpu: margin: Expected a number of at most 1000, got 1000000000"],
  [["--set", "blockSize=10000,width=1000,slots=1000"], "blockSize: Expected blocks of at most 67 events"],
  [["--recipe", "publised"], "Allowed choices are cpu, published"],
  [["--seed", "x"], "--seed: Expected a whole number of at least 0"],
  [["--out", "lines.csv"], "--out: Expected a folder"],
])("pretrain nmrn refuses %s before anything is made", (args, says) =>
  inFolder({ "lines.csv": LINES }, async (cwd) => {
    await runHere(PREPARE, cwd);
    const before = contentsOf(cwd);
    const command = ["pretrain", "nmrn", "data", "--engine", "wasm", "--home", "home", ...args];
    const { code, stderr } = await runHere(command, cwd);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(contentsOf(cwd)).toEqual(before);
  }),
);

it.each([
  ["a a\nb b\na b", "data: Expected a stream of at least 4 events, got 3"],
  ["a a\nb a\nc a\nd a", "data: Expected at least 2 items, got 1"],
])("pretrain nmrn refuses data of %j", (lines, says) =>
  inFolder({ "lines.csv": lines }, async (cwd) => {
    await runHere(PREPARE, cwd);
    const { code, stderr } = await runHere(TRAIN, cwd);
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(existsSync(join(cwd, "out"))).toBe(false);
  }),
);

it("pretrain nmrn refuses a folder that nothing was prepared in", () =>
  inFolder({ "lines.csv": LINES }, async (cwd) => {
    const { code, stderr } = await runHere(TRAIN, cwd);
    expect([code, stderr]).toEqual([2, expect.stringContaining("Expected a prepared data set, got no such file")]);
    expect(existsSync(join(cwd, "out"))).toBe(false);
  }));
