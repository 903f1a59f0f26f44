import { once } from "node:events";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { SlateLabError, UsageError } from "../../src/core/errors.ts";
import { openStore, write } from "../../src/store/database.ts";
import { APPLICATION_ID, MIGRATIONS, migrate, schemaVersion } from "../../src/store/schema.ts";
import { createSuite, listSuites } from "../../src/store/suites.ts";
import { newFolder, outcome, SUITE, startChild } from "./fixture.ts";

describe("openStore", () => {
  it("makes a database, its folder too, with the settings that the log needs", () => {
    const path = join(newFolder(), "new", "folder", "lab.db");
    const store = openStore(path);
    const settings = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout", "application_id", "user_version"];
    expect(settings.map((name) => store.pragma(name, { simple: true }))).toEqual([
      "wal",
      1,
      1,
      60_000,
      APPLICATION_ID,
      MIGRATIONS.length,
    ]);
    store.close();
  });

  it("accepts an empty file and finds again what was stored", () => {
    const path = join(newFolder(), "lab.db");
    writeFileSync(path, "");
    const first = openStore(path);
    createSuite(first, SUITE);
    first.close();
    const second = openStore(path);
    expect(listSuites(second)).toMatchObject([{ id: 1, configHash: "c0ffee" }]);
    second.close();
  });

  it("keeps public facts of a round only", () => {
    const store = openStore(join(newFolder(), "lab.db"));
    const columns = (name: string) => store.prepare("SELECT name FROM pragma_table_info(?)").pluck().all(name);
    expect(columns("round_chunks")).toEqual(["episode_id", "first_round", "rounds"]);
    const round = ["user", "clicked", "reward", "slate", "propensities"];
    expect(columns("rounds")).toEqual(["episode_id", "round", ...round]);
    expect(columns("shown")).toEqual(["episode_id", "round", "place", "item", "is_clicked", "propensity"]);
    store.close();
  });

  it("reads without writing when told to", () => {
    const path = join(newFolder(), "lab.db");
    openStore(path).close();
    const store = openStore(path, { readonly: true });
    expect(listSuites(store)).toEqual([]);
    expect(() => createSuite(store, SUITE)).toThrow(SlateLabError);
    expect(() => createSuite(store, SUITE)).toThrow(`${path}: The database or its folder cannot be written`);
    store.close();
  });

  it("lets many processes make the same database at once", async () => {
    const path = join(newFolder(), "lab.db");
    const body = `say("ready");
      wait();
      const db = store.openStore(${JSON.stringify(path)});
      store.createSuite(db, ${JSON.stringify(SUITE)});`;
    const children = Array.from({ length: 6 }, () => startChild(["database", "suites"], body));
    const outcomes = children.map(outcome);
    await Promise.all(children.map((child) => once(child.stdout!, "data")));
    for (const child of children) child.stdin!.end("!");
    expect(await Promise.all(outcomes)).toEqual(children.map(() => ({ code: 0, output: "ready" })));
    const store = openStore(path);
    expect(listSuites(store)).toHaveLength(6);
    expect(store.pragma("journal_mode", { simple: true })).toBe("wal");
    store.close();
  });
});

describe("migrate", () => {
  const next = ["CREATE TABLE a (x TEXT) STRICT", "ALTER TABLE a ADD COLUMN y TEXT"];

  it("applies what is missing, once", () => {
    const db = new Database(":memory:");
    migrate(db, next.slice(0, 1));
    expect(schemaVersion(db)).toBe(1);
    db.exec("INSERT INTO a VALUES ('kept')");
    migrate(db, next);
    migrate(db, next);
    expect(schemaVersion(db)).toBe(2);
    expect(db.prepare("SELECT * FROM a").all()).toEqual([{ x: "kept", y: null }]);
  });

  it("changes nothing when a step fails", () => {
    const db = new Database(":memory:");
    migrate(db, next.slice(0, 1));
    expect(() => db.transaction(migrate).immediate(db, [next[0], `${next[1]}; nonsense`])).toThrow(/syntax/);
    expect(schemaVersion(db)).toBe(1);
    expect(db.prepare("SELECT name FROM pragma_table_info('a')").pluck().all()).toEqual(["x"]);
  });
});

/** Each makes something at the path that cannot be opened, or nothing. */
const REFUSED: { name: string; make(path: string): void; message: string; readonly?: boolean }[] = [
  { name: "a folder", make: (path) => mkdirSync(path), message: "Expected a database file, got a folder" },
  {
    name: "text",
    make: (path) => writeFileSync(path, "user,item\n1,2\n"),
    message: "Expected a SQLite database, got another kind of file",
  },
  {
    name: "one letter",
    make: (path) => writeFileSync(path, "x"),
    message: "Expected a SQLite database, got another kind of file",
  },
  {
    name: "much text",
    make: (path) => writeFileSync(path, "user,item\n1,2\n".repeat(1000)),
    message: "Expected a SQLite database, got another kind of file",
  },
  {
    name: "another program's database",
    make: (path) => sqlite(path, "CREATE TABLE songs (id); PRAGMA user_version = 1"),
    message: "Expected a slatelab database, got a database of another program",
  },
  {
    name: "another program's empty database",
    make: (path) => sqlite(path, "PRAGMA application_id = 77"),
    message: "Expected a slatelab database, got a database of another program",
  },
  {
    name: "a newer schema",
    make: (path) => {
      openStore(path).close();
      sqlite(path, "PRAGMA user_version = 99");
    },
    message: `Expected schema version ${MIGRATIONS.length} or older, got 99: made by a newer slatelab; update slatelab or use another --db`,
  },
  ...[0, -1, 1].map((version) => ({
    name: `a store whose user_version was set to ${version}`,
    make: (path: string) => {
      openStore(path).close();
      sqlite(path, `PRAGMA user_version = ${version}${version > 0 ? "; DROP TABLE suites" : ""}`);
    },
    message: `Expected the tables of schema version ${version}, got`,
  })),
  {
    name: "another program's database with a version below 0",
    make: (path) => sqlite(path, "CREATE TABLE songs (id); PRAGMA user_version = -1"),
    message: "Expected a slatelab database, got a database of another program",
  },
  {
    name: "a store without a table",
    make: (path) => {
      openStore(path).close();
      sqlite(path, "DROP TABLE neighbours");
    },
    message: `Expected the tables of schema version ${MIGRATIONS.length}, got none called 'neighbours'`,
  },
  {
    name: "nothing, to be read",
    make: () => {},
    message: "Expected a database file, got no such file",
    readonly: true,
  },
  {
    name: "an empty file, to be read",
    make: (path) => writeFileSync(path, ""),
    message: `Expected a database of schema version ${MIGRATIONS.length}, got an empty one`,
    readonly: true,
  },
];

function sqlite(path: string, sql: string): void {
  const db = new Database(path);
  db.exec(sql);
  db.close();
}

describe("openStore refuses, changing nothing,", () => {
  it.each(REFUSED)("$name", ({ make, message, readonly = false }) => {
    const path = join(newFolder(), "lab.db");
    make(path);
    const before = content(path);
    expect(() => openStore(path, { readonly })).toThrow(UsageError);
    expect(() => openStore(path, { readonly })).toThrow(`${path}: ${message}`);
    expect(content(path)).toEqual(before);
  });

  it("a path through a file", () => {
    const path = join(newFolder(), "file");
    writeFileSync(path, "");
    expect(() => openStore(join(path, "lab.db"))).toThrow(UsageError);
  });
});

function content(path: string): Buffer | "folder" | "none" {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return "none";
  return stats.isDirectory() ? "folder" : readFileSync(path);
}

/** A child without root's privilege, since root may write anywhere: it loads the addon first, then steps down. */
function openUnprivileged(path: string, options = "{}") {
  return outcome(
    startChild(
      ["database"],
      `store.openStore(":memory:").close();
      if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
      try { store.openStore(${JSON.stringify(path)}, ${options}); console.log("opened"); }
      catch (error) { console.log(error.name + ": " + error.message); }`,
    ),
  );
}

describe.runIf(process.platform !== "win32")("without permission", () => {
  it.each([
    { name: "a read-only file", folder: 0o777, file: 0o444, message: "Expected a writable file, got EACCES" },
    { name: "a read-only folder", folder: 0o555, file: 0o666, message: "Expected a writable folder, got EACCES" },
    { name: "an unreadable file", folder: 0o777, file: 0o000, message: "Expected a writable file, got EACCES" },
  ])("$name is refused", async ({ folder, file, message }) => {
    const path = join(newFolder(), "lab.db");
    openStore(path).close();
    chmodSync(path, file);
    chmodSync(join(path, ".."), folder);
    const { output } = await openUnprivileged(path);
    expect(output).toContain(`UsageError: ${path}: ${message}`);
  });

  it("a new file in a read-only folder is refused", async () => {
    const folder = newFolder();
    chmodSync(folder, 0o555);
    const { output } = await openUnprivileged(join(folder, "deeper", "lab.db"));
    expect(output).toContain(
      `UsageError: ${join(folder, "deeper", "lab.db")}: Expected a folder that can be made, got EACCES`,
    );
  });

  it("a reader gets a store in a read-only folder, where SQLite would need shared memory beside the file", async () => {
    const path = join(newFolder(), "lab.db");
    openStore(path).close();
    chmodSync(join(path, ".."), 0o555);
    const before = readFileSync(path);
    const { output } = await openUnprivileged(path, "{ readonly: true }");
    expect(output).toContain("opened");
    expect(readdirSync(join(path, ".."))).toEqual(["lab.db"]);
    expect(readFileSync(path)).toEqual(before);
  });

  it("a reader gets none there whose last rounds are in a log", async () => {
    const folder = newFolder();
    const path = join(folder, "lab.db");
    const store = openStore(path);
    createSuite(store, SUITE);
    const copy = join(newFolder(), "lab.db");
    for (const ending of ["", "-wal"]) copyFileSync(`${path}${ending}`, `${copy}${ending}`);
    store.close();
    chmodSync(join(copy, ".."), 0o555);
    const { output } = await openUnprivileged(copy, "{ readonly: true }");
    expect(output).toContain(
      `SlateLabError: ${copy}: The database or its folder cannot be written; SQLite keeps its log there, even to read`,
    );
  });
});

describe("write", () => {
  it("names the file when the disk is full, and stores nothing of it", () => {
    const path = join(newFolder(), "lab.db");
    const store = openStore(path);
    store.pragma(`max_page_count = ${store.pragma("page_count", { simple: true })}`);
    const work = () => createSuite(store, { ...SUITE, config: "x".repeat(100_000) });
    expect(work).toThrow(SlateLabError);
    expect(work).toThrow(`${path}: The disk is full; the last transaction was not stored`);
    expect(listSuites(store)).toEqual([]);
    store.close();
  });

  it("names the file when it stays locked", () => {
    const path = join(newFolder(), "lab.db");
    const [store, other] = [openStore(path), openStore(path)];
    store.pragma("busy_timeout = 0");
    other.exec("BEGIN IMMEDIATE");
    expect(() => write(store, () => 1)).toThrow(SlateLabError);
    expect(() => write(store, () => 1)).toThrow(`${path}: Another process kept the database locked for too long`);
    other.exec("ROLLBACK");
    expect(write(store, () => 1)).toBe(1);
    store.close();
    other.close();
  });

  it("names the file when it is damaged", () => {
    const path = join(newFolder(), "lab.db");
    const store = openStore(path);
    for (let i = 0; i < 50; i++) createSuite(store, { ...SUITE, config: "x".repeat(1000) });
    store.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, 4096));
    const damaged = openStore(path);
    expect(() => createSuite(damaged, SUITE)).toThrow(`${path}: The database is damaged`);
    damaged.close();
  });
});
