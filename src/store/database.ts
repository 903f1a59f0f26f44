/** Opens the one SQLite file that holds suites, click logs and neighbour lists. */
import { accessSync, constants, existsSync, mkdirSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";
import Database from "better-sqlite3";
import { SlateLabError, UsageError } from "../core/errors.ts";
import { checkFolder } from "../files/folders.ts";
import { APPLICATION_ID, MIGRATIONS, migrate, schemaVersion } from "./schema.ts";

/** The store cannot keep or give what it should: a full disk, a damaged file, an episode that is another's by now. */
export class StoreError extends SlateLabError {}

/** An open store. */
export type Store = Database.Database;
type SqliteError = InstanceType<typeof Database.SqliteError>;

/** How long a writer waits for another one before it gives up. */
const BUSY_TIMEOUT_MS = 60_000;

/**
 * Opens a store; creates it (and its folder) or brings it to this version's schema when it may write. Any number of
 * processes may open the same file, new or old, at once. Throws a UsageError, with nothing changed, for a place or a
 * file that cannot be a store of this version, and a SlateLabError when opening fails.
 */
export function openStore(path: string, { readonly = false }: { readonly?: boolean } = {}): Store {
  if (readonly) checkReadable(path);
  else checkWritable(path);
  return connect(path, { readonly }, readonly ? checkCurrent : prepareToWrite);
}

/** Throws a UsageError unless the path is a store that can be written, or can become one. Changes nothing, of an older one too. */
export function checkStore(path: string): void {
  if (existsSync(path)) {
    checkWritable(path);
    connect(path, { readonly: false }, () => {}).close();
  } else checkFolder(dirname(path), "database");
}

function connect(path: string, { readonly }: { readonly: boolean }, prepare: (store: Store) => void): Store {
  return named(path, () => {
    const store = new Database(path, { readonly, fileMustExist: readonly, timeout: BUSY_TIMEOUT_MS });
    try {
      checkContent(store);
      prepare(store);
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  });
}

/** Opens a store, works with it and closes it. SQLite's errors come out as ours. */
export async function withStore<T>(path: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(path);
  try {
    return await work(store);
  } catch (error) {
    throw ours(path, error);
  } finally {
    store.close();
  }
}

/** Runs `work` in one IMMEDIATE transaction: all of it is stored or nothing. SQLite's errors name the file. */
export function write<T>(store: Store, work: () => T): T {
  return named(store.name, () => store.transaction(work).immediate());
}

function prepareToWrite(store: Store): void {
  if (schemaVersion(store) < MIGRATIONS.length) store.transaction(migrate).immediate(store, MIGRATIONS);
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

/** Refuses another program's database and a newer schema. One read transaction: another process may be migrating. */
function checkContent(store: Store): void {
  store.transaction(() => {
    const owner = store.pragma("application_id", { simple: true });
    const version = schemaVersion(store);
    const tables = store.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() as number;
    if (owner !== APPLICATION_ID && (owner !== 0 || version !== 0 || tables > 0)) {
      throw new UsageError(`${store.name}: Expected a slatelab database, got a database of another program`);
    }
    if (version > MIGRATIONS.length) {
      throw new UsageError(
        `${store.name}: Expected schema version ${MIGRATIONS.length} or older, got ${version}: ` +
          "made by a newer slatelab; update slatelab or use another --db",
      );
    }
  })();
}

/** A reader cannot migrate. */
function checkCurrent(store: Store): void {
  const version = schemaVersion(store);
  if (version === MIGRATIONS.length) return;
  const want = `Expected a database of schema version ${MIGRATIONS.length}`;
  const got = version === 0 ? "an empty one" : `version ${version}, made by an older slatelab`;
  const how = version === 0 ? "" : `: 'slatelab leaderboard --db ${store.name}' brings it up to date`;
  throw new UsageError(`${store.name}: ${want}, got ${got}${how}`);
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

const NOT_WRITABLE = "The database or its folder cannot be written; SQLite keeps its log there, even to read";

/** What SQLite's result codes (by their beginning) mean to a user. */
const MEANINGS: readonly (readonly [code: string, meaning: string])[] = [
  ["SQLITE_FULL", "The disk is full; the last transaction was not stored"],
  ["SQLITE_BUSY", "Another process kept the database locked for too long"],
  ["SQLITE_READONLY", NOT_WRITABLE],
  ["SQLITE_CANTOPEN", NOT_WRITABLE],
  ["SQLITE_CORRUPT", "The database is damaged; restore a copy or use another --db"],
  ["SQLITE_IOERR", "Reading or writing the disk failed"],
];

/** Runs `work`; SQLite's errors come out as ours, with the file's path. */
function named<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw ours(path, error);
  }
}

function ours(path: string, error: unknown): unknown {
  return isSqliteError(error) ? translated(path, error) : error;
}

function translated(path: string, error: SqliteError): Error {
  if (error.code === "SQLITE_NOTADB") {
    return notSqlite(path, error);
  }
  const meaning = MEANINGS.find(([code]) => error.code.startsWith(code))?.[1];
  return meaning ? new StoreError(`${path}: ${meaning} (${error.message})`, { cause: error }) : error;
}

function notSqlite(path: string, cause?: unknown): UsageError {
  return new UsageError(`${path}: Expected a SQLite database, got another kind of file`, { cause });
}

/** Whether an error is the store's, not of what is stored. */
export function isStoreError(error: unknown): boolean {
  return error instanceof StoreError || isSqliteError(error);
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Database.SqliteError;
}
