/** Suites: agents × seeds on one world. */
import { expected, inWords } from "../core/errors.ts";
import type { World } from "../core/types.ts";
import { type Store, write } from "./database.ts";

/** Where a suite's seeds come from: the public development seeds, or seeds kept for the test. */
export type SeedsKind = "development" | "test";

/** A suite as it is stored: all that is needed to run it again. */
export interface NewSuite {
  readonly configHash: string;
  /** Any JSON value. */
  readonly config: unknown;
  readonly worldId: string;
  readonly worldHash: string;
  /** Version of this package. */
  readonly version: string;
  /** Commit of the package that began it, where known. */
  readonly commit: string | null;
  readonly seedsKind: SeedsKind;
  /** How it was asked for, where that does not change results (files, folders): any JSON value. */
  readonly request?: unknown;
}

/** A stored suite. */
export interface Suite extends NewSuite {
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

const SUITE = `SELECT id, config_hash AS configHash, config, world_id AS worldId, world_hash AS worldHash, version,
  commit_sha AS "commit", seeds_kind AS seedsKind, request,
  created_at AS createdAt, finished_at AS finishedAt FROM suites`;

/** Stores a suite that is about to start; returns its id. */
export function createSuite(store: Store, suite: NewSuite): number {
  const insert = store.prepare(`INSERT INTO suites
    (config_hash, config, world_id, world_hash, version, commit_sha, seeds_kind, request, created_at)
    VALUES (@configHash, @config, @worldId, @worldHash, @version, @commit, @seedsKind, @request, @createdAt)`);
  const [config, request] = [suite.config, suite.request ?? null].map((it) => JSON.stringify(it));
  const row = { ...suite, config, request, createdAt: new Date().toISOString() };
  return write(store, () => Number(insert.run(row).lastInsertRowid));
}

/** Reads a stored suite; throws a UsageError for an unknown id. */
export function getSuite(store: Store, id: number): Suite {
  const row = store.prepare(`${SUITE} WHERE id = ?`).get(id);
  if (!row) throw expected("the id of a stored suite", id, store.name);
  return toSuite(row);
}

/** Throws a UsageError for a world that is not the one a suite was played on. */
export function checkWorldOf({ id, worldId, worldHash }: Suite, world: Pick<World, "id" | "hash">): void {
  if (world.hash === worldHash) return;
  const why = world.id === worldId ? "of other settings or files" : "another world, or another version of it";
  const [want, got] = [`${worldId} (${shortHash(worldHash)})`, `${world.id} (${shortHash(world.hash)}), ${why}`];
  throw expected(`the world of suite ${id}, ${want}`, inWords(got), "world");
}

function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

/** Finds the newest stored suite of this configuration, finished or not. */
export function findSuite(store: Store, configHash: string): Suite | undefined {
  const row = store.prepare(`${SUITE} WHERE config_hash = ? ORDER BY id DESC LIMIT 1`).get(configHash);
  return row ? toSuite(row) : undefined;
}

/** All suites, newest first. */
export function listSuites(store: Store): Suite[] {
  return store.prepare(`${SUITE} ORDER BY id DESC`).all().map(toSuite);
}

/** Marks a suite as finished; throws a UsageError for an unknown id. */
export function markSuiteFinished(store: Store, id: number): void {
  const update = store.prepare("UPDATE suites SET finished_at = ? WHERE id = ?");
  const { changes } = write(store, () => update.run(new Date().toISOString(), id));
  if (changes !== 1) throw expected("the id of a stored suite", id, store.name);
}

function toSuite(row: unknown): Suite {
  const suite = row as Suite & { config: string; request: string | null };
  return { ...suite, config: JSON.parse(suite.config), request: JSON.parse(suite.request ?? "null") };
}
