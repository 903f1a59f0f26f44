import { spawnSync } from "node:child_process";
import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { removeLeftovers, removeLeftoversBelow, temporaryName } from "../../src/files/leftovers.ts";
import { writeWholeFile } from "../../src/files/whole-file.ts";
import { inFolder, runHere } from "../scripts/fixture.ts";
import { newFolder } from "../store/fixture.ts";

let folder: string;
let own: string;
let dead: string;

beforeEach(() => {
  folder = newFolder();
  own = temporaryName(join(folder, "a.bin"));
  const { pid } = spawnSync(process.execPath, ["--version"]);
  dead = own.replace(`-${process.pid}-`, `-${pid}-`);
});

function make(path: string, time?: Date): void {
  writeFileSync(path, "");
  if (time) utimesSync(path, time, time);
}

const LONG_AGO = new Date(0);

it.each([
  ["of a process that is gone", () => dead, undefined],
  ["of a process of before that had this one's number", () => own, LONG_AGO],
  ["of another machine, after a day", () => own.replace(/\.[0-9a-f]{6}-/, ".000000-"), LONG_AGO],
  ["of slatelab 0.1, after a day", () => join(folder, "a.bin.0123456789ab.tmp"), LONG_AGO],
] as const)("a left-over %s goes", (_, name, time) => {
  make(name(), time);
  removeLeftovers(folder);
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  ["of this process", () => own, undefined],
  ["of a process that lives", () => own.replace(`-${process.pid}-`, `-${process.ppid}-`), undefined],
  ["of another machine, today", () => own.replace(/\.[0-9a-f]{6}-/, ".000000-"), undefined],
  ["of slatelab 0.1, today", () => join(folder, "a.bin.0123456789ab.tmp"), undefined],
  ["of another program", () => join(folder, "a.tmp"), LONG_AGO],
  ["that only looks alike", () => join(folder, "a.bin.0123456789abc.tmp.bin"), LONG_AGO],
] as const)("a file %s stays", (_, name, time) => {
  make(name(), time);
  removeLeftovers(folder);
  expect(readdirSync(folder)).toEqual([basename(name())]);
});

it("left-overs go when a process first writes in their folder", () => {
  make(dead);
  writeWholeFile(join(folder, "b.bin"), [Buffer.from("b")]);
  expect(readdirSync(folder)).toEqual(["b.bin"]);
});

it("left-overs go from home when a command begins, whatever it does", () =>
  inFolder({ "home/embeddings/a/x": "", "home/y": "" }, async (cwd) => {
    for (const place of ["home", "home/embeddings/a"]) make(join(cwd, place, basename(dead)));
    const { code } = await runHere(["leaderboard", "--home", "home"], cwd);
    expect(code).toBe(2);
    expect(readdirSync(join(cwd, "home"))).toEqual(["embeddings", "y"]);
    expect(readdirSync(join(cwd, "home/embeddings/a"))).toEqual(["x"]);
  }));

it("a folder that is not there has none", () => {
  expect(() => removeLeftoversBelow(join(folder, "none"))).not.toThrow();
});
