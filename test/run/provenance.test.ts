/** Which code it was: of a checkout, of a build, of a program's own files. */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, vi } from "vitest";
import { importedTexts, ownFilesHash } from "../../src/run/own-files.ts";
import type * as provenance from "../../src/run/provenance.ts";
import { sourceCommit } from "../../src/run/provenance.ts";
import { tables } from "../../tables.ts";
import { newFolder } from "../store/fixture.ts";

const IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"];

/** A repository with code and a document in it. */
function repository(): string {
  const root = newFolder();
  for (const folder of ["src", "docs", "node_modules/slatelab/src"]) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "src", "a.ts"), "one");
  writeFileSync(join(root, "docs", "a.md"), "one");
  writeFileSync(join(root, ".gitignore"), "node_modules\n");
  for (const args of [
    ["init", "-q"],
    ["add", "."],
    [...IDENTITY, "commit", "-qm", "first"],
  ])
    execFileSync("git", ["-C", root, ...args]);
  return root;
}

describe("the commit of a checkout", () => {
  it("is its own, and nothing of a document or of a file's time", () => {
    const root = repository();
    const head = execFileSync("git", ["-C", root, "rev-parse", "--short=12", "HEAD"], { encoding: "utf8" }).trim();
    expect(sourceCommit(root)).toBe(head);
    writeFileSync(join(root, "docs", "a.md"), "two");
    utimesSync(join(root, "src", "a.ts"), 1, 1);
    expect(sourceCommit(root)).toBe(head);
  });

  it("is marked by what differs from it", () => {
    const root = repository();
    const head = sourceCommit(root);
    const dirty = () => {
      const commit = sourceCommit(root);
      expect(commit).toMatch(new RegExp(`^${head}-dirty-[0-9a-f]{8}$`));
      return commit;
    };
    writeFileSync(join(root, "src", "a.ts"), "two");
    const changed = dirty();
    writeFileSync(join(root, "src", "new.ts"), "one");
    const added = dirty();
    appendFileSync(join(root, "src", "new.ts"), "more");
    expect(new Set([changed, added, dirty()]).size).toBe(3);
  });

  it("is never that of a repository around it", () => {
    expect(sourceCommit(join(repository(), "node_modules", "slatelab"))).toBeNull();
    expect(sourceCommit(newFolder())).toBeNull();
  });

  it("is not that of the repository whose hook runs", () => {
    vi.stubEnv("GIT_DIR", join(repository(), ".git"));
    expect(sourceCommit(newFolder())).toBeNull();
    vi.unstubAllEnvs();
  });
});

it("a build says what it was built from, wherever it is", async () => {
  const built: typeof provenance = await import(new URL("../../dist/src/run/provenance.js", import.meta.url).href);
  const { commit } = built.packageFacts();
  expect(commit === null || /^[0-9a-f]{12}(-dirty-[0-9a-f]{8})?$/.test(commit)).toBe(true);
  expect(built.buildFactsPath()).toMatch(/dist.build-facts\.json$/);
});

describe("the files of a program's own tables", () => {
  it("are none where the tables are the package's", () => {
    expect(ownFilesHash(tables.module)).toBeNull();
  });

  it("are found by the address that a file gives, TypeScript's and one that leaves out its ending too", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "c"));
    const files = {
      "own.ts": "",
      "a.ts": 'export const a = require("./d");',
      "b.mts": "",
      "c/index.ts": "",
      "d.js": "",
    };
    const imports = 'import { a } from "./a.js"; export * from "./b.mjs"; await import("./c");';
    for (const [name, text] of Object.entries({ ...files, "own.ts": imports })) writeFileSync(join(folder, name), text);
    const found = [...importedTexts(join(folder, "own.ts")).keys()];
    expect(found.sort()).toEqual(
      Object.keys(files)
        .map((name) => join(folder, name))
        .sort(),
    );
  });

  it("are the module and all that it imports beside it, however far away", () => {
    const folder = newFolder();
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write("own.mjs", 'import { a } from "./a.mjs";\nimport z from "zod";');
    write("a.mjs", 'export * from "./b.mjs";\nawait import("./own.mjs");');
    write("b.mjs", "export const b = 1;");
    write("other.mjs", "export const c = 1;");
    const hash = () => ownFilesHash(pathToFileURL(join(folder, "own.mjs")).href);
    const first = hash();
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    write("other.mjs", "export const c = 2;");
    expect(hash()).toBe(first);
    write("b.mjs", "export const b = 2;");
    expect(hash()).not.toBe(first);
  });
});
