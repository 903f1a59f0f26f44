/** What goes wrong with SQLite, in words that say what to do. */
import Database from "better-sqlite3";
import { isThrown, SlateLabError, UsageError } from "../core/errors.ts";
import { bindingMismatch, bindingProblem, bindingVersions } from "./binding.ts";

/** The store cannot keep or give what it should: a full disk, a damaged file, an episode that is another's by now. */
export class StoreError extends SlateLabError {}

type SqliteError = InstanceType<typeof Database.SqliteError>;

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

/** Throws a StoreError where loading the binding would end the process. */
export function requireBinding(): void {
  const mismatch = bindingMismatch(bindingVersions());
  if (mismatch !== undefined) throw new StoreError(mismatch);
}

/** Runs `work`; SQLite's errors come out as ours, with the file's path. */
export function named<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeErrorOf(path, error);
  }
}

/** What SQLite, or the loading of its binding, threw, as ours; anything else as it is. */
export function storeErrorOf(path: string, error: unknown): unknown {
  if (isSqliteError(error)) return translated(path, error);
  const problem = bindingProblem(error);
  return problem === undefined ? error : new StoreError(problem, { cause: error });
}

function translated(path: string, error: SqliteError): Error {
  if (error.code === "SQLITE_NOTADB") {
    return notSqlite(path, error);
  }
  const meaning = MEANINGS.find(([code]) => error.code.startsWith(code))?.[1];
  return meaning ? new StoreError(`${path}: ${meaning} (${error.message})`, { cause: error }) : error;
}

/** A file that is no database. */
export function notSqlite(path: string, cause?: unknown): UsageError {
  return new UsageError(`${path}: Expected a SQLite database, got another kind of file`, { cause });
}

/** Whether what was thrown is the store's, not of what is stored; what throws at a look at it is not. */
export function isStoreError(thrown: unknown): boolean {
  return isThrown(thrown, StoreError) || isSqliteError(thrown);
}

/** Whether what was thrown is SQLite's. */
export function isSqliteError(error: unknown): error is SqliteError {
  return isThrown(error, Database.SqliteError);
}
