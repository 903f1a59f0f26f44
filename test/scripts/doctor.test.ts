import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { examine, type Finding, type Machine } from "../../scripts/commands/doctor.ts";
import { packageFacts } from "../../src/run/provenance.ts";
import { openStore } from "../../src/store/database.ts";
import { contentsOf, type Files, inFolder, runCli } from "./fixture.ts";

const NAMES = [
  ...["slatelab", "node", "machine", "sqlite", "kernels", "engine", "worker", "episode", "embedders"],
  ...["home", "store", "ml1m", "cup4"],
];
const MACHINE: Machine = { node: "22.3.0", cores: 3, memoryBytes: 7.94e9, freeBytes: () => 5.4e9 };
const DATA: Files = { "data/ml1m/train/input.txt": "1 2 3\n", "data/cup4/user_data.json": "" };

afterEach(() => vi.unstubAllEnvs());

/** Findings by name, of a home in a folder whose `data` is where data sets are looked for. */
async function find(folder: string, machine: Partial<Machine> = {}): Promise<Record<string, Finding>> {
  vi.stubEnv("SLATELAB_DATA", join(folder, "data"));
  const findings = await examine({ home: join(folder, "home") }, { ...MACHINE, ...machine });
  expect(findings.map(({ name }) => name)).toEqual(NAMES);
  return Object.fromEntries(findings.map((finding) => [finding.name, finding]));
}

/** A store of which all but the first page is overwritten. */
function placeDamagedStore(folder: string): string {
  const path = join(folder, "home", "slatelab.db");
  mkdirSync(join(folder, "home"));
  openStore(path).close();
  writeFileSync(path, Buffer.alloc(8192, "not a database"));
  return path;
}

describe("doctor", () => {
  it("finds all well where all is there", async () => {
    await inFolder(DATA, async (folder) => {
      const found = await find(folder);
      expect(Object.values(found).filter(({ ok }) => !ok)).toEqual([]);
      expect(found.slatelab.text).toContain(packageFacts().version);
      expect(found.node.text).toBe("v22.3.0 (20.15 or newer is needed)");
      expect(found.machine.text).toBe("7.9 GB of memory, 3 cores");
      expect(found.sqlite.text).toMatch(/^SQLite 3\.\d+\.\d+ loads$/);
      expect(found.kernels.text).toMatch(/world\.wasm compile$/);
      expect(found.worker.text).toMatch(/^thread \d+ answers$/);
      expect(found.episode.text).toMatch(/^random plays \d+ rounds in cup-small\(items=200,users=10\)$/);
      expect(found.embedders.text).toBe("transformer is here; use is here; lsa is here");
      expect(found.engine.text).toMatch(/^(native|wasm): /);
      expect(found.home.text).toBe(`${join(folder, "home")} (5 GB free)`);
      expect(found.store.text).toBe(`${join(folder, "home", "slatelab.db")} (made by the first bench)`);
      expect(found.ml1m.text).toBe(join(folder, "data", "ml1m"));
      expect(found.cup4.text).toBe(join(folder, "data", "cup4"));
    });
  });

  it("makes the home folder and nothing else", async () => {
    await inFolder({}, async (folder) => {
      await find(folder);
      expect(contentsOf(folder)).toEqual([`${join(folder, "home")}/`]);
    });
  });

  it("says how to get data sets that are not there, which nothing needs", async () => {
    await inFolder({}, async (folder) => {
      const { ml1m, cup4 } = await find(folder);
      expect(ml1m).toMatchObject({
        ok: true,
        text: expect.stringMatching(/^not found \(optional\)\. Get MovieLens-1M/),
      });
      expect(cup4).toMatchObject({
        ok: true,
        text: expect.stringMatching(/^not found \(optional\)\. Get the public course/),
      });
    });
  });

  it("opens a store that is there", async () => {
    await inFolder({ "home/other.txt": "" }, async (folder) => {
      const path = join(folder, "home", "slatelab.db");
      openStore(path).close();
      expect((await find(folder)).store).toEqual({ name: "store", ok: true, text: path });
    });
  });

  it.each<[string, Partial<Machine>, Finding]>([
    ["an old Node", { node: "20.14.9" }, { name: "node", ok: false, text: "v20.14.9 (20.15 or newer is needed)" }],
    [
      "a Node of another age",
      { node: "18.20.0" },
      { name: "node", ok: false, text: "v18.20.0 (20.15 or newer is needed)" },
    ],
    [
      "a full disk",
      { freeBytes: () => 4.9e9 },
      { name: "home", ok: false, text: "HOME: only 4.9 GB free; name another folder with --home" },
    ],
  ])("objects to %s, and to nothing else", async (_, machine, finding) => {
    await inFolder({}, async (folder) => {
      const objections = Object.values(await find(folder, machine)).filter(({ ok }) => !ok);
      expect(objections).toEqual([{ ...finding, text: finding.text.replace("HOME", join(folder, "home")) }]);
    });
  });

  it("objects to a damaged store", async () => {
    await inFolder({}, async (folder) => {
      const path = placeDamagedStore(folder);
      const { store } = await find(folder);
      expect(store.ok).toBe(false);
      expect(store.text).toContain(`${path}: `);
    });
  });

  it("objects to a home that is a file", async () => {
    await inFolder({ home: "a file" }, async (folder) => {
      const { home } = await find(folder);
      expect(home).toEqual({
        name: "home",
        ok: false,
        text: `--home: Expected a folder, got the file ${join(folder, "home")}`,
      });
    });
  });
});

describe("slatelab doctor", () => {
  it("prints one line a finding, marked by whether it is well, and ends with 1 when something is not", async () => {
    await inFolder({}, async (folder) => {
      placeDamagedStore(folder);
      const { code, stdout } = await runCli(["doctor", "--home", "home"], { cwd: folder });
      const lines = stdout.trimEnd().split("\n");
      expect(lines.map((line) => line.slice(4).split(" ", 1)[0])).toEqual(NAMES);
      expect(lines[0]).toContain(`ok  slatelab   ${packageFacts().version}`);
      expect(lines[NAMES.indexOf("store")]).toMatch(/^!! {2}store {6}.*slatelab\.db: /);
      expect(lines[NAMES.indexOf("worker")]).toMatch(/^ok {2}worker {5}thread [1-9]\d* answers$/);
      expect(code).toBe(1);
    });
  });

  it("prints one object a line with --json", async () => {
    await inFolder({}, async (folder) => {
      placeDamagedStore(folder);
      const { code, stdout } = await runCli(["doctor", "--home", "home", "--json"], { cwd: folder });
      const findings: Finding[] = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(findings.map(({ name }) => name)).toEqual(NAMES);
      expect(findings.map((finding) => Object.keys(finding))).toEqual(NAMES.map(() => ["name", "ok", "text"]));
      expect(findings.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["store"]);
      expect(code).toBe(1);
    });
  });
});

/** Node's own words, where a binding is loaded that cannot be. */
const BINDINGS = {
  foreign: {
    code: "ERR_DLOPEN_FAILED",
    message:
      "The module '/x/better_sqlite3.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 99. This " +
      "version of Node.js requires\nNODE_MODULE_VERSION 115. Please try re-compiling or re-installing\nthe module (for instance, using " +
      "`npm rebuild` or `npm install`).",
  },
  missing: { code: "MODULE_NOT_FOUND", message: "Cannot find module '/x/better_sqlite3.node'" },
  damaged: { code: "ERR_DLOPEN_FAILED", message: "/x/better_sqlite3.node: file too short" },
};

/** Has Node answer so to every native module. */
function refusing({ code, message }: { code: string; message: string }): string {
  return `process.dlopen = () => { throw Object.assign(new Error(${JSON.stringify(message)}), ${JSON.stringify({ code })}); };`;
}

describe("a binding of SQLite that does not load", () => {
  it.each<[keyof typeof BINDINGS, RegExp]>([
    [
      "foreign",
      /binding was made for another Node \(interface 99; Node v\S+ has 115\): 'npm rebuild better-sqlite3' makes/,
    ],
    [
      "missing",
      /has no binding.*: 'npm (rebuild better-sqlite3' takes a prebuilt one.*'npm approve-scripts better-sqlite3'|install better-sqlite3@12' compiles)/,
    ],
    ["damaged", /binding does not load here \(\S+: file too short\): 'npm rebuild better-sqlite3' makes/],
  ])("is told by doctor, with what mends it: %s", async (kind, text) => {
    await inFolder({}, async (folder) => {
      const { code, stdout } = await runCli(["doctor", "--json"], { cwd: folder, before: refusing(BINDINGS[kind]) });
      const findings: Finding[] = stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      const wrong = findings.filter(({ ok }) => !ok);
      expect(wrong.map(({ name }) => name)).toEqual(["sqlite", "store"]);
      expect(wrong[0].text).toMatch(text);
      expect(wrong[1].text).toBe("needs SQLite");
      expect(code).toBe(1);
    });
  });

  it("ends a bench before it has made anything, in one line", async () => {
    await inFolder({}, async (folder) => {
      const { code, stdout, stderr } = await runCli(["bench"], { cwd: folder, before: refusing(BINDINGS.foreign) });
      expect(stdout).toBe("");
      expect(stderr).toMatch(/^slatelab: SQLite cannot start: [^\n]*npm rebuild better-sqlite3[^\n]*\n$/);
      expect(code).toBe(1);
      expect(contentsOf(folder)).toEqual([]);
    });
  });
});
