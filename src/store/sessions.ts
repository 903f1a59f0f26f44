/** Sessions of a suite: who plays it, with which code. A suite is played by one session at a time. */
import { hostname } from "node:os";
import { isRunning } from "../files/processes.ts";
import { type Store, write } from "./database.ts";
import { StoreError } from "./errors.ts";

/** What code plays a suite; results may change with it. */
export interface CodeFacts {
  /** Commit that the package was built from, with a mark where files differed from it; null where unknown. */
  readonly commit: string | null;
  /** Hash of the files of a program's own tables; null where the package's are played. */
  readonly ownFiles: string | null;
}

/** How often a session is to be heard of. */
export const HEARD_EVERY_MS = 10_000;
/** A session that was not heard of for so long is over, whether its process is there or not. */
const SILENT_MS = 9 * HEARD_EVERY_MS;

interface OpenSession {
  readonly id: number;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly heardAt: string;
}

/**
 * Begins a session, and returns its id. One whose process has ended (killed, say) is taken over; throws a StoreError that says who
 * plays the suite where somebody does.
 */
export function beginSession(store: Store, suite: number, { commit, ownFiles }: CodeFacts): number {
  const insert = store.prepare(`INSERT INTO sessions (suite_id, commit_sha, own_files, host, pid, started_at, heard_at)
    VALUES (@suite, @commit, @ownFiles, @host, @pid, @now, @now)`);
  return write(store, () => {
    takeOver(store, suite);
    const row = { suite, commit, ownFiles, host: hostname(), pid: process.pid, now: new Date().toISOString() };
    return Number(insert.run(row).lastInsertRowid);
  });
}

/** Says that a session goes on. Throws a StoreError where another process has taken the suite over. */
export function hearSession(store: Store, id: number): void {
  const update = store.prepare("UPDATE sessions SET heard_at = ? WHERE id = ? AND ended_at IS NULL");
  const { changes } = write(store, () => update.run(new Date().toISOString(), id));
  if (changes === 0) throw new StoreError(`${store.name}: Another process plays the suite by now`);
}

/** Ends a session; one that was taken over stays ended. */
export function endSession(store: Store, id: number): void {
  const update = store.prepare("UPDATE sessions SET ended_at = ? WHERE id = ? AND ended_at IS NULL");
  write(store, () => update.run(new Date().toISOString(), id));
}

/** The code that finished episodes of the suite, each once, in the order of its first session. */
export function codeOf(store: Store, suite: number): CodeFacts[] {
  const select = store.prepare(`SELECT commit_sha AS "commit", own_files AS ownFiles FROM sessions
    WHERE suite_id = ? AND id IN (SELECT session_id FROM episodes WHERE finished = 1)
    GROUP BY commit_sha, own_files ORDER BY min(id)`);
  return select.all(suite) as CodeFacts[];
}

function takeOver(store: Store, suite: number): void {
  const select = store.prepare(`SELECT id, host, pid, started_at AS startedAt, heard_at AS heardAt FROM sessions
    WHERE suite_id = ? AND ended_at IS NULL`);
  const open = select.get(suite) as OpenSession | undefined;
  if (!open) return;
  const { host, pid, startedAt } = open;
  if (isAlive(open)) {
    const who = `process ${pid} on ${host} since ${startedAt}`;
    throw new StoreError(`${store.name}: Suite ${suite} is being played by ${who}: wait for it to end, or stop it`);
  }
  endSession(store, open.id);
}

/** Of a process on another machine, only its being heard of is known. */
function isAlive({ host, pid, heardAt }: OpenSession): boolean {
  if (Date.now() - Date.parse(heardAt) > SILENT_MS) return false;
  return host !== hostname() || isRunning(pid);
}
