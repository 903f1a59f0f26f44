/** What came of replaying an episode of each agent. */
import { type Store, write } from "./database.ts";

/** An episode as it can be told again. */
export interface RecordedEpisode {
  readonly id: number;
  readonly agent: string;
  readonly seed: string;
  readonly episode: number;
  readonly rounds: number;
  /** Of its rounds, block by block. */
  readonly digests: Uint8Array;
}

/** What a replay came to. */
export interface ReplayCheck {
  readonly agent: string;
  readonly seed: string;
  readonly episode: number;
  /** Rounds that are the same as were recorded. */
  readonly rounds: number;
  /** Where the replay differs, in words; null where it does not. */
  readonly difference: string | null;
}

/**
 * The agent's episode that had most of the agent's others before it in its worker, so that what is left over from them shows;
 * undefined where none can be compared (a suite of an older version).
 */
export function episodeToCheck(store: Store, suite: number, agent: string): RecordedEpisode | undefined {
  const select = store.prepare(`SELECT id, agent, seed, episode, rounds, digests FROM episodes
    WHERE suite_id = ? AND agent = ? AND finished = 1 AND digests IS NOT NULL ORDER BY turn DESC, id DESC LIMIT 1`);
  return select.get(suite, agent) as RecordedEpisode | undefined;
}

/** Stores what the replay of an agent's episode came to. */
export function storeCheck(store: Store, suite: number, check: ReplayCheck): void {
  const insert = store.prepare(
    "INSERT OR REPLACE INTO checks VALUES (@suite, @agent, @seed, @episode, @rounds, @difference)",
  );
  const { agent, seed, episode, rounds, difference } = check;
  write(store, () => insert.run({ suite, agent, seed, episode, rounds, difference }));
}

/** What the replays of a suite came to: one an agent at most. */
export function storedChecks(store: Store, suite: number): ReplayCheck[] {
  const select = store.prepare("SELECT agent, seed, episode, rounds, difference FROM checks WHERE suite_id = ?");
  return select.all(suite) as ReplayCheck[];
}
