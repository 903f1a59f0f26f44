/** The click log of every episode: written while it is played, read back by metrics and by pretraining. */

import { EpisodeLog } from "../core/episode-log.ts";
import { expected, SlateLabError, UsageError } from "../core/errors.ts";
import { NO_CLICK, type Recorder, type Transition } from "../core/types.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import { type Store, write } from "./database.ts";
import {
  BY_SEED,
  type EpisodeKey,
  type EpisodeRun,
  finishEpisode,
  requireUnfinished,
  startEpisode,
} from "./episodes.ts";
import { SLATE_COLUMNS } from "./schema.ts";

/** Rows of one INSERT: 1.3–1.5 times as fast as one row each; 4 to 1,000 rows were tried, beyond 32 gains little. */
const BATCH = 32;
const COLUMNS = 4 + SLATE_COLUMNS;
const FLUSH_EVERY = 65_536;

export interface RecorderOptions {
  /** Items in each slate, 1..5. */
  readonly slateSize: number;
  /** Rounds kept in memory between two transactions. */
  readonly flushEvery?: number;
}

/**
 * Logs one episode. Rounds are buffered and stored in one synchronous transaction at a time; the last of them and the
 * summary share a transaction, so that an episode is finished with all its rounds or not finished.
 */
export class SqliteRecorder implements Recorder {
  readonly episodeId: number;
  readonly #store: Store;
  readonly #slateSize: number;
  readonly #flushEvery: number;
  readonly #insert: (log: EpisodeLog, firstRound: number) => void;
  #pending: EpisodeLog;
  #stored = 0;

  /** Starts the episode (again): see `startEpisode`. */
  constructor(store: Store, key: EpisodeKey, { slateSize, flushEvery = FLUSH_EVERY }: RecorderOptions) {
    checkSlateSize(slateSize);
    this.#store = store;
    this.#slateSize = slateSize;
    this.#flushEvery = flushEvery;
    this.#pending = new EpisodeLog(slateSize);
    this.episodeId = startEpisode(store, key);
    this.#insert = roundInserter(store, this.episodeId);
  }

  record({ observation, slate, clicked }: Transition): void {
    this.#pending.add(observation.user, slate, clicked);
    if (this.#pending.length >= this.#flushEvery) this.#flush();
  }

  /** Stores what is left together with the summary. Throws a SlateLabError if the summary counts other rounds. */
  finish(summary: EpisodeSummary, run: EpisodeRun): void {
    const rounds = this.#stored + this.#pending.length;
    if (summary.rounds !== rounds) {
      throw new SlateLabError(`Expected a summary of the ${rounds} rounds recorded, got one of ${summary.rounds}`);
    }
    this.#flush(() => finishEpisode(this.#store, this.episodeId, { summary, run }));
  }

  /** The buffer is let go only when its rounds are stored, so a failed flush can be tried again. */
  #flush(also?: () => void): void {
    write(this.#store, () => {
      requireUnfinished(this.#store, this.episodeId);
      this.#insert(this.#pending, this.#stored);
      also?.();
    });
    this.#stored += this.#pending.length;
    this.#pending = new EpisodeLog(this.#slateSize);
  }
}

/**
 * The rounds of an episode in order; of an unfinished one, those stored so far. Throws a UsageError for an unknown
 * episode, one without rounds (`--no-log`) or another slate size, a SlateLabError when rounds are missing.
 */
export function readEpisodeLog(store: Store, episodeId: number, slateSize: number): EpisodeLog {
  checkStoredEpisode(store, episodeId, slateSize);
  const items = slateColumns(slateSize);
  const rows = store
    .prepare(`SELECT ${items}, user, clicked FROM rounds WHERE episode_id = ? ORDER BY round`)
    .raw()
    .iterate(episodeId) as IterableIterator<(number | null)[]>;
  const log = new EpisodeLog(slateSize);
  for (const row of rows) log.add(row[slateSize]!, row as number[], row[slateSize + 1] ?? NO_CLICK);
  return log;
}

/** A click of a logged episode. The same user id in two episodes is the same user only where the world says so. */
export interface LoggedClick {
  readonly episodeId: number;
  readonly user: number;
  readonly item: number;
}

/**
 * Every click of an agent's finished episodes in a suite: by seed and episode, and in time order within each. The
 * store cannot be written through the same connection while an episode is being iterated.
 */
export function* loggedClicks(
  store: Store,
  { suite, agent }: { suite: number; agent: string },
): Generator<LoggedClick> {
  const episodes = store
    .prepare(`SELECT id FROM episodes WHERE suite_id = ? AND agent = ? AND finished = 1 ORDER BY ${BY_SEED}`)
    .pluck()
    .all(suite, agent) as number[];
  const clicks = store.prepare(`SELECT episode_id AS episodeId, user, clicked AS item FROM rounds
    WHERE episode_id = ? AND clicked IS NOT NULL ORDER BY round`);
  for (const id of episodes) yield* clicks.iterate(id) as IterableIterator<LoggedClick>;
}

/** Prepares the inserts of one episode's rounds: whole batches, then the rest row by row. */
function roundInserter(store: Store, episodeId: number): (log: EpisodeLog, firstRound: number) => void {
  const row = `(${Array(COLUMNS).fill("?").join()})`;
  const batch = store.prepare(`INSERT INTO rounds VALUES ${Array(BATCH).fill(row).join()}`);
  const single = store.prepare(`INSERT INTO rounds VALUES ${row}`);
  return (log, firstRound) => {
    const values = rowValues(log, episodeId, firstRound);
    let start = 0;
    for (; start + BATCH <= log.length; start += BATCH) batch.run(values(start, start + BATCH));
    for (; start < log.length; start++) single.run(values(start, start + 1));
  };
}

/** Values of rows start..end-1 in the order of the table's columns: [rows × COLUMNS], flat. */
function rowValues({ users, slates, clicked, slateSize }: EpisodeLog, episodeId: number, firstRound: number) {
  return (start: number, end: number): (number | null)[] => {
    const values: (number | null)[] = [];
    for (let i = start; i < end; i++) {
      values.push(episodeId, firstRound + i, users[i]);
      for (let j = 0; j < SLATE_COLUMNS; j++) values.push(j < slateSize ? slates[i * slateSize + j] : null);
      values.push(clicked[i] === NO_CLICK ? null : clicked[i]);
    }
    return values;
  };
}

function checkStoredEpisode(store: Store, id: number, slateSize: number): void {
  checkSlateSize(slateSize);
  const episode = store.prepare("SELECT rounds FROM episodes WHERE id = ?").get(id) as { rounds: number | null };
  if (!episode) throw expected("the id of a stored episode", id, store.name);
  const stored = store.prepare("SELECT count(*) FROM rounds WHERE episode_id = ?").pluck().get(id) as number;
  if (episode.rounds && stored === 0) throw new UsageError(`${store.name}: Episode ${id} was run without a log`);
  if (episode.rounds !== null && episode.rounds !== stored) {
    throw new SlateLabError(`${store.name}: Expected ${episode.rounds} rounds of episode ${id}, got ${stored}`);
  }
  if (stored > 0) checkStoredSlates(store, id, slateSize);
}

function checkStoredSlates(store: Store, id: number, slateSize: number): void {
  const first = store.prepare(`SELECT ${slateColumns(SLATE_COLUMNS)} FROM rounds WHERE episode_id = ? LIMIT 1`);
  const size = (first.raw().get(id) as (number | null)[]).filter((item) => item !== null).length;
  if (size !== slateSize) throw expected(`the slate size of episode ${id}, ${size}`, slateSize, store.name);
}

function slateColumns(count: number): string {
  return Array.from({ length: count }, (_, i) => `i${i}`).join();
}

function checkSlateSize(slateSize: number): void {
  if (Number.isInteger(slateSize) && slateSize >= 1 && slateSize <= SLATE_COLUMNS) return;
  throw expected(`a slate size from 1 to ${SLATE_COLUMNS}`, slateSize);
}
