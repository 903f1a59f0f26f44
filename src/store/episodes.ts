/** Episodes of a suite: started, then finished with a summary; never half of either. */
import { SlateLabError } from "../core/errors.ts";
import type { Seed } from "../core/random.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import { type Store, write } from "./database.ts";
import { StoreError } from "./errors.ts";

/** Which episode of which agent of which suite. Seeds 7 and "7" are the same seed. */
export interface EpisodeKey {
  readonly suite: number;
  readonly agent: string;
  readonly seed: Seed;
  readonly episode: number;
}

/** What an episode's run cost, which trained agent it played, and how it can be told again. */
export interface EpisodeRun {
  readonly seconds: number;
  readonly peakMb: number;
  readonly checkpointHash?: string;
  /** The session that played it. */
  readonly session?: number;
  /** Episodes of the agent that its worker had played before. */
  readonly turn?: number;
  /** Of its rounds, block by block; whoever replays it compares. */
  readonly digests?: Uint8Array;
}

/** What an episode came to, and what it cost. */
export interface EpisodeResult {
  readonly summary: EpisodeSummary;
  readonly run: EpisodeRun;
}

/** A finished episode as the store has it. */
export interface FinishedEpisode {
  readonly id: number;
  readonly agent: string;
  readonly seed: string;
  readonly episode: number;
  readonly summary: EpisodeSummary;
  readonly seconds: number;
  readonly peakMb: number;
  readonly checkpointHash: string | null;
}

/** SQL order of one agent's episodes; seeds that are numbers go by value. */
export const BY_SEED = "CAST(seed AS INTEGER), seed, episode";

/**
 * Starts an episode, or starts it again: rounds left by an unfinished attempt are deleted, and that attempt's writer,
 * should it still run, can store nothing more; a failure of before is forgotten. Returns the episode's id. A finished episode throws a SlateLabError.
 */
export function startEpisode(store: Store, key: EpisodeKey): number {
  return write(store, () => insertEpisode(store, key));
}

/** Stores a finished episode without its rounds. */
export function storeEpisode(store: Store, key: EpisodeKey, result: EpisodeResult): void {
  write(store, () => finishEpisode(store, insertEpisode(store, key), result));
}

/** Writes the summary and marks the episode finished; for use in a transaction that also stores the last rounds. */
export function finishEpisode(store: Store, id: number, { summary, run }: EpisodeResult): void {
  requireUnfinished(store, id);
  const { userRounds, clickCurve, ...numbers } = summary;
  const update = store.prepare(`UPDATE episodes SET finished = 1, rounds = @rounds, clicks = @clicks,
    summary = @summary, user_rounds = @userRounds, click_curve = @clickCurve, seconds = @seconds, peak_mb = @peakMb,
    checkpoint_hash = @checkpointHash, session_id = @session, turn = @turn, digests = @digests WHERE id = @id`);
  update.run({
    id,
    rounds: numbers.rounds,
    clicks: numbers.clicks,
    summary: toJson(numbers),
    userRounds: toBlob(userRounds),
    clickCurve: toBlob(clickCurve),
    ...{ checkpointHash: null, session: null, turn: null, digests: null },
    ...run,
  });
}

/** Throws a SlateLabError unless the episode is started and open: another process may have started it again. */
export function requireUnfinished(store: Store, id: number): void {
  if (store.prepare("SELECT 1 FROM episodes WHERE id = ? AND finished = 0").get(id)) return;
  throw new StoreError(`${store.name}: Episode ${id} is finished, or was started again by another process`);
}

/** The suite's finished episodes, ordered by agent, seed (numeric ones by value) and episode. */
export function finishedEpisodes(store: Store, suite: number): FinishedEpisode[] {
  const rows = store
    .prepare(`SELECT id, agent, seed, episode, seconds, peak_mb AS peakMb, checkpoint_hash AS checkpointHash,
      summary AS json, user_rounds AS userRounds, click_curve AS clickCurve
      FROM episodes WHERE suite_id = ? AND finished = 1 ORDER BY agent, ${BY_SEED}`)
    .all(suite) as (Omit<FinishedEpisode, "summary"> & StoredSummary)[];
  return rows.map(({ json, userRounds, clickCurve, ...row }) => ({
    ...row,
    summary: { ...JSON.parse(json), userRounds: fromBlob(userRounds), clickCurve: fromBlob(clickCurve) },
  }));
}

interface StoredSummary {
  json: string;
  userRounds: Buffer;
  clickCurve: Buffer;
}

function insertEpisode(store: Store, { suite, agent, seed, episode }: EpisodeKey): number {
  const key = [suite, agent, String(seed), episode];
  const where = "suite_id = ? AND agent = ? AND seed = ? AND episode = ?";
  if (store.prepare(`SELECT 1 FROM episodes WHERE ${where} AND finished = 1`).get(key)) {
    throw new StoreError(`${store.name}: Episode ${episode} of ${agent} on seed ${seed} is already finished`);
  }
  for (const table of ["episodes", "failures"]) store.prepare(`DELETE FROM ${table} WHERE ${where}`).run(key);
  const insert = store.prepare("INSERT INTO episodes (suite_id, agent, seed, episode) VALUES (?, ?, ?, ?)");
  return Number(insert.run(key).lastInsertRowid);
}

/** JSON has no NaN: it would be stored as null, and come back as another value than was measured. */
function toJson(numbers: Record<string, number>): string {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value)) throw new SlateLabError(`Expected a finite ${name} of the episode, got ${value}`);
  }
  return JSON.stringify(numbers);
}

function toBlob(column: Int32Array): Buffer {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength);
}

/** Copied: a buffer from SQLite need not be aligned. */
function fromBlob(blob: Buffer): Int32Array {
  return new Int32Array(new Uint8Array(blob).buffer);
}
