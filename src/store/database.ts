/** Opens the one SQLite file that holds suites, click logs and neighbour lists. */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { UsageError } from "../core/errors.ts";
import { checkFolder } from "../files/folders.ts";
import { isSqliteError, named, notSqlite, requireBinding, storeErrorOf } from "./errors.ts";
import { APPLICATION_ID, MIGRATIONS, migrate, schemaVersion } from "./schema.ts";

/** An open store. */
export type Store = Database.Database;

/** How long a writer waits for another one before it gives up. */
const BUSY_TIMEOUT_MS = 60_000;

/**
 * Opens a store; creates it (and its folder) or brings it to this version's schema when it may write. Any number of
 * processes may open the same file, new or old, at once. A reader of a store in a place that cannot be written gets a copy in
 * memory. Throws a UsageError, with nothing changed, for a place or a file that cannot be a store of this version, and a
 * SlateLabError when opening fails.
 */
export function openStore(path: string, { readonly = false }: { readonly?: boolean } = {}): Store {
  if (readonly) return openToRead(path);
  checkWritable(path);
  return connect(path, () => new Database(path, { timeout: BUSY_TIMEOUT_MS }), prepareToWrite);
}

function openToRead(path: string): Store {
  checkReadable(path);
  if (!canWrite(path) && !hasLog(path)) return connect(path, () => copyOf(path), migrateIfOlder);
  const open = () => new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  return connect(path, open, checkCurrent);
}

/** Bytes of a database's header which say that it keeps a write-ahead log, and what they are where it keeps none. */
const LOG_BYTES = { from: 18, to: 20, without: 1 } as const;

/** A store in memory: SQLite needs a file beside one that keeps a log, even to read it. */
function copyOf(path: string): Store {
  const bytes = demand(path, "a database of at most 2 GB, in a folder that cannot be written", () =>
    readFileSync(path),
  );
  return new Database(bytes.fill(LOG_BYTES.without, LOG_BYTES.from, LOG_BYTES.to));
}

/** Whether the last rounds of a store may be in its log: it was killed, or is being written. */
function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function canWrite(path: string): boolean {
  try {
    checkWritable(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * Throws a UsageError unless the path is a store that can be written, or can become one, and a StoreError where SQLite does not load.
 * Changes nothing, of an older one too.
 */
export function checkStore(path: string): void {
  if (existsSync(path)) {
    checkWritable(path);
    connect(
      path,
      () => new Database(path, { timeout: BUSY_TIMEOUT_MS }),
      () => {},
    ).close();
    return;
  }
  checkFolder(dirname(path), "database");
  sqliteVersion();
}

function connect(path: string, open: () => Store, prepare: (store: Store, path: string) => void): Store {
  requireBinding();
  return named(path, () => {
    const store = open();
    try {
      checkContent(store, path);
      prepare(store, path);
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  });
}

/** Opens a store, works with it and closes it. SQLite's errors come out as ours. */
export function withStore<T>(path: string, work: (store: Store) => Promise<T>): Promise<T> {
  return working(path, openStore(path), work);
}

/** The same for work that only reads: a store that can be written is brought up to date first, any other is left as it is. */
export function withStoreToRead<T>(path: string, work: (store: Store) => Promise<T>): Promise<T> {
  return working(path, openStore(path, { readonly: !canWrite(path) }), work);
}

async function working<T>(path: string, store: Store, work: (store: Store) => Promise<T>): Promise<T> {
  try {
    return await work(store);
  } catch (error) {
    throw storeErrorOf(path, error);
  } finally {
    store.close();
  }
}

/** Runs `work` in one IMMEDIATE transaction: all of it is stored or nothing. SQLite's errors name the file. */
export function write<T>(store: Store, work: () => T): T {
  return named(store.name, () => store.transaction(work).immediate());
}

function migrateIfOlder(store: Store): void {
  if (schemaVersion(store) < MIGRATIONS.length) store.transaction(migrate).immediate(store, MIGRATIONS);
}

function prepareToWrite(store: Store): void {
  migrateIfOlder(store);
  retryWhileBusy(() => store.pragma("journal_mode = WAL"));
  store.pragma("synchronous = NORMAL");
  store.pragma("foreign_keys = ON");
}

/** SQLite does not wait by itself when two connections change the journal mode at once: it answers SQLITE_BUSY. */
function retryWhileBusy(work: () => void): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      work();
      return;
    } catch (error) {
      if (!isSqliteError(error) || !error.code.startsWith("SQLITE_BUSY") || Date.now() > deadline) throw error;
      Atomics.wait(sleep, 0, 0, 10);
    }
  }
}

/** Refuses another program's database, a newer schema and a damaged one. One read transaction: another process may be migrating. */
function checkContent(store: Store, path: string): void {
  store.transaction(() => {
    const owner = store.pragma("application_id", { simple: true });
    const version = schemaVersion(store);
    const tables = tablesOf(store);
    if (owner !== APPLICATION_ID && (owner !== 0 || version !== 0 || tables.length > 0)) {
      throw new UsageError(`${path}: Expected a slatelab database, got a database of another program`);
    }
    if (version > MIGRATIONS.length) {
      throw new UsageError(
        `${path}: Expected schema version ${MIGRATIONS.length} or older, got ${version}: ` +
          "made by a newer slatelab; update slatelab or use another --db",
      );
    }
    checkTables(path, version, tables);
  })();
}

/** Refuses a store whose `user_version` is not that of its tables: it would be migrated over what is there. */
function checkTables(path: string, version: number, tables: readonly string[]): void {
  const missing = version > 0 ? tablesOfVersion(version).find((name) => !tables.includes(name)) : undefined;
  if (version > 0 ? missing === undefined : version === 0 && tables.length === 0) return;
  const got = missing ? `none called '${missing}'` : `${tables.length} that are there already`;
  throw new UsageError(
    `${path}: Expected the tables of schema version ${version}, got ${got}: the database is damaged; restore a copy or use another --db`,
  );
}

/** Version of SQLite. Loads its binding, and throws a StoreError that says what to do where that does not load. */
export function sqliteVersion(): string {
  requireBinding();
  return named("SQLite", () => {
    const store = new Database(":memory:");
    try {
      return store.prepare("SELECT sqlite_version()").pluck().get() as string;
    } finally {
      store.close();
    }
  });
}

/** Names of all tables, views and indexes. */
function tablesOf(store: Store): string[] {
  return store.prepare("SELECT name FROM sqlite_schema").pluck().all() as string[];
}

function tablesOfVersion(version: number): string[] {
  const fresh = new Database(":memory:");
  try {
    migrate(fresh, MIGRATIONS.slice(0, version));
    return tablesOf(fresh).filter((name) => !name.startsWith("sqlite_"));
  } finally {
    fresh.close();
  }
}

/** A reader cannot migrate. */
function checkCurrent(store: Store, path: string): void {
  const version = schemaVersion(store);
  if (version === MIGRATIONS.length) return;
  const want = `Expected a database of schema version ${MIGRATIONS.length}`;
  const got = version === 0 ? "an empty one" : `version ${version}, made by an older slatelab`;
  const how = version === 0 ? "" : `: 'slatelab leaderboard --db ${path}' brings it up to date`;
  throw new UsageError(`${path}: ${want}, got ${got}${how}`);
}

function checkReadable(path: string): void {
  if (!fileStats(path)) throw new UsageError(`${path}: Expected a database file, got no such file`);
  demand(path, "a readable file", () => accessSync(path, constants.R_OK));
}

function checkWritable(path: string): void {
  const folder = dirname(path);
  if (fileStats(path)) demand(path, "a writable file", () => accessSync(path, constants.R_OK | constants.W_OK));
  else demand(path, "a folder that can be made", () => mkdirSync(folder, { recursive: true }));
  // SQLite keeps its write-ahead log beside the file.
  demand(path, "a writable folder", () => accessSync(folder, constants.W_OK | constants.X_OK));
}

function fileStats(path: string): Stats | undefined {
  const stats = demand(path, "a database file", () => statSync(path, { throwIfNoEntry: false }));
  if (stats?.isDirectory()) throw new UsageError(`${path}: Expected a database file, got a folder`);
  // SQLite takes a file of one byte for an empty one, and would write over it.
  if (stats?.size === 1) throw notSqlite(path);
  return stats;
}

function demand<T>(path: string, what: string, access: () => T): T {
  try {
    return access();
  } catch (error) {
    throw new UsageError(`${path}: Expected ${what}, got ${(error as Error).message}`, { cause: error });
  }
}
