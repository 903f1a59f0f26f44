/** The click log of every episode: written while it is played, read back by metrics and by pretraining. */

import { EpisodeLog } from "../core/episode-log.ts";
import { expected, SlateLabError, UsageError } from "../core/errors.ts";
import type { Recorder, Transition } from "../core/types.ts";
import type { EpisodeSummary } from "../evaluate/summary.ts";
import { addChunk, toChunk } from "./chunks.ts";
import { type Store, write } from "./database.ts";
import {
  BY_SEED,
  type EpisodeKey,
  type EpisodeRun,
  finishEpisode,
  requireUnfinished,
  startEpisode,
} from "./episodes.ts";
import { CHUNK_ROUNDS } from "./schema.ts";

const FLUSH_EVERY = 65_536;

/** How an episode is recorded. */
export interface RecorderOptions {
  /** Items in each slate, at least 1. */
  readonly slateSize: number;
  /** Rounds kept in memory between two transactions. */
  readonly flushEvery?: number;
}

/**
 * Records the rounds of one episode in the store. Rounds are buffered and stored in one synchronous transaction at a time; the
 * last of them and the summary share a transaction, so that an episode is finished with all its rounds or not finished.
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
    this.#store = store;
    this.#slateSize = slateSize;
    this.#flushEvery = flushEvery;
    this.#pending = new EpisodeLog(slateSize);
    this.episodeId = startEpisode(store, key);
    this.#insert = roundInserter(store, this.episodeId);
  }

  record(transition: Transition): void {
    this.#pending.record(transition);
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
 * episode, one that was stored without rounds or another slate size, a SlateLabError when rounds are missing.
 */
export function readEpisodeLog(store: Store, episodeId: number, slateSize: number): EpisodeLog {
  const log = new EpisodeLog(slateSize);
  checkStoredEpisode(store, episodeId, slateSize);
  const chunks = store.prepare("SELECT rounds FROM round_chunks WHERE episode_id = ? ORDER BY first_round").pluck();
  for (const chunk of chunks.iterate(episodeId) as IterableIterator<string>) addChunk(log, chunk);
  return log;
}

/** A click of a logged episode. The same user id in two episodes is the same user only where the world says so. */
export interface LoggedClick {
  readonly episodeId: number;
  readonly user: number;
  readonly item: number;
}

/**
 * Every click of an agent's finished episodes in a suite: by seed and episode, and in time order within each. Throws a
 * UsageError, before the first click, where an episode was run without a log: half the clicks are none of a policy's. The store
 * cannot be written through the same connection while an episode is being iterated.
 */
export function* loggedClicks(
  store: Store,
  { suite, agent }: { suite: number; agent: string },
): Generator<LoggedClick> {
  const episodes = store
    .prepare(`SELECT id FROM episodes WHERE suite_id = ? AND agent = ? AND finished = 1 ORDER BY ${BY_SEED}`)
    .pluck()
    .all(suite, agent) as number[];
  for (const id of episodes) checkLogged(store, id);
  const clicks = store.prepare(`SELECT episode_id AS episodeId, user, clicked AS item FROM rounds
    WHERE episode_id = ? AND clicked IS NOT NULL ORDER BY round`);
  for (const id of episodes) yield* clicks.iterate(id) as IterableIterator<LoggedClick>;
}

/** Prepares the insert of one episode's rounds, a chunk a row. */
function roundInserter(store: Store, episodeId: number): (log: EpisodeLog, firstRound: number) => void {
  const insert = store.prepare("INSERT INTO round_chunks VALUES (?, ?, ?)");
  return (log, firstRound) => {
    for (let start = 0; start < log.length; start += CHUNK_ROUNDS) {
      const chunk = toChunk(log, start, Math.min(start + CHUNK_ROUNDS, log.length));
      insert.run(episodeId, firstRound + start, chunk);
    }
  };
}

/** Throws a UsageError for an episode that has rounds, and was stored without them. */
function checkLogged(store: Store, id: number): void {
  const found = store.prepare(`SELECT suite_id AS suite, agent, seed, episode FROM episodes WHERE id = ? AND rounds > 0
    AND NOT EXISTS (SELECT 1 FROM round_chunks WHERE episode_id = episodes.id)`);
  const without = found.get(id) as EpisodeKey | undefined;
  if (!without) return;
  const { suite, agent, seed, episode } = without;
  const which = `episode ${episode} of ${agent} on seed ${seed} in suite ${suite}`;
  throw new UsageError(`${store.name}: Expected the rounds of ${which}, got none: it was played with --no-log`);
}

function checkStoredEpisode(store: Store, id: number, slateSize: number): void {
  const episode = store.prepare("SELECT rounds FROM episodes WHERE id = ?").get(id) as { rounds: number | null };
  if (!episode) throw expected("the id of a stored episode", id, store.name);
  checkLogged(store, id);
  const stored = countRounds(store, id);
  if (episode.rounds !== null && episode.rounds !== stored) {
    throw new SlateLabError(`${store.name}: Expected ${episode.rounds} rounds of episode ${id}, got ${stored}`);
  }
  if (stored > 0) checkStoredSlates(store, id, slateSize);
}

function countRounds(store: Store, id: number): number {
  const count = store.prepare(
    "SELECT coalesce(sum(json_array_length(rounds)), 0) FROM round_chunks WHERE episode_id = ?",
  );
  return count.pluck().get(id) as number;
}

function checkStoredSlates(store: Store, id: number, slateSize: number): void {
  const first = store.prepare(
    "SELECT json_array_length(rounds, '$[0][3]') FROM round_chunks WHERE episode_id = ? LIMIT 1",
  );
  const size = first.pluck().get(id) as number;
  if (size !== slateSize) throw expected(`the slate size of episode ${id}, ${size}`, slateSize, store.name);
}
