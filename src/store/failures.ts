/** Episodes that failed: where, and why. One that is started again has not failed any more. */
import type { EpisodeFailure } from "../core/episode-failure.ts";
import { type Store, write } from "./database.ts";

/** Stores that an episode failed, in place of whatever was kept of it. */
export function storeFailure(store: Store, suite: number, failure: EpisodeFailure): void {
  const row = { suite, ...failure, seed: String(failure.seed) };
  const where = "suite_id = @suite AND agent = @agent AND seed = @seed AND episode = @episode";
  const insert = store.prepare(
    "INSERT OR REPLACE INTO failures VALUES (@suite, @agent, @seed, @episode, @round, @reason)",
  );
  write(store, () => {
    store.prepare(`DELETE FROM episodes WHERE ${where}`).run(row);
    insert.run(row);
  });
}

/** The failed episodes of a suite. */
export function storedFailures(store: Store, suite: number): EpisodeFailure[] {
  const select = store.prepare("SELECT agent, seed, episode, round, reason FROM failures WHERE suite_id = ?");
  return select.all(suite) as EpisodeFailure[];
}
